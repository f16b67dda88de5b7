"""What REST takes and shows of alarms."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema
from firstbell.helpdesk.models import Alarm, Ticket


class AlarmIn(Schema):
    """``state`` ``firing`` or ``over``. ``place`` is a room's code, ``item`` any code of a device; the school follows from them.

    ``organisation_id`` is needed where neither is given, and for ``over``.
    """

    source: str = Field(min_length=1, max_length=60)
    key: str = Field(min_length=1, max_length=200)
    state: Literal["firing", "over"] = "firing"
    title: str = Field("", max_length=200)
    details: str = Field("", max_length=4000)
    organisation_id: int | None = None
    place: str = Field("", max_length=60)
    item: str = Field("", max_length=100)
    symptom: str = Field("", max_length=30)
    urgency: Ticket.Urgency = Ticket.Urgency.SLOWED
    impact: Ticket.Impact = Ticket.Impact.ONE


class AlarmOut(Schema):
    id: int
    organisation_id: int
    source: str
    key: str
    title: str
    is_firing: bool
    times: int
    began_at: dt.datetime
    heard_at: dt.datetime
    over_at: dt.datetime | None
    ticket_id: int | None
    ticket: str

    @staticmethod
    def resolve_ticket(alarm: Alarm) -> str:
        return alarm.ticket.number if alarm.ticket is not None else ""


class AlarmFilter(Filter):
    organisation_id: int | None = None
    source: str | None = None
    is_firing: bool | None = None
