"""Help: from “the projector is dark” to a fix, or to a ticket that leaves nothing to ask for."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.attachments import attachments_of
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import Notice
from firstbell.guides.models import Card, Walk
from firstbell.guides.tests.factories import load_cards, make_card
from firstbell.helpdesk.actions.help import ticket_from_walk
from firstbell.helpdesk.actions.incidents import join_incident, make_incident, save_outage_rule, say_me_too
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.models import Resolution, Symptom, Ticket, TicketState
from firstbell.helpdesk.queries import coming_lesson, hints, open_incidents, urgency_of
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.helpdesk.tests.test_talk import PNG
from firstbell.inventory.models import Status
from firstbell.inventory.tests.factories import make_device
from firstbell.people.tests.factories import Cast, make_cast, make_section
from firstbell.rooms.queries import zone_of
from firstbell.rooms.tests.factories import make_bells, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def post(client: Client, name: str, *args: object, **data: object) -> str:
    answer = client.post(reverse(f"helpdesk:{name}", args=args), data)
    assert answer.status_code == 302, answer.content[:400]
    return str(answer["Location"])


def test_the_journey_of_a_dark_projector(client: Client, cast: Cast) -> None:
    room = make_place(cast.school, "Room 12", code="EHS-R12")
    make_card()
    client.force_login(cast.tia.account)

    at = client.get(reverse("helpdesk:help_at", args=["ehs-r12"]), follow=True)
    assert "Room 12" in at.content.decode()
    found = client.get(reverse("helpdesk:help"), {"place": room.code, "q": "the lamp is dark!!"})
    assert "The lamp is dark" in found.content.decode()

    page = post(client, "help_walk_start", card="Z01", place=room.code, q="the lamp is dark!!")
    walk = Walk.objects.get()
    assert page == reverse("helpdesk:help_walk", args=[walk.pk])
    assert "Is it awake?" in client.get(page).content.decode()
    post(client, "help_answer", walk.pk, question="awake", answer="yes")
    assert "Step back." in client.get(page).content.decode()
    post(client, "help_step", walk.pk, step="pull", outcome="done")
    shown = client.get(page).content.decode()
    assert "<strong>Input</strong>" in shown
    assert "<kbd>Ctrl</kbd>" in shown or "Ctrl" in shown
    post(client, "help_step", walk.pk, step="press", outcome="did_not")
    post(client, "help_step", walk.pk, step="wake", outcome="skipped")
    last = client.get(page).content.decode()
    assert "That is all you can try yourself." in last
    assert "Reset it." not in last

    to = post(client, "help_ticket", walk.pk, escalation="dark", words="Please hurry", evidence_led="red, twice")
    ticket = Ticket.objects.get()
    assert to == reverse("helpdesk:ticket", args=[ticket.pk])
    assert (ticket.title, ticket.place, ticket.requester) == ("The lamp is dark, Room 12", room, cast.tia.person)
    assert ticket.description == "the lamp is dark!!\n\nPlease hurry"
    assert ticket.walk is not None
    assert ticket.walk.evidence == {"led": "red, twice"}
    post(client, "help_ticket", walk.pk)
    assert Ticket.objects.count() == 1

    client.force_login(cast.tess.account)
    desk = client.get(to).content.decode()
    for words in ("What was tried before", "Did not help", "red, twice", "It stays dark."):
        assert words in desk


def test_a_fix_makes_no_ticket_and_may_come_back(client: Client, cast: Cast) -> None:
    make_card()
    client.force_login(cast.tia.account)
    page = post(client, "help_walk_start", card="Z01")
    walk = Walk.objects.get()
    post(client, "help_answer", walk.pk, question="awake", answer="")
    post(client, "help_step", walk.pk, step="press", outcome="worked")
    assert "Good. Nothing more to do." in client.get(page).content.decode()
    assert not Ticket.objects.exists()
    with pytest.raises(Conflict):
        ticket_from_walk(Walk.objects.get(), by=cast.tia.actor)
    post(client, "help_again", walk.pk)
    assert Walk.objects.get().is_open


def test_a_photo_goes_along_and_what_is_no_photo_makes_no_ticket(client: Client, cast: Cast) -> None:
    make_card()
    client.force_login(cast.tia.account)
    post(client, "help_walk_start", card="Z01", q="dark")
    walk = Walk.objects.get()
    program = SimpleUploadedFile("photo.exe", b"MZ\x90\x00", content_type="image/png")
    post(client, "help_ticket", walk.pk, escalation="dark", photos=program)
    assert not Ticket.objects.exists()
    assert Walk.objects.get().is_open

    post(client, "help_ticket", walk.pk, escalation="dark", photos=SimpleUploadedFile("lamp.png", PNG))
    assert [one.filename for one in attachments_of(Ticket.objects.get().ref)] == ["lamp.png"]


def test_an_urgent_answer_isolates_the_device_and_asks_nothing(client: Client, cast: Cast) -> None:
    room = make_place(cast.school, "Room 12", code="EHS-R12")
    device = make_device(cast.school, holder=cast.stu.person, status=Status.ASSIGNED)
    make_card()
    client.force_login(cast.stu.account)
    page = post(client, "help_walk_start", card="Z01", place=room.code, item=device.label)
    walk = Walk.objects.get()
    assert walk.item_id == device.pk
    post(client, "help_answer", walk.pk, question="awake", answer="smoke")
    shown = client.get(page).content.decode()
    assert "Do this now" in shown
    assert "Step back." in shown
    assert "evidence_led" not in shown
    post(client, "help_ticket", walk.pk, escalation="smoke")
    ticket = Ticket.objects.get()
    assert ticket.urgency == Ticket.Urgency.CANNOT_TEACH
    device.refresh_from_db()
    assert device.status == Status.QUARANTINE


def test_the_bells_say_how_urgent_it_is(client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday, 8:30: period 1 is running, period 2 begins at nine."""
    now = dt.datetime(2026, 11, 23, 8, 30, tzinfo=zone_of(cast.school))
    monkeypatch.setattr("firstbell.helpdesk.views.help.timezone.now", lambda: now)
    make_bells(cast.school)
    room, other = make_place(cast.school, "Room 12", code="EHS-R12"), make_place(cast.school, "Room 13")
    section = make_section(cast.school, "Biology", location=room.name, teacher=cast.tia.person)
    section.periods = "2"
    section.save()
    client.force_login(cast.tia.account)
    assert "09:00 Biology" in client.get(reverse("helpdesk:help"), {"place": room.code}).content.decode()
    post(client, "help_direct", q="projector dead", place=room.code)
    assert Ticket.objects.get().urgency == Ticket.Urgency.CANNOT_TEACH
    assert coming_lesson(cast.tia.person, other, now) is None
    assert urgency_of(None, now) == Ticket.Urgency.SLOWED
    assert coming_lesson(cast.tia.person, None, now) is not None
    assert coming_lesson(cast.stu.person, None, now) is None


