"""Undo: once, within the minute, by the one who did it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import change
from firstbell.core.models import UndoOffer
from firstbell.core.tests.actors import actor
from firstbell.core.undo import offer_undo, undo_handler, use_undo

pytestmark = pytest.mark.django_db

undone: list[dict[str, Any]] = []


@undo_handler
def put_back(payload: dict[str, Any], *, by: Actor) -> None:
    if payload.get("moved_on"):
        raise Conflict("Somebody has it already.")
    undone.append(payload)


def not_a_handler(payload: dict[str, Any], *, by: Actor) -> None:
    raise AssertionError("must never run")


@pytest.fixture(autouse=True)
def _clean() -> None:
    undone.clear()


def offer(**payload: Any) -> UndoOffer:
    with change(actor()):
        return offer_undo(put_back, payload, label="Swap for Stu", by=actor())


def test_undo_runs_once() -> None:
    made = offer(loan=4)
    assert use_undo(made.token, by=actor()) == "Swap for Stu"
    assert undone == [{"loan": 4}]
    with pytest.raises(Conflict, match="already undone"):
        use_undo(made.token, by=actor())
    assert len(undone) == 1


def test_undo_is_for_whoever_did_it() -> None:
    made = offer()
    with pytest.raises(NotFound):
        use_undo(made.token, by=actor(key="account:2"))
    with pytest.raises(NotFound):
        use_undo(uuid4(), by=actor())


def test_after_a_minute_it_is_too_late() -> None:
    made = offer()
    UndoOffer.objects.filter(pk=made.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(Conflict, match="minute"):
        use_undo(made.token, by=actor())
    assert undone == []


def test_a_handler_that_refuses_leaves_the_offer_open() -> None:
    made = offer(moved_on=True)
    with pytest.raises(Conflict, match="Somebody has it"):
        use_undo(made.token, by=actor())
    made.refresh_from_db()
    assert made.used_at is None


def test_only_marked_functions_can_be_offered_or_run() -> None:
    with pytest.raises(RuntimeError, match="undo_handler"), change(actor()):
        offer_undo(not_a_handler, {}, label="x", by=actor())
    made = offer()
    UndoOffer.objects.filter(pk=made.pk).update(handler=f"{__name__}.not_a_handler")
    with pytest.raises(NotFound):
        use_undo(made.token, by=actor())
