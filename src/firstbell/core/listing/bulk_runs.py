"""Many rows at once: what would happen, doing it, and taking it back. One refused row never stops the others.

Up to ``AT_ONCE`` rows are one unit of work, while the person waits. More are a background task in pieces of ``PIECE``
rows, each a unit of work of its own, so that the database is never held for long and a killed worker goes on where it
stopped. Either way there is one undo, for a minute after the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.utils import timezone
from django.utils.module_loading import import_string

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError, NotFound
from firstbell.core.events import Change, change
from firstbell.core.listing.registry import Answers, BulkAction, Verdict, action_named
from firstbell.core.models import BulkRow, BulkRun
from firstbell.core.undo import offer_undo, undo_handler

AT_ONCE = 200
PIECE = 100
SHOWN = 50
"""Rows of each outcome that the preview names."""
_JUDGED_TOGETHER = 500
State, Outcome = BulkRun.State, BulkRow.Outcome
_OUTCOME_OF = {"nothing": Outcome.NOTHING, "refused": Outcome.REFUSED}


@dataclass
class Preview:
    """How many rows would do what, and the first of each with the reason."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, label: str, verdict: Verdict) -> None:
        self.counts[verdict.outcome] += 1
        named = self.examples.setdefault(verdict.outcome, [])
        if len(named) < SHOWN:
            named.append((label, verdict.text))


def action_of(run: BulkRun, actor: Actor) -> BulkAction[Any]:
    """Raises NotFound when the action is not there any more, or not for this actor."""
    action = action_named(run.listing, run.action, actor)
    if not isinstance(action, BulkAction):
        raise NotFound("This cannot be done with the list any more.", remedy="Go back to the list.")
    return action


def form_of(run: BulkRun, data: QueryDict | None, actor: Actor) -> forms.Form | None:
    return action_of(run, actor).form(data, actor)


def preview_run(run: BulkRun, answers: Answers, actor: Actor) -> Preview:
    """What applying would do now; nothing is written."""
    action, found = action_of(run, actor), Preview()
    for part in _parts(run.ids, _JUDGED_TOGETHER):
        rows = _rows(action, part, answers, actor)
        for pk in part:
            row = rows.get(pk)
            label = action.label_of(row) if row is not None else f"#{pk}"
            found.add(label, action.judge(row, answers, actor) if row is not None else _GONE)
    return found


def apply_run(run: BulkRun, *, data: QueryDict | None, by: Actor) -> BulkRun:
    """Do it: at once, or queued when it is many. Raises Conflict when it was done already, Invalid never: a form with
    faults is the page's to show, before."""
    action = action_of(run, by)
    answers = _answers(action, data, by)
    many = len(run.ids) > AT_ONCE
    run.answers = dict(data.lists()) if data is not None else {}
    with change(by) as unit:
        run.state = State.WAITING if many else State.DONE
        claimed = BulkRun.objects.filter(pk=run.pk, state=State.CHOSEN)
        if not claimed.update(state=run.state, answers=run.answers):
            raise Conflict("This was done already.", remedy="Look at what came of it below.")
        if many:
            _queue(run, "apply")
        else:
            _apply_part(unit, action, run, run.ids, answers)
            _finish(run, State.DONE)
            _offer(run, action, by)
    return run


def go_on(run_id: int) -> str:
    """The background's half of :func:`apply_run`: with the rights the person has now, and only the rows not yet done."""
    run = BulkRun.objects.get(pk=run_id)
    by = actor_of_owner(run)
    action = action_of(run, by)
    answers = _answers(action, _as_sent(run), by)
    BulkRun.objects.filter(pk=run.pk).update(state=State.RUNNING)
    done = set(run.rows.values_list("object_id", flat=True))
    for part in _parts([pk for pk in run.ids if pk not in done], PIECE):
        with change(by) as unit:
            _apply_part(unit, action, run, part, answers)
    with change(by):
        _finish(run, State.DONE)
        _offer(run, action, by)
    return f"{len(run.ids)} rows"


@undo_handler
def take_back_run(payload: dict[str, Any], *, by: Actor) -> str:
    """Take back each row that is still as the run left it; says how many were not."""
    run = BulkRun.objects.visible_to(by).filter(pk=payload["run"], state=State.DONE).first()
    if run is None:
        raise Conflict("This was taken back already.", remedy="Nothing more to do.")
    if len(run.ids) > AT_ONCE:
        _finish(run, State.TAKING_BACK)
        _queue(run, "take_back")
        return "It goes on in the background."
    with change(by) as unit:
        _take_back_part(unit, run, list(_standing(run)), by)
        _finish(run, State.TAKEN_BACK)
    return kept_text(run)


