"""What the kiosk knows of somebody: that there is a PIN, never the PIN."""

from __future__ import annotations

from firstbell.core.record import Part, record_section
from firstbell.kiosk.models import Pin
from firstbell.people.models import Person


@record_section("kiosk.pin", "PIN for the kiosk", covers=("kiosk.Pin.person",), order=24)
def pin(person: Person, _internal: bool) -> Part:
    rows = Pin.objects.filter(person=person)
    return Part([{"Set": one.set_at, "Wrong tries": one.misses, "Locked until": one.locked_until} for one in rows])
