"""Reading the shelves: begin, scan, end, and set missing what was not seen, which can be taken back for a month."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scan import Scan
from firstbell.inventory.actions import change_status, restore_item
from firstbell.inventory.models import Item, Status
from firstbell.inventory.queries import state_of
from firstbell.library.call_numbers import sort_key
from firstbell.library.events import ShelfCheckEnded, ShelfCheckStarted, UnseenMarked
from firstbell.library.models import NOT_ON_LIST, Copy, ShelfCheck, ShelfScan, ShelvingPlace
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.shelf_checks import ON_SHELF, is_in_part, standing, unseen
from firstbell.people.models import Organisation

F = ShelfScan.Finding
#: How long what was set missing by a check can be taken back as a whole. Ours; the domain notes ask for a month.
UNDO_DAYS = 30


def start_check(
    organisation: Organisation,
    *,
    shelving_place: ShelvingPlace | None = None,
    first: str = "",
    last: str = "",
    by: Actor,
) -> ShelfCheck:
    """Begin to read a part: a shelving place, call numbers from ``first`` to ``last``, or all there is.

    Raises Invalid where the part is none, Forbidden (``library.copy.edit``).
    """
    by.require(LibraryPermission.COPY_EDIT, at=organisation.scope_path)
    if shelving_place is not None and shelving_place.organisation_id != organisation.pk:
        raise Invalid(
            f"“{shelving_place}” is not at {organisation.short}.", remedy="Choose one of its shelves.",
            field="shelving_place",
        )  # fmt: skip
    keys = sort_key(first), sort_key(last)
    if all(keys) and keys[0] > keys[1]:
        raise Invalid(f"“{first}” stands behind “{last}”.", remedy="Turn the two around.", field="last")
    with change(by) as unit:
        check = ShelfCheck.objects.create(
            organisation=organisation, shelving_place=shelving_place, first_call=first.strip()[:100],
            last_call=last.strip()[:100], first_sort=keys[0], last_sort=keys[1], started_at=timezone.now(),
            started_by=by.name,
        )  # fmt: skip
        unit.publish(ShelfCheckStarted(subject=check.ref, org_path=organisation.scope_path))
    return check


def scan_shelf(check: ShelfCheck, *, code: str, by: Actor) -> ShelfScan:
    """One spine. The copy is seen now; what was missing stands on the shelf again. Nothing else of it changes.

    What stands in another part or is lent is written down and stays as it is: a person puts it right. Raises Invalid for an
    empty code, Conflict when the check is over, Forbidden.
    """
    by.require(LibraryPermission.COPY_EDIT, at=check.organisation.scope_path)
    if check.ended_at is not None:
        raise Conflict("This check is over.", remedy="Begin another one.")
    norm = Scan.of(code).code[:60]
    if not norm:
        raise Invalid("Nothing was scanned.", remedy="Scan the barcode again.", field="code")
    copies = Copy.objects.filter(barcode_norm=norm, merged_into=None).select_related(
        "product", "organisation", "shelving_place", "item_type"
    )
    copy = copies.exclude(status__in=(Status.DISPOSED, Status.SOLD)).order_by("pk").first()
    with transaction.atomic():
        finding = _finding(check, copy)
        if copy is not None:
            if finding == F.FOUND:
                _stands_again(copy, by)
            Item.objects.filter(pk=copy.pk).update(last_seen_at=timezone.now())
        ShelfScan.objects.filter(check_of=check, code=norm, is_last=True).update(is_last=False)
        return ShelfScan.objects.create(
            check_of=check, code=norm, item=copy, call_sort=copy.shelf_key if copy is not None else "",
            finding=finding, at=timezone.now(),
        )  # fmt: skip


def _finding(check: ShelfCheck, copy: Copy | None) -> str:
    if copy is None:
        return F.UNKNOWN
    if copy.status in NOT_ON_LIST:
        return F.NOT_LISTED
    if not is_in_part(check, copy):
        return F.ELSEWHERE
    if copy.status in ON_SHELF:
        return F.HERE if standing(Copy.objects.filter(pk=copy.pk)).exists() else F.SET_ASIDE
    if copy.status == Status.MISSING:
        return F.FOUND
    return F.ON_LOAN if copy.status in (Status.ON_LOAN, Status.ASSIGNED, Status.LOST) else F.NOT_LISTED


def _stands_again(copy: Copy, by: Actor) -> None:
    state = state_of(copy) | {"status": Status.AVAILABLE.value, "status_since": timezone.now().isoformat()}
    restore_item(copy, state=state, expected=Status.MISSING, by=by)


def end_check(check: ShelfCheck, *, by: Actor) -> ShelfCheck:
    """It is over; nothing is set missing by that. Raises Forbidden."""
    path = check.organisation.scope_path
    by.require(LibraryPermission.COPY_EDIT, at=path)
    if check.ended_at is not None:
        return check
    with change(by) as unit:
        check.ended_at = timezone.now()
        check.save(update_fields=["ended_at"])
        scanned = check.scans.filter(is_last=True).count()
        unit.publish(ShelfCheckEnded(subject=check.ref, org_path=path, scanned=scanned, unseen=unseen(check).count()))
    return check


def mark_unseen(check: ShelfCheck, *, count: int, by: Actor) -> int:
    """The second step: what was not seen is missing. ``count`` is what the person typed, and must be how many there are.

    Returns how many. Raises Conflict while the check goes on, after it was done, or when the number is another by now; Invalid for
    a wrong number; Forbidden (``inventory.item.mark_missing``).
    """
    path = check.organisation.scope_path
    by.require(LibraryPermission.COPY_EDIT, at=path)
    if check.ended_at is None or check.marked:
        raise Conflict(
            "The check goes on." if check.ended_at is None else "That was done already.", remedy="Look at its page."
        )
    copies = list(unseen(check))
    if count != len(copies):
        raise Invalid(
            f"{len(copies):,} copies were not seen, not {count:,}.",
            remedy="Look for them on the list, then type how many are left.", field="count",
        )  # fmt: skip
    details: dict[str, Any] = {"last_seen": f"Not seen when {check} was read", "reporter": by.name}
    with change(by) as unit:
        for copy in copies:
            change_status(copy, Status.MISSING, details=details, reason=str(check)[:300], by=by)
        check.marked, check.marked_at = [copy.pk for copy in copies], timezone.now()
        check.save(update_fields=["marked", "marked_at"])
        unit.publish(UnseenMarked(subject=check.ref, org_path=path, count=len(copies)))
    return len(copies)


def take_back_missing(check: ShelfCheck, *, by: Actor) -> int:
    """Within a month: those of them that are still missing stand on the shelf again. Returns how many.

    Raises Conflict afterwards, or when there is nothing to take back; Forbidden.
    """
    path = check.organisation.scope_path
    by.require(LibraryPermission.COPY_EDIT, at=path)
    if not check.marked or check.marked_at is None:
        raise Conflict("This check has set nothing missing.", remedy="There is nothing to take back.")
    if timezone.now() - check.marked_at > dt.timedelta(days=UNDO_DAYS):
        raise Conflict(f"That was more than {UNDO_DAYS} days ago.", remedy="Scan what is found; each is back by that.")
    count = 0
    with change(by) as unit:
        for start in range(0, len(check.marked), 500):
            ids = check.marked[start : start + 500]
            for copy in Copy.objects.filter(pk__in=ids, status=Status.MISSING).select_related("organisation"):
                _stands_again(copy, by)
                count += 1
        check.marked, check.marked_at = [], None
        check.save(update_fields=["marked", "marked_at"])
        unit.publish(UnseenMarked(subject=check.ref, org_path=path, count=count, is_undo=True))
    return count
