"""What the counter knows of somebody: the swaps of their broken devices."""

from __future__ import annotations

from firstbell.core.record import Part, record_section
from firstbell.counter.models import Swap
from firstbell.people.models import Person


@record_section("counter.swaps", "Swaps at the counter", covers=("counter.Swap.person",), order=60)
def swaps(person: Person, internal: bool) -> Part:
    rows = Swap.objects.filter(person=person).select_related("device", "loaner", "symptom", "ticket").order_by("pk")
    return Part([{"When": one.at, "Brought": one.device.label, "Took": one.loaner.label, "What was wrong": one.symptom.label,
                  "Damaged": one.is_damaged, "Brought by somebody else": one.brought_by_other, "Ticket": one.ticket.number,
                  "Note": one.note if internal else "", "Taken back": one.undone_at, "Ended": one.finished_at}
                 for one in rows])  # fmt: skip
