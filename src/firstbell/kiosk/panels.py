"""What the kiosk room hangs on a student's page and on a class's."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.kiosk.models import Pin
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries import is_own_section
from firstbell.people.models import Person, Section


def person_pin(person: Person, actor: Actor) -> Context | None:
    """Whether the student has a PIN, for whoever sets them."""
    if not person.is_student or not actor.can(KioskPermission.PIN_SET, at=person.organisation.scope_path):
        return None
    return {"person": person, "pin": Pin.objects.filter(person=person).first()}


def section_pins(section: Section, actor: Actor) -> Context | None:
    """Slips for whoever sets PINs, a code for the section's own teachers."""
    may_set = actor.can(KioskPermission.PIN_SET, at=section.organisation.scope_path)
    if not may_set and not (actor.can(KioskPermission.PIN_OFFER) and is_own_section(section, actor)):
        return None
    return {"section": section, "may_set": may_set}


register(Panel("people.person", "kiosk.pin", "kiosk/panel_person.html", person_pin, KioskPermission.PIN_SET, order=85))
register(
    Panel("people.section", "kiosk.pins", "kiosk/panel_section.html", section_pins, KioskPermission.PIN_OFFER, order=80)
)
