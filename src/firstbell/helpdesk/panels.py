"""Tickets on a person's, an item's and a place's page."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from firstbell.core.actor import Actor
from firstbell.core.attachments import register_owner
from firstbell.core.panels import Context, Panel, register
from firstbell.core.ui.shapes import Fact
from firstbell.guides.models import Article
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import content_of
from firstbell.helpdesk.models import Escalation, ImportedTicket, Ticket, TicketEntry
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import entries_for
from firstbell.helpdesk.queries.escalations import reads_answer
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place

_SHOWN = 8


def _context(tickets: QuerySet[Ticket], actor: Actor, **more: Any) -> Context | None:
    shown = list(tickets.select_related("requester").order_by("-opened_at", "-id")[: _SHOWN + 1])
    can_open = actor.can(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS)
    if not shown and not can_open:
        return None
    return {"tickets": shown[:_SHOWN], "has_more": len(shown) > _SHOWN, "can_open": can_open, **more}


def person_tickets(person: Person, actor: Actor) -> Context | None:
    tickets = Ticket.objects.visible_to(actor).filter(requester=person)
    return _context(tickets, actor, open_query=f"person={person.identifier or person.username}")


def item_tickets(item: Item, actor: Actor) -> Context | None:
    tickets = Ticket.objects.visible_to(actor).filter(pk__in=item.ticket_items.values("ticket_id"))
    return _context(tickets, actor, open_query=f"item={item.label}")


def place_tickets(place: Place, actor: Actor) -> Context | None:
    return _context(Ticket.objects.visible_to(actor).filter(place=place), actor, open_query="")


def home_tickets(_today: Any, actor: Actor) -> Context | None:
    """What waits: whoever works on tickets sees what hurts first, everybody else the own open ones."""
    is_desk = actor.can(HelpdeskPermission.TICKET_WORK)
    if not is_desk and not actor.can(HelpdeskPermission.TICKET_OPEN):
        return None
    waiting = Ticket.objects.visible_to(actor).filter(resolved_at=None, closed_at=None)
    if not is_desk:
        waiting = waiting.filter(requester_id=actor.person_id)
    order = ("priority_at", "priority", "pk") if is_desk else ("-opened_at", "-id")
    shown = list(waiting.select_related("requester").order_by(*order)[: _SHOWN + 1])
    return {"tickets": shown[:_SHOWN], "has_more": len(shown) > _SHOWN, "is_desk": is_desk}


def ticket_walk(ticket: Ticket, actor: Actor) -> Context | None:
    """What was tried before the ticket was opened: one query for the steps."""
    walk = ticket.walk
    if walk is None:
        return None
    content = content_of(walk)
    steps = {
        one.key: one.do.in_(walk.language if not actor.can(HelpdeskPermission.TICKET_WORK) else "en")
        for one in content.steps
    }
    asked = {one.key: one.what.en for one in content.evidence}
    answers = [
        (
            question.ask.en,
            next((one.say.en for one in question.answers if one.key == walk.answers[question.key]), "I don't know"),
        )
        for question in content.questions
        if question.key in walk.answers
    ]
    return {
        "walk": walk,
        "answers": answers,
        "tries": [(steps.get(one.step, one.step), one) for one in walk.tries.all()],
        "evidence": [(asked.get(key, key), value) for key, value in walk.evidence.items()],
        "why": next((one.when.en for one in content.escalate if one.key == walk.escalation), ""),
    }


def item_hold(item: Item, actor: Actor) -> Context | None:
    """A device that may still hold a test's answers must not be wiped or handed on."""
    if not actor.can(HelpdeskPermission.TICKET_VIEW):
        return None
    held = [
        ticket
        for ticket in Ticket.objects.visible_to(actor)
        .open()
        .filter(ticket_items__item=item, walk__isnull=False)
        .select_related("walk__card")
        if ticket.walk is not None and "test_data" in ticket.walk.card.content.get("safety", ())
    ]
    return {"tickets": held} if held else None


def ticket_imported(ticket: Ticket, actor: Actor) -> Context | None:
    """Which number it had in the help desk it came from, and what that said. One query, for who works here."""
    if ticket.origin != Ticket.Origin.IMPORT:
        return None
    if not actor.can(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path):
        return None
    imported = ImportedTicket.objects.filter(ticket=ticket).first()
    if imported is None:
        return None
    return {"imported": imported, "said": [Fact(str(label), str(text)) for label, text in imported.said]}


def may_see_ticket(pk: int, actor: Actor) -> bool:
    return Ticket.objects.visible_to(actor).filter(pk=pk).exists()


