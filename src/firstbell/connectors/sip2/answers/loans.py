"""11/12, 09/10, 29/30, 65/66: lending, taking back, renewing. Every change is circulation's; here it is only spoken of."""

from __future__ import annotations

from typing import Any

from firstbell.circulation.actions import LendingRefused, NextStep, check_in, lend_item, renew_loan
from firstbell.circulation.models import Loan
from firstbell.circulation.queries.fees import balance_of
from firstbell.circulation.queries.loans import due_of
from firstbell.connectors.sip2.answers import offline, undoing
from firstbell.connectors.sip2.answers.call import CURRENCY, Call, is_yes
from firstbell.connectors.sip2.answers.session import Renewal
from firstbell.connectors.sip2.codec.requests import Checkin, Checkout, Renew, RenewAll
from firstbell.connectors.sip2.codec.responses import (
    CheckinResponse,
    CheckoutResponse,
    RenewAllResponse,
    RenewResponse,
)
from firstbell.connectors.sip2.queries import Thing, thing_of
from firstbell.connectors.sip2.queries.patrons import MOST_LISTED, codes_of, four_digits, loans_at
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.inventory.models import Condition
from firstbell.people.models import Person

#: What is said for which reason (``circulation.refusals``). What rooms above say has other codes: it is a person's to explain.
NOT_LENT = {
    "already_lent": "elsewhere", "already_lent_to_same": "yours", "not_lendable": "not_now", "not_for_loan": "not_now",
    "in_kit": "not_now", "part_missing": "not_now", "reserved": "elsewhere", "on_hold": "elsewhere",
    "on_hold_shelf": "elsewhere", "in_transit": "elsewhere", "max_open_of_type": "limit", "max_open_total": "limit",
    "withdrawn": "ask", "membership_ended": "ask", "blocked": "ask", "fees": "ask", "overdue": "ask",
}  # fmt: skip
NOT_RENEWED = {
    "too_many": "no_more_renewals", "too_soon": "too_soon", "not_later": "too_soon", "restriction": "ask",
    "overdue": "ask", "no_checkout": "ask", "recalled": "not_renewable", "on_reserve": "not_renewable",
    "item_denied_renewal": "not_renewable", "reserved": "not_renewable", "withdrawn": "ask",
}  # fmt: skip
NOT_RETURNED = {"is_back": "ask"}


def answer_checkout(call: Call, request: Checkout) -> CheckoutResponse:
    """Lends; renews what the borrower already has when the terminal's policy says so; BI takes the last check-in back."""
    if is_yes(request.no_block):
        return offline.answer_checkout(call, request)
    person = call.identify(request.patron, request.patron_password)
    if person is None:
        return _not_lent(call, request, None, "unknown_card")
    thing = thing_of(request.item, call.terminal, call.actor)
    if thing is None:
        return _not_lent(call, request, None, "unknown_item")
    return _lend(call, request, thing, person)


def _lend(call: Call, request: Checkout, thing: Thing, person: Person) -> CheckoutResponse:
    if is_yes(request.cancel):
        loan = undoing.take_back_return(call, thing, person)
        return lent(call, request, thing, loan, "undone") if loan else _not_lent(call, request, thing, "ask")
    if thing.loan is not None and thing.loan.borrower_id == person.pk:
        return _lend_again(call, request, thing, thing.loan)
    if call.terminal.asks_about_fees and not is_yes(request.fee_acknowledged) and (owed := balance_of(person)) > 0:
        return _not_lent(call, request, thing, "fee", **_fee(call, owed))
    try:
        loan = lend_item(thing.item, to=person, by=call.actor)
    except FirstbellError as refused:
        key = NOT_LENT.get(refused.code, "ask") if isinstance(refused, LendingRefused) else "ask"
        return _not_lent(call, request, thing, key)
    return lent(call, request, thing, loan, "lent")


def _lend_again(call: Call, request: Checkout, thing: Thing, loan: Loan) -> CheckoutResponse:
    if not is_yes(request.may_renew):
        return _not_lent(call, request, thing, "yours")
    key = renew(call, loan)
    if key:
        return _not_lent(call, request, thing, key)
    return lent(call, request, thing, loan, "renewed", renewal_ok="Y")


def _fee(call: Call, owed: int) -> dict[str, Any]:
    known = {"fee_type": "01", "currency": CURRENCY}
    return {**known, "fee_amount": f"{owed / 100:.2f}"} if call.terminal.tells_fees else known


def lent(
    call: Call, request: Checkout, thing: Thing, loan: Loan, key: str, *, renewal_ok: str = "N"
) -> CheckoutResponse:
    """The answer to a lending that went well."""
    return CheckoutResponse(
        ok="1",
        renewal_ok=renewal_ok,
        magnetic="N",
        desensitize="Y",
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item,
        title=thing.title,
        due=call.due(loan.due_at),
        media_type=thing.media,
        screen=_due_message(call, key, loan),
    )


def _due_message(call: Call, key: str, loan: Loan) -> tuple[str, ...]:
    if key == "undone" or (loan.due_at is None and key == "renewed"):
        return call.say(key) if key == "undone" else call.say("lent_open")
    return call.say(key, due=call.day(loan.due_at)) if loan.due_at is not None else call.say("lent_open")


def _not_lent(call: Call, request: Checkout, thing: Thing | None, key: str, **more: Any) -> CheckoutResponse:
    return CheckoutResponse(
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item,
        title=thing.title if thing is not None else "",
        screen=call.say(key),
        **more,
    )


