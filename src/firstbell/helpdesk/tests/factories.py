"""Tickets and symptoms to test with."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps

from firstbell.core.actor import system_actor
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import EscalationReason, Symptom, Ticket
from firstbell.people.models import Organisation, Person


def ensure_symptoms() -> None:
    """The shipped symptoms, also after a transactional test has emptied the tables."""
    migration = import_module("firstbell.helpdesk.migrations.0003_first_symptoms")
    for position, (code, label, icon, category, quarantine) in enumerate(migration.SYMPTOMS, start=1):
        Symptom.objects.get_or_create(
            code=code,
            defaults={
                "label": label,
                "icon": icon,
                "failure_category": category,
                "quarantine": quarantine,
                "position": position * 10,
            },
        )


def symptom(code: str = "screen") -> Symptom:
    ensure_symptoms()
    return Symptom.objects.get(code=code)


def make_ticket(organisation: Organisation, requester: Person | None = None, **values: Any) -> Ticket:
    """Opened by the program itself through the action."""
    values.setdefault("title", "Screen is dark")
    values.setdefault("origin", Ticket.Origin.ON_BEHALF)
    if requester is None:
        values.setdefault("requester_label", "walk-in, unknown")
    return open_ticket(organisation, requester=requester, by=system_actor("tests"), **values)


def ensure_promises() -> None:
    """The shipped levels, clock rule, reasons and way, also after a transactional test has emptied the tables."""
    if not EscalationReason.objects.exists():
        import_module("firstbell.helpdesk.migrations.0006_rules_clocks_escalations").add_first(apps, None)
