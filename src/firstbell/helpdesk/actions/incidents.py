"""One trouble of many people: one ticket to work on, everybody told when it ends."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.helpdesk.events import IncidentJoined, IncidentMade, OutageRuleSaved, TicketWatched
from firstbell.helpdesk.models import OutageRule, Ticket, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place


def make_incident(tickets: Iterable[Ticket], *, title: str, by: Actor) -> Ticket:
    """Of several open tickets of one school, one incident: the oldest leads, the others hang on it.

    Raises Invalid for less than one ticket or several schools, Conflict for a ticket that is private, done or part of an
    incident already.
    """
    chosen = sorted({ticket.pk: ticket for ticket in tickets}.values(), key=lambda one: one.opened_at)
    if not chosen:
        raise Invalid("No ticket is chosen.", remedy="Tick the tickets that are one trouble.")
    if len({one.organisation_id for one in chosen}) > 1:
        raise Invalid("These tickets are of several schools.", remedy="Make one incident for each school.")
    if not title.strip():
        raise Invalid(
            "The incident has no title.", remedy="Say what everybody may read, e.g. “Wi-Fi in B wing”.", field="title"
        )
    by.require(HelpdeskPermission.TICKET_WORK, at=chosen[0].organisation.scope_path)
    with change(by) as unit:
        locked = list(Ticket.objects.select_for_update(of=("self",)).filter(pk__in=[one.pk for one in chosen]))
        for one in locked:
            _refuse_unfit(one)
        lead = next(one for one in locked if one.pk == chosen[0].pk)
        lead.is_incident, lead.title = True, title.strip()[:200]
        lead.save(update_fields=["is_incident", "title"])
        unit.publish(IncidentMade(subject=lead.ref, org_path=chosen[0].organisation.scope_path))
        unit.reindex(Ticket.KIND_REF, lead.pk)
    for one in chosen[1:]:
        join_incident(one, lead, by=by)
    return lead


def join_incident(ticket: Ticket, incident: Ticket | None, *, by: Actor) -> Ticket:
    """Hang a ticket on an incident of its school or above, or take it off (None)."""
    path = ticket.organisation.scope_path
    by.require(HelpdeskPermission.TICKET_WORK, at=path)
    with change(by) as unit:
        ticket = (
            Ticket.objects.select_for_update(of=("self",)).select_related("organisation", "incident").get(pk=ticket.pk)
        )
        if incident is not None:
            _refuse_unfit(ticket)
            if not incident.is_incident or not incident.is_open or incident.pk == ticket.pk:
                raise Conflict(f"{incident.number} is no open incident.", remedy="Choose another one.")
            if not path.startswith(incident.organisation.scope_path):
                raise Conflict(f"{incident.number} is of another school.", remedy="Choose one of this school.")
        before = ticket.incident.number if ticket.incident is not None else None
        ticket.incident = incident
        ticket.save(update_fields=["incident"])
        changes = {"incident": (before, incident.number if incident is not None else None)}
        about = (incident.ref,) if incident is not None and not ticket.is_private else ()
        unit.publish(IncidentJoined(subject=ticket.ref, org_path=path, about=about, changes=changes))
    return ticket


def say_me_too(incident: Ticket, *, person: Person, place: Place | None = None, by: Actor) -> TicketWatcher:
    """“I have it too”: counted once, told when it ends. One's own name only, or for others with the right to open for them."""
    if person.pk != by.person_id:
        by.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS, at=person.organisation.scope_path)
    if not incident.is_incident or not incident.is_open:
        raise Conflict(
            f"{incident.number} is no open incident any more.", remedy="Open a ticket if it still does not work."
        )
    if not person.organisation.scope_path.startswith(incident.organisation.scope_path):
        raise Conflict(f"{incident.number} is of another school.", remedy="Open a ticket of your own.")
    with change(by) as unit:
        watcher, is_new = TicketWatcher.objects.get_or_create(
            ticket=incident,
            person=person,
            defaults={"why": TicketWatcher.Why.ME_TOO, "place": place, "at": timezone.now()},
        )
        if is_new:
            unit.publish(TicketWatched(subject=incident.ref, org_path=incident.organisation.scope_path))
    return watcher


def save_outage_rule(
    organisation: Organisation | None, *, tickets: int, minutes: int, is_active: bool, by: Actor
) -> OutageRule:
    """When similar tickets look like one trouble, at a school or (None) everywhere."""
    path = organisation.scope_path if organisation is not None else EVERYWHERE
    by.require(HelpdeskPermission.CATALOGUE_EDIT, at=organisation.scope_path if organisation is not None else None)
    if not 2 <= tickets <= 100 or not 1 <= minutes <= 1440:
        raise Invalid(
            "Between 2 and 100 tickets, within 1 minute to a day.", remedy="Choose other numbers.", field="tickets"
        )
    with change(by) as unit:
        rule = OutageRule.objects.filter(organisation=organisation).first() or OutageRule(organisation=organisation)
        before = str(rule) if rule.pk else None
        rule.tickets, rule.minutes, rule.is_active = tickets, minutes, is_active
        rule.source, rule.last_checked = f"Set by {by.name}"[:200], timezone.localdate()
        rule.save()
        unit.publish(OutageRuleSaved(subject=rule.ref, org_path=path, changes={"rule": (before, str(rule))}))
    return rule


def _refuse_unfit(ticket: Ticket) -> None:
    if ticket.is_private:
        raise Conflict(f"{ticket.number} is private and cannot be part of an incident.", remedy="Leave it out.")
    if not ticket.is_open:
        raise Conflict(f"{ticket.number} is done already.", remedy="Leave it out.")
    if ticket.is_incident or ticket.incident_id is not None:
        raise Conflict(f"{ticket.number} is part of an incident already.", remedy="Leave it out.")
