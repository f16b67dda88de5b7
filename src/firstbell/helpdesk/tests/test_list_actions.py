"""Many tickets at once: assigned, moved along, taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.listing import bulk_runs
from firstbell.core.models import BulkRun, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def run_of(action: str, tickets: list[Ticket], by: Actor) -> BulkRun:
    ids = [ticket.pk for ticket in tickets]
    return BulkRun.objects.create(
        owner_id=by.account_id or 0, listing="helpdesk.tickets", list_title="x", action=action, back_url="/", ids=ids
    )


def counts(run: BulkRun, data: QueryDict, by: Actor) -> dict[str, int]:
    form = bulk_runs.form_of(run, data, by)
    assert form is not None
    assert form.is_valid(), form.errors
    return dict(bulk_runs.preview_run(run, form.cleaned_data, by).counts)


def take_back(by: Actor) -> str:
    return use_undo(UndoOffer.objects.latest("created_at").token, by=by)


def test_assigning_many(cast: Cast) -> None:
    by = cast.tess.actor
    tickets = [make_ticket(cast.school) for _ in range(3)]
    foreign = make_ticket(cast.other_school)
    assign_ticket(tickets[2], assignee=cast.tess.account, by=by)
    data = QueryDict(f"assignee={cast.tess.account.pk}")
    run = run_of("assign", [*tickets, foreign], by)
    assert counts(run, data, by) == {"change": 2, "nothing": 1, "refused": 1}
    bulk_runs.apply_run(run, data=data, by=by)
    assert Ticket.objects.filter(assignee=cast.tess.account).count() == 3
    assign_ticket(Ticket.objects.get(pk=tickets[0].pk), assignee=None, by=by)
    assert "1 could not be taken back" in take_back(by)
    assert list(Ticket.objects.filter(assignee=cast.tess.account)) == [tickets[2]]


def test_who_does_not_work_there_is_refused(cast: Cast) -> None:
    by = cast.dita.actor
    ours, theirs = make_ticket(cast.school), make_ticket(cast.other_school)
    data = QueryDict(f"assignee={cast.tess.account.pk}")
    assert counts(run_of("assign", [ours, theirs], by), data, by) == {"change": 1, "refused": 1}


def test_a_step_for_many_asks_what_it_needs(cast: Cast) -> None:
    by = cast.tess.actor
    fresh, resolved, closed = (make_ticket(cast.school) for _ in range(3))
    Ticket.objects.filter(pk=resolved.pk).update(state=TicketState.RESOLVED, resolved_at=timezone.now())
    Ticket.objects.filter(pk=closed.pk).update(state=TicketState.CLOSED, closed_at=timezone.now())
    tickets = [fresh, resolved, closed]
    assert counts(run_of("step", tickets, by), QueryDict("to=closed"), by) == {
        "refused": 1,
        "change": 1,
        "nothing": 1,
    }
    assert counts(run_of("step", [fresh], by), QueryDict("to=cancelled"), by) == {"refused": 1}
    wake = (timezone.localdate() + dt.timedelta(days=3)).isoformat()
    wait = QueryDict(f"to=waiting_part&text=Screen, ordered&wake_on={wake}")
    assert counts(run_of("step", [fresh], by), wait, by) == {"change": 1}


@pytest.mark.parametrize("query", ["to=closed", "to=cancelled&text=Twice"])
def test_a_step_is_taken_back_whole(cast: Cast, query: str) -> None:
    by = cast.tess.actor
    ticket, moved = make_ticket(cast.school), make_ticket(cast.school)
    if query == "to=closed":
        Ticket.objects.update(state=TicketState.RESOLVED, resolved_at=timezone.now(), resolution="fixed")
    before = Ticket.objects.values("state", "resolved_at", "closed_at", "resolution").get(pk=ticket.pk)
    bulk_runs.apply_run(run_of("step", [ticket, moved], by), data=QueryDict(query), by=by)
    assert Ticket.objects.exclude(closed_at=None).count() == 2
    Ticket.objects.filter(pk=moved.pk).update(state=TicketState.IN_PROGRESS)
    assert "1 could not be taken back" in take_back(by)
    assert Ticket.objects.values("state", "resolved_at", "closed_at", "resolution").get(pk=ticket.pk) == before
    assert Ticket.objects.get(pk=moved.pk).state == TicketState.IN_PROGRESS
