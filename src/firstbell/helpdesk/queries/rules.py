"""Rules that look at a ticket, what they look at, whether they still work, and what they would have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.kept import kept
from firstbell.helpdesk.models import RoutingRule, Ticket, TicketItem
from firstbell.helpdesk.queries.tickets import possible_assignees
from firstbell.helpdesk.rules import Decision, Facts, decide
from firstbell.people.models import Organisation
from firstbell.rooms.queries import ids_on, school_days_of_many, zone_of

#: A trial looks back so far, at so many tickets at most: the latest.
TRIAL_DAYS = 31
TRIAL_MOST = 2000

RELATED = ("organisation", "place__building", "requester", "symptom", "walk__card", "assignee__person")


def rules_for(organisation: Organisation, when: str) -> list[RoutingRule]:
    """The rules that are on here for an event: the school's own first, then those from above.

    Where there are none, that is kept: one small query. Else two, for whom and what a rule names has to be as it is now.
    """
    above = ids_on(organisation.scope_path)
    if not {None, *above} & _where_on(when):
        return []
    here = Q(organisation_id__in=above) | Q(organisation=None)
    found = RoutingRule.objects.filter(here, is_active=True, when=when).select_related(
        "organisation", "assign_to__person", "set_symptom", "add_watcher"
    )
    return in_order(found, above)


def _where_on(when: str) -> set[int | None]:
    """Ids of the organisations that have a rule for the event; None is everywhere."""
    on = RoutingRule.objects.filter(is_active=True, when=when).order_by()
    return kept(
        ("helpdesk.rules", when), [RoutingRule], lambda: set(on.values_list("organisation_id", flat=True).distinct())
    )


def in_order(rules: Iterable[RoutingRule], above: tuple[int, ...]) -> list[RoutingRule]:
    def key(rule: RoutingRule) -> tuple[int, int, int]:
        depth = -1 if rule.organisation_id is None else above.index(rule.organisation_id)
        return -depth, rule.position, rule.pk

    return sorted(rules, key=key)


def what_it_does(rule: RoutingRule) -> tuple[str, ...]:
    """Each thing a rule does, in words."""
    done = []
    if rule.assign_to is not None:
        done.append(f"give it to {rule.assign_to.display_name}")
    if rule.set_urgency:
        done.append(f"urgency: {rule.get_set_urgency_display().lower()}")
    if rule.set_impact:
        done.append(f"hit: {rule.get_set_impact_display().lower()}")
    if rule.set_symptom is not None:
        done.append(f"symptom: {rule.set_symptom.label}")
    if rule.add_watcher is not None:
        done.append(f"let {rule.add_watcher.name} watch it")
    if rule.note:
        done.append("write a note for colleagues")
    if rule.tell:
        done.append(f"tell: {rule.get_tell_display().lower()}")
    return tuple(done)


def problems_of(rules: Sequence[RoutingRule], organisation: Organisation) -> dict[int, str]:
    """Rules that cannot do what they say here, and why. Two queries, none where no rule gives tickets to anybody."""
    found: dict[int, str] = {}
    able: set[int] | None = None
    for rule in rules:
        if rule.assign_to is not None:
            if able is None:
                able = {one.pk for one in possible_assignees(organisation)}
            if rule.assign_to.pk not in able:
                found[rule.pk] = f"{rule.assign_to.display_name} does not work on tickets here any more."
        if rule.set_symptom is not None and not rule.set_symptom.is_active:
            found[rule.pk] = f"The symptom “{rule.set_symptom.label}” is switched off."
        if rule.add_watcher is not None and rule.add_watcher.withdrawn_on is not None:
            found[rule.pk] = f"{rule.add_watcher.name} has left."
    return found


def look(ticket: Ticket, rules: Sequence[RoutingRule], at: dt.datetime) -> Decision:
    """What these rules make of the ticket (with ``RELATED``) at a moment. Four queries at most."""
    facts = facts_of([ticket], {ticket.pk: at}, needs_day=any(one.conditions.get("school_day") for one in rules))
    done = {rule.pk: what_it_does(rule) for rule in rules}
    return decide(facts[ticket.pk], rules, problems_of(rules, ticket.organisation), done)


def facts_of(tickets: Sequence[Ticket], at: dict[int, dt.datetime], *, needs_day: bool = True) -> dict[int, Facts]:
    """The facts of many tickets at their moments, by ticket. Two queries."""
    items: dict[int, list[TicketItem]] = {ticket.pk: [] for ticket in tickets}
    for link in TicketItem.objects.filter(ticket__in=[one.pk for one in tickets]).select_related("item"):
        items[link.ticket_id].append(link)
    schools = {one.organisation_id: one.organisation for one in tickets}
    local = {one.pk: at[one.pk].astimezone(zone_of(one.organisation)) for one in tickets}
    days = (
        school_days_of_many(schools.values(), first=min(local.values()).date(), last=max(local.values()).date())
        if needs_day and tickets
        else {}
    )
    found = {}
    for ticket in tickets:
        moment = local[ticket.pk]
        is_open = ticket.organisation_id in days and days[ticket.organisation_id].is_open(moment.date())
        values: dict[str, list[Any]] = {
            **_plain(ticket),
            "model": [link.item.product_id for link in items[ticket.pk]],
            "item_type": [link.item.item_type_id for link in items[ticket.pk]],
            "school_day": ["open" if is_open else "closed"],
        }
        texts = {name: frozenset(str(one) for one in some if one not in (None, "")) for name, some in values.items()}
        found[ticket.pk] = Facts(texts, ticket.title, moment.time())
    return found


def _plain(ticket: Ticket) -> dict[str, list[Any]]:
    """What the ticket's own row and its joins say."""
    requester, walk = ticket.requester, ticket.walk
    return {
        "school": list(ids_on(ticket.organisation.scope_path)),
        "building": [ticket.place.building_id if ticket.place is not None else None],
        "place": [ticket.place_id],
        "symptom": [ticket.symptom_id],
        "category": [walk.card.category if walk is not None else None],
        "requester_kind": [requester.kind if requester is not None else None],
        "grade": [requester.grade if requester is not None else None],
        "origin": [ticket.origin],
        "urgency": [ticket.urgency],
        "impact": [ticket.impact],
    }


