"""15/16: holds. Placing them is not built yet, and is answered with a plain no."""

from __future__ import annotations

from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.codec.requests import Hold
from firstbell.connectors.sip2.codec.responses import HoldResponse


def answer_hold(call: Call, request: Hold) -> HoldResponse:
    return HoldResponse(
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item,
        title=request.title,
        screen=call.say("no_hold"),
    )
