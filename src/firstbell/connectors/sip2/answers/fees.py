"""37/38: a payment box took money."""

from __future__ import annotations

import datetime as dt
import re

from firstbell.circulation.actions import take_payment
from firstbell.circulation.models import FeeEntry
from firstbell.connectors.sip2.answers.call import CURRENCY, Call
from firstbell.connectors.sip2.codec.requests import FeePaid
from firstbell.connectors.sip2.codec.responses import FeePaidResponse
from firstbell.core.errors import FirstbellError
from firstbell.people.models import Person

_AMOUNT = re.compile(r"([0-9]{1,6})(?:[.]([0-9]{1,2}))?")
_WAYS = {"00": "Cash", "01": "Card", "02": "Card"}
_SAME_WITHIN = dt.timedelta(days=7)


def cents_of(text: str) -> int | None:
    """“12.5” is 1250; None for what is no amount."""
    found = _AMOUNT.fullmatch(text.strip())
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found is not None else None


def answer_fee_paid(call: Call, request: FeePaid) -> FeePaidResponse:
    """The same transaction (BK) twice is one payment. More than is owed is not taken."""
    person = call.identify(request.patron, request.patron_password)
    if person is None:
        return _answer(call, request, "N", "unknown_card")
    cents = cents_of(request.amount)
    if cents is None or request.currency.strip() not in {"", CURRENCY}:
        return _answer(call, request, "N", "not_paid")
    reason = f"{_WAYS.get(request.payment_type, 'Paid')} at {call.terminal.name}"
    number = (request.transaction or "").strip()[:60]
    if number:
        reason += f", {number}"
        if _is_known(call, person, reason, cents):
            return _answer(call, request, "Y", "paid")
    try:
        take_payment(person, cents=cents, reason=reason, organisation=call.terminal.organisation, by=call.actor)
    except FirstbellError:
        return _answer(call, request, "N", "not_paid")
    return _answer(call, request, "Y", "paid")


def _is_known(call: Call, person: Person, reason: str, cents: int) -> bool:
    same = FeeEntry.objects.filter(person=person, kind=FeeEntry.Kind.PAYMENT, reason=reason[:200], cents=-cents)
    return same.filter(at__gte=call.now - _SAME_WITHIN).exists()


def _answer(call: Call, request: FeePaid, accepted: str, key: str) -> FeePaidResponse:
    return FeePaidResponse(
        accepted=accepted,
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        transaction=request.transaction,
        screen=call.say(key),
    )
