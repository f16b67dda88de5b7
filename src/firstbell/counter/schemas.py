"""What REST shows and takes of swaps."""

from __future__ import annotations

import datetime as dt

from firstbell.core.api import Schema


class SwapOut(Schema):
    id: int
    person_id: int
    device_id: int
    loaner_id: int
    loan_id: int | None
    ticket_id: int
    is_damaged: bool
    charger_stays: bool
    brought_by_other: bool
    at: dt.datetime
    by: str
    undone_at: dt.datetime | None
    finished_at: dt.datetime | None


class SwapIn(Schema):
    """``key`` may be left out when the request carries an Idempotency-Key; one of both is needed."""

    person_id: int
    device_id: int
    loaner_id: int
    symptom: str
    is_damaged: bool = False
    charger_stays: bool = True
    override_reason: str = ""
    note: str = ""
    key: str = ""