def test_a_stranger_sees_no_walk_and_no_room_of_another_school(client: Client, cast: Cast) -> None:
    make_card()
    client.force_login(cast.tia.account)
    page = post(client, "help_walk_start", card="Z01")
    client.force_login(cast.stu.account)
    assert client.get(page).status_code == 404
    walk = Walk.objects.get()
    assert (
        client.post(reverse("helpdesk:help_step", args=[walk.pk]), {"step": "press", "outcome": "worked"}).status_code
        == 404
    )
    other = make_place(cast.other_school, "Room 99", code="X99")
    assert client.get(reverse("helpdesk:help_at", args=[other.code])).status_code == 404
    assert "Room 99" not in client.get(reverse("helpdesk:help"), {"place": other.code}).content.decode()


def test_another_s_device_is_not_named_to_a_student(client: Client, cast: Cast) -> None:
    device = make_device(cast.school, holder=cast.tia.person)
    client.force_login(cast.stu.account)
    page = client.get(reverse("helpdesk:help"), {"item": device.label}).content.decode()
    assert device.product.name not in page


def test_spanish_is_spoken_where_it_is_asked(client: Client, cast: Cast) -> None:
    make_card()
    client.force_login(cast.stu.account)
    page = client.get(reverse("helpdesk:help"), {"lang": "es", "q": "la lampara no prende"}).content.decode()
    assert "¿Qué pasa?" in page
    assert "The lamp is dark (es)" in page
    walked = post(client, "help_walk_start", card="Z01")
    assert "Is it awake? (es)" in client.get(walked).content.decode()


def three_without_network(client: Client, cast: Cast) -> list[int]:
    """Tia asks for help three times; the keys of her tickets."""
    card = make_card(category="network")
    client.force_login(cast.tia.account)
    for _ in range(3):
        post(client, "help_walk_start", card=card.code)
        walk = Walk.objects.latest("pk")
        post(client, "help_answer", walk.pk, question="awake", answer="")
        post(client, "help_ticket", walk.pk)
    return list(Ticket.objects.values_list("pk", flat=True))


def resolve(ticket: Ticket, cast: Cast) -> None:
    triage = {
        "symptom": Symptom.objects.first(),
        "place": make_place(cast.school),
        "impact": "building",
        "urgency": "slowed",
    }
    solved = {"resolution": Resolution.NETWORK_FIXED, "text": "The switch was restarted."}
    change_state(ticket, to=TicketState.TRIAGED, details=triage, by=cast.tess.actor)
    change_state(ticket, to=TicketState.IN_PROGRESS, details={"assignee": cast.tess.account}, by=cast.tess.actor)
    change_state(ticket, to=TicketState.RESOLVED, details=solved, by=cast.tess.actor)


