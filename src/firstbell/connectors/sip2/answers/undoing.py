"""BI: the machine could not finish its part (a tag, a gate, a drawer), so the last step is taken back as if it had not been.

In message 09 it takes back a check-out, in message 11 a check-in, as 3M's document has it. Circulation's own undo does it, as
long as its minute is not over and nothing has happened since. What somebody else did in between stays as it is.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.circulation.actions import undo_lend, undo_renewal, undo_return
from firstbell.circulation.models import Loan
from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.queries import Thing
from firstbell.core.errors import FirstbellError
from firstbell.core.models import UndoOffer
from firstbell.core.undo import Handler, use_undo
from firstbell.people.models import Person


def take_back_lending(call: Call, thing: Thing) -> str:
    """Take back the lending, or the renewal, that this terminal has made. The key of what is said: “undone” also when there is
    nothing to take back any more, “ask” when something else has happened since. Empty: it lent it, but the minute is over, so
    the thing is simply checked in.

    A loan that somebody else made since is never touched.
    """
    loan = thing.loan
    if loan is None:
        return "undone"
    if (renewal := call.session.renewals.pop(loan.pk, None)) is not None:
        try:
            undo_renewal(loan, before=renewal.before, after=renewal.after, by=call.actor)
        except FirstbellError:
            return "ask"
        return "undone"
    if loan.lent_by != call.actor.name[:200] or loan.renewals:
        return "ask"
    offer = _offers(call, undo_lend).filter(payload__loan=loan.pk).first()
    return "undone" if offer is not None and _use(call, offer) else ""


def take_back_return(call: Call, thing: Thing, person: Person) -> Loan | None:
    """The loan open again, when this terminal has just taken this item back from this person."""
    for offer in _offers(call, undo_return)[:5]:
        loan = Loan.objects.filter(pk=offer.payload.get("loan"), item_id=thing.item.pk).first()
        if loan is not None and loan.borrower_id in (person.pk, None):
            if not _use(call, offer):
                return None
            return Loan.objects.open().filter(item_id=thing.item.pk, borrower=person).first()
    return None


def _offers(call: Call, handler: Handler) -> QuerySet[UndoOffer]:
    name = f"{handler.__module__}.{handler.__qualname__}"
    standing = UndoOffer.objects.filter(
        actor_key=call.actor.key, handler=name, used_at=None, expires_at__gt=timezone.now()
    )
    return standing.order_by("-created_at")


def _use(call: Call, offer: UndoOffer) -> bool:
    try:
        use_undo(offer.token, by=call.actor)
    except FirstbellError:
        return False
    return True
