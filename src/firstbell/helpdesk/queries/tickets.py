"""Questions about tickets that span models."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.db.models import Count, Q

from firstbell.core.actor import Actor, all_roles
from firstbell.core.scope import Scope
from firstbell.helpdesk.models import Symptom, Ticket, TicketEntry
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Account, Organisation, RoleGrant

_NUMBER = re.compile(r"^(?:T-?|#)(\d{1,18})$", re.IGNORECASE)


def ticket_number(text: str) -> int | None:
    """The id in ``T-123``, ``t123`` or ``#123``; None for anything else."""
    found = _NUMBER.match(text.strip())
    return int(found.group(1)) if found else None


def symptom_tiles() -> list[Symptom]:
    """The active symptoms in tile order: the first eight have keys 1 to 8 at the counter."""
    return list(Symptom.objects.filter(is_active=True))


def entries_for(ticket: Ticket, actor: Actor) -> list[TicketEntry]:
    """The conversation as this actor may read it: internal notes only for those who see tickets by their work."""
    entries = ticket.entries.all()
    if not actor.can(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path):
        entries = entries.exclude(kind=TicketEntry.Kind.NOTE)
    return list(entries)


def step_of(ticket: Ticket) -> dict[str, Any]:
    """What a step changes, as ``actions.undo_step`` puts it back; JSON."""
    moments = {name: getattr(ticket, name) for name in ("resolved_at", "closed_at")}
    texts = {name: at.astimezone(dt.UTC).isoformat() if at is not None else None for name, at in moments.items()}
    texts["wake_on"] = ticket.wake_on.isoformat() if ticket.wake_on is not None else None
    plain = {"state": str(ticket.state), "resolution": str(ticket.resolution), "assignee_id": ticket.assignee_id}
    return {**texts, **plain}


def possible_assignees(organisation: Organisation) -> list[Account]:
    """Accounts that were given a working role at this organisation or above it, by name."""
    return holders_at(organisation, working_roles())


def holders_at(organisation: Organisation, roles: list[str]) -> list[Account]:
    """Accounts in use that were given one of the roles at this organisation or above it, by name. One query."""
    parts = organisation.scope_path.rstrip(".").split(".")
    paths = [".".join(parts[: n + 1]) + "." for n in range(len(parts))]
    granted = RoleGrant.objects.filter(role__in=roles).filter(organisation__path__in=paths)
    everywhere = RoleGrant.objects.filter(role__in=roles, organisation=None)
    accounts = Account.objects.filter(is_active=True, pk__in=(granted | everywhere).values("account_id"))
    return sorted(accounts.select_related("person"), key=lambda account: account.display_name.lower())


def workers_below(scope: Scope) -> list[Account]:
    """Accounts with a working role anywhere within or above a scope, by name; whether here is asked ticket by ticket."""
    granted = RoleGrant.objects.filter(role__in=working_roles())
    above = Q(organisation=None)
    for path in scope.paths:
        parts = path.split(".")[:-1]
        above |= Q(organisation__path__in=["".join(f"{part}." for part in parts[: n + 1]) for n in range(len(parts))])
    granted = granted.filter(scope.q("organisation__path") | above) if not scope.is_everywhere else granted
    accounts = Account.objects.filter(is_active=True, pk__in=granted.values("account_id")).select_related("person")
    return sorted(accounts, key=lambda account: account.display_name.lower())


def working_roles() -> list[str]:
    """The roles whose people work on tickets."""
    return [role.key for role in all_roles().values() if HelpdeskPermission.TICKET_WORK in role.permissions]


def open_tickets_by_item(item_ids: list[int]) -> dict[int, int]:
    """How many open tickets each item has; items without one are left out."""
    rows = (
        Ticket.objects.filter(closed_at=None, resolved_at=None, ticket_items__item_id__in=item_ids)
        .values_list("ticket_items__item_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows)
