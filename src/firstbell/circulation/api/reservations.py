"""Reservations."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import Query

from firstbell.circulation.actions import (
    cancel_reservation,
    lend_cart,
    lend_item,
    reserve,
)
from firstbell.circulation.models import (
    Reservation,
)
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.schemas import (
    HandOutIn,
    ReservationIn,
    ReservationOut,
)
from firstbell.core.api import (
    ApiRequest,
    Page,
    Paging,
    Router,
    created,
    found,
    paginate,
)
from firstbell.core.errors import Invalid
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Person
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

router = Router()


@router.get("/reservations", response=Page[ReservationOut])
def list_reservations(
    request: ApiRequest,
    paging: Query[Paging],
    standing: bool = True,
    person_id: int | None = None,
    organisation_id: int | None = None,
) -> Any:
    """Reservations you may see, by their first day; those that stand unless asked otherwise."""
    found_ones = Reservation.objects.visible_to(request.actor)
    if standing:
        found_ones = found_ones.standing(timezone.localdate())
    if person_id is not None:
        found_ones = found_ones.filter(person_id=person_id)
    if organisation_id is not None:
        found_ones = found_ones.filter(organisation_id=organisation_id)
    return paginate(found_ones, paging, order=("first_day", "pk"))


@router.get("/reservations/{pk}", response=ReservationOut)
def read_reservation(request: ApiRequest, pk: int) -> Any:
    """One reservation."""
    return found(Reservation.objects.visible_to(request.actor), pk)


@router.post("/reservations", response={201: ReservationOut})
def create_reservation(request: ApiRequest, body: ReservationIn) -> Any:
    """Reserve. 409 says who has it and when (``reserved``), or how many are free (``too_few``)."""
    actor = request.actor
    actor.require(CirculationPermission.RESERVATION_EDIT)
    places = Place.objects.visible_to(actor)
    items = Item.objects.visible_to(actor).select_related("item_type", "organisation", "device")
    schools = schools_for(actor, CirculationPermission.RESERVATION_EDIT)
    made = reserve(
        found(Person.objects.visible_to(actor).select_related("organisation"), body.person_id),
        item=found(items, body.item_id) if body.item_id is not None else None,
        cart=found(places.select_related("organisation"), body.cart_id) if body.cart_id is not None else None,
        item_type=found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None,
        count=body.count if body.item_type_id is not None else 1,
        first_day=body.first_day,
        last_day=body.last_day,
        place=found(places, body.place_id) if body.place_id is not None else None,
        organisation=found(schools, body.organisation_id) if body.organisation_id is not None else None,
        reason=body.reason,
        by=actor,
    )
    return created(made)


@router.post("/reservations/{pk}/cancel", response=ReservationOut)
def cancel_one_reservation(request: ApiRequest, pk: int) -> Any:
    """It is not wanted any more."""
    return cancel_reservation(found(Reservation.objects.visible_to(request.actor), pk), by=request.actor)


@router.post("/reservations/{pk}/hand-out", response=ReservationOut)
def hand_out_reservation(request: ApiRequest, pk: int, body: HandOutIn) -> Any:
    """Lend what was reserved; of a type, the item is named by its id."""
    related = ("cart", "item", "item_type", "person__organisation")
    wanted = found(Reservation.objects.visible_to(request.actor).select_related(*related), pk)
    if wanted.cart is not None:
        lend_cart(wanted.cart, to=wanted.person, by=request.actor)
    else:
        lend_item(_reserved_item(request, wanted, body.item_id), to=wanted.person, by=request.actor)
    return found(Reservation.objects.visible_to(request.actor), pk)


def _reserved_item(request: ApiRequest, wanted: Reservation, item_id: int | None) -> Item:
    if wanted.item is not None:
        return wanted.item
    if item_id is None:
        raise Invalid("Which item is handed out?", remedy="Give item_id.", field="item_id")
    item = found(Item.objects.visible_to(request.actor).select_related("item_type"), item_id)
    if item.item_type_id != wanted.item_type_id:
        raise Invalid(
            f"{item.label} is no {wanted.item_type}.", remedy="Take one of the reserved type.", field="item_id"
        )
    return item
