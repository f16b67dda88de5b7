"""What can be done with many tickets at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.listing import BulkAction, LeadingAction, Verdict, nothing, refused, register, would_change
from firstbell.core.listing.registry import Answers, Memory
from firstbell.helpdesk.actions.links import link_tickets, unlink_tickets
from firstbell.helpdesk.actions.people import stop_watching, watch_ticket
from firstbell.helpdesk.actions.states import change_state, undo_step
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.forms.around import LinkForm
from firstbell.helpdesk.forms.many import AssignManyForm, StepManyForm
from firstbell.helpdesk.lifecycle import Transition, roles_towards, transition
from firstbell.helpdesk.models import Ticket, TicketLink, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import possible_assignees, step_of


class _TicketAction(BulkAction[Ticket]):
    permission = HelpdeskPermission.TICKET_WORK

    def rows(self, actor: Actor) -> QuerySet[Ticket]:
        tickets = Ticket.objects.visible_to(actor).select_related("organisation", "assignee__person")
        return tickets.order_by("-pk")

    def label_of(self, row: Ticket) -> str:
        return f"{row.number} {row.title}"


class AssignTickets(_TicketAction):
    key, label, icon = "assign", "Assign", "person"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return AssignManyForm(data, actor=actor)

    def prepared(self, rows: list[Ticket], answers: Answers, actor: Actor) -> list[Ticket]:
        """Who may work where is asked once for each school."""
        schools = {row.organisation_id: row.organisation for row in rows}
        workers = {key: {one.pk for one in possible_assignees(school)} for key, school in schools.items()}
        for row in rows:
            row.worker_ids = workers[row.organisation_id]  # type: ignore[attr-defined]
        return rows

    def judge(self, row: Ticket, answers: Answers, actor: Actor) -> Verdict:
        new = answers["assignee"]
        if not actor.can(self.permission, at=row.organisation.scope_path):
            return refused(f"You do not work on tickets at {row.organisation.short}.")
        if row.assignee_id == (new.pk if new is not None else None):
            return nothing(f"{new or 'Nobody'} already.")
        if new is not None and new.pk not in row.worker_ids:  # type: ignore[attr-defined]
            return refused(f"{new} does not work on tickets at {row.organisation.short}.")
        return would_change(f"{row.assignee or 'Nobody'} → {new or 'nobody'}")

    def apply(self, row: Ticket, answers: Answers, by: Actor) -> Memory:
        old, new = row.assignee_id, answers["assignee"]
        assign_ticket(row, assignee=new, by=by)
        return {"before": old, "after": new.pk if new is not None else None}

    def take_back(self, row: Ticket, memory: Memory, by: Actor) -> None:
        if row.assignee_id != memory["after"]:
            raise Conflict(f"{row.number} was assigned anew since.", remedy="Open the ticket and decide there.")
        before = next((one for one in possible_assignees(row.organisation) if one.pk == memory["before"]), None)
        if before is None and memory["before"] is not None:
            raise Conflict(f"Who had {row.number} does not work here any more.", remedy="Assign it to somebody.")
        assign_ticket(row, assignee=before, by=by)


class StepTickets(_TicketAction):
    key, label, icon = "step", "Set the state", "arrow-right"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return StepManyForm(data)

    def judge(self, row: Ticket, answers: Answers, actor: Actor) -> Verdict:
        to = TicketState(answers["to"])
        if row.state == to:
            return nothing(f"{to.label} already.")
        step = transition(row.state, to, roles_towards(row, actor))
        if step is None:
            return refused(f"It is {row.get_state_display().lower()} and cannot become {to.label.lower()} from there.")
        missing = [one.label for one in step.required if not answers.get(one.name)]
        if missing:
            return refused(f"“{missing[0]}” is missing.")
        return would_change(f"{row.get_state_display()} → {to.label}")

    def apply(self, row: Ticket, answers: Answers, by: Actor) -> Memory:
        before, to = step_of(row), TicketState(answers["to"])
        step = transition(row.state, to, roles_towards(row, by))
        changed = change_state(row, to=to, details=_asked(step, answers), by=by)
        return {"before": before, "after": step_of(changed)}

    def take_back(self, row: Ticket, memory: Memory, by: Actor) -> None:
        undo_step(row, before=memory["before"], after=memory["after"], by=by)


class LinkTickets(_TicketAction):
    key, label, icon = "link", "Link to a ticket", "link"

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return LinkForm(data, actor=actor)

    def judge(self, row: Ticket, answers: Answers, actor: Actor) -> Verdict:
        other: Ticket = answers["other"]
        if not actor.can(self.permission, at=row.organisation.scope_path):
            return refused(f"You do not work on tickets at {row.organisation.short}.")
        if row.pk == other.pk:
            return nothing("That is this ticket.")
        return would_change(f"{TicketLink.Kind(answers['kind']).label} {other.number}")

    def apply(self, row: Ticket, answers: Answers, by: Actor) -> Memory:
        before = set(TicketLink.objects.filter(ticket=row).values_list("pk", flat=True))
        link = link_tickets(row, answers["other"], kind=answers["kind"], by=by)
        return {"link": link.pk if link.ticket_id == row.pk and link.pk not in before else None}

    def take_back(self, row: Ticket, memory: Memory, by: Actor) -> None:
        link = TicketLink.objects.filter(pk=memory["link"]).select_related("ticket__organisation").first()
        if link is not None:
            unlink_tickets(link, by=by)


class WatchTickets(_TicketAction):
    key, label, icon = "watch", "Watch", "eye"

    def judge(self, row: Ticket, answers: Answers, actor: Actor) -> Verdict:
        if actor.person_id is None:
            return refused("Programs do not watch.")
        if row.watchers.filter(person_id=actor.person_id).exists():
            return nothing("You are told already.")
        return would_change("You are told of replies and of the end.")

    def apply(self, row: Ticket, answers: Answers, by: Actor) -> Memory:
        watch_ticket(row, by=by)
        return {}

    def take_back(self, row: Ticket, memory: Memory, by: Actor) -> None:
        stop_watching(row, by=by)


def _asked(step: Transition | None, answers: Answers) -> dict[str, Any]:
    """Only what the step asks for."""
    names = {one.name for one in step.required} if step is not None else set()
    return {name: answers[name] for name in names if answers.get(name)}


def _printed(selection: int) -> str:
    return f"{reverse('helpdesk:tickets')}?state=all&format=print&selection={selection}"


register(
    "helpdesk.tickets",
    AssignTickets(),
    StepTickets(),
    LinkTickets(),
    WatchTickets(),
    LeadingAction("print", "Print the list", HelpdeskPermission.TICKET_VIEW, _printed, "print"),
)
