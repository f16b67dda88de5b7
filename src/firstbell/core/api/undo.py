"""REST for undo: what a program did within the last minute and can still take back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import Field

from firstbell.core.api.entrance import ApiRequest
from firstbell.core.undo import standing_offers, use_undo

router = Router(tags=["Firstbell"])


class UndoOfferOut(Schema):
    token: UUID
    change_id: UUID = Field(description="As the audit trail has it: what was changed together")
    label: str
    expires_at: dt.datetime


class UndoneOut(Schema):
    """``undone``: what was taken back, and in words what of it could not be."""

    undone: str


@router.get("/undo", response=list[UndoOfferOut])
def list_undo_offers(request: ApiRequest) -> Any:
    """What you changed with this token and can still take back, the newest first."""
    return standing_offers(request.actor)[:100]


@router.post("/undo/{uuid:token}", response=UndoneOut)
def undo_one_change(request: ApiRequest, token: UUID) -> Any:
    """Take a change back; 409 when the minute is over, it was taken back, or something has happened since."""
    return {"undone": use_undo(token, by=request.actor)}
