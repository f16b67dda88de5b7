"""Edit the symptoms: the counter's tiles and a ticket's first word."""

from __future__ import annotations

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import SymptomEdited
from firstbell.helpdesk.models import Symptom
from firstbell.helpdesk.permissions import HelpdeskPermission

_SHOWN = ("label", "icon", "failure_category", "quarantine", "for_helpers", "position", "is_active")


def add_symptom(*, code: str, label: str, by: Actor, **values: object) -> Symptom:
    """A new tile. ``values``: icon, failure_category, quarantine, position, is_active."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT)
    if Symptom.objects.filter(code=code).exists():
        raise Conflict(f"There is already a symptom “{code}”.", remedy="Choose another code.", field="code")
    with change(by) as unit:
        symptom = _filled(Symptom(code=code, label=label.strip()), values)
        symptom.save()
        changes = {name: (None, getattr(symptom, name)) for name in _SHOWN}
        unit.publish(SymptomEdited(subject=symptom.ref, org_path=EVERYWHERE, changes=changes))
    return symptom


def edit_symptom(symptom: Symptom, *, by: Actor, **values: object) -> Symptom:
    """Change a tile; switching it off keeps the tickets that named it."""
    by.require(HelpdeskPermission.CATALOGUE_EDIT)
    with change(by) as unit:
        before = {name: getattr(symptom, name) for name in _SHOWN}
        _filled(symptom, values).save()
        changes = {name: (old, getattr(symptom, name)) for name, old in before.items() if old != getattr(symptom, name)}
        if changes:
            unit.publish(SymptomEdited(subject=symptom.ref, org_path=EVERYWHERE, changes=changes))
    return symptom


def _filled(symptom: Symptom, values: dict[str, object]) -> Symptom:
    for name, value in values.items():
        if name not in _SHOWN:
            raise Invalid(f"A symptom has no “{name}”.", field=name)
        setattr(symptom, name, value)
    if not symptom.label.strip():
        raise Invalid("The tile has no label.", remedy="One or two words fit best.", field="label")
    return symptom
