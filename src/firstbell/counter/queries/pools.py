"""The loaner pool of a school and the places the counter puts things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.counter.models import LoanerPool
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.queries import available_loaners
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

DEFAULT_MINIMUM = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """Loaners on the shelf of one school, how many there should be, and how many are out too long."""

    organisation: Organisation
    available: int
    minimum: int
    overdue: int

    @property
    def is_low(self) -> bool:
        return self.available < self.minimum


def pools(actor: Actor, *, organisation_id: int | None = None) -> list[Pool]:
    """The pools of the actor's schools (or of one) that own any loaner, in one query."""
    loaners = Item.objects.visible_to(actor).filter(
        organisation=OuterRef("pk"), item_type__purpose=ItemType.Purpose.LOANER
    )
    overdue = (
        Loan.objects.open()
        .filter(purpose=Loan.Purpose.LOANER, due_at__lt=timezone.now(), organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(count=Count("pk"))
        .values("count")
    )
    standing = (
        loaners.order_by()
        .values("organisation")
        .annotate(free=Count("pk", filter=Q(status=Status.LOANER_AVAILABLE, reserved_for="")))
        .values("free")
    )
    schools = Organisation.objects.filter(closed_at=None)
    if organisation_id is not None:
        schools = schools.filter(pk=organisation_id)
    rows = (
        schools.annotate(
            free=Subquery(standing, output_field=IntegerField()),
            late=Coalesce(Subquery(overdue, output_field=IntegerField()), 0),
            wanted=Coalesce(
                Subquery(LoanerPool.objects.filter(organisation=OuterRef("pk")).values("minimum")), DEFAULT_MINIMUM
            ),
        )
        .exclude(free=None)
        .order_by("name")
    )
    # Annotations of a queryset are unknown to the type checker.
    figures: list[Any] = list(rows)
    return [Pool(row, row.free, row.wanted, row.late) for row in figures]


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
