"""The signed link by which a requester says whether it was good. It names the ticket and the end it is about, no more."""

from __future__ import annotations

import datetime as dt

from django.core import signing

from firstbell.helpdesk.models import Ticket, TicketRating

_SALT = "helpdesk.rating"
#: So long an answer says something about the work.
LASTS = dt.timedelta(days=60)


def rating_token(ticket: Ticket) -> str:
    """For a resolved ticket: whoever has it may rate this one end, once."""
    ended = ticket.resolved_at.astimezone(dt.UTC).isoformat() if ticket.resolved_at is not None else ""
    return signing.dumps([ticket.pk, ended], salt=_SALT)


def read_rating_token(token: str) -> tuple[int, dt.datetime] | None:
    """(ticket, when it was resolved); None when it is not ours or too old."""
    try:
        key, ended = signing.loads(token, salt=_SALT, max_age=LASTS)
        return int(key), dt.datetime.fromisoformat(ended)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def rating_of(ticket: Ticket) -> TicketRating | None:
    """What was said of the end it has now."""
    if ticket.resolved_at is None:
        return None
    return ticket.ratings.filter(resolved_at=ticket.resolved_at).first()
