"""Withdrawal cases: open, plan the next step, close, cancel."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from firstbell.circulation.events import CaseEnded, CaseOpened, CasePlanned
from firstbell.circulation.models import WithdrawalCase
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.clearance import clearance_of, in_words, is_clear
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.people.models import Person

State = WithdrawalCase.State


def open_case(person: Person, *, by: Actor) -> WithdrawalCase | None:
    """A case for somebody who left with something; None when nothing is out. One that is open already goes on.

    Whoever may withdraw people or edit cases may open one. Raises Forbidden.
    """
    where = person.organisation
    if not by.can("people.person.withdraw", at=where.scope_path):
        by.require(CirculationPermission.CASE_EDIT, at=where.scope_path)
    with change(by) as unit:
        lines = clearance_of(person)
        standing = WithdrawalCase.objects.open().filter(person=person).first()
        if standing is not None or is_clear(lines):
            return standing
        case = WithdrawalCase.objects.create(
            person=person, organisation=where, opened_at=timezone.now(), opened_by=by.name[:200]
        )
        unit.publish(
            CaseOpened(
                subject=person.ref, about=(case.ref,), org_path=where.scope_path, note=in_words(lines), case_id=case.pk
            )
        )
    return case


def plan_case(case: WithdrawalCase, *, next_step: str, next_on: dt.date | None, by: Actor) -> WithdrawalCase:
    """What will be tried next, and when it comes up again. Raises Forbidden, Conflict when it has ended, Invalid."""
    by.require(CirculationPermission.CASE_EDIT, at=case.organisation.scope_path)
    if not next_step.strip():
        raise Invalid(
            "Say what will be tried.", remedy="e.g. “Called the family, they bring it Friday”.", field="next_step"
        )
    with change(by) as unit:
        held = _held(case)
        held.next_step, held.next_on = next_step.strip()[:200], next_on
        held.save(update_fields=["next_step", "next_on"])
        changes = {"comes up again": (case.next_on, next_on)} if case.next_on != next_on else {}
        unit.publish(CasePlanned(**_told(held), changes=changes, note=held.next_step))
    return held


def close_case(case: WithdrawalCase, *, outcome: str = "", by: Actor) -> WithdrawalCase:
    """End it. With something still out it needs a word on why that is enough.

    Raises Forbidden (``circulation.case.edit``), Conflict when it has ended, Invalid.
    """
    by.require(CirculationPermission.CASE_EDIT, at=case.organisation.scope_path)
    with change(by) as unit:
        held = _held(case)
        lines = clearance_of(held.person)
        clear = is_clear(lines)
        if not clear and not outcome.strip():
            raise Invalid(
                f"Still out: {in_words(lines)}.", remedy="Say why it is closed all the same.", field="outcome"
            )
        _end(held, State.CLEARED if clear else State.CLOSED, outcome, by)
        note = held.outcome if clear else f"{held.outcome} (still out: {in_words(lines)})"
        unit.publish(CaseEnded(**_told(held), note=note, how=held.get_state_display()))
    return held


def settle_case(person: Person, *, by: Actor) -> None:
    """Close the person's case when nothing is out any more. Called when something came back or was paid."""
    with change(by) as unit:
        case = WithdrawalCase.objects.open().select_related("organisation").filter(person=person).first()
        if case is None or not is_clear(clearance_of(person)):
            return
        _end(case, State.CLEARED, "", by)
        unit.publish(CaseEnded(**_told(case), how=case.get_state_display()))


def cancel_case(person: Person, *, by: Actor) -> None:
    """The person came back to school: what they have is theirs to keep."""
    with change(by) as unit:
        case = WithdrawalCase.objects.open().select_related("organisation").filter(person=person).first()
        if case is not None:
            _end(case, State.CANCELLED, "", by)
            unit.publish(CaseEnded(**_told(case), how=case.get_state_display()))


def _held(case: WithdrawalCase) -> WithdrawalCase:
    held = (
        WithdrawalCase.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=case.pk)
    )
    if not held.is_open:
        raise Conflict(f"This case has ended: {held.get_state_display().lower()}.", remedy="Nothing more to do.")
    return held


def _end(case: WithdrawalCase, state: str, outcome: str, by: Actor) -> None:
    case.state, case.ended_at, case.ended_by = state, timezone.now(), by.name[:200]
    case.outcome, case.next_on = outcome.strip()[:300], None
    case.save(update_fields=["state", "ended_at", "ended_by", "outcome", "next_on"])


def _told(case: WithdrawalCase) -> dict[str, Any]:
    return {
        "subject": case.person.ref, "about": (case.ref,), "org_path": case.organisation.scope_path, "case_id": case.pk,
    }  # fmt: skip
