"""What surrounds tickets, over REST, on the pages of the rules, and for many tickets at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from firstbell.core.listing import bulk_runs
from firstbell.core.models import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.helper_jobs import finish_job
from firstbell.helpdesk.models import CannedAnswer, Symptom, Ticket, TicketLink, TicketTiming
from firstbell.helpdesk.queries import timing_for
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.helpdesk.tests.test_list_actions import counts, run_of
from firstbell.people.actions.tokens import create_token
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, Member, make_account, make_cast, make_grant, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


class Caller:
    """REST with a token of somebody's own."""

    def __init__(self, member: Member) -> None:
        permissions = {str(one) for grant in member.actor.grants for one in grant.permissions}
        wanted = sorted(permissions)
        secret = create_token(member.account, name="t", permissions=wanted, by=member.actor).text
        self.headers = {"Authorization": f"Bearer {secret}"}

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        send = getattr(Client(), method)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=self.headers)


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_rest_links_splits_merges_and_watches(cast: Cast) -> None:
    call = Caller(cast.tess)
    mine, other = make_ticket(cast.school, cast.stu.person), make_ticket(cast.school, cast.stu.person)
    foreign = make_ticket(cast.other_school)
    entry = add_reply(other, text="And the printer", by=cast.stu.actor)
    link = call("post", f"/tickets/{mine.pk}/links", {"other_id": other.pk, "kind": "blocks"})
    assert (link.status_code, link.json()["kind"]) == (201, "blocks")
    assert call("post", f"/tickets/{mine.pk}/links", {"other_id": foreign.pk}).status_code == 404
    assert len(call("get", f"/tickets/{other.pk}/links").json()) == 1
    assert call("delete", f"/tickets/{other.pk}/links/{link.json()['id']}").status_code == 204
    split = call("post", f"/tickets/{other.pk}/entries/{entry.pk}/split", {"title": "Printer"})
    assert split.json()["title"] == "Printer"
    merged = call("post", f"/tickets/{mine.pk}/merge", {"other_id": other.pk, "reason": "one screen"})
    assert (merged.status_code, merged.json()["loser_id"]) == (201, other.pk)
    assert call("put", f"/tickets/{mine.pk}/watch").status_code == 204
    assert mine.watchers.filter(person=cast.tess.person).exists()
    assert call("delete", f"/tickets/{mine.pk}/watch").status_code == 204
    assert not mine.watchers.exists()
    noted = call("post", f"/tickets/{mine.pk}/replies", {"text": "Odd", "kind": "note", "minutes": 4})
    assert noted.json()["minutes"] == 4


def test_rest_hands_to_a_helper_and_signs_off(cast: Cast) -> None:
    Symptom.objects.filter(pk=symptom("keys").pk).update(for_helpers=True)
    account = make_account(make_person(cast.school, "Helen", "Handy"))
    make_grant(account, "student_helper", cast.school)
    ticket = make_ticket(cast.school, cast.stu.person, symptom=symptom("keys"))
    call = Caller(cast.tess)
    job = call("post", f"/tickets/{ticket.pk}/helper-jobs", {"helper_id": account.pk, "task": "Brush"}).json()
    assert (job["state"], job["requester_given_name"]) == ("given", cast.stu.person.given_name)
    finish_job(ticket.helper_jobs.get(), done="Done", by=actor_of_account(account))
    again = call("post", f"/helper-jobs/{job['id']}/give-back", {"answer": "F7"})
    assert again.json()["state"] == "given"
    refused = call("post", f"/helper-jobs/{job['id']}/sign-off", {"resolution": "restart", "text": "x"})
    assert refused.status_code == 409
    finish_job(ticket.helper_jobs.get(), done="Done", by=actor_of_account(account))
    signed = call("post", f"/helper-jobs/{job['id']}/sign-off", {"resolution": "restart", "text": "Clean"})
    assert signed.json()["state"] == "resolved"
    assert Caller(cast.sam)("get", "/helper-jobs?standing=false").json()["items"] == []


def test_numbers_of_a_school_on_the_page_and_over_rest(cast: Cast) -> None:
    client = client_of(cast.tess)
    numbers = {
        "remind_after": 2,
        "warn_after": 3,
        "close_after": 4,
        "close_resolved_after": 1,
        "reopen_days": 5,
        "alarm_minutes": 20,
    }
    add = reverse("helpdesk:timing_add")
    assert client.post(add, {"organisation": cast.other_school.pk, **numbers}).status_code == 422
    assert client.post(add, {"organisation": cast.school.pk, **numbers, "warn_after": 9}).status_code == 422
    client.post(add, {"organisation": cast.school.pk, **numbers, "source": "Board"})
    mine = TicketTiming.objects.get(organisation=cast.school)
    assert (timing_for(cast.school).reopen_days, mine.source) == (5, "Board")
    everywhere = TicketTiming.objects.get(organisation=None)
    assert client.get(reverse("helpdesk:timing", args=[everywhere.pk])).status_code == 404
    assert "Everywhere" in client.get(reverse("helpdesk:timings")).content.decode()
    assert Caller(cast.tess)("put", "/ticket-timings", {**numbers, "organisation_id": None}).status_code == 403
    client.post(reverse("helpdesk:timing_remove", args=[mine.pk]))
    assert timing_for(cast.school) == everywhere


def test_canned_answers_on_the_page(cast: Cast) -> None:
    client = client_of(cast.tess)
    values = {"title": "Restart", "text_en": "Hi {{ requestor }}", "is_active": "on", "shared": str(cast.school.pk)}
    page = client.post(reverse("helpdesk:answer_add"), values)
    assert page.status_code == 422
    assert "Hi {{ requestor }}" in page.content.decode()
    client.post(reverse("helpdesk:answer_add"), {**values, "text_en": "Hi {{ requester }}"})
    made = CannedAnswer.objects.get(title="Restart")
    assert (made.organisation, made.owner) == (cast.school, None)
    shipped = CannedAnswer.objects.filter(organisation=None).first()
    assert shipped is not None
    assert "Shared above your schools" in client.get(reverse("helpdesk:answer", args=[shipped.pk])).content.decode()
    assert client.post(reverse("helpdesk:answer_remove", args=[shipped.pk])).status_code == 403
    client.post(reverse("helpdesk:answer_remove", args=[made.pk]))
    assert not CannedAnswer.objects.filter(pk=made.pk).exists()


def test_many_are_linked_and_watched_at_once_and_taken_back(cast: Cast) -> None:
    by = cast.tess.actor
    lead = make_ticket(cast.school)
    tickets = [make_ticket(cast.school) for _ in range(3)]
    data = QueryDict(f"kind=caused_by&other={lead.number}")
    run = run_of("link", [*tickets, lead], by)
    assert counts(run, data, by) == {"change": 3, "nothing": 1}
    bulk_runs.apply_run(run, data=data, by=by)
    assert TicketLink.objects.filter(other=lead, kind="caused_by").count() == 3
    use_undo(UndoOffer.objects.latest("created_at").token, by=by)
    assert not TicketLink.objects.exists()
    bulk_runs.apply_run(run_of("watch", tickets, by), data=QueryDict(), by=by)
    assert Ticket.objects.filter(watchers__person=cast.tess.person).count() == 3
    use_undo(UndoOffer.objects.latest("created_at").token, by=by)
    assert not Ticket.objects.filter(watchers__person=cast.tess.person).exists()
