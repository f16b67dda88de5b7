"""People around a ticket: who watches it, who has it open, and what the requester says of the end."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.helpdesk import notices
from firstbell.helpdesk.events import TicketRated, TicketUnwatched, TicketWatched
from firstbell.helpdesk.models import Ticket, TicketPresence, TicketRating, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import PRESENT, read_rating_token


def watch_ticket(ticket: Ticket, *, by: Actor) -> TicketWatcher:
    """Be told of replies and of the end. For people who may see it; the requester is told anyway."""
    if by.person_id is None:
        raise Invalid("Programs do not watch.", remedy="Sign in as a person.")
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise Forbidden(HelpdeskPermission.TICKET_VIEW, ticket.organisation.scope_path)
    with change(by) as unit:
        watcher, is_new = TicketWatcher.objects.get_or_create(
            ticket=ticket, person_id=by.person_id, defaults={"why": TicketWatcher.Why.WATCHES, "at": timezone.now()}
        )
        if is_new:
            unit.publish(TicketWatched(subject=ticket.ref, org_path=ticket.organisation.scope_path))
    return watcher


def stop_watching(ticket: Ticket, *, by: Actor) -> None:
    """Be told no more. Not watching is the same as having stopped."""
    with change(by) as unit:
        gone, _ = TicketWatcher.objects.filter(ticket=ticket, person_id=by.person_id or 0).delete()
        if gone:
            unit.publish(TicketUnwatched(subject=ticket.ref, org_path=ticket.organisation.scope_path))


def note_presence(ticket: Ticket, *, is_typing: bool, by: Actor) -> None:
    """A sign of life of somebody who works on tickets and has this one open; those older than a minute go.

    Not an event: it says nothing a minute later, and nothing about the ticket.
    """
    by.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    if by.account_id is None:
        return
    now = timezone.now()
    with change(by):
        TicketPresence.objects.filter(ticket=ticket, seen_at__lte=now - PRESENT).delete()
        TicketPresence.objects.update_or_create(
            ticket=ticket, account_id=by.account_id, defaults={"is_typing": is_typing, "seen_at": now}
        )


def rate_ticket(ticket: Ticket, *, is_good: bool, why: str = "", by: Actor) -> TicketRating:
    """Good or not, by the requester, once for each time it was resolved. Raises Forbidden, Conflict."""
    if by.person_id is None or by.person_id != ticket.requester_id:
        raise Forbidden("helpdesk.ticket.rate", ticket.organisation.scope_path)
    if ticket.resolved_at is None:
        raise Conflict(f"{ticket.number} is not resolved.", remedy="Say so when it is.")
    return _rate(ticket, ticket.resolved_at, is_good=is_good, why=why, by=by)


def rate_by_token(token: str, *, is_good: bool, why: str = "", by: Actor) -> TicketRating:
    """The same by the link of a mail, without signing in. The link works once.

    Raises NotFound for a token that is not ours, too old, used, or of an end that was none; all sound alike.
    """
    asked = read_rating_token(token)
    ticket = Ticket.objects.select_related("organisation").filter(pk=asked[0]).first() if asked is not None else None
    if asked is None or ticket is None or ticket.resolved_at != asked[1]:
        raise NotFound("This link does not work any more.", remedy="Write on your ticket instead.")
    try:
        return _rate(ticket, asked[1], is_good=is_good, why=why, by=by)
    except Conflict as used:
        raise NotFound("This link does not work any more.", remedy="Write on your ticket instead.") from used


def _rate(ticket: Ticket, resolved_at: dt.datetime, *, is_good: bool, why: str, by: Actor) -> TicketRating:
    path = ticket.organisation.scope_path
    with change(by) as unit:
        rating, is_new = TicketRating.objects.get_or_create(
            ticket=ticket, resolved_at=resolved_at,
            defaults={"is_good": is_good, "why": why.strip()[:500], "at": timezone.now()},
        )  # fmt: skip
        if not is_new:
            raise Conflict("You have said so already.", remedy="Write on the ticket if there is more to say.")
        changes = {"rating": (None, "Good" if is_good else "Not good")}
        unit.publish(TicketRated(subject=ticket.ref, org_path=path, changes=changes))
        if not is_good and ticket.assignee_id is not None:
            send_notice(
                ticket.ref, kind=notices.TICKET_NOT_GOOD.key, to=[f"account:{ticket.assignee_id}"],
                occasion=str(rating.pk), values={"ticket": ticket.ref.label, "number": ticket.number}, org_path=path,
                link=f"/helpdesk/{ticket.pk}/", by=by,
            )  # fmt: skip
    return rating
