"""What many people report at once: the open incident a new report belongs to, and tickets that look like one trouble."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import OutageRule, Ticket, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import ids_on

#: Where no rule is stored. Ours: three in a quarter of an hour is more than chance at a school of 500.
DEFAULT_TICKETS, DEFAULT_MINUTES = 3, 15
#: Categories of fix cards whose cause can be outside the device: what many report at once.
SHARED = ("network", "filter", "sign_in", "app", "print", "test", "update", "sound", "cart", "room")


def open_incidents(
    organisation: Organisation, *, category: str = "", symptom: str = "", place: Place | None = None, most: int = 3
) -> list[Ticket]:
    """Open incidents of the school, or above it, that a report may belong to: of its category, and its place or none.

    What somebody may read here is what an incident says publicly: its title. Private ones are never shown. One query.
    """
    above = ids_on(organisation.scope_path)
    found = Ticket.objects.open().filter(is_incident=True, is_private=False, organisation_id__in=above)
    kind = Q()
    if category:
        kind |= Q(walk__card__category=category) | Q(reports__walk__card__category=category)
    if symptom:
        kind |= Q(symptom__code=symptom)
    if kind:
        found = found.filter(kind)
    if place is not None:
        near = Case(When(place=place, then=Value(0)), default=Value(1), output_field=IntegerField())
        building = Q(place__building_id=place.building_id) if place.building_id else Q(pk__in=[])
        found = (
            found.filter(Q(place=None) | Q(place=place) | building).annotate(near=near).order_by("near", "-opened_at")
        )
    else:
        found = found.order_by("-opened_at")
    return list(found.distinct()[:most])


def known_incidents(organisation: Organisation) -> QuerySet[Ticket]:
    """Open incidents that everybody at a place may say “me too” to: of the place itself, or above it, none of them private."""
    here = Ticket.objects.open().filter(is_incident=True, is_private=False)
    return here.filter(organisation_id__in=ids_on(organisation.scope_path))


def incidents_for(actor: Actor) -> QuerySet[Ticket]:
    """Incidents among the tickets an actor works on, each with how many hang on it and how many have it, too."""
    scope = actor.scope(HelpdeskPermission.TICKET_WORK)
    rows = Ticket.objects.visible_to(actor).filter(scope.q("organisation__path"), is_incident=True)
    hanging = Ticket.objects.filter(incident=OuterRef("pk")).order_by().values("incident")
    watching = (
        TicketWatcher.objects.filter(ticket=OuterRef("pk"), why=TicketWatcher.Why.ME_TOO).order_by().values("ticket")
    )
    return rows.annotate(
        n_reports=Coalesce(Subquery(hanging.annotate(n=Count("pk")).values("n")), 0),
        n_me_too=Coalesce(Subquery(watching.annotate(n=Count("pk")).values("n")), 0),
    )


def outage_rules(actor: Actor) -> QuerySet[OutageRule]:
    """The rule for everywhere, and those of where the actor may edit them."""
    scope = actor.scope(HelpdeskPermission.CATALOGUE_EDIT)
    return OutageRule.objects.filter(Q(organisation=None) | scope.q("organisation__path"))


def similar_open(ticket: Ticket, *, most: int = 8) -> QuerySet[Ticket]:
    """Other open tickets of the school with the same category or symptom: candidates to be one with it."""
    alike = Q(pk__in=[])
    if ticket.walk is not None:
        alike |= Q(walk__card__category=ticket.walk.card.category)
    if ticket.symptom_id is not None:
        alike |= Q(symptom_id=ticket.symptom_id)
    others = Ticket.objects.open().filter(alike, organisation_id=ticket.organisation_id, is_private=False)
    return others.exclude(pk=ticket.pk).order_by("-opened_at")[:most]


@dataclass(frozen=True)
class OutageHint:
    """So many tickets of one kind in a short time, none of them part of an incident yet."""

    organisation: Organisation
    category: str
    tickets: list[Ticket]
    minutes: int


def hints(actor: Actor, now: dt.datetime) -> list[OutageHint]:
    """Where the outage rule says: this looks like one trouble. Three queries, whatever the size."""
    rules = list(OutageRule.objects.select_related("organisation"))
    longest = max([rule.minutes for rule in rules if rule.is_active] or [DEFAULT_MINUTES])
    scope = actor.scope(HelpdeskPermission.TICKET_WORK)
    if scope.is_nowhere:
        return []
    recent = (
        Ticket.objects.visible_to(actor)
        .open()
        .filter(scope.q("organisation__path"), opened_at__gte=now - dt.timedelta(minutes=longest))
        .filter(incident=None, is_incident=False, is_private=False)
        # A broken device is its own trouble, however many break; what hangs on no device may have one cause.
        .filter(Q(walk__card__category__in=SHARED) | Q(walk=None, symptom__isnull=False, ticket_items=None))
        .select_related("organisation", "walk__card", "symptom")
        .order_by("opened_at")[:500]
    )
    groups: dict[tuple[int, str], list[Ticket]] = defaultdict(list)
    for ticket in recent:
        kind = ticket.walk.card.category if ticket.walk is not None else ticket.symptom.label if ticket.symptom else ""
        groups[ticket.organisation_id, kind].append(ticket)
    found = []
    for (_, kind), tickets in groups.items():
        needed, minutes, is_active = rule_for(tickets[0].organisation, rules)
        late = [one for one in tickets if one.opened_at >= now - dt.timedelta(minutes=minutes)]
        if is_active and len(late) >= needed:
            found.append(OutageHint(late[0].organisation, kind, late, minutes))
    return found


def rule_for(organisation: Organisation, rules: list[OutageRule]) -> tuple[int, int, bool]:
    """(tickets, minutes, whether it is on) of the nearest rule."""
    by_school = {rule.organisation_id: rule for rule in rules}
    for pk in reversed(ids_on(organisation.scope_path)):
        if pk in by_school:
            rule = by_school[pk]
            return rule.tickets, rule.minutes, rule.is_active
    everywhere = by_school.get(None)
    if everywhere is None:
        return DEFAULT_TICKETS, DEFAULT_MINUTES, True
    return everywhere.tickets, everywhere.minutes, everywhere.is_active


def reports_of(incident: Ticket) -> int:
    """How many people reported it: tickets that hang on it, and those who said “me too”."""
    counted = Ticket.objects.filter(pk=incident.pk).aggregate(
        reports=Count("reports", distinct=True), watchers=Count("watchers", distinct=True)
    )
    return int(counted["reports"]) + int(counted["watchers"])
