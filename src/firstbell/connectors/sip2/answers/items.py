"""17/18 and 19/20: what a thing is and where it stands. Never who has it."""

from __future__ import annotations

import datetime as dt

from firstbell.connectors.sip2.actions import leave_note
from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.codec import dates
from firstbell.connectors.sip2.codec.requests import ItemInformation, ItemStatusUpdate
from firstbell.connectors.sip2.codec.responses import ItemInformationResponse, ItemStatusUpdateResponse
from firstbell.connectors.sip2.queries import thing_of

_SECURITY_OTHER = "00"
_FEE_OTHER = "01"


def answer_item_information(call: Call, request: ItemInformation) -> ItemInformationResponse:
    """An item that is not here has status 01 and no title."""
    thing = thing_of(request.item, call.terminal, call.actor)
    if thing is None:
        return ItemInformationResponse(at=call.at, item=request.item, screen=call.say("unknown_item"))
    return ItemInformationResponse(
        status=thing.status,
        security=_SECURITY_OTHER,
        fee_type=_FEE_OTHER,
        at=call.at,
        queue=str(thing.queue) if thing.queue else None,
        hold_pickup_date=_day(call, thing.keep_until),
        item=request.item,
        title=thing.title,
        due=call.due(thing.due_at) if thing.due_at is not None else None,
        owner=thing.owner,
        media_type=thing.media,
        permanent_location=thing.owner,
        call_number=thing.call_number or None,
    )


def _day(call: Call, day: dt.date | None) -> str | None:
    return dates.written(dt.datetime.combine(day, dt.time(23, 59), tzinfo=call.zone), call.zone) if day else None


def answer_item_status_update(call: Call, request: ItemStatusUpdate) -> ItemStatusUpdateResponse:
    """Properties (CH) are kept as a note for a person: what vendors write there is theirs to read."""
    thing = thing_of(request.item, call.terminal, call.actor)
    if thing is None:
        return ItemStatusUpdateResponse(at=call.at, item=request.item, screen=call.say("unknown_item"))
    leave_note(call.terminal, text=f"The machine reports: {request.properties[:200]}", item=thing.item, by=call.actor)
    return ItemStatusUpdateResponse(ok="1", at=call.at, item=request.item, title=thing.title)
