"""The room's own equipment: named by the house, so that nobody has to ask which projector."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.errors import Invalid
from firstbell.guides.models import Walk
from firstbell.guides.tests.factories import make_card
from firstbell.helpdesk.actions.help import ticket_from_walk
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket, TicketItem
from firstbell.inventory.models import Device, Status
from firstbell.inventory.tests.factories import make_device, make_model
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.models import Place
from firstbell.rooms.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def room(cast: Cast) -> Place:
    return make_place(cast.school, "Room 12", code="EHS-R12")


def hang(room: Place, tag: str, category: str = "projector", status: str = Status.PLACED) -> Device:
    model = make_model(f"Model {tag}", category=category)
    return make_device(room.organisation, tag, item_type="cart-device", model=model, home=room, status=status)


def start(client: Client, room: Place, **more: str) -> str:
    answer = client.post(reverse("helpdesk:help_walk_start"), {"card": "Z01", "place": room.code, "q": "dark", **more})
    return answer.content.decode()


def test_the_one_projector_goes_along_by_itself(client: Client, cast: Cast, room: Place) -> None:
    make_card(about="projector")
    projector = hang(room, "AV-12-1")
    hang(room, "AV-12-2", "printer")
    hang(room, "AV-OLD", status=Status.DISPOSED)
    client.force_login(cast.tia.account)
    start(client, room)
    walk = Walk.objects.get()
    assert walk.item is not None
    assert walk.item.pk == projector.pk
    assert walk.product_id == projector.product_id  # steps are ordered by what helped this model
    ticket = ticket_from_walk(walk, by=cast.tia.actor)
    assert [link.item_id for link in TicketItem.objects.filter(ticket=ticket)] == [projector.pk]


def test_of_two_it_is_asked_once_and_not_knowing_is_an_answer(client: Client, cast: Cast, room: Place) -> None:
    make_card(about="projector")
    hang(room, "AV-12-1")
    panel = hang(room, "AV-12-2", "panel")
    client.force_login(cast.tia.account)
    asked = start(client, room)
    assert "Which one?" in asked
    assert "Model AV-12-1" in asked
    assert not Walk.objects.exists()
    start(client, room, item="AV-12-2")
    assert Walk.objects.get().item_id == panel.pk
    start(client, room, which="unknown")
    assert Walk.objects.latest("pk").item is None


def test_a_card_about_accounts_names_no_projector(client: Client, cast: Cast, room: Place) -> None:
    make_card(about="account")
    hang(room, "AV-12-1")
    client.force_login(cast.tia.account)
    start(client, room)
    assert Walk.objects.get().item is None


def test_the_page_of_a_room_offers_what_hangs_there(client: Client, cast: Cast, room: Place) -> None:
    hang(room, "AV-12-1")
    make_device(cast.school, "OWN-1", assigned_to=cast.stu.person, home=room)
    client.force_login(cast.tia.account)
    shown = client.get(reverse("helpdesk:help"), {"place": room.code}).content.decode()
    assert "In this room" in shown
    assert "Model AV-12-1" in shown
    assert "OWN-1" not in shown


def test_equipment_of_another_room_and_somebody_s_device_stay_unnamed(cast: Cast, room: Place) -> None:
    elsewhere = hang(make_place(cast.school, "Room 13"), "AV-13-1")
    theirs = make_device(cast.school, "OWN-1", assigned_to=cast.stu.person, home=room)
    for thing in (elsewhere, theirs):
        with pytest.raises(Invalid):
            open_ticket(
                cast.school, title="Dark", requester=cast.tia.person, place=room, items=[thing],
                origin=Ticket.Origin.PORTAL, by=cast.tia.actor,
            )  # fmt: skip
