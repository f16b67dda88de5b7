"""99/98: is the library there, and what does it do for this terminal?"""

from __future__ import annotations

from firstbell.connectors.sip2.actions import note_condition
from firstbell.connectors.sip2.answers.call import Call, yes_no
from firstbell.connectors.sip2.codec.requests import ScStatus
from firstbell.connectors.sip2.codec.responses import AcsStatus
from firstbell.connectors.sip2.models import ALWAYS, Terminal

#: The order of BX in the protocol.
_BX = ("23", "11", "09", "01", "99", "97", "93", "63", "35", "37", "17", "19", "25", "15", "29", "65")
_TENTHS = "150"
_RETRIES = "003"


def supports(terminal: Terminal, code: str) -> bool:
    """Whether this terminal may send this message."""
    return code in ALWAYS or code in terminal.allowed


def answer_status(call: Call, request: ScStatus) -> AcsStatus:
    """Also notes what the machine says of itself: 1 is out of paper, 2 about to stop."""
    terminal = call.terminal
    note_condition(terminal, condition=request.status, by=call.actor)
    may = {code: yes_no(supports(terminal, code)) for code in _BX}
    return AcsStatus(
        online="Y",
        checkin_ok=may["09"],
        checkout_ok=may["11"],
        renewal_policy=may["29"],
        status_update_ok=yes_no(may["01"] == "Y" or may["25"] == "Y"),
        offline_ok=yes_no(may["11"] == "Y" or may["09"] == "Y"),
        timeout=_TENTHS,
        retries=_RETRIES,
        at=call.at,
        institution=call.institution,
        library=terminal.organisation.name,
        supported="".join(may[code] for code in _BX),
        location=str(terminal.place) if terminal.place is not None else None,
    )