def test_similar_tickets_are_proposed_as_one(client: Client, cast: Cast) -> None:
    three_without_network(client, cast)
    found = hints(cast.tess.actor, timezone.now())
    assert [(one.category, len(one.tickets)) for one in found] == [("network", 3)]
    assert hints(cast.sam.actor, timezone.now()) == []
    save_outage_rule(None, tickets=4, minutes=15, is_active=True, by=cast.dita.actor)
    assert hints(cast.tess.actor, timezone.now()) == []
    save_outage_rule(None, tickets=3, minutes=15, is_active=True, by=cast.dita.actor)
    client.force_login(cast.tess.account)
    assert "This looks like one trouble" in client.get(reverse("helpdesk:tickets")).content.decode()


def test_broken_devices_are_not_one_trouble(client: Client, cast: Cast) -> None:
    make_card(category="screen")
    client.force_login(cast.tia.account)
    for _ in range(3):
        post(client, "help_walk_start", card="Z01")
        walk = Walk.objects.latest("pk")
        post(client, "help_answer", walk.pk, question="awake", answer="")
        post(client, "help_ticket", walk.pk)
    for _ in range(3):
        make_ticket(cast.school, symptom=Symptom.objects.get(code="wont-start"), items=[make_device(cast.school)])
    assert hints(cast.tess.actor, timezone.now()) == []
    for _ in range(3):
        make_ticket(cast.school, symptom=Symptom.objects.get(code="other"))
    assert [len(one.tickets) for one in hints(cast.tess.actor, timezone.now())] == [3]


def test_an_incident_ends_for_everybody(client: Client, cast: Cast) -> None:
    tickets = three_without_network(client, cast)
    client.force_login(cast.tess.account)
    post(client, "incident_make", ticket=[*tickets, "²", "9" * 30], title="Wi-Fi in B wing")
    incident = Ticket.objects.get(is_incident=True)
    assert incident.reports.count() == 2

    client.force_login(cast.stu.account)
    page = client.get(reverse("helpdesk:help"), {"q": "the lamp is dark"}).content.decode()
    assert "Wi-Fi in B wing" in page
    post(client, "help_me_too", incident.pk)
    post(client, "help_me_too", incident.pk)
    assert incident.watchers.count() == 1

    client.force_login(cast.sam.account)
    assert client.post(reverse("helpdesk:help_me_too", args=[incident.pk])).status_code == 404

    resolve(incident, cast)
    ended = {(one.state, one.resolution) for one in incident.reports.all()}
    assert ended == {(TicketState.RESOLVED, Resolution.NETWORK_FIXED)}
    told = Notice.objects.filter(kind="helpdesk.incident_solved")
    assert [one.recipient_key for one in told] == [f"person:{cast.stu.person.pk}"]
    with pytest.raises(Conflict):
        say_me_too(Ticket.objects.get(pk=incident.pk), person=cast.stu.person, by=cast.stu.actor)


def test_tiles_named_by_cards_exist() -> None:
    load_cards()
    tiles = set(Symptom.objects.values_list("code", flat=True))
    assert set(Card.objects.values_list("symptom", flat=True)) - {""} <= tiles


def test_what_cannot_be_one_incident_is_refused(cast: Cast) -> None:
    ours, theirs = make_ticket(cast.school), make_ticket(cast.other_school)
    private = make_ticket(cast.school, is_private=True)
    with pytest.raises(Invalid, match="several schools"):
        make_incident([ours, theirs], title="x", by=cast.dita.actor)
    with pytest.raises(Conflict, match="private"):
        make_incident([ours, private], title="x", by=cast.tess.actor)
    with pytest.raises(Forbidden):
        make_incident([ours], title="x", by=cast.tia.actor)
    incident = make_incident([ours], title="x", by=cast.tess.actor)
    with pytest.raises(Conflict, match="another school"):
        join_incident(theirs, incident, by=cast.dita.actor)
    assert open_incidents(cast.other_school) == []
    assert [one.pk for one in open_incidents(cast.school)] == [incident.pk]


def test_room_cards_print_a_code_that_says_only_the_room(client: Client, cast: Cast) -> None:
    make_place(cast.school, "Room 12", code="EHS-R12")
    make_place(cast.other_school, "Room 99")
    client.force_login(cast.tess.account)
    page = client.get(reverse("helpdesk:room_cards")).content.decode()
    assert "Room 12" in page
    assert "data:image/svg+xml" in page
    assert "Room 99" not in page
