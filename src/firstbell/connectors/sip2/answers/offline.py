"""“No block”: it has happened already, while the terminal had no connection, so it is written down and not refused.

The terminal's dates count where they can be: not in the future, not older than :data:`OLDEST`, and in their order. What
cannot be written as a loan, and what passed a rule, leaves a note for a person. Notes name the thing, never the borrower.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from firstbell.circulation.actions import LendingRefused, lend_item, renew_loan, return_item
from firstbell.circulation.models import Loan
from firstbell.connectors.sip2.actions import leave_note
from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.codec import dates
from firstbell.connectors.sip2.codec.requests import Checkin, Checkout
from firstbell.connectors.sip2.codec.responses import CheckoutResponse
from firstbell.connectors.sip2.queries import Thing, card_holder, thing_of
from firstbell.core.errors import FirstbellError
from firstbell.people.models import Person

OLDEST = dt.timedelta(days=30)
"""A terminal whose clock is wrong by years must not write loans of another year."""
REASON = "Had happened already, while the self-check had no connection"


def holder_of(call: Call, card: str) -> Person | None:
    """The PIN was asked, or not, by the terminal; nobody is there to be asked again."""
    person = card_holder(card, call.terminal, call.actor)
    if person is not None:
        call.listen(person)
    return person


def moment_of(call: Call, text: str, thing: Thing | None) -> dt.datetime:
    """When the terminal says it happened, or now when its clock cannot be right."""
    said = dates.read(text, call.zone)
    if said is not None and call.now - OLDEST <= said <= call.now:
        return said
    if text.strip():
        item = thing.item if thing is not None else None
        leave_note(
            call.terminal,
            text="The terminal's clock is wrong; the time of arrival was taken.",
            item=item,
            by=call.actor,
        )
    return call.now


def answer_checkout(call: Call, request: Checkout) -> CheckoutResponse:
    """A card or an item that nobody knows cannot be lent all the same; the answer is no, and a note says so."""
    thing = thing_of(request.item, call.terminal, call.actor)
    person = holder_of(call, request.patron)
    if thing is None or person is None:
        what = "An item that is not here" if thing is None else "A card that nobody has"
        text = f"{what} was in a check-out without connection. Nothing was written."
        leave_note(call.terminal, text=text, item=thing.item if thing is not None else None, by=call.actor)
        return _answer(call, request, thing, None, ok="0", key="ask")
    at = moment_of(call, request.at, thing)
    loan = thing.loan
    if loan is not None and loan.borrower_id == person.pk:
        return _answer(call, request, thing, _again(call, loan, at), ok="1", key="lent")
    if loan is not None:
        if loan.lent_at >= at:
            text = "A check-out without connection came after a newer loan of the same item. Nothing was written."
            leave_note(call.terminal, text=text, item=thing.item, by=call.actor)
            return _answer(call, request, thing, None, ok="1", key="ask")
        return_item(loan, condition=thing.item.condition, at=at, by=call.actor)
        text = "It was still on loan when a terminal lent it without connection. It was taken back first."
        leave_note(call.terminal, text=text, item=thing.item, by=call.actor)
    return _answer(call, request, thing, _lend(call, request, thing, person, at), ok="1", key="lent")


def _again(call: Call, loan: Loan, at: dt.datetime) -> Loan:
    """The same file twice changes nothing; what was lent before that moment is renewed, if it can be."""
    if loan.lent_at < at - dt.timedelta(minutes=1):
        try:
            renew_loan(loan, override_reason=REASON, by=call.actor)
        except FirstbellError:
            pass  # the borrower has it, and that is written already
    return loan


def _lend(call: Call, request: Checkout, thing: Thing, person: Person, at: dt.datetime) -> Loan | None:
    due = dates.read(request.nb_due, call.zone)
    due = due if due is not None and at < due < at + dt.timedelta(days=400) else None
    try:
        loan = lend_item(
            thing.item, to=person, due=due, override_reason=REASON, at=at, has_happened=True, by=call.actor
        )
    except LendingRefused as refused:
        text = (
            f"A check-out without connection could not be written: {refused.code.replace('_', ' ')}. Look who has it."
        )
        leave_note(call.terminal, text=text, item=thing.item, by=call.actor)
        return None
    if loan.override_reason:
        leave_note(call.terminal, text="Lent without connection, against a rule.", item=thing.item, by=call.actor)
    return loan


def _answer(
    call: Call, request: Checkout, thing: Thing | None, loan: Loan | None, *, ok: str, key: str
) -> CheckoutResponse:
    is_lent = loan is not None and loan.due_at is not None
    due = call.due(loan.due_at) if loan is not None else ""
    says = call.say(key, due=call.day(loan.due_at)) if is_lent and loan and loan.due_at else call.say("ask")
    return CheckoutResponse(
        ok=ok,
        desensitize="Y" if ok == "1" else "N",
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item,
        title=thing.title if thing is not None else "",
        due=due or (request.nb_due.strip() if ok == "1" else ""),
        screen=says,
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """``is_of_this_loan``: whether the loan that is open now had begun by then."""

    at: dt.datetime
    is_of_this_loan: bool


def moment_of_return(call: Call, request: Checkin, thing: Thing) -> Moment:
    """A return that was before the loan that is open now has been overtaken: the item went out again since."""
    at = moment_of(call, request.returned_at if request.returned_at.strip() else request.at, thing)
    if thing.loan is not None and at < thing.loan.lent_at:
        text = "A check-in without connection came after the item was lent again. The loan stays open."
        leave_note(call.terminal, text=text, item=thing.item, by=call.actor)
        return Moment(at, is_of_this_loan=False)
    return Moment(at, is_of_this_loan=True)