@dataclass(frozen=True)
class TrialRow:
    """One of last month's tickets that the rule fits: what it would have done, beside what became of it."""

    ticket: Ticket
    would: tuple[str, ...]
    did: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    looked_at: int
    fits: int
    rows: list[TrialRow]
    problem: str


def try_out(rule: RoutingRule, actor: Actor, now: dt.datetime, *, show: int = 200) -> Trial:
    """The rule on the last month's tickets of its schools that the actor may see. Six queries, whatever their number."""
    since = now - dt.timedelta(days=TRIAL_DAYS)
    tickets = Ticket.objects.visible_to(actor).filter(opened_at__gte=since).select_related(*RELATED)
    if rule.organisation is not None:
        tickets = tickets.filter(organisation__path__startswith=rule.organisation.scope_path)
    looked_at = list(tickets.order_by("-opened_at", "-id")[:TRIAL_MOST])
    facts = facts_of(looked_at, {one.pk: one.opened_at for one in looked_at})
    would = what_it_does(rule)
    fits = [one for one in looked_at if decide(facts[one.pk], [rule], {}, {}).fired]
    where = fits[0].organisation if fits else rule.organisation
    problem = problems_of([rule], where).get(rule.pk, "") if where is not None else ""
    return Trial(len(looked_at), len(fits), [TrialRow(one, would, _became(one)) for one in fits[:show]], problem)


def _became(ticket: Ticket) -> tuple[str, ...]:
    given = f"given to {ticket.assignee.display_name}" if ticket.assignee is not None else "given to nobody"
    symptom = f"symptom: {ticket.symptom.label}" if ticket.symptom is not None else "no symptom"
    return (
        given,
        f"urgency: {ticket.get_urgency_display().lower()}",
        f"hit: {ticket.get_impact_display().lower()}",
        symptom,
    )
