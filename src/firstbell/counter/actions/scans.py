"""Record what a station scanned: each act once, in its own transaction, whatever became of the others."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import IntegrityError, OperationalError
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.events import change
from firstbell.counter.actions import _visiting as visiting
from firstbell.counter.actions._applying import Applied, Case, Handler, hand_out, sight, take_back
from firstbell.counter.actions._entries import Entry, item_of, moment_of, person_of, station_moment
from firstbell.counter.actions._swapping import swap, swap_return
from firstbell.counter.actions._undoing import take_back_scan
from firstbell.counter.actions.offers import Absorbed
from firstbell.counter.events import ScanConflictFound
from firstbell.counter.models import VISIT_KINDS, Scan, ScanConflict, Station
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.sides import books_say, station_says
from firstbell.counter.queries.visits import may_scan

log = logging.getLogger("firstbell.counter")

_HANDLERS: dict[str, Handler] = {
    Scan.Kind.HANDOUT: hand_out,
    Scan.Kind.COLLECTION: take_back,
    Scan.Kind.SIGHTING: sight,
    Scan.Kind.UNDO: take_back_scan,
    Scan.Kind.SWAP: swap,
    Scan.Kind.SWAP_RETURN: swap_return,
    Scan.Kind.LENT: visiting.lend_in_visit,
    Scan.Kind.TAKEN_IN: visiting.take_in_at_visit,
    Scan.Kind.RENEWED: visiting.renew_in_visit,
}
#: These leave no question behind when they do not fit: nothing has changed hands, and nobody was promised anything.
_HARMLESS = frozenset({Scan.Kind.SIGHTING, Scan.Kind.UNDO})


def record_scan(entry: Entry, *, station: Station, last: dt.datetime | None = None, by: Actor) -> Scan:
    """Do what was scanned, or store why not; the same ``entry.key`` again gives the first outcome.

    Refused: the station asked and is told no. Conflict: the station had already said yes without network
    (``entry.confirmed``), so a person decides. ``last`` is the moment of the station's scan before, if known.
    Raises Forbidden (``counter.campaign.scan``, for class visits one of theirs); everything else that is wrong is in the outcome.
    """
    _require_right(entry, station, by)
    earlier = _earlier(entry, by)
    if earlier is not None:
        return _confirmed_since(earlier, Case(entry, station, earlier.at, by))
    at, note = moment_of(entry, last=last if last is not None else station_moment(station))
    case = Case(entry, station, at, by)
    try:
        return _apply(case, note)
    except IntegrityError:
        again = _earlier(entry, by)
        if again is None:
            raise
        return _confirmed_since(again, case)
    except OperationalError:
        raise  # the database is busy or away: the station sends it again
    except FirstbellError as error:
        return _refuse(case, note, error)
    except Exception:
        log.exception("The scan %s could not be applied", entry.key)
        return _refuse(
            case, note, Conflict("This scan could not be entered.", remedy="Enter it by hand.", code="fault")
        )


def _require_right(entry: Entry, station: Station, by: Actor) -> None:
    """Class visits have rights of their own; whoever may do either may take back what they did."""
    path = station.organisation.scope_path
    if (entry.kind in VISIT_KINDS or entry.kind == Scan.Kind.UNDO) and may_scan(by, path):
        return
    by.require(CounterPermission.CAMPAIGN_SCAN, at=path)


def _apply(case: Case, note: str) -> Scan:
    handler = _HANDLERS.get(case.entry.kind)
    if handler is None:
        raise Conflict(f"“{case.entry.kind[:20]}” is no kind of scan.", remedy="Reload the station.", code="kind")
    with change(case.by) as unit:
        applied = handler(case)
        parts = applied.undo_parts if applied.undo_parts is not None else Absorbed.from_change(unit).parts
        return _store(case, note, applied, Scan.Outcome.DONE, parts=parts)


def _store(case: Case, note: str, applied: Applied, outcome: str, *, parts: Any = (), code: str = "") -> Scan:
    entry, station = case.entry, case.station
    # Of library material the record keeps the thing alone.
    badge = "" if entry.kind in VISIT_KINDS else entry.person_code
    read = {"person_code": badge, "item_code": entry.item_code, "loaner_code": entry.loaner_code}
    return Scan.objects.create(
        key=entry.key,
        organisation=station.organisation,
        campaign=station.campaign,
        station=station,
        sequence=entry.sequence,
        kind=entry.kind if entry.kind in Scan.Kind.values else Scan.Kind.SIGHTING,
        at=case.at,
        received_at=timezone.now(),
        clock_note=note,
        was_offline=entry.confirmed,
        person=applied.person,
        item_id=applied.item.pk if applied.item is not None else None,
        details=applied.details | {name: value[:60] for name, value in read.items() if value},
        outcome=outcome,
        code=code[:40],
        message=applied.message[:500],
        undo_parts=list(parts),
        undoes=applied.undoes,
        by=case.by.name,
        actor_key=case.by.key,
    )


def _refuse(case: Case, note: str, error: FirstbellError) -> Scan:
    """Store the no. A device that has left the desk all the same is a question for a person."""
    entry = case.entry
    person, item = _best_guess(case)
    is_conflict = entry.confirmed and entry.kind not in _HARMLESS
    outcome = Scan.Outcome.CONFLICT if is_conflict else Scan.Outcome.REFUSED
    details: dict[str, Any] = {"along": list(entry.along), "missing": list(entry.missing), "condition": entry.condition}
    details |= {"remedy": error.remedy, "loaner": entry.loaner, "symptom": entry.symptom}
    message = visiting.quiet(case, error) if entry.kind in VISIT_KINDS else error.message
    applied = Applied(message, person, item, {key: value for key, value in details.items() if value})
    try:
        with change(case.by):
            scan = _store(case, note, applied, outcome, code=error.code)
            scan.spoken = error.message  # type: ignore[attr-defined]
            if is_conflict:
                _question(scan, case)
            return scan
    except IntegrityError:
        again = _earlier(entry, case.by)
        if again is None:
            raise
        return _confirmed_since(again, case)


def _best_guess(case: Case) -> tuple[Any, Any]:
    """Who and what the scan names, as far as that can be told."""
    found: list[Any] = [None, None]
    if case.entry.kind in VISIT_KINDS:
        return None, visiting.thing_of(case)
    try:
        if case.entry.person is not None or case.entry.person_code:
            found[0] = person_of(case.entry, by=case.by)
    except FirstbellError:
        pass  # unknown: the codes are kept in the details
    try:
        found[1] = item_of(case.entry.item, case.entry.item_code, by=case.by)
    except FirstbellError:
        pass
    return found[0], found[1]


def _question(scan: Scan, case: Case) -> ScanConflict:
    """Both sides as they are now. Inside the unit of work that stores the scan."""
    is_private = scan.kind in VISIT_KINDS
    with change(case.by) as unit:
        station, books = station_says(scan), books_say(scan)
        conflict = ScanConflict.objects.create(
            organisation=scan.organisation,
            campaign=scan.campaign,
            scan=scan,
            station_says=station,
            books_say=books,
            reader=visiting.reader_of(case) if is_private else None,
        )
        about = tuple(thing.ref for thing in (scan.person, scan.item) if thing is not None)
        unit.publish(
            ScanConflictFound(
                subject=conflict.ref,
                org_path=scan.organisation.scope_path,
                about=about,
                station=station[0],
                books=books[0],
            )
        )
    return conflict


def _earlier(entry: Entry, by: Actor) -> Scan | None:
    """The scan of this key, if the same account sent it before; somebody else's key is nobody's business."""
    found = Scan.objects.select_related("organisation", "campaign", "person", "item", "station").filter(key=entry.key)
    scan = found.first()
    if scan is not None and scan.actor_key != by.key:
        raise Conflict("This scan was sent by somebody else.", remedy="Reload the station.", code="foreign_key")
    if scan is not None and _is_another(scan, entry):
        raise Conflict(
            f"The key of this scan was used for another one already ({scan.message[:120]})",
            remedy="Nothing was done this time. Scan it again: every scan has a key of its own.",
            code="key_reused",
        )
    return scan


def _is_another(scan: Scan, entry: Entry) -> bool:
    """Whether what is sent under the scan's key is not what was sent first. Only what a station never changes counts."""
    kind = entry.kind if entry.kind in Scan.Kind.values else Scan.Kind.SIGHTING
    codes = {"item_code": entry.item_code, "loaner_code": entry.loaner_code}
    if entry.kind not in VISIT_KINDS:
        codes["person_code"] = entry.person_code
    item_differs = (
        kind in (Scan.Kind.HANDOUT, Scan.Kind.COLLECTION)
        and None not in (entry.item, scan.item_id)
        and entry.item != scan.item_id
    )
    return (
        kind != scan.kind
        or item_differs
        or any(value[:60] != scan.details.get(name, "") for name, value in codes.items())
    )


def _confirmed_since(scan: Scan, case: Case) -> Scan:
    """A no whose answer was lost: the station said yes meanwhile, so it becomes a question after all."""
    entry = case.entry
    is_late = scan.outcome == Scan.Outcome.REFUSED and entry.confirmed and entry.kind not in _HARMLESS
    if is_late and not ScanConflict.objects.filter(scan=scan).exists():
        _question(scan, case)
    return scan
