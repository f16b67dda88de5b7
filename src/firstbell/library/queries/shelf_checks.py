"""Questions about a shelf check: what should stand there, what was met, what stands wrong, what was not seen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from firstbell.circulation.models import Hold, Transit
from firstbell.inventory.models import Status
from firstbell.library.call_numbers import end_of
from firstbell.library.models import Copy, ShelfCheck, ShelfScan
from firstbell.library.shelf_order import out_of_order, place_of

F = ShelfScan.Finding
#: States in which a copy stands on its shelf.
ON_SHELF = (Status.AVAILABLE, Status.PLACED, Status.RECEIVED, Status.RECOVERED)
#: As many spines back a live answer looks for order: an arm's length of shelf, read with one query.
WINDOW = 60
_RELATED = ("product", "shelving_place", "organisation", "item_type")


def in_range(check: ShelfCheck) -> Q:
    """Copies of the part that is read, whatever their state."""
    part = Q(organisation_id=check.organisation_id, merged_into=None)
    if check.shelving_place_id is not None:
        part &= Q(shelving_place_id=check.shelving_place_id)
    if check.first_sort:
        part &= Q(call_sort__gte=check.first_sort)
    if check.last_sort:
        part &= Q(call_sort__lt=end_of(check.first_sort, check.last_sort))
    return part


def standing(copies: QuerySet[Copy]) -> QuerySet[Copy]:
    """Those that stand on their shelf: neither out, nor withdrawn, missing, set aside for somebody, or on their way."""
    set_aside = Hold.objects.open().filter(copy__isnull=False)
    on_the_way = Transit.objects.open()
    found = copies.filter(status__in=ON_SHELF)
    return found.exclude(pk__in=set_aside.values("copy_id")).exclude(pk__in=on_the_way.values("item_id"))


def expected(check: ShelfCheck) -> QuerySet[Copy]:
    """What should stand there now."""
    return standing(Copy.objects.filter(in_range(check)))


def unseen(check: ShelfCheck) -> QuerySet[Copy]:
    """Expected and not scanned in this check, nor in one of another part of the library since it began."""
    seen = ShelfScan.objects.filter(
        check_of__organisation_id=check.organisation_id, at__gte=check.started_at, item__isnull=False
    )
    found = expected(check).exclude(pk__in=seen.values("item_id"))
    return found.select_related(*_RELATED).order_by("genre_key", "call_sort", "pk")


def is_in_part(check: ShelfCheck, copy: Copy) -> bool:
    """The same as :func:`in_range`, of one copy at hand."""
    return (
        copy.organisation_id == check.organisation_id
        and (check.shelving_place_id is None or copy.shelving_place_id == check.shelving_place_id)
        and (not check.first_sort or copy.call_sort >= check.first_sort)
        and (not check.last_sort or copy.call_sort < end_of(check.first_sort, check.last_sort))
    )


@dataclass(frozen=True)
class Misplaced:
    """A spine that stands wrong, and the two it belongs between; None at an end."""

    scan: ShelfScan
    after: ShelfScan | None
    before: ShelfScan | None


def misplaced(check: ShelfCheck, *, window: int | None = None) -> list[Misplaced]:
    """The fewest spines to move so that what was scanned is in order. ``window``: only the last so many. One query."""
    rows = ShelfScan.objects.filter(check_of=check, is_last=True, finding__in=(F.HERE, F.FOUND))
    rows = rows.select_related("item__product")
    scans = list(reversed(rows.order_by("-id")[:window])) if window else list(rows.order_by("id"))
    wrong = set(out_of_order([one.call_sort for one in scans]))
    right = [one for at, one in enumerate(scans) if at not in wrong]
    keys = [one.call_sort for one in right]
    found = []
    for at in sorted(wrong):
        after, before = place_of(scans[at].call_sort, keys)
        found.append(
            Misplaced(scans[at], right[after] if after >= 0 else None, right[before] if before < len(right) else None)
        )
    return found


@dataclass(frozen=True)
class Figures:
    """A check in numbers. ``scanned`` are codes, each once; ``expected`` copies."""

    expected: int
    scanned: int
    here: int
    elsewhere: int
    on_loan: int
    unknown: int
    found: int
    not_listed: int
    set_aside: int


def figures_of(check: ShelfCheck) -> Figures:
    """Two queries, however long the shelf."""
    counts = ShelfScan.objects.filter(check_of=check, is_last=True).aggregate(
        scanned=Count("pk"), **{f"{kind.value}_": Count("pk", filter=Q(finding=kind)) for kind in F}
    )
    return Figures(
        expected=expected(check).count(),
        scanned=counts["scanned"],
        **{kind.value: counts[f"{kind.value}_"] for kind in F},
    )


def scans_of(check: ShelfCheck, *findings: str) -> QuerySet[ShelfScan]:
    """The last scan of each code with one of these findings, as they were met."""
    found = ShelfScan.objects.filter(check_of=check, is_last=True, finding__in=findings)
    return found.select_related("item__product", "item__shelving_place", "item__organisation").order_by("id")
