"""What each kind of scan does to the books: the same actions as at any other desk. For this folder only.

Each function runs inside the scan's own unit of work and raises a ``FirstbellError`` when it does not fit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from firstbell.circulation.actions import lend_item
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import current_change
from firstbell.counter import lifecycle
from firstbell.counter.actions._entries import Entry, item_of, person_of
from firstbell.counter.actions.returns import check_in
from firstbell.counter.events import LostDeviceSeen
from firstbell.counter.models import Campaign, Scan, Station
from firstbell.counter.queries.accessories import pieces_out, to_lend
from firstbell.counter.queries.doubts import ALARMING, doubts
from firstbell.counter.queries.places import clock, last_scan_of
from firstbell.inventory.models import Condition, Item
from firstbell.people.models import Person


@dataclass(slots=True)
class Applied:
    """What came of it: who, what, and what the record keeps."""

    message: str
    person: Person | None = None
    item: Item | None = None
    details: dict[str, Any] = field(default_factory=dict)
    undoes: Scan | None = None
    undo_parts: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One entry at one station at one moment."""

    entry: Entry
    station: Station
    at: dt.datetime
    by: Actor

    @property
    def campaign(self) -> Campaign:
        if self.station.campaign is None:
            raise Conflict("This station is in no campaign.", remedy="Open it from the campaign's page.")
        return self.station.campaign


def hand_out(case: Case) -> Applied:
    """The device goes to the student, with all that was checked off."""
    entry, campaign = case.entry, case.campaign
    _require_running(case)
    person, item = person_of(entry, by=case.by), item_of(entry.item, entry.item_code, by=case.by)
    # Saying yes passes a question, never a stop.
    found = [one for one in doubts(campaign, person, item) if not (one.may_insist and one.code in entry.sure)]
    if found:
        raise Conflict(found[0].text, remedy=found[0].remedy, code=found[0].code)
    later = Loan.objects.filter(item_id=item.pk, returned_at__gt=case.at).order_by("-returned_at").first()
    if later is not None and later.returned_at is not None:
        came = clock(later.returned_at, campaign.organisation)
        raise Conflict(
            f"{item.label} came back only at {came} from {later.borrower or later.place}.",
            remedy="Which of both is true?",
            code="came_back_later",
        )
    pieces = to_lend(entry.along, campaign, item)
    names = [name for _, name in pieces]
    codes = [code for code, _ in pieces]
    loan = lend_item(item, to=person, at=case.at, accessories=codes, override_reason=_reason(case), by=case.by)
    with_what = f" with {', '.join(name.lower() for name in names)}" if names else ""
    details = {"loan": loan.pk, "along": names}
    return Applied(f"{item.label} is handed to {person.name}{with_what}.", person, item, details)


def take_back(case: Case) -> Applied:
    """The device comes back, from whoever has it by the books."""
    entry, campaign = case.entry, case.campaign
    _require_running(case)
    item = item_of(entry.item, entry.item_code, by=case.by)
    related = ("borrower", "place", "organisation", "item__item_type")
    loan = Loan.objects.open().filter(item_id=item.pk).select_related(*related).first()
    if loan is None:
        raise _not_out(item, campaign)
    if loan.item.item_type.holder_is_private:
        raise Conflict(f"{item.label} belongs to the library.", remedy="Give it to the library's desk.", code="library")
    if loan.lent_at > case.at:
        since = clock(loan.lent_at, campaign.organisation)
        raise Conflict(
            f"{item.label} was lent again at {since} to {loan.borrower or loan.place}.",
            remedy="Which of both is true?",
            code="lent_later",
        )
    absent = [piece for piece in pieces_out(loan) if piece.code in set(entry.missing)]
    missing = [piece.name for piece in absent]
    check_in(
        loan,
        condition=entry.condition,
        accessories_missing=[piece.code for piece in absent],
        place=campaign.place,
        at=case.at,
        by=case.by,
    )
    word = entry.word or Condition(entry.condition).label.lower()
    whom = f" from {loan.borrower.name}" if loan.borrower is not None else ""
    lacks = f", without {', '.join(name.lower() for name in missing)}" if missing else ""
    details = {"loan": loan.pk, "condition": entry.condition, "word": word, "missing": missing}
    return Applied(f"{item.label} is back{whom}: {word}{lacks}.", loan.borrower, item, details)


def sight(case: Case) -> Applied:
    """An alarm at the station: a lost device, or one of somebody else's. Nothing changes hands."""
    entry = case.entry
    item = item_of(entry.item, entry.item_code, by=case.by)
    unit = current_change()
    assert unit is not None
    if item.status in ALARMING:
        where = f"{case.station.name}, {case.campaign.name}" if case.station.campaign else case.station.name
        unit.publish(LostDeviceSeen(subject=item.ref, org_path=case.station.organisation.scope_path, where=where))
        return Applied(f"{item.label} was scanned; it is “{item.get_status_display()}”.", None, item)
    person = person_of(entry, by=case.by) if entry.person or entry.person_code else None
    whom = f" for {person.name}" if person is not None else ""
    return Applied(f"{item.label} was scanned{whom} and laid aside.", person, item, {"why": entry.reason[:40]})


def _require_running(case: Case) -> None:
    """What was done without network was done; what is asked now needs a campaign that runs."""
    campaign = case.campaign
    if campaign.state not in lifecycle.SCANNING and not case.entry.confirmed:
        raise Conflict(
            f"{campaign.name} is “{campaign.get_state_display()}”.",
            remedy="Start it on the campaign's page.",
            code="not_running",
        )


def _reason(case: Case) -> str:
    """The reason typed at the station, where its person may override at all."""
    path = case.campaign.organisation.scope_path
    return case.entry.reason if case.by.can(CirculationPermission.LOAN_OVERRIDE, at=path) else ""


def _not_out(item: Item, campaign: Campaign) -> Conflict:
    scan = last_scan_of(item)
    if scan is not None and scan.kind == Scan.Kind.COLLECTION:
        when = clock(scan.at, campaign.organisation)
        text = f"{item.label} was taken back at {when} by {scan.by} at {scan.station.name}."
        return Conflict(text, remedy="Nothing more to do.", code="taken_back")
    text = f"{item.label} is lent to nobody: {item.get_status_display().lower()}."
    return Conflict(text, remedy="Put it where it belongs.", code="not_lent")


Handler = Callable[[Case], Applied]
