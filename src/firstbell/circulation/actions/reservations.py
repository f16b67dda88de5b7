"""Reserving, cancelling, and letting go of what nobody collected. Two who reserve at one moment wait for each other."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils import timezone

from firstbell.circulation.actions._reserved import keep_days
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.events import ReservationCancelled, ReservationLapsed, ReservationUndone, Reserved
from firstbell.circulation.models import Loan, Reservation, ReservedDay
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.policies import effective_rules
from firstbell.circulation.queries.reservations import (
    IN_CIRCULATION,
    Wish,
    counts_of_type,
    overlapping,
    same_thing,
    told,
)
from firstbell.core.actor import Actor
from firstbell.core.calendars import SchoolDays
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import Item, ItemType, KitPart
from firstbell.people.models import Organisation, Person, Section
from firstbell.rooms.models import Place
from firstbell.rooms.queries import school_days_of, zone_of

LONGEST_DAYS = 200
FURTHEST_DAYS = 550


def reserve(
    person: Person,
    *,
    first_day: dt.date,
    last_day: dt.date,
    item: Item | None = None,
    cart: Place | None = None,
    item_type: ItemType | None = None,
    count: int = 1,
    section: Section | None = None,
    place: Place | None = None,
    reason: str = "",
    organisation: Organisation | None = None,
    by: Actor,
) -> Reservation:
    """Promise ``person`` one thing (a kit too), a cart, or ``count`` things of a type, both school days included.

    ``section`` and ``place`` say for which class and where. The school is the thing's, for a type ``organisation`` or
    the person's. Raises Forbidden (``circulation.reservation.edit``), Conflict (code ``reserved`` with who and when,
    ``lent``, ``too_few``), Invalid for days that are closed, past or the wrong way round. Offers undo.
    """
    if sum(one is not None for one in (item, cart, item_type)) != 1:
        raise Invalid("What is it?", remedy="Name one thing, one cart, or a type and how many.", field="what")
    where = _school(item, cart, organisation or person.organisation)
    by.require(CirculationPermission.RESERVATION_EDIT, at=where.scope_path)
    with change(by) as unit:
        # Everybody who reserves at this school waits here: what is looked at below stays true until it is written.
        Organisation.objects.select_for_update(no_key=True).get(pk=where.pk)
        today = timezone.now().astimezone(zone_of(where)).date()
        days = _checked_days(where, first_day, last_day, today)
        wish = Wish(first_day, last_day, item, cart.pk if cart is not None else None, item_type, count)
        _require_possible(wish, cart, where, today)
        _forget_lapsed(wish, today)
        kind = item_type or (item.item_type if item is not None else _type_in(cart))
        reservation = Reservation.objects.create(
            organisation=where, person=person, section=section, place=place, item=item, cart=cart,
            item_type=item_type, count=count, first_day=first_day, last_day=last_day,
            keep_until=_keep_until(where, kind, first_day, last_day, days), reason=reason.strip()[:200],
            made_at=timezone.now(), made_by=by.name[:200],
        )  # fmt: skip
        keep_days(reservation)
        unit.publish(
            Reserved(
                **_told(reservation),
                days=_days_text(reservation),
                note="" if reservation.is_private else reservation.reason,
            )
        )
        offer_undo(undo_reserve, {"reservation": reservation.pk}, label=f"Reserved {reservation.what}", by=by)
    return reservation


def cancel_reservation(reservation: Reservation, *, by: Actor) -> Reservation:
    """It is not wanted any more; its days are free. Offers undo.

    Raises Forbidden (``circulation.reservation.edit``), Conflict when it is over or something of it is out.
    """
    with change(by) as unit:
        held = _held(reservation)
        by.require(CirculationPermission.RESERVATION_EDIT, at=held.organisation.scope_path)
        if held.ended_at is not None:
            raise Conflict(f"It is over: {held.get_end_display().lower()}.", remedy="Nothing more to do.")
        if held.loans.filter(returned_at=None).exists() or held.cart_loans.filter(returned_at=None).exists():
            raise Conflict(f"{held.what} is out with {held.person.name}.", remedy="Take it back; then it is over.")
        _end(held, Reservation.End.CANCELLED, by)
        unit.publish(ReservationCancelled(**_told(held)))
        offer_undo(undo_cancel, {"reservation": held.pk}, label=f"Cancelled {held.what}", by=by)
    reservation.ended_at, reservation.ended_by, reservation.end = held.ended_at, held.ended_by, held.end
    return reservation


def lapse_reservations(*, by: Actor) -> int:
    """End what was not collected in its days of waiting; returns how many. They do not stand any more anyhow.

    Raises Forbidden (``circulation.reservation.edit`` at each school).
    """
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    stale = Reservation.objects.filter(ended_at=None, collected_at=None, keep_until__lt=yesterday)
    count = 0
    for reservation in stale.order_by("pk"):
        with change(by) as unit:
            held = _held(reservation)
            by.require(CirculationPermission.RESERVATION_EDIT, at=held.organisation.scope_path)
            if held.ended_at is None and held.collected_at is None:
                _end(held, Reservation.End.LAPSED, by)
                unit.publish(ReservationLapsed(**_told(held)))
                count += 1
    return count


@undo_handler
def undo_reserve(payload: dict[str, Any], *, by: Actor) -> None:
    """As if it had not been made. Raises Conflict when something of it was handed out."""
    with change(by) as unit:
        held = _held(Reservation(pk=payload["reservation"]))
        by.require(CirculationPermission.RESERVATION_EDIT, at=held.organisation.scope_path)
        if held.collected_at is not None or held.ended_at is not None:
            raise Conflict("It was collected or has ended since.", remedy="Look at its page.")
        event = ReservationUndone(**_told(held))
        held.delete()
        unit.publish(event)


@undo_handler
def undo_cancel(payload: dict[str, Any], *, by: Actor) -> None:
    """It stands again. Raises Conflict when its days were given away since."""
    with change(by) as unit:
        held = _held(Reservation(pk=payload["reservation"]))
        by.require(CirculationPermission.RESERVATION_EDIT, at=held.organisation.scope_path)
        Organisation.objects.select_for_update(no_key=True).get(pk=held.organisation_id)
        today = timezone.now().astimezone(zone_of(held.organisation)).date()
        wish = Wish(held.first_day, held.last_day, held.item, held.cart_id, held.item_type, held.count)
        _require_free(wish, held.organisation, today)
        held.ended_at, held.ended_by, held.end = None, "", ""
        held.save(update_fields=["ended_at", "ended_by", "end"])
        keep_days(held)
        unit.publish(ReservationUndone(**_told(held)))


def _school(item: Item | None, cart: Place | None, otherwise: Organisation) -> Organisation:
    if item is not None:
        return item.organisation
    return cart.organisation if cart is not None else otherwise


def _held(reservation: Reservation) -> Reservation:
    related = ("organisation", "person", "item__item_type", "item__device", "cart", "item_type")
    found = Reservation.objects.select_for_update(of=("self",)).select_related(*related).filter(pk=reservation.pk)
    held = found.first()
    if held is None:
        raise NotFound("This reservation does not exist any more.", remedy="It may have been undone.")
    return held


def _end(held: Reservation, end: str, by: Actor) -> None:
    held.ended_at, held.ended_by, held.end = timezone.now(), by.name[:200], end
    held.save(update_fields=["ended_at", "ended_by", "end"])
    held.days.all().delete()


def _checked_days(where: Organisation, first: dt.date, last: dt.date, today: dt.date) -> SchoolDays:
    if first < today:
        raise Invalid("The first day is in the past.", remedy="Choose today or later.", field="first_day")
    if last < first:
        raise Invalid("The last day is before the first.", remedy="Turn them round.", field="last_day")
    if (last - first).days >= LONGEST_DAYS or (last - today).days > FURTHEST_DAYS:
        raise Invalid(
            f"That is too long or too far: at most {LONGEST_DAYS} days, within {FURTHEST_DAYS}.",
            remedy="Lend it instead, or reserve later.",
            field="last_day",
        )
    days = school_days_of(where, first=first, last=last + dt.timedelta(days=60))
    for day, field in ((first, "first_day"), (last, "last_day")):
        if not days.is_open(day):
            other = days.next_open(day)
            remedy = f"The next school day is {day_text(other)}." if other is not None else "Choose another."
            raise Invalid(f"{day_text(day)} is no school day: {days.why_closed(day)}.", remedy=remedy, field=field)
    return days


def _require_possible(wish: Wish, cart: Place | None, where: Organisation, today: dt.date) -> None:
    if not 1 <= wish.count <= Reservation.MOST_COUNT:
        raise Invalid("How many?", remedy=f"Give 1 to {Reservation.MOST_COUNT}.", field="count")
    if wish.item is not None:
        _require_lendable(wish.item, wish.first_day)
    if cart is not None and cart.kind != Place.Kind.CART:
        raise Invalid(f"{cart} is not a cart.", remedy="Reserve a cart, or a thing.", field="what")
    _require_free(wish, where, today)


def _require_lendable(item: Item, first_day: dt.date) -> None:
    part = KitPart.objects.filter(part_id=item.pk).select_related("kit").first()
    if part is not None:
        raise Conflict(f"{item.label} is part of {part.kit.label}.", remedy="Reserve the kit.", code="in_kit")
    if item.status not in IN_CIRCULATION:
        word = item.get_status_display().lower()
        raise Conflict(f"{item.label} cannot be reserved: {word}.", remedy="Choose another.", code="not_lendable")
    loan = Loan.objects.open().filter(item_id=item.pk).select_related("borrower", "place", "organisation").first()
    if loan is None:
        return
    due = loan.due_at.astimezone(zone_of(loan.organisation)).date() if loan.due_at is not None else None
    if due is None or due >= first_day:
        until = f"until {day_text(due)}" if due is not None else "without a due date"
        whom = "" if item.item_type.holder_is_private else f" to {loan.borrower or loan.place}"
        raise Conflict(
            f"{item.label} is lent{whom} {until}.",
            remedy="Choose a later day, or take it back first.",
            code="lent",
        )


def _require_free(wish: Wish, where: Organisation, today: dt.date) -> None:
    """Nobody else has it on these days, and enough of its type is left for every promise."""
    standing = overlapping(where, wish.first_day, wish.last_day, today=today)
    other = same_thing(wish, standing)
    if other is not None:
        raise Conflict(
            f"{other.what} is reserved already: {told(other, today=today)}.",
            remedy="Choose other days, or another one.",
            code="reserved",
        )
    kinds = _kinds_needed(wish)
    for kind, needed in kinds.items():
        counts = counts_of_type(where, kind, wish, standing)
        worst = min(counts, key=lambda count: count.free)
        if worst.free < needed:
            theirs = [one for one in standing if one.first_day <= worst.day <= one.last_day]
            names = "; ".join(told(one, today=today) for one in theirs[:3])
            raise Conflict(
                f"Only {max(worst.free, 0)} of {worst.stock} × {kind.name} are free on {day_text(worst.day, today)}"
                + (f": {names}." if names else "."),
                remedy="Take fewer, or other days.",
                code="too_few",
            )


def _kinds_needed(wish: Wish) -> dict[ItemType, int]:
    if wish.item_type is not None:
        return {wish.item_type: wish.count}
    if wish.item is not None:
        return {wish.item.item_type: 1}
    needed: dict[ItemType, int] = {}
    for item in Item.objects.filter(home_id=wish.cart_id, status__in=IN_CIRCULATION).select_related("item_type"):
        needed[item.item_type] = needed.get(item.item_type, 0) + 1
    if not needed:
        raise Conflict("Nothing belongs in this cart.", remedy="Give its devices their home first.", code="empty")
    return needed


def _type_in(cart: Place | None) -> ItemType:
    """Whose rules a cart follows: the type of what belongs in it."""
    item = Item.objects.filter(home=cart).select_related("item_type").order_by("pk")[0]
    return item.item_type


def _forget_lapsed(wish: Wish, today: dt.date) -> None:
    """Days that are kept for what was not collected in time, or is past, are free again."""
    mine = Q(item=wish.item) if wish.item is not None else Q(cart_id=wish.cart_id)
    if wish.item_type is None:
        stale = ReservedDay.objects.filter(mine, day__gte=wish.first_day, day__lte=wish.last_day)
        stale.exclude(reservation__in=Reservation.objects.standing(today)).delete()


def _keep_until(where: Organisation, kind: ItemType, first: dt.date, last: dt.date, days: SchoolDays) -> dt.date:
    wait = effective_rules(where, None, kind).number("reservation_keep_days")
    if wait is None:
        return last
    end = days.add_open_days(first, wait) if wait else first
    return min(end or last, last)


def _told(held: Reservation) -> dict[str, Any]:
    things = (None if held.is_private else held.person, held.item, held.cart)
    return {
        "subject": held.ref,
        "org_path": held.organisation.scope_path,
        "about": tuple(one.ref for one in things if one is not None),
        "person": "somebody" if held.is_private else held.person.name,
    }


def _days_text(held: Reservation) -> str:
    first, last = day_text(held.first_day), day_text(held.last_day)
    return first if held.first_day == held.last_day else f"{first} to {last}"