def may_see_entry(pk: int, actor: Actor) -> bool:
    """Files of an internal note are for those who read internal notes."""
    entry = TicketEntry.objects.filter(pk=pk, ticket__in=Ticket.objects.visible_to(actor)).first()
    return entry is not None and entry in entries_for(entry.ticket, actor)


register_owner(Ticket.KIND_REF, may_see_ticket)
register_owner(TicketEntry.KIND_REF, may_see_entry)


def ticket_clocks(ticket: Ticket, actor: Actor) -> Context | None:
    """What is promised and how it stands: for who works here. One query."""
    if not actor.can(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path):
        return None
    clocks = list(ticket.clocks.all())
    return {"clocks": clocks, "ticket": ticket} if clocks else None


def ticket_rules(ticket: Ticket, actor: Actor) -> Context | None:
    """Which rules looked, which fired and why not. One query."""
    if not actor.can(HelpdeskPermission.TICKET_VIEW, at=ticket.organisation.scope_path):
        return None
    runs = list(ticket.rule_runs.all()[:_SHOWN])
    return {"runs": runs} if runs else None


def ticket_escalation(ticket: Ticket, actor: Actor) -> Context | None:
    """How it stands with the district, and the way to the evidence: for who works here. One query."""
    if not actor.can(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path):
        return None
    rows = list(ticket.escalations.select_related("reason", "sender__person", "worker__person")[:_SHOWN])
    shown = [{"one": one, "answer": one.answer if reads_answer(one, actor) else ""} for one in rows]
    busy = any(one.state in (Escalation.State.SENT, Escalation.State.ACKNOWLEDGED) for one in rows)
    return {"rows": shown, "ticket": ticket, "can_escalate": ticket.is_open and not busy}


def ticket_alarm(ticket: Ticket, _actor: Actor) -> Context | None:
    """Whether the machine that reported it still complains. One query, none for what people report."""
    if ticket.origin != Ticket.Origin.MONITOR:
        return None
    alarms = list(ticket.alarms.all())
    return {"alarms": alarms} if alarms else None


register(Panel("helpdesk.ticket", "alarm", "helpdesk/panel_alarm.html", ticket_alarm, order=1))


def ticket_article(ticket: Ticket, actor: Actor) -> Context | None:
    """The article that was made from it, or the button that makes one: once it is resolved, never for a private one."""
    if ticket.is_private or ticket.resolved_at is None:
        return None
    path = ticket.organisation.scope_path
    if not actor.can(HelpdeskPermission.TICKET_WORK, at=path) or not actor.can(GuidesPermission.ARTICLE_EDIT, at=path):
        return None
    made = Article.objects.all().editable_by(actor).filter(source_kind=Ticket.KIND_REF, source_id=ticket.pk).first()
    return {"ticket": ticket, "article": made}


def article_source(article: Article, actor: Actor) -> Context | None:
    """“Made from T-12”, for who may see that ticket. One query."""
    if article.source_kind != Ticket.KIND_REF or article.source_id is None:
        return None
    ticket = Ticket.objects.visible_to(actor).filter(pk=article.source_id).first()
    return {"ticket": ticket} if ticket is not None else None


register(Panel("helpdesk.ticket", "article", "helpdesk/panel_article.html", ticket_article, order=15))
register(Panel("guides.article", "source", "helpdesk/panel_article_source.html", article_source, order=10))
register(Panel("helpdesk.ticket", "escalation", "helpdesk/panel_escalation.html", ticket_escalation, order=20))
register(Panel("helpdesk.ticket", "clocks", "helpdesk/panel_clocks.html", ticket_clocks, order=5))
register(Panel("helpdesk.ticket", "rules", "helpdesk/panel_rules.html", ticket_rules, order=30))
register(Panel("helpdesk.ticket", "imported", "helpdesk/panel_imported.html", ticket_imported, order=12))
register(Panel("helpdesk.ticket", "walk", "helpdesk/panel_walk.html", ticket_walk, order=10))
register(Panel("inventory.item", "hold", "helpdesk/panel_hold.html", item_hold, order=1))
register(Panel("core.home", "tickets", "helpdesk/panel_home.html", home_tickets, order=20))
register(Panel("people.person", "tickets", "helpdesk/panel.html", person_tickets, order=40))
register(Panel("inventory.item", "tickets", "helpdesk/panel.html", item_tickets, order=40))
register(Panel("rooms.place", "tickets", "helpdesk/panel.html", place_tickets, order=40))
