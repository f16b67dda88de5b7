"""Changes of an item's status: the general one that enforces the lifecycle, and the narrow ones built on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.inventory import lifecycle
from firstbell.inventory.actions.answers import Answers
from firstbell.inventory.actions.held import HeldItem
from firstbell.inventory.lifecycle import Transition
from firstbell.inventory.models import Item, Status
from firstbell.rooms.models import Place


def change_status(
    item: Item, to: str, *, details: Mapping[str, Any] | None = None, reason: str = "", by: Actor
) -> Item:
    """Change the status as the lifecycle allows, with the answers it asks for (``lifecycle.TRANSITIONS``).

    ``details`` maps a need's name to its answer: text, bool, number, date, list of checked lines, a Place.
    Raises Conflict when there is no such way (another person may have been first), Invalid with ``field``
    for a missing or wrong answer, Forbidden.
    """
    with change(by) as unit:
        held = HeldItem(item)
        step = _step(held.now, to)
        by.require(step.permission, at=held.path)
        if step.by_lending:
            raise Conflict(
                f"“{step.button}” is done by lending, not by setting a status.", remedy="Use the counter or the loan."
            )
        answers = Answers.read(step, details or {}, held.now)
        held.set_status(
            unit, step.to, by=by, details=answers.stored, reason=reason, put_into=answers.place, **answers.item_values
        )
    return item


def send_to_triage(
    item: Item, *, symptom: str, is_damaged: bool, note: str = "", place: Place | None = None, by: Actor
) -> Item:
    """Something is wrong with it: into triage, its holder frozen in the status change, its owner kept.

    What was only missing and now turns up broken is recorded as found first. Raises Conflict when it
    already is in triage or cannot go there.
    """
    with change(by):
        if item.status == Status.MISSING:
            change_status(
                item,
                Status.RECOVERED,
                details={
                    "found_where": place.name if place is not None else "brought to the counter",
                    "found_by": by.name,
                    "condition": "broken" if is_damaged else "unknown",
                    "unlocked": False,
                    "fee_reviewed": False,
                },
                by=by,
            )
        return change_status(
            item,
            Status.IN_TRIAGE,
            details={
                "symptom": symptom,
                "is_damaged": is_damaged,
                "damage": note or ("as described by the symptom" if is_damaged else ""),
                "place": place,
            },
            reason=note,
            by=by,
        )


def quarantine_item(item: Item, *, hazard: str, place: Place, reason: str = "", by: Actor) -> Item:
    """Isolate it: ``hazard`` is one of ``lifecycle.HAZARDS``; a battery is recorded as unplugged."""
    details: dict[str, Any] = {"hazard": hazard, "place": place}
    if hazard == "battery":
        details["not_charging"] = True
    return change_status(item, Status.QUARANTINE, details=details, reason=reason, by=by)


def put_on_shelf(
    item: Item, *, place: Place, fix: str, parts: str = "none", minutes: int = 0, is_tested: bool = True, by: Actor
) -> Item:
    """Triage or repair is over: onto the pick-up shelf, ready to go back.

    Out of a repair ``is_tested`` answers for the whole list of ``lifecycle.REPAIR_CHECKS``.
    """
    details: dict[str, Any] = {"fix": fix, "place": place}
    if item.status == Status.IN_REPAIR:
        checks = [code for code, _ in lifecycle.REPAIR_CHECKS] if is_tested else []
        details |= {"parts": parts, "minutes": minutes, "checks": checks}
    return change_status(item, Status.READY_RETURN, details=details, by=by)


def _step(item: Item, to: str) -> Transition:
    step = lifecycle.transition(item, to)
    if step is None:
        if to not in Status.values:
            raise Invalid(f"“{to}” is not a status.", remedy=f"One of: {', '.join(Status.values)}.", field="to")
        now, wanted = Status(item.status).label, Status(to).label
        raise Conflict(
            f"{item.label} is “{now}”; from there it cannot become “{wanted}”.",
            remedy="Somebody may have been quicker: look at the item's page for what can be done now.",
        )
    return step
