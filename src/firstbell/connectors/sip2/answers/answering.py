"""Which function answers which message, and the plain no of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.answers.fees import answer_fee_paid
from firstbell.connectors.sip2.answers.holds import answer_hold
from firstbell.connectors.sip2.answers.items import answer_item_information, answer_item_status_update
from firstbell.connectors.sip2.answers.loans import (
    answer_checkin,
    answer_checkout,
    answer_renew,
    answer_renew_all,
)
from firstbell.connectors.sip2.answers.patrons import (
    NOBODY,
    answer_block_patron,
    answer_end_session,
    answer_patron_enable,
    answer_patron_information,
    answer_patron_status,
)
from firstbell.connectors.sip2.answers.session import Session
from firstbell.connectors.sip2.answers.status import answer_status, supports
from firstbell.connectors.sip2.codec.fields import layout
from firstbell.connectors.sip2.codec.requests import Request
from firstbell.connectors.sip2.codec.responses import RESPONSES, Response
from firstbell.connectors.sip2.models import Terminal
from firstbell.connectors.sip2.queries import said

_ANSWERS: dict[str, Callable[[Call, Any], Response]] = {
    "01": answer_block_patron,
    "09": answer_checkin,
    "11": answer_checkout,
    "15": answer_hold,
    "17": answer_item_information,
    "19": answer_item_status_update,
    "23": answer_patron_status,
    "25": answer_patron_enable,
    "29": answer_renew,
    "35": answer_end_session,
    "37": answer_fee_paid,
    "63": answer_patron_information,
    "65": answer_renew_all,
    "99": answer_status,
}
#: The number of the answer is that of the request plus one, but for these.
_ANSWERED_BY = {"01": "24", "99": "98"}


def answer(request: Request, terminal: Terminal, session: Session) -> Response:
    """Does what is asked, as far as the terminal may, and says what came of it."""
    if not supports(terminal, request.code):
        return no(request, terminal, key="not_here")
    return _ANSWERS[request.code](Call.of(terminal, session), request)


def no(request: Request, terminal: Terminal, *, key: str = "ask") -> Response:
    """The answer that belongs to this message, saying no: what was sent comes back, and the screen says what to do."""
    kind = RESPONSES[_ANSWERED_BY.get(request.code, f"{int(request.code) + 1:02}")]
    places, names = layout(kind)
    known = {one.name for one in places} | {one.name for one in names}
    echoed = {name: getattr(request, name, None) for name in ("patron", "item", "title", "transaction")}
    values: dict[str, Any] = {name: value for name, value in echoed.items() if name in known and value is not None}
    call = Call.of(terminal, Session())
    if "institution" in known:
        values["institution"] = call.institution
    if "valid_patron" in known:
        values |= {"status": NOBODY, "valid_patron": "N", "valid_password": "N"}
    values |= {"at": call.at, "screen": (said(key, terminal.language),)}
    return kind(**values)
