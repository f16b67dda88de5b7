"""Class sets: which copies can be set aside on those days, how many there are, what waits."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from firstbell.circulation.models import Loan, ReservedDay
from firstbell.core.actor import Actor
from firstbell.inventory.models import Status
from firstbell.library.models import ClassSet, Copy, Title
from firstbell.library.queries._limits import ON_SHELF


def copies_to_set_aside(kept: ClassSet) -> list[Copy]:
    """Copies of the title at the school that are on the shelf or back by then, and promised to nobody; on the shelf first."""
    taken = ReservedDay.objects.filter(item_id=OuterRef("pk"), day__gte=kept.first_day, day__lte=kept.last_day)
    late = Loan.objects.filter(item_id=OuterRef("pk"), returned_at=None).filter(
        Q(due_at=None) | Q(due_at__date__gte=kept.first_day)
    )
    rows = Copy.objects.on_shelf_list().filter(product_id=kept.title_id, organisation_id=kept.organisation_id)
    rows = rows.filter(~Exists(taken), ~Exists(late), status__in=(*ON_SHELF, Status.ON_LOAN))
    found = list(rows.select_related("product", "item_type", "organisation").order_by("call_sort", "pk"))
    return sorted(found, key=lambda one: one.status == Status.ON_LOAN)


def copies_at(title: Title, organisation_ids: list[int]) -> dict[int, int]:
    """How many copies of a title each school has. One statement."""
    rows = Copy.objects.on_shelf_list().filter(product_id=title.pk, organisation_id__in=organisation_ids)
    return dict(rows.order_by().values_list("organisation_id").annotate(n=Count("pk")))


def waiting_sets(actor: Actor) -> QuerySet[ClassSet]:
    """Asked for, not answered yet, and not over."""
    rows = ClassSet.objects.all().filled_by(actor)
    return rows.filter(state=ClassSet.State.ASKED, last_day__gte=timezone.localdate())