def answer_checkin(call: Call, request: Checkin) -> CheckinResponse:
    """Takes back whoever had it; no card is asked. BI takes the last check-out back."""
    thing = thing_of(request.item, call.terminal, call.actor)
    if thing is None:
        return CheckinResponse(
            at=call.at, institution=call.institution, item=request.item, alert="Y", screen=call.say("unknown_item")
        )
    if is_yes(request.cancel) and (key := undoing.take_back_lending(call, thing)):
        return _returned(call, request, thing, key, ok="0" if key == "ask" else "1")
    try:
        moment = offline.moment_of_return(call, request, thing) if is_yes(request.no_block) else None
        if moment is not None and not moment.is_of_this_loan:
            return _returned(call, request, thing, "returned")
        at = moment.at if moment is not None and thing.loan is not None else None
        done = check_in(thing.item, condition=_as_it_was(thing), at=at, by=call.actor)
    except FirstbellError as refused:
        return _returned(call, request, thing, NOT_RETURNED.get(refused.code, "ask"), ok="0")
    return _returned(call, request, thing, "returned", step=done.next_step)


def _as_it_was(thing: Thing) -> str:
    """A machine does not look at it: the condition stays what a person said last."""
    return thing.item.condition if thing.item.condition != Condition.BROKEN else Condition.POOR


#: Alert types (CV) by where the thing goes now; what goes to its shelf needs none.
_ALERTS = {"pickup": "01", "transit_hold": "02", "transit_home": "04", "aside": "99"}


def _returned(
    call: Call, request: Checkin, thing: Thing, key: str, *, ok: str = "1", step: NextStep | None = None
) -> CheckinResponse:
    """``step`` is circulation's word on where it goes. For whom it is set aside is told to nobody at a machine."""
    alert = _ALERTS.get(step.kind) if step is not None else None
    if alert is not None:
        key = "set_aside"
    return CheckinResponse(
        ok=ok,
        resensitize="Y" if ok == "1" else "N",
        magnetic="N",
        alert="Y" if ok != "1" or alert is not None else "N",
        alert_type=alert,
        destination=step.target.short if step is not None and step.target is not None else None,
        at=call.at,
        institution=call.institution,
        item=request.item,
        permanent_location=thing.owner,
        title=thing.title,
        media_type=thing.media,
        collection=thing.collection or None,
        call_number=thing.call_number or None,
        screen=call.say(key),
    )


def renew(call: Call, loan: Loan, **how: Any) -> str:
    """Renew, and remember it for BI. Empty when it went well, else the key of what is said."""
    before = due_of(loan)
    try:
        renew_loan(loan, by=call.actor, **how)
    except Conflict as refused:
        return NOT_RENEWED.get(refused.code, "ask")
    except FirstbellError:
        return "ask"
    call.session.remember(Renewal(loan.item_id, loan.pk, before, due_of(loan)))
    return ""


def answer_renew(call: Call, request: Renew) -> RenewResponse:
    """The borrower's own loan, by barcode or by title. What happened without a connection is not refused."""
    is_offline = is_yes(request.no_block)
    person = offline.holder_of(call, request.patron) if is_offline else None
    person = person or call.identify(request.patron, request.patron_password)
    if person is None:
        return _not_renewed(call, request, "unknown_card")
    loan = _loan_meant(call, request, person)
    if loan is None:
        return _not_renewed(call, request, "unknown_item")
    how: dict[str, Any] = {"override_reason": offline.REASON, "has_happened": True} if is_offline else {}
    key = renew(call, loan, **how)
    if key:
        return _not_renewed(call, request, key, loan)
    return RenewResponse(
        ok="1",
        renewal_ok="Y",
        magnetic="N",
        desensitize="Y",
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=loan.item.barcode,
        title=loan.item.product.name,
        due=call.due(loan.due_at),
        screen=_due_message(call, "renewed", loan),
    )


def _loan_meant(call: Call, request: Renew, person: Person) -> Loan | None:
    mine = loans_at(call.terminal, person).select_related(
        "item__item_type", "item__product", "organisation", "borrower"
    )
    if request.item:
        thing = thing_of(request.item, call.terminal, call.actor)
        return mine.filter(item_id=thing.item.pk).first() if thing is not None else None
    found = list(mine.filter(item__product__name__iexact=request.title)[:2]) if request.title else []
    return found[0] if len(found) == 1 else None


def _not_renewed(call: Call, request: Renew, key: str, loan: Loan | None = None) -> RenewResponse:
    return RenewResponse(
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item or "",
        title=loan.item.product.name if loan is not None else request.title or "",
        due=call.due(loan.due_at) if loan is not None else "",
        screen=call.say(key),
    )


def answer_renew_all(call: Call, request: RenewAll) -> RenewAllResponse:
    """Each loan by itself, the soonest due first, at most 100; what is beyond counts as not renewed."""
    person = call.identify(request.patron, request.patron_password)
    if person is None:
        return RenewAllResponse(at=call.at, institution=call.institution, screen=call.say("unknown_card"))
    mine = loans_at(call.terminal, person).order_by("due_at", "pk")
    total = mine.count()
    renewed: list[Loan] = []
    unrenewed: list[Loan] = []
    for loan in mine.select_related("item__item_type", "item__product", "organisation", "borrower")[:MOST_LISTED]:
        (unrenewed if renew(call, loan) else renewed).append(loan)
    return RenewAllResponse(
        ok="1",
        renewed=four_digits(len(renewed)),
        unrenewed=four_digits(total - len(renewed)),
        at=call.at,
        institution=call.institution,
        renewed_items=codes_of(renewed),
        unrenewed_items=codes_of(unrenewed),
    )
