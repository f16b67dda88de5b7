"""Taking back a scan of the last minute. For this folder only."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from firstbell.core.errors import Conflict
from firstbell.counter.actions._applying import Applied, Case
from firstbell.counter.actions._reader import forget_reader
from firstbell.counter.actions._visiting import take_back_visit_scan
from firstbell.counter.actions.offers import Absorbed
from firstbell.counter.models import VISIT_KINDS, Scan, ScanConflict

UNDO_SECONDS = 60
_SLACK = dt.timedelta(seconds=10)


def take_back_scan(case: Case) -> Applied:
    """Undo of a scan of the last minute: everything as before it. Its conflict is settled by that, too."""
    target = (
        Scan.objects.filter(key=case.entry.target or UUID(int=0), actor_key=case.by.key)
        .select_related("person", "item", "undoing")
        .first()
    )
    if target is None or hasattr(target, "undoing"):
        raise Conflict("There is nothing to undo.", remedy="It was undone before.", code="nothing_to_undo")
    if case.at - target.at > dt.timedelta(seconds=UNDO_SECONDS) + _SLACK:
        raise Conflict("The minute for undoing this is over.", remedy="Take it back instead.", code="too_late")
    if target.outcome == Scan.Outcome.DONE:
        if target.kind in VISIT_KINDS:
            take_back_visit_scan(target, by=case.by)
        else:
            Absorbed(target.undo_parts).take_back(by=case.by)
    conflict = ScanConflict.objects.open().filter(scan=target).first()
    if conflict is not None:
        conflict.decision, conflict.decided_at = ScanConflict.Decision.BOOKS, case.at
        conflict.decided_by, conflict.note = case.by.name, "Undone at the station"
        if target.kind in VISIT_KINDS:
            forget_reader(conflict)
        conflict.save(update_fields=["decision", "decided_at", "decided_by", "note", "reader"])
    return Applied(f"Undone: {target.message}", target.person, target.item, undoes=target)
