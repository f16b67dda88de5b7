"""The loaner pool of a school and the places the counter puts things."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.circulation.queries.reservations import coming_needs
from firstbell.core.actor import Actor
from firstbell.counter.models import LoanerPool
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.queries import available_loaners, concrete
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import school_days_of, zone_of

DEFAULT_MINIMUM = 3
LOANER = ItemType.Purpose.LOANER
FORECAST_DAYS = 10
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Pool:
    """Loaners on the shelf of one school, how many there should be, how many are out too long, and how many own devices
    wait on the pick-up shelf: each that goes home brings a loaner back."""

    organisation: Organisation
    available: int
    minimum: int
    overdue: int
    ready: int = 0
    low_since: dt.datetime | None = None

    @property
    def is_low(self) -> bool:
        return self.available < self.minimum


def pools(actor: Actor, *, organisation_id: int | None = None) -> list[Pool]:
    """The pools of the actor's schools (or of one) that own any loaner, in one query."""
    loaners = Item.objects.visible_to(actor).filter(organisation=OuterRef("pk"), item_type__purpose=LOANER)
    standing = (
        loaners.order_by()
        .values("organisation")
        .annotate(free=Count("pk", filter=Q(status=Status.LOANER_AVAILABLE, reserved_for="")))
        .values("free")
    )
    rows = _with_figures(_schools(organisation_id)).annotate(free=Subquery(standing, output_field=IntegerField()))
    # Annotations of a queryset are unknown to the type checker.
    figures: list[Any] = list(rows.exclude(free=None).order_by("name"))
    return [Pool(row, row.free, row.wanted, row.late, row.ready, row.low_since) for row in figures]


def _schools(organisation_id: int | None) -> QuerySet[Organisation]:
    schools = Organisation.objects.filter(closed_at=None)
    return schools if organisation_id is None else schools.filter(pk=organisation_id)


def _with_figures(schools: QuerySet[Organisation]) -> QuerySet[Organisation]:
    overdue = Loan.objects.open().filter(
        purpose=Loan.Purpose.LOANER, due_at__lt=timezone.now(), organisation=OuterRef("pk")
    )
    ready = Item.objects.filter(organisation=OuterRef("pk"), status=Status.READY_RETURN)
    pool = LoanerPool.objects.filter(organisation=OuterRef("pk"))
    return schools.annotate(
        late=_counted(overdue),
        ready=_counted(ready),
        wanted=Coalesce(Subquery(pool.values("minimum")), DEFAULT_MINIMUM),
        low_since=Subquery(pool.values("low_since")),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("organisation").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def level_at(path: str) -> Pool | None:
    """The pool of the school with this path, whoever asks: for the watch on its level. One query."""
    loaners = Item.objects.filter(
        organisation=OuterRef("pk"), item_type__purpose=LOANER, status=Status.LOANER_AVAILABLE, reserved_for=""
    )
    rows: list[Any] = list(_with_figures(Organisation.objects.filter(path=path)).annotate(free=_counted(loaners)))
    return Pool(rows[0], rows[0].free, rows[0].wanted, rows[0].late, rows[0].ready, rows[0].low_since) if rows else None


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """A coming school day: how many loaners should be here, and how many of them are promised."""

    day: dt.date
    here: int
    promised: int
    minimum: int

    @property
    def left(self) -> int:
        return self.here - self.promised

    @property
    def is_low(self) -> bool:
        return self.left < self.minimum


@dataclass(frozen=True, slots=True)
class PoolWork:
    """What to do about a pool: call these back, send these home; and what is coming."""

    overdue: list[Loan]
    ready: list[Item]
    forecast: list[ForecastDay]


def pool_work(pool: Pool, actor: Actor) -> PoolWork:
    """Five queries, whatever the size of the pool."""
    school = pool.organisation
    open_loans = Loan.objects.visible_to(actor).open().filter(organisation=school, purpose=Loan.Purpose.LOANER)
    related = ("item__product", "item__device", "borrower__homeroom", "place")
    overdue = open_loans.filter(due_at__lt=timezone.now()).select_related(*related).order_by("due_at", "pk")
    ready = Item.objects.visible_to(actor).filter(organisation=school, status=Status.READY_RETURN)
    waiting = ready.select_related("product", "device", "assigned_to__homeroom", "place").order_by("status_since", "pk")
    return PoolWork(list(overdue[:MOST_SHOWN]), [concrete(one) for one in waiting[:MOST_SHOWN]], _forecast(pool))


def _forecast(pool: Pool) -> list[ForecastDay]:
    """The next school days: what is here, with what is due back by then, less what is promised. Overdue is not hoped for."""
    zone = zone_of(pool.organisation)
    today = timezone.now().astimezone(zone).date()
    until = today + dt.timedelta(days=21)
    calendar = school_days_of(pool.organisation, first=today, last=until)
    days = [day for day in (today + dt.timedelta(days=n) for n in range(21)) if calendar.is_open(day)][:FORECAST_DAYS]
    out = Loan.objects.open().filter(
        organisation=pool.organisation,
        item__item_type__purpose=LOANER,
        due_at__gte=timezone.now(),
        due_at__lt=_end(until),
    )
    back = sorted(due.astimezone(zone).date() for due in out.values_list("due_at", flat=True) if due is not None)
    needs = coming_needs([pool.organisation.pk], Q(item_type__purpose=LOANER), today=today, until=until)
    promised = dict(needs.get(pool.organisation.pk, []))
    return [
        ForecastDay(day, pool.available + sum(1 for one in back if one < day), promised.get(day, 0), pool.minimum)
        for day in days
    ]


def _end(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.max))


def next_best_loaner(loaner: Item, actor: Actor) -> Item | None:
    """Another available loaner, from the same shelf first: what to take instead of one that has a warning."""
    here = Case(When(place_id=loaner.place_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    others = available_loaners(loaner.organisation_id, actor).exclude(pk=loaner.pk)
    return others.order_by(here, "place__name", "barcode_norm", "pk").first()


def isolation_place(organisation: Organisation) -> Place | None:
    """Where a dangerous device is put: a place called quarantine, else the school's technology office or storage."""
    rank = Case(
        When(name__icontains="quarantine", then=Value(0)),
        When(name__icontains="isolat", then=Value(1)),
        When(room_type=Place.RoomType.TECH, then=Value(2)),
        When(kind=Place.Kind.STORAGE, then=Value(3)),
        default=Value(9),
        output_field=IntegerField(),
    )
    places = Place.objects.current().filter(organisation=organisation).annotate(rank=rank).filter(rank__lt=9)
    return places.order_by("rank", "name").first()
