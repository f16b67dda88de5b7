"""Naming colleagues, canned answers, watching, who has it open, minutes, photos, and one tap at the end."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from firstbell.core.attachments import may_see
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.models import Attachment, AuditEntry, Notice
from firstbell.helpdesk.actions.answers import save_answer
from firstbell.helpdesk.actions.conversation import add_note, add_reply, attach_to_ticket
from firstbell.helpdesk.actions.people import note_presence, rate_by_token, rate_ticket, stop_watching, watch_ticket
from firstbell.helpdesk.actions.states import change_state, resolve_on_return
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import CannedAnswer, Ticket, TicketPresence, TicketRating, TicketState
from firstbell.helpdesk.queries import filled, mentioned, others_present, rating_token
from firstbell.helpdesk.record import conversation
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.inventory.tests.factories import make_device
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast
from firstbell.rooms.models import Place

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    made = make_ticket(cast.school, cast.stu.person)
    assign_ticket(made, assignee=cast.tess.account, by=cast.tess.actor)
    Notice.objects.all().delete()
    return made


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def told(member: Member) -> list[str]:
    """Kinds of what somebody was told, however they were addressed."""
    keys = [person_key(member.person.pk), f"account:{member.account.pk}"]
    return [one.kind.partition(".")[2] for one in Notice.objects.filter(recipient_key__in=keys).order_by("pk")]


def photo(name: str = "screen.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def resolved(ticket: Ticket, cast: Cast) -> Ticket:
    return resolve_on_return(ticket, text="Cable", by=cast.lib.actor)


# --- mentions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Look, @Tess Torres: dark.", "@tess have a look", "(@Tess.Torres)"])
def test_who_is_named_is_told(cast: Cast, ticket: Ticket, text: str) -> None:
    add_note(ticket, text=text, by=cast.dita.actor)
    assert told(cast.tess) == ["ticket_mentioned"]
    assert told(cast.stu) == []


def test_a_mail_address_and_a_stranger_name_nobody(cast: Cast, ticket: Ticket) -> None:
    accounts, unknown = mentioned("Write to a@tess.org, @Tessa and @nobody", ticket)
    assert accounts == []
    assert unknown == ["Tessa", "nobody"]
    page = client_of(cast.tess).post(
        reverse("helpdesk:ticket_note", args=[ticket.pk]), {"text": "@nobody?"}, follow=True
    )
    assert "nobody was told" in page.content.decode()
    assert ticket.entries.filter(text="@nobody?").exists()


def test_only_those_who_may_read_a_private_one_are_named(cast: Cast) -> None:
    private = make_ticket(cast.school, cast.stu.person, title="What happened", is_private=True)
    Notice.objects.all().delete()
    add_note(private, text="@Tess Torres @Dita", by=cast.dita.actor)
    assert told(cast.tess) == []
    assert cast.dita.account not in mentioned("@Tess", private)[0]
    assert mentioned("@Dita", private)[0] == [cast.dita.account]


# --- canned answers ---------------------------------------------------------------------------------------------------


def test_an_answer_is_filled_in_the_requester_s_language(cast: Cast) -> None:
    cast.stu.person.language = "es"
    cast.stu.person.save()
    room = Place.objects.create(organisation=cast.school, kind="room", name="Room 204", number="204", code="R204")
    device = make_device(cast.school, "EHS-1042")
    ticket = make_ticket(cast.school, cast.stu.person, place=room, items=[device])
    answer = save_answer(
        None, title="Restart", text_en="Hi {{ requester }}, restart {{ device }} in {{ room }} ({{ number }}).",
        text_es="Hola, {{ requester }}: reinicie {{ device }}.", by=cast.tess.actor, organisation=cast.school,
    )  # fmt: skip
    name = cast.stu.person.given_name
    assert filled(answer, ticket, "en").startswith(f"Hi {name}, restart ")
    assert filled(answer, ticket, "en").endswith(f"EHS-1042 in Room 204 ({ticket.number}).")
    assert filled(answer, ticket, "es").startswith(f"Hola, {name}: reinicie")
    url = reverse("helpdesk:answer_text", args=[ticket.pk, answer.pk])
    assert client_of(cast.tess).get(url).content.decode().startswith("Hola")
    assert client_of(cast.stu).get(url).status_code in (403, 404)
    page = client_of(cast.tess).get(
        reverse("helpdesk:ticket", args=[ticket.pk]), {"answer": str(answer.pk), "lang": "en"}
    )
    assert f"Hi {name}, restart" in page.content.decode()


def test_a_name_that_cannot_be_filled_is_said_with_its_line(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_answer(None, title="x", text_en="Hi\n{{ requestor }}", is_own=True, by=cast.tess.actor)
    assert "Line 2" in str(refused.value)
    assert "requester" in str(refused.value)


def test_one_s_own_is_nobody_else_s_and_a_school_s_is_not_the_neighbour_s(cast: Cast) -> None:
    CannedAnswer.objects.all().delete()
    own = save_answer(None, title="Mine", text_en="x", is_own=True, by=cast.tess.actor)
    save_answer(None, title="Ours", text_en="x", organisation=cast.school, by=cast.tess.actor)
    titles = {
        name: [one.title for one in CannedAnswer.objects.visible_to(member.actor)]
        for name, member in {"tess": cast.tess, "sam": cast.sam, "dita": cast.dita, "stu": cast.stu}.items()
    }
    assert titles == {"tess": ["Mine", "Ours"], "sam": [], "dita": ["Ours"], "stu": []}
    with pytest.raises(NotFound):
        save_answer(own, title="Taken", text_en="x", by=cast.dita.actor)
    with pytest.raises(Forbidden):
        save_answer(None, title="x", text_en="x", organisation=cast.other_school, by=cast.tess.actor)


# --- watching, presence -----------------------------------------------------------------------------------------------


def test_a_watcher_is_told_of_replies_and_of_the_end_until_stopping(cast: Cast, ticket: Ticket) -> None:
    watch_ticket(ticket, by=cast.pat.actor)
    watch_ticket(ticket, by=cast.pat.actor)
    add_reply(ticket, text="Still dark", by=cast.stu.actor)
    resolved(ticket, cast)
    assert told(cast.pat) == ["ticket_answered", "watched_ended"]
    stop_watching(ticket, by=cast.pat.actor)
    change_state(ticket, to=TicketState.IN_PROGRESS, details={"text": "Dark"}, by=cast.stu.actor)
    add_reply(ticket, text="Dark", by=cast.stu.actor)
    assert len(told(cast.pat)) == 2
    with pytest.raises(Forbidden):
        watch_ticket(ticket, by=cast.sam.actor)


def test_who_lost_the_sight_of_it_is_told_no_more(cast: Cast, ticket: Ticket) -> None:
    watch_ticket(ticket, by=cast.cora.actor)
    Ticket.objects.filter(pk=ticket.pk).update(is_private=True)
    add_reply(Ticket.objects.get(pk=ticket.pk), text="He hit me", by=cast.stu.actor)
    assert told(cast.cora) == []


def test_colleagues_see_each_other_for_a_minute(cast: Cast, ticket: Ticket) -> None:
    note_presence(ticket, is_typing=True, by=cast.dita.actor)
    answer = client_of(cast.tess).post(reverse("helpdesk:ticket_presence", args=[ticket.pk]), {"typing": "0"})
    assert answer.json() == {"here": [{"name": cast.dita.account.display_name, "typing": True}]}
    later = timezone.now() + dt.timedelta(seconds=61)
    assert others_present(ticket, cast.tess.actor, later) == []
    TicketPresence.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=61))
    note_presence(ticket, is_typing=False, by=cast.tess.actor)
    assert TicketPresence.objects.count() == 1
    assert not AuditEntry.objects.filter(verb__contains="presence").exists()


def test_a_requester_and_a_stranger_are_never_present_and_learn_nothing(cast: Cast, ticket: Ticket) -> None:
    url = reverse("helpdesk:ticket_presence", args=[ticket.pk])
    assert client_of(cast.stu).post(url).status_code == 403
    assert client_of(cast.sam).post(url).status_code == 404
    Ticket.objects.filter(pk=ticket.pk).update(is_private=True)
    assert client_of(cast.tess).post(url).status_code == 404


def test_a_poll_costs_the_same_however_many_are_there(cast: Cast, ticket: Ticket) -> None:
    url, client = reverse("helpdesk:ticket_presence", args=[ticket.pk]), client_of(cast.tess)
    client.post(url)
    counts = []
    for member in (cast.dita, cast.lib, cast.pat):
        TicketPresence.objects.create(ticket=ticket, account=member.account, seen_at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.post(url)
        counts.append(len(captured))
    assert len(set(counts)) == 1


# --- minutes, photos --------------------------------------------------------------------------------------------------


def test_minutes_are_summed_for_those_who_work_only(cast: Cast, ticket: Ticket) -> None:
    add_reply(ticket, text="On it", minutes=10, by=cast.tess.actor)
    add_note(ticket, text="Odd", minutes=5, by=cast.tess.actor)
    url = reverse("helpdesk:ticket_state", args=[ticket.pk, "waiting_part"])
    day = timezone.localdate() + dt.timedelta(days=3)
    client_of(cast.tess).post(
        url, {"waiting_part-text": "Hinge", "waiting_part-wake_on": day, "waiting_part-minutes": 7}
    )
    page = client_of(cast.tess).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    assert "22 minutes in all" in page
    assert (
        "minutes in all" not in client_of(cast.stu).get(reverse("helpdesk:ticket", args=[ticket.pk])).content.decode()
    )
    with pytest.raises(Forbidden):
        add_reply(ticket, text="x", minutes=5, by=cast.stu.actor)


def test_photos_come_with_a_reply_and_those_of_a_note_stay_with_colleagues(cast: Cast, ticket: Ticket) -> None:
    add_reply(ticket, text="See", files=[photo()], by=cast.stu.actor)
    add_note(ticket, text="Hm", files=[photo("inside.png")], by=cast.tess.actor)
    attach_to_ticket(ticket, [photo("label.png")], by=cast.stu.actor)
    shown = {one.filename: one for one in Attachment.objects.all()}
    assert {name for name, one in shown.items() if may_see(one, cast.stu.actor)} == {"screen.png", "label.png"}
    assert all(may_see(one, cast.tess.actor) for one in shown.values())
    assert not any(may_see(one, cast.sam.actor) for one in shown.values())


def test_a_file_that_is_none_loses_no_word(cast: Cast, ticket: Ticket) -> None:
    fake = SimpleUploadedFile("evil.png", b"<html>", content_type="image/png")
    url = reverse("helpdesk:ticket_reply", args=[ticket.pk])
    page = client_of(cast.stu).post(url, {"text": "My long story", "files": fake})
    assert page.status_code == 422
    assert "My long story" in page.content.decode()
    assert "not what its ending says" in page.content.decode()
    assert not ticket.entries.filter(text="My long story").exists()
    page = client_of(cast.stu).post(
        reverse("helpdesk:ticket_open"), {"title": "Dark screen", "urgency": "slowed", "photos": fake}
    )
    assert page.status_code == 422
    assert not Ticket.objects.filter(title="Dark screen").exists()
    client_of(cast.stu).post(
        reverse("helpdesk:ticket_open"),
        {"title": "Dark screen", "urgency": "slowed", "photos": [photo(), photo("b.png")]},
    )
    made = Ticket.objects.get(title="Dark screen")
    assert Attachment.objects.filter(owner_kind=Ticket.KIND_REF, owner_id=made.pk).count() == 2


# --- the end ----------------------------------------------------------------------------------------------------------


def test_one_tap_by_the_link_works_once_without_signing_in_and_reveals_nothing(cast: Cast, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(title="Secret title")
    resolved(ticket, cast)
    body = Notice.objects.get(kind="helpdesk.ticket_resolved").body
    path = "/helpdesk/rate/" + body.partition("/helpdesk/rate/")[2].split()[0]
    client = Client()
    page = client.get(path)
    text = page.content.decode()
    assert page.status_code == 200
    for word in ("Secret title", ticket.number, cast.stu.person.given_name, cast.stu.person.family_name):
        assert word not in text
    assert not TicketRating.objects.exists()
    assert client.post(path, {"rating": "not_good", "why": "Dark again"}).status_code == 200
    assert client.post(path, {"rating": "good"}).status_code == 404
    rating = TicketRating.objects.get()
    assert (rating.is_good, rating.why) == (False, "Dark again")
    assert told(cast.tess)[-1] == "ticket_not_good"
    assert client.get("/helpdesk/rate/made-up/").status_code == 404
    assert "Dark again" not in json.dumps(list(AuditEntry.objects.values("summary", "note", "changes")), default=str)


def test_the_link_of_an_end_that_was_none_is_dead(cast: Cast, ticket: Ticket) -> None:
    token = rating_token(resolved(ticket, cast))
    change_state(ticket, to=TicketState.IN_PROGRESS, details={"text": "Dark"}, by=cast.stu.actor)
    with pytest.raises(NotFound):
        rate_by_token(token, is_good=True, by=cast.tess.actor)


def test_only_the_requester_rates_and_once_for_each_end(cast: Cast, ticket: Ticket) -> None:
    done = resolved(ticket, cast)
    with pytest.raises(Forbidden):
        rate_ticket(done, is_good=True, by=cast.tess.actor)
    rate_ticket(done, is_good=True, by=cast.stu.actor)
    with pytest.raises(Conflict):
        rate_ticket(done, is_good=False, by=cast.stu.actor)
    change_state(done, to=TicketState.IN_PROGRESS, details={"text": "Dark"}, by=cast.stu.actor)
    again = resolved(Ticket.objects.get(pk=ticket.pk), cast)
    page = client_of(cast.stu).post(reverse("helpdesk:ticket_rate", args=[again.pk]), {"rating": "good"}, follow=True)
    assert "You said: good" in page.content.decode()
    assert TicketRating.objects.count() == 2


def test_the_record_has_what_they_wrote_and_said_of_the_end(cast: Cast, ticket: Ticket) -> None:
    add_reply(ticket, text="It is dark", by=cast.stu.actor)
    add_note(ticket, text="He is nice", by=cast.tess.actor)
    rate_ticket(resolved(ticket, cast), is_good=False, why="Dark again", by=cast.stu.actor)
    rows = {row["Text"]: (row["Kind"], row["By"]) for row in conversation(cast.stu.person, False).rows}
    assert rows["It is dark"] == ("Reply", "this person")
    assert rows["Not good. Dark again"] == ("Rating", "this person")
    assert "He is nice" not in rows
    assert "He is nice" in {row["Text"] for row in conversation(cast.stu.person, True).rows}
