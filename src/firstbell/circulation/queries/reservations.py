"""What is promised to whom and when: conflicts, what is free on a day, what lending would break."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from firstbell.circulation.due_dates import day_text
from firstbell.circulation.models import Loan, Reservation
from firstbell.circulation.models.reservations import ReservationQuerySet
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.core.actor import Actor
from firstbell.core.calendars import ONE_DAY
from firstbell.inventory.models import Item, ItemQuerySet, ItemType, Status
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

IN_CIRCULATION = (*IN_STOCK, Status.ON_LOAN)
RELATED = (
    "organisation", "person", "section", "place", "item__product", "item__item_type", "item__device", "cart", "item_type",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to reserve, or what stands: one thing, or ``count`` of a type, on these days."""

    first_day: dt.date
    last_day: dt.date
    item: Item | None = None
    cart_id: int | None = None
    item_type: ItemType | None = None
    count: int = 1


def related() -> ReservationQuerySet:
    """Reservations with all that a line shows, and how many things were collected (``collected``)."""
    loans = Loan.objects.filter(reservation=OuterRef("pk"), part_of=None).order_by().values("reservation")
    collected = Subquery(loans.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return Reservation.objects.select_related(*RELATED).annotate(collected=Coalesce(collected, 0))


def overlapping(organisation: Organisation, first: dt.date, last: dt.date, *, today: dt.date) -> list[Reservation]:
    """What stands at the school on any of these days, in one query."""
    standing = related().standing(today).filter(organisation=organisation)
    return list(standing.filter(first_day__lte=last, last_day__gte=first))


def told(reservation: Reservation, *, today: dt.date | None = None) -> str:
    """ "Tia Teach, Mon 1 Dec to Fri 5 Dec (testing week)"."""
    first, last = day_text(reservation.first_day, today), day_text(reservation.last_day, today)
    days = first if reservation.first_day == reservation.last_day else f"{first} to {last}"
    if reservation.is_private:
        return days
    return f"{reservation.person.name}, {days}" + (f" ({reservation.reason})" if reservation.reason else "")


# --- what speaks against a reservation ---


def same_thing(wish: Wish, standing: Iterable[Reservation]) -> Reservation | None:
    """The reservation of this very thing, or of the cart it belongs in, or of a device of this cart."""
    if wish.item_type is not None:
        return None
    for one in standing:
        if wish.item is not None:
            if one.item_id == wish.item.pk or (one.cart_id is not None and one.cart_id == wish.item.home_id):
                return one
        elif one.cart_id == wish.cart_id or (one.item is not None and one.item.home_id == wish.cart_id):
            return one
    return None


@dataclass(frozen=True, slots=True)
class DayCount:
    """Things of one type on one day: how many the school has, and how many are promised."""

    day: dt.date
    stock: int
    reserved: int

    @property
    def free(self) -> int:
        return self.stock - self.reserved


def counts_of_type(
    organisation: Organisation, item_type: ItemType, wish: Wish, standing: Sequence[Reservation]
) -> list[DayCount]:
    """Day by day what is left of a type, in two queries. Kits' parts and what is broken or lost do not count."""
    stock = stock_of(organisation, item_type)
    in_carts = _cart_sizes(item_type, [one.cart_id for one in standing if one.cart_id is not None])
    return [
        DayCount(day, stock, sum(_taken(one, item_type, in_carts) for one in standing if _covers(one, day)))
        for day in _days(wish.first_day, wish.last_day)
    ]


def stock_of(organisation: Organisation, item_type: ItemType) -> int:
    """How many things of a type the school lends, here or out."""
    return _circulating(organisation, item_type).count()


def _circulating(organisation: Organisation, item_type: ItemType) -> ItemQuerySet:
    items = Item.objects.filter(organisation=organisation, item_type=item_type, status__in=IN_CIRCULATION)
    return items.filter(kit_part=None, reserved_for="")


def _cart_sizes(item_type: ItemType, cart_ids: Sequence[int]) -> dict[int, int]:
    if not cart_ids:
        return {}
    items = Item.objects.filter(home__in=cart_ids, item_type=item_type, status__in=IN_CIRCULATION).order_by()
    return dict(items.values_list("home").annotate(Count("pk")))


def _taken(one: Reservation, item_type: ItemType, in_carts: dict[int, int]) -> int:
    if one.item_type_id is not None:
        return one.count if one.item_type_id == item_type.pk else 0
    if one.cart_id is not None:
        return in_carts.get(one.cart_id, 0)
    return 1 if one.item is not None and one.item.item_type_id == item_type.pk else 0


def _covers(one: Reservation, day: dt.date) -> bool:
    return one.first_day <= day <= one.last_day


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += ONE_DAY


# --- what speaks against lending ---


@dataclass(frozen=True, slots=True)
class LendingPromise:
    """``mine``: what the borrower reserved and now collects. ``broken``: somebody else's that lending would break."""

    mine: Reservation | None = None
    broken: Reservation | None = None
    why: str = ""


def promised(today: dt.date) -> Exists:
    """For items: whether any reservation speaks of the thing, its type or its cart. Saves the question when none does."""
    open_ones = Reservation.objects.filter(ended_at=None, organisation=OuterRef("organisation_id"))
    reach = Q(item=OuterRef("pk")) | Q(item_type=OuterRef("item_type_id")) | Q(cart=OuterRef("home_id"))
    # A day of slack: schools have time zones of their own, and promise_at looks closely.
    return Exists(open_ones.filter(reach, last_day__gte=today - ONE_DAY))


def promise_at(
    item: Item, person: Person | None, organisation: Organisation, *, today: dt.date, until: dt.date | None, by: Actor
) -> LendingPromise:
    """What lending ``item`` until that day means for reservations: one query, none for what nobody reserved.

    ``is_promised`` of the item, where it was loaded with that, says so.
    """
    if not getattr(item, "is_promised", True):
        return LendingPromise()
    reach = Q(item_id=item.pk) | Q(item_type_id=item.item_type_id)
    if item.home_id is not None:
        reach |= Q(cart_id=item.home_id)
    standing = _with_stock(related().standing(today).filter(reach, organisation=organisation), item, organisation)
    if until is not None:
        standing = standing.filter(first_day__lte=until)
    found = list(standing.order_by("first_day", "pk"))
    mine = next((one for one in found if _collects(one, item, person, today)), None)
    others = [one for one in found if person is None or one.person_id != person.pk]
    for one in others:
        if one.item_type_id is None:
            return LendingPromise(mine, one, f"{item.label} is reserved: {_whose(one, by, today)}.")
    return LendingPromise(mine) if mine is not None else _of_type(item, others, today, by)


def _with_stock(standing: ReservationQuerySet, item: Item, organisation: Organisation) -> ReservationQuerySet:
    """Beside each reservation: how many of the type are here, and how many come back before it begins."""
    here = _circulating(organisation, item.item_type).filter(status__in=IN_STOCK).order_by().values("item_type")
    out = Loan.objects.open().filter(item__item_type=item.item_type_id, organisation=organisation, part_of=None)
    coming = (
        out.filter(due_at__date__lt=OuterRef("first_day"), due_at__gte=timezone.now()).order_by().values("organisation")
    )
    count = IntegerField()
    return standing.annotate(
        here=Coalesce(Subquery(here.annotate(count=Count("pk")).values("count"), output_field=count), 0),
        coming=Coalesce(Subquery(coming.annotate(count=Count("pk")).values("count"), output_field=count), 0),
    )


def _collects(one: Reservation, item: Item, person: Person | None, today: dt.date) -> bool:
    """Whether this is the borrower's own reservation, begun, and not collected in full."""
    if person is None or one.person_id != person.pk or one.first_day > today or one.cart_id is not None:
        return False
    return one.item_id == item.pk or (one.item_type_id is not None and outstanding(one) > 0)


def outstanding(one: Reservation) -> int:
    """How many things wait to be collected; needs ``related()``."""
    collected: int = one.collected  # type: ignore[attr-defined]
    return max(one.count - collected, 0)


def _of_type(item: Item, typed: Sequence[Reservation], today: dt.date, by: Actor) -> LendingPromise:
    """Whether enough of the type is left for each promise when this one goes out."""
    for one in typed:
        begins = max(one.first_day, today)
        needed = sum(outstanding(other) for other in typed if other.first_day <= begins <= other.last_day)
        coming: int = one.coming if begins > today else 0  # type: ignore[attr-defined]
        left: int = one.here + coming - 1  # type: ignore[attr-defined]
        if left < needed:
            text = (
                f"{needed} × {item.item_type.name} are reserved: {_whose(one, by, today)}; "
                f"{max(left, 0)} would be left."
            )
            return LendingPromise(None, one, text)
    return LendingPromise()


def _whose(one: Reservation, by: Actor, today: dt.date) -> str:
    """Who and when; the name only for those who may see loans there."""
    if by.can(CirculationPermission.LOAN_VIEW, at=one.organisation.scope_path):
        return told(one, today=today)
    return told(one, today=today).removeprefix(f"{one.person.name}, ")


def promise_of_cart(
    cart: Place, person: Person | None, *, today: dt.date, until: dt.date | None
) -> tuple[Reservation | None, Reservation | None]:
    """(the borrower's own reservation of the cart, somebody else's that lending it would break)."""
    reach = Q(cart_id=cart.pk) | Q(item__home_id=cart.pk)
    standing = related().standing(today).filter(reach, organisation=cart.organisation_id).order_by("first_day", "pk")
    if until is not None:
        standing = standing.filter(first_day__lte=until)
    found = list(standing)
    own = [one for one in found if person is not None and one.person_id == person.pk and one.cart_id == cart.pk]
    mine = next((one for one in own if one.first_day <= today), None)
    return mine, next((one for one in found if person is None or one.person_id != person.pk), None)


# --- lists ---


def to_hand_out(actor: Actor, *, today: dt.date) -> list[Reservation]:
    """What begins today or waits since, and is not collected in full: the morning's list."""
    standing = related().visible_to(actor).standing(today).filter(first_day__lte=today)
    return [one for one in standing.order_by("organisation__name", "person__family_name", "pk") if is_waiting(one)]


def is_waiting(one: Reservation) -> bool:
    return outstanding(one) > 0 if one.cart_id is None else one.collected_at is None


@dataclass(frozen=True, slots=True)
class State:
    key: str
    label: str
    tone: str


def state_of(one: Reservation, *, today: dt.date) -> State:
    """How a reservation stands, in a word and a tone; needs ``related()``."""
    if one.end == Reservation.End.CANCELLED:
        return State("cancelled", "Cancelled", "neutral")
    if one.end == Reservation.End.LAPSED or (one.collected_at is None and one.keep_until < today):
        return State("lapsed", "Not collected", "warn")
    if one.end == Reservation.End.RETURNED or one.last_day < today:
        return State("over", "Over", "neutral")
    if one.first_day > today:
        return State("coming", f"From {day_text(one.first_day, today)}", "info")
    if is_waiting(one):
        return State("waiting", "Hand out today", "brass")
    return State("out", "Collected", "good")


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One day of one line."""

    day: dt.date
    reservations: list[Reservation]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.reservations)


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A thing, a cart or a type of one school."""

    label: str
    school: str
    is_counted: bool
    cells: list[CalendarCell]


MOST_LINES = 200


def promise_calendar(actor: Actor, days: Sequence[dt.date], *, today: dt.date) -> list[CalendarLine]:
    """What is promised on these days, a line for each thing or type: one query."""
    found = related().visible_to(actor).filter(ended_at=None, first_day__lte=days[-1], last_day__gte=days[0])
    waits = Q(collected_at__isnull=False) | Q(keep_until__gte=today)
    groups: dict[tuple[int, int | None, int | None, int | None], list[Reservation]] = {}
    for one in found.filter(waits).order_by("first_day", "pk")[:1000]:
        groups.setdefault((one.organisation_id, one.item_id, one.cart_id, one.item_type_id), []).append(one)
    lines = [
        CalendarLine(
            label=_line_label(ones[0]),
            school=ones[0].organisation.short,
            is_counted=ones[0].item_type_id is not None,
            cells=[CalendarCell(day, [one for one in ones if _covers(one, day)]) for day in days],
        )
        for ones in groups.values()
    ]
    return sorted(lines, key=lambda line: (line.school, not line.is_counted, line.label))[:MOST_LINES]


def _line_label(one: Reservation) -> str:
    if one.item_type is not None:
        return one.item_type.name
    return f"{one.what} {one.item.product.name}" if one.item is not None else one.what


def coming_needs(
    organisation_ids: Iterable[int], kinds: Q, *, today: dt.date, until: dt.date
) -> dict[int, list[tuple[dt.date, int]]]:
    """How many things of the types are promised on which coming day, by school: for a forecast, in one query."""
    standing = related().standing(today).filter(kinds, organisation__in=list(organisation_ids), first_day__lte=until)
    needs: dict[int, dict[dt.date, int]] = {}
    for one in standing:
        for day in _days(max(one.first_day, today), min(one.last_day, until)):
            by_day = needs.setdefault(one.organisation_id, {})
            by_day[day] = by_day.get(day, 0) + outstanding(one)
    return {school: sorted(by_day.items()) for school, by_day in needs.items()}
