"""The two sides of a conflict, in lines for people: what the station recorded, what the books say."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.counter.models import Scan, ScanConflict
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.places import clock, last_scan_of, loan_text
from firstbell.people.models import Person

_DID = {
    Scan.Kind.HANDOUT: "handed {item} to {person}",
    Scan.Kind.COLLECTION: "took {item} back",
    Scan.Kind.SWAP: "took {item} in from {person} and gave {loaner}",
    Scan.Kind.SWAP_RETURN: "took {item} back",
    Scan.Kind.LENT: "lent {item} to a reader",
    Scan.Kind.TAKEN_IN: "took {item} back",
    Scan.Kind.RENEWED: "renewed {item} for a reader",
}


def right_to_decide(conflict: ScanConflict) -> str:
    """Who reads what is the library's to know, also where stations disagree. Needs ``scan``."""
    private, usual = CirculationPermission.LIBRARY_LOAN_VIEW, CounterPermission.CONFLICT_DECIDE
    return private if conflict.is_private else usual


def station_says(scan: Scan) -> list[str]:
    """Who, what, when and where, as it was recorded; then the clock, if it was wrong."""
    item = scan.item.label if scan.item is not None else scan.details.get("item_code") or "a device"
    person = scan.person.name if scan.person is not None else scan.details.get("person_code") or "somebody"
    did = _DID.get(Scan.Kind(scan.kind), "scanned {item}")
    loaner = scan.details.get("loaner_code") or "a loaner"
    when = clock(scan.at, scan.organisation)
    lines = [f"{scan.by} {did.format(item=item, person=person, loaner=loaner)} at {when}, {scan.station.name}."]
    if scan.clock_note:
        lines.append(f"About the time: {scan.clock_note}.")
    return lines


def books_say(scan: Scan) -> list[str]:
    """Why it does not fit, then what the books have of the device and of the student now."""
    return list(dict.fromkeys([scan.message, *books_now(scan)]))


def books_now(scan: Scan) -> list[str]:
    """What the books have of the device and of the student now."""
    lines: list[str] = []
    if scan.item is not None:
        out = _loans().filter(item_id=scan.item.pk).first()
        lines.append(loan_text(out, last_scan_of(scan.item)) if out is not None else _at_rest(scan))
    if scan.person is not None and scan.kind == Scan.Kind.HANDOUT:
        lines += _has(scan.person)
    return [line for line in lines if line]


def _at_rest(scan: Scan) -> str:
    item = scan.item
    if item is None:
        return ""
    last = Loan.objects.filter(item_id=item.pk, returned_at__isnull=False).order_by("-returned_at").first()
    text = f"{item.label} is “{item.get_status_display()}”"
    if last is None or last.returned_at is None:
        return f"{text}."
    when = clock(last.returned_at, scan.organisation)
    done = last_scan_of(item)
    where = f" at {done.station.name}" if done is not None and done.details.get("loan") == last.pk else ""
    return f"{text}; it came back at {when}, taken by {last.returned_by}{where}."


def _has(person: Person) -> list[str]:
    mine = list(_loans().filter(borrower=person, item__item_type__holder_is_private=False)[:3])
    return [
        f"{person.name} has {', '.join(loan.item.label for loan in mine)}." if mine else f"{person.name} has nothing."
    ]


def _loans() -> QuerySet[Loan]:
    return Loan.objects.open().select_related("item__item_type", "borrower", "place", "organisation")
