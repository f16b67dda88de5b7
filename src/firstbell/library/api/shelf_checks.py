"""Reading the shelves: begin, scan, end, set missing what was not seen."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import (
    ApiRequest,
    Entries,
    Outcomes,
    Page,
    Paging,
    Router,
    by_entry,
    created,
    each,
    found,
    paginate,
)
from firstbell.library.actions import end_check, mark_unseen, scan_shelf, start_check, take_back_missing
from firstbell.library.models import ShelfCheck, ShelfScan, ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.shelf_checks import figures_of, misplaced, scans_of, unseen
from firstbell.library.schemas.shelves import (
    BeginShelfCheckIn,
    ShelfCheckDetailOut,
    ShelfCheckFilter,
    ShelfCheckOut,
    ShelfMisplacedOut,
    ShelfMissingOut,
    ShelfScanFilter,
    ShelfScanIn,
    ShelfScanOut,
    ShelfUnseenIn,
)
from firstbell.library.schemas.titles import CopyOut
from firstbell.people.queries import schools_for

router = Router(tags=["Shelves"])


@router.get("/library/shelf-checks", response=Page[ShelfCheckOut])
def list_shelf_checks(request: ApiRequest, paging: Query[Paging], asked: Query[ShelfCheckFilter]) -> Any:
    """The checks of your schools, the newest first."""
    request.actor.require(May.COPY_EDIT)
    checks = ShelfCheck.objects.visible_to(request.actor).filter(**asked.equals("organisation_id"))
    if asked.is_over is not None:
        checks = checks.filter(ended_at__isnull=not asked.is_over)
    return paginate(checks, paging, order=("-id",))


@router.post("/library/shelf-checks", response={201: ShelfCheckOut})
def create_shelf_check(request: ApiRequest, body: BeginShelfCheckIn) -> Any:
    """Begin to read a part of a school's shelves; several may go on side by side."""
    school = found(schools_for(request.actor, May.COPY_EDIT), body.organisation_id)
    shelves = ShelvingPlace.objects.filter(organisation=school)
    shelf = found(shelves, body.shelving_place_id) if body.shelving_place_id is not None else None
    return created(start_check(school, shelving_place=shelf, first=body.first, last=body.last, by=request.actor))


@router.get("/library/shelf-checks/{pk}", response=ShelfCheckDetailOut)
def read_shelf_check(request: ApiRequest, pk: int) -> Any:
    """One check in numbers."""
    check = _check(request, pk)
    same = {name: getattr(check, name) for name in ("organisation_id", "shelving_place_id", "first_call", "last_call")}
    same |= {name: getattr(check, name) for name in ("started_at", "started_by", "ended_at", "marked_at")}
    return same | {"id": check.pk, "figures": figures_of(check), "unseen": unseen(check).count()}


@router.post("/library/shelf-checks/{pk}/scans", response={201: ShelfScanOut})
def create_shelf_scan(request: ApiRequest, pk: int, body: ShelfScanIn) -> Any:
    """One spine: the copy is seen now, and what was missing stands on the shelf again."""
    return created(scan_shelf(_check(request, pk), code=body.code, by=request.actor))


@router.post("/library/shelf-checks/{pk}/scans/bulk", response=Outcomes[ShelfScanOut])
@by_entry
def create_shelf_scans(request: ApiRequest, pk: int, body: Entries[ShelfScanIn]) -> Any:
    """Many spines, from left to right: what a scanner without a network has gathered."""
    check, by = _check(request, pk), request.actor
    return each(
        request, body.entries, lambda one: scan_shelf(check, code=one.code, by=by), shape=ShelfScanOut, status=201
    )


@router.get("/library/shelf-checks/{pk}/scans", response=Page[ShelfScanOut])
def list_shelf_scans(request: ApiRequest, pk: int, paging: Query[Paging], asked: Query[ShelfScanFilter]) -> Any:
    """The last scan of each code, as they were met."""
    wanted = [asked.finding] if asked.finding else ShelfScan.Finding.values
    return paginate(scans_of(_check(request, pk), *wanted), paging, order=("id",))


@router.get("/library/shelf-checks/{pk}/misplaced", response=list[ShelfMisplacedOut])
def list_misplaced_copies(request: ApiRequest, pk: int) -> Any:
    """The fewest spines to move so that what was scanned is in order, and where each belongs."""
    return misplaced(_check(request, pk))


@router.get("/library/shelf-checks/{pk}/unseen", response=Page[CopyOut])
def list_unseen_copies(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """Copies that should stand there and were not scanned, in the order of the shelf."""
    return paginate(unseen(_check(request, pk)), paging, order=("genre_key", "call_sort", "pk"))


@router.post("/library/shelf-checks/{pk}/end", response=ShelfCheckOut)
def end_shelf_check(request: ApiRequest, pk: int) -> Any:
    """It is over; nothing is set missing by that."""
    return end_check(_check(request, pk), by=request.actor)


@router.post("/library/shelf-checks/{pk}/missing", response=ShelfMissingOut)
def mark_unseen_copies(request: ApiRequest, pk: int, body: ShelfUnseenIn) -> Any:
    """After the end: what was not seen is missing. The number must be how many there are."""
    return {"count": mark_unseen(_check(request, pk), count=body.count, by=request.actor)}


@router.delete("/library/shelf-checks/{pk}/missing", response=ShelfMissingOut)
def take_back_missing_copies(request: ApiRequest, pk: int) -> Any:
    """Within a month: those of them that are still missing stand on the shelf again."""
    return {"count": take_back_missing(_check(request, pk), by=request.actor)}


def _check(request: ApiRequest, pk: int) -> ShelfCheck:
    request.actor.require(May.COPY_EDIT)
    rows = ShelfCheck.objects.visible_to(request.actor).select_related("organisation", "shelving_place")
    check: ShelfCheck = found(rows, pk)
    return check
