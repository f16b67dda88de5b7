"""Student helpers: handed over, seen by nobody else and nothing else, done, signed off."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Notice
from firstbell.helpdesk.actions.helper_jobs import (
    finish_job,
    give_back_job,
    hand_to_helper,
    sign_off_job,
    take_back_job,
)
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import HelperJob, Symptom, Ticket, TicketState
from firstbell.helpdesk.tests.factories import make_ticket, symptom
from firstbell.inventory.tests.factories import make_device
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_grant, make_person
from firstbell.rooms.models import Place

pytestmark = pytest.mark.django_db
S = TicketState
TASK = "Clean the keys with the brush and try every one."


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    made.stu.person.given_name = "Quillon"  # “Stu” is in “Student helper”, on every page
    made.stu.person.save()
    return made


@pytest.fixture
def helen(cast: Cast) -> Account:
    """A student helper of the school."""
    account = make_account(make_person(cast.school, "Helen", "Handy"))
    make_grant(account, "student_helper", cast.school)
    return account


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    kind = symptom("keys")
    Symptom.objects.filter(pk=kind.pk).update(for_helpers=True)
    kind.refresh_from_db()
    room = Place.objects.create(organisation=cast.school, kind="room", name="Room 204", number="204", code="R204")
    return make_ticket(
        cast.school, cast.stu.person, symptom=kind, place=room, title="Keys of Stu's mother's laptop",
        description="My ADHD pills fell in", items=[make_device(cast.school, "EHS-7")],
    )  # fmt: skip


def given(cast: Cast, ticket: Ticket, helen: Account) -> HelperJob:
    return hand_to_helper(ticket, helper=helen, task=TASK, by=cast.tess.actor)


def test_from_hand_to_hand_to_resolved(cast: Cast, ticket: Ticket, helen: Account) -> None:
    job = given(cast, ticket, helen)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (S.IN_PROGRESS, cast.tess.account)
    actor = actor_of_account(helen)
    finish_job(job, done="Half of it", by=actor)
    with pytest.raises(Conflict):
        change_state(ticket, to=S.RESOLVED, details={"resolution": "restart", "text": "Done"}, by=cast.tess.actor)
    give_back_job(job, answer="The space bar still sticks", by=cast.tess.actor)
    finish_job(job, done="All keys work", by=actor)
    assert Notice.objects.filter(kind="helpdesk.helper_job_done").count() == 2
    done = sign_off_job(job, resolution="user_guidance", text="Keys cleaned.", minutes=5, by=cast.tess.actor)
    assert (done.state, done.resolution) == (S.RESOLVED, "user_guidance")
    assert ticket.entries.filter(kind="note", text="Student helper: All keys work").exists()
    job.refresh_from_db()
    assert (job.state, job.decided_by) == (HelperJob.State.SIGNED, cast.tess.actor.name)


def test_the_helper_reads_the_task_the_room_and_a_first_name_and_no_more(
    cast: Cast, ticket: Ticket, helen: Account
) -> None:
    job = given(cast, ticket, helen)
    client = Client()
    client.force_login(helen)
    pages = [
        client.get(reverse("helpdesk:helper_jobs")).content.decode(),
        client.get(reverse("helpdesk:helper_job", args=[job.pk])).content.decode(),
    ]
    assert TASK in pages[1]
    assert "Room 204" in pages[1]
    assert "EHS-7" in pages[1]
    assert cast.stu.person.given_name in pages[1]
    notices = str(
        list(
            Notice.objects.filter(recipient_key__in=(f"account:{helen.pk}", f"person:{helen.person_id}")).values(
                "line", "title", "body", "subject_label"
            )
        )
    )
    for secret in (cast.stu.person.family_name, cast.stu.person.identifier, "mother", "ADHD"):
        assert all(secret not in page for page in pages), secret
    assert "mother" not in notices
    assert client.get(reverse("helpdesk:ticket", args=[ticket.pk])).status_code == 404
    other = hand_to_helper(_second(cast, ticket), helper=_another(cast), task="x", by=cast.tess.actor)
    assert client.get(reverse("helpdesk:helper_job", args=[other.pk])).status_code == 404


def test_done_by_form_and_gone_from_sight(cast: Cast, ticket: Ticket, helen: Account) -> None:
    job = given(cast, ticket, helen)
    client = Client()
    client.force_login(helen)
    url = reverse("helpdesk:helper_job", args=[job.pk])
    assert client.post(url, {"done": ""}).status_code == 422
    client.post(url, {"done": "All keys work"})
    assert cast.stu.person.given_name not in client.get(url).content.decode()
    worker = Client()
    worker.force_login(cast.tess.account)
    page = worker.get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "Waits for your sign-off" in page
    worker.post(reverse("helpdesk:helper_decide", args=[job.pk, "sign"]), {"resolution": "restart", "text": "Cleaned."})
    ticket.refresh_from_db()
    assert ticket.state == S.RESOLVED


def test_only_allowed_symptoms_helpers_and_tickets(cast: Cast, ticket: Ticket, helen: Account) -> None:
    with pytest.raises(Invalid):
        hand_to_helper(ticket, helper=cast.tia.account, task=TASK, by=cast.tess.actor)
    with pytest.raises(Invalid):
        hand_to_helper(ticket, helper=helen, task=" ", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        hand_to_helper(ticket, helper=helen, task=TASK, by=cast.lib.actor)
    battery = make_ticket(cast.school, cast.stu.person, symptom=symptom("screen"))
    with pytest.raises(Conflict):
        hand_to_helper(battery, helper=helen, task=TASK, by=cast.tess.actor)
    private = make_ticket(cast.school, cast.stu.person, symptom=ticket.symptom, is_private=True)
    with pytest.raises(Conflict):
        hand_to_helper(private, helper=helen, task=TASK, by=cast.dita.actor)
    given(cast, ticket, helen)
    with pytest.raises(Conflict):
        given(cast, ticket, helen)


def test_nobody_else_finishes_and_no_helper_signs_off(cast: Cast, ticket: Ticket, helen: Account) -> None:
    job = given(cast, ticket, helen)
    actor = actor_of_account(helen)
    with pytest.raises(Forbidden):
        finish_job(job, done="x", by=cast.tess.actor)
    finish_job(job, done="x", by=actor)
    for who in (actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            sign_off_job(job, resolution="restart", text="x", by=who)
    take_back_job(job, by=cast.tess.actor)
    with pytest.raises(Conflict):
        finish_job(job, done="x", by=actor)


def test_the_trail_has_neither_the_task_nor_the_helper_s_words(cast: Cast, ticket: Ticket, helen: Account) -> None:
    finish_job(given(cast, ticket, helen), done="Her brother did it", by=actor_of_account(helen))
    told = str(list(AuditEntry.objects.filter(verb="helpdesk.helper_job_changed").values("summary", "note", "changes")))
    assert "With the helper" in told
    assert "brother" not in told
    assert "brush" not in told


def _second(cast: Cast, ticket: Ticket) -> Ticket:
    return make_ticket(cast.school, cast.stu.person, symptom=ticket.symptom)


def _another(cast: Cast) -> Account:
    account = make_account(make_person(cast.school, "Hugo", "Handy"))
    make_grant(account, "student_helper", cast.school)
    return account
