"""What the counter knows of somebody: the swaps of their broken devices."""

from __future__ import annotations

from firstbell.core.record import Part, record_section
from firstbell.counter.models import Expectation, Scan, ScanConflict, Swap
from firstbell.people.models import Person


@record_section("counter.swaps", "Swaps at the counter", covers=("counter.Swap.person",), order=60)
def swaps(person: Person, internal: bool) -> Part:
    rows = Swap.objects.filter(person=person).select_related("device", "loaner", "symptom", "ticket").order_by("pk")
    return Part([{"When": one.at, "Brought": one.device.label, "Took": one.loaner.label, "What was wrong": one.symptom.label,
                  "Damaged": one.is_damaged, "Brought by somebody else": one.brought_by_other, "Ticket": one.ticket.number,
                  "Note": one.note if internal else "", "Taken back": one.undone_at, "Ended": one.finished_at}
                 for one in rows])  # fmt: skip


@record_section("counter.expected", "Hand-outs and collections", covers=("counter.Expectation.person",), order=62)
def expected(person: Person, _internal: bool) -> Part:
    rows = Expectation.objects.filter(person=person).select_related("campaign", "item").order_by("pk")
    return Part([{"What": str(one.campaign), "Tag": one.item.label if one.item else "", "Left out": str(one.left_out or ""),
                  "When": one.at} for one in rows])  # fmt: skip


@record_section("counter.scans", "Scans", covers=("counter.Scan.person",), order=64)
def scans(person: Person, _internal: bool) -> Part:
    rows = Scan.objects.filter(person=person).select_related("item").order_by("pk")
    return Part([{"When": one.at, "What": one.kind, "Tag": one.item.label if one.item else "", "Outcome": one.outcome,
                  "Message": one.message} for one in rows])  # fmt: skip


@record_section("counter.questions", "Scans to decide", covers=("counter.ScanConflict.reader",), order=66)
def questions(person: Person, _internal: bool) -> Part:
    """Which book it is about stands with the library, and only until it is decided."""
    rows = ScanConflict.objects.open().filter(reader=person).order_by("pk")
    return Part([{"When": one.found_at, "What": "A book scanned without network waits for a decision"} for one in rows])