def go_on_taking_back(run_id: int) -> str:
    """The background's half of :func:`take_back_run`."""
    run = BulkRun.objects.get(pk=run_id)
    by = actor_of_owner(run)
    for part in _parts(list(_standing(run)), PIECE):
        with change(by) as unit:
            _take_back_part(unit, run, part, by)
    _finish(run, State.TAKEN_BACK)
    return kept_text(run)


def kept_text(run: BulkRun) -> str:
    """What could not be taken back, in one sentence; empty when all was."""
    kept = run.rows.filter(outcome=Outcome.KEPT).count()
    return f"{kept} could not be taken back: they have changed since" if kept else ""


def counts_of(run: BulkRun) -> dict[str, int]:
    """Rows by outcome."""
    return dict(Counter(run.rows.order_by().values_list("outcome", flat=True)))


def actor_of_owner(run: BulkRun) -> Actor:
    """Whoever chose the rows, with the rights they hold now."""
    account = get_user_model().objects.get(pk=run.owner_id)
    if not account.is_active:
        raise NotFound("The account that asked for this is switched off.")
    factory: Callable[[Any], Actor] = import_string(settings.FIRSTBELL_ACTOR_FACTORY)
    return factory(account).acting_via("task")


def _apply_part(unit: Change, action: BulkAction[Any], run: BulkRun, ids: Sequence[int], answers: Answers) -> None:
    rows = _rows(action, ids, answers, unit.by)
    BulkRow.objects.bulk_create([_applied(unit, action, run, pk, rows.get(pk), answers) for pk in ids])


def _applied(unit: Change, action: BulkAction[Any], run: BulkRun, pk: int, row: Any, answers: Answers) -> BulkRow:
    if row is None:
        return BulkRow(run=run, object_id=pk, label=f"#{pk}", outcome=Outcome.REFUSED, text=_GONE.text)
    verdict = action.judge(row, answers, unit.by)
    told = BulkRow(run=run, object_id=pk, label=action.label_of(row)[:200], text=verdict.text[:400])
    told.outcome = _OUTCOME_OF.get(verdict.outcome, Outcome.CHANGED)
    if told.outcome == Outcome.CHANGED:
        try:
            with unit.part():
                told.memory = action.apply(row, answers, unit.by)
        except FirstbellError as error:
            told.outcome, told.text = Outcome.REFUSED, str(error)[:400]
    return told


def _take_back_part(unit: Change, run: BulkRun, standing: Sequence[BulkRow], by: Actor) -> None:
    action = action_of(run, by)
    rows = {row.pk: row for row in action.rows(by).filter(pk__in=[told.object_id for told in standing])}
    for told in standing:
        try:
            row = rows.get(told.object_id)
            if row is None:
                raise NotFound(_GONE.text)
            with unit.part():
                action.take_back(row, told.memory or {}, by)
            told.outcome = Outcome.TAKEN_BACK
        except FirstbellError as error:
            told.outcome, told.text = Outcome.KEPT, str(error)[:400]
    BulkRow.objects.bulk_update(standing, ["outcome", "text"], batch_size=PIECE)


def _standing(run: BulkRun) -> Iterator[BulkRow]:
    return run.rows.filter(outcome=Outcome.CHANGED, memory__isnull=False).order_by("-pk").iterator()


def _rows(action: BulkAction[Any], ids: Sequence[int], answers: Answers, actor: Actor) -> dict[int, Any]:
    found = list(action.rows(actor).filter(pk__in=ids))
    return {row.pk: row for row in action.prepared(found, answers, actor)}


def _answers(action: BulkAction[Any], data: QueryDict | None, actor: Actor) -> Answers:
    form = action.form(data if data is not None else QueryDict(), actor)
    if form is None:
        return {}
    if not form.is_valid():
        raise Conflict("What was filled in does not hold any more.", remedy="Go back and look at the preview again.")
    return dict(form.cleaned_data)


def _as_sent(run: BulkRun) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in run.answers.items():
        data.setlist(name, values)
    return data


def _finish(run: BulkRun, state: str) -> None:
    run.state, run.finished_at = state, timezone.now()
    run.save(update_fields=["state", "finished_at"])


def _offer(run: BulkRun, action: BulkAction[Any], by: Actor) -> None:
    changed = run.rows.filter(outcome=Outcome.CHANGED, memory__isnull=False).count()
    if changed:
        offer = offer_undo(take_back_run, {"run": run.pk}, label=f"{action.label}: {changed}", by=by)
        run.undo_token = offer.token
        run.save(update_fields=["undo_token"])


def _queue(run: BulkRun, what: str) -> None:
    from firstbell.core.listing import tasks

    work = tasks.apply_bulk_run if what == "apply" else tasks.take_back_bulk_run
    work.enqueue(run.pk)


def _parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


_GONE = Verdict("refused", "It is gone, or out of your reach.")
