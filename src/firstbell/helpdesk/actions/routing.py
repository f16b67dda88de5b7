"""Let the rules look at a ticket: do what fits, keep why, and never stand in the ticket's way."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.recipients import holders
from firstbell.helpdesk import notices
from firstbell.helpdesk.events import RulesApplied, TicketAssigned
from firstbell.helpdesk.models import RoutingRule, RuleRun, Ticket, TicketEntry, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries.rules import look, rules_for
from firstbell.helpdesk.rules import Decision

_FIELDS = {"set_urgency": "urgency", "set_impact": "impact", "set_symptom_id": "symptom", "assign_to_id": "assignee"}


def apply_rules(
    ticket: Ticket, *, when: str, occasion: str = "", only: RoutingRule | None = None, by: Actor
) -> RuleRun | None:
    """All rules of the event (or one) look at the ticket (with ``queries.rules.RELATED``); None where there is none.

    Once for each ``occasion`` that is named. Follows from a change that was allowed, so it asks for no permission. The same
    number of queries whatever the number of rules.
    """
    rules = [one for one in rules_for(ticket.organisation, when) if only is None or one.pk == only.pk]
    if not rules or (occasion and RuleRun.objects.filter(ticket=ticket, when=when, occasion=occasion).exists()):
        return None
    with change(by):
        decision = look(ticket, rules, timezone.now())
        fired = [one for one in rules if one.pk in decision.fired]
        if fired:
            _set(ticket, fired, decision, by=by)
            _note(ticket, fired)
            _watch(ticket, fired)
            _tell(ticket, fired, occasion or when, by=by)
            RoutingRule.objects.filter(pk__in=decision.fired).update(fired=F("fired") + 1, problem="")
        for line in decision.lines:
            if line.outcome == "broken":
                RoutingRule.objects.filter(pk=line.rule).update(problem=f"{ticket.number}: {line.because}"[:300])
        return RuleRun.objects.create(
            ticket=ticket,
            when=when,
            occasion=occasion,
            lines=[one.as_data() for one in decision.lines],
            at=timezone.now(),
        )


def _set(ticket: Ticket, fired: Sequence[RoutingRule], decision: Decision, *, by: Actor) -> None:
    by_id = {rule.pk: rule for rule in fired}
    path = ticket.organisation.scope_path
    changes: dict[str, tuple[str | None, str | None]] = {}
    names = []
    for target, rule_id in decision.sets.items():
        name = _FIELDS[target]
        value = getattr(by_id[rule_id], target.removesuffix("_id"))
        if getattr(ticket, name) == value:
            continue
        before = _shown(ticket, name)
        setattr(ticket, name, value)
        changes[name] = (before, _shown(ticket, name))
        names.append(name)
    if not names:
        return
    ticket.save(update_fields=names)
    with change(by) as unit:
        said = ", ".join(by_id[pk].name for pk in dict.fromkeys(decision.sets.values()))
        if "assignee" in changes:
            unit.publish(
                TicketAssigned(subject=ticket.ref, org_path=path, changes={"assignee": changes["assignee"]}, note=said)
            )
        unit.publish(RulesApplied(subject=ticket.ref, org_path=path, changes=changes, note=said))
        unit.reindex(Ticket.KIND_REF, ticket.pk)


def _shown(ticket: Ticket, name: str) -> str | None:
    display = getattr(ticket, f"get_{name}_display", None)
    value = display() if display is not None else getattr(ticket, name)
    return str(value) if value else None


def _note(ticket: Ticket, fired: Sequence[RoutingRule]) -> None:
    now = timezone.now()
    TicketEntry.objects.bulk_create(
        TicketEntry(
            ticket=ticket, kind=TicketEntry.Kind.NOTE, text=rule.note, author_key="system:rules",
            author_name=f"Rule: {rule.name}"[:200], at=now,
        )
        for rule in fired
        if rule.note
    )  # fmt: skip


def _watch(ticket: Ticket, fired: Sequence[RoutingRule]) -> None:
    """A private ticket gets no watchers by rule: who may know of it is decided by a person."""
    if ticket.is_private:
        return
    rows = {rule.add_watcher_id: rule.add_watcher for rule in fired if rule.add_watcher is not None}
    TicketWatcher.objects.bulk_create(
        [
            TicketWatcher(ticket=ticket, person=person, why=TicketWatcher.Why.WATCHES, at=timezone.now())
            for person in rows.values()
        ],
        ignore_conflicts=True,
    )


def _tell(ticket: Ticket, fired: Sequence[RoutingRule], occasion: str, *, by: Actor) -> None:
    path = ticket.organisation.scope_path
    keys: list[str] = []
    for team in dict.fromkeys(rule.tell for rule in fired if rule.tell):
        permission = May.ESCALATION_ANSWER if team == RoutingRule.Team.DISTRICT else May.TICKET_WORK
        keys += holders(permission, path)
    if ticket.is_private and keys:
        allowed = set(holders(May.TICKET_VIEW_PRIVATE, path))
        keys = [key for key in keys if key in allowed]
    if not keys:
        return
    send_notice(
        ticket.ref,
        kind=notices.RULE_TELLS.key,
        to=keys,
        occasion=occasion,
        values={
            "ticket": ticket.ref.label,
            "number": ticket.number,
            "rule": ", ".join(one.name for one in fired if one.tell),
        },
        org_path=path,
        link=f"/helpdesk/{ticket.pk}/",
        by=by,
    )
