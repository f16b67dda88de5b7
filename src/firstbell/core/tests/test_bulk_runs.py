"""Many rows at once: the preview, the refused row that stops nobody, the background, and the one undo."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.events import change
from firstbell.core.listing import BulkAction, Verdict, bulk_runs, nothing, refused, registry, tasks, would_change
from firstbell.core.listing.events import ViewShared
from firstbell.core.models import AuditEntry, BulkRow, BulkRun, SavedView, UndoOffer
from firstbell.core.tests.actors import actor
from firstbell.core.undo import use_undo

pytestmark = pytest.mark.django_db

TESS = actor("test.rename")
Outcome = BulkRow.Outcome


class NewName(forms.Form):
    name = forms.CharField(max_length=60)


class Rename(BulkAction[SavedView]):
    """Rows called “stubborn” refuse in the preview, “sly” ones only when it is done."""

    key, label, permission = "rename", "Rename", "test.rename"

    def rows(self, actor: Actor) -> QuerySet[SavedView]:
        return SavedView.objects.filter(owner_id=1)

    def form(self, data: QueryDict | None, actor: Actor) -> forms.Form:
        return NewName(data)

    def judge(self, row: SavedView, answers: Any, actor: Actor) -> Verdict:
        if row.name == "stubborn":
            return refused("It does not want to.")
        name = self.name_for(row, answers)
        return nothing("Called so.") if row.name == name else would_change(f"{row.name} → {name}")

    @staticmethod
    def name_for(row: SavedView, answers: Any) -> str:
        return f"{answers['name']} {row.pk}"

    def apply(self, row: SavedView, answers: Any, by: Actor) -> dict[str, Any]:
        with change(by) as unit:
            before = row.name
            row.name = self.name_for(row, answers)
            row.save()
            unit.publish(ViewShared(subject=row.ref, org_path="1."))
            if before == "sly":
                raise Conflict("Somebody was quicker.")
        return {"before": before, "after": row.name}

    def take_back(self, row: SavedView, memory: dict[str, Any], by: Actor) -> None:
        if row.name != memory["after"]:
            raise Conflict("It has another name since.")
        row.name = memory["before"]
        row.save()


@pytest.fixture(autouse=True)
def _hung(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_actions", {"test.views": [Rename()]})
    monkeypatch.setattr(bulk_runs, "actor_of_owner", lambda _run: TESS)


def rows(*names: str) -> list[SavedView]:
    return [SavedView.objects.create(listing="x", name=name, owner_id=1, owner_name="Tess") for name in names]


def run_of(views: list[SavedView], *more: int) -> BulkRun:
    ids = [*(view.pk for view in views), *more]
    return BulkRun.objects.create(
        owner_id=1, listing="test.views", list_title="Views", action="rename", back_url="/", ids=ids
    )


def answers(name: str = "new") -> QueryDict:
    return QueryDict(f"name={name}")


def outcomes(run: BulkRun) -> list[str]:
    return [row.outcome for row in run.rows.all()]


def test_the_preview_counts_and_writes_nothing() -> None:
    views = rows("a", "stubborn", "b")
    SavedView.objects.filter(pk=views[2].pk).update(name=f"new {views[2].pk}")
    found = bulk_runs.preview_run(run_of(views, 10**9), {"name": "new"}, TESS)
    assert found.counts == {"change": 1, "refused": 2, "nothing": 1}
    assert found.examples["refused"][0] == ("stubborn", "It does not want to.")
    assert found.examples["refused"][1][1] == "It is gone, or out of your reach."
    assert SavedView.objects.filter(name="a").exists()


def test_refused_rows_do_not_stop_the_good_ones() -> None:
    views = rows("a", "sly", "stubborn", "b")
    run = bulk_runs.apply_run(run_of(views), data=answers(), by=TESS)
    assert run.state == "done"
    assert outcomes(run) == [Outcome.CHANGED, Outcome.REFUSED, Outcome.REFUSED, Outcome.CHANGED]
    assert run.rows.all()[1].text == "Somebody was quicker."
    assert set(SavedView.objects.values_list("name", flat=True)) == {
        f"new {views[0].pk}",
        "sly",
        "stubborn",
        f"new {views[3].pk}",
    }
    # What the sly row published before it failed is not in the trail; the rest is one change.
    assert AuditEntry.objects.count() == 2
    assert AuditEntry.objects.values("change_id").distinct().count() == 1


def test_it_is_done_once() -> None:
    run = run_of(rows("a"))
    bulk_runs.apply_run(run, data=answers(), by=TESS)
    with pytest.raises(Conflict):
        bulk_runs.apply_run(BulkRun.objects.get(pk=run.pk), data=answers("other"), by=TESS)
    with pytest.raises(NotFound):
        bulk_runs.apply_run(run_of(rows("b")), data=answers(), by=actor("something.else"))


def test_one_undo_takes_back_what_is_still_as_it_was_left() -> None:
    views = rows("a", "b", "c")
    run = bulk_runs.apply_run(run_of(views), data=answers(), by=TESS)
    SavedView.objects.filter(pk=views[1].pk).update(name="meanwhile")
    views[2].delete()
    told = use_undo(UndoOffer.objects.get().token, by=TESS)
    assert told == "Rename: 3. 2 could not be taken back: they have changed since"
    run.refresh_from_db()
    assert run.state == "taken_back"
    assert outcomes(run) == [Outcome.TAKEN_BACK, Outcome.KEPT, Outcome.KEPT]
    assert set(SavedView.objects.values_list("name", flat=True)) == {"a", "meanwhile"}
    with pytest.raises(Conflict):
        use_undo(UndoOffer.objects.get().token, by=TESS)


def test_undo_is_its_persons_and_for_a_minute() -> None:
    bulk_runs.apply_run(run_of(rows("a")), data=answers(), by=TESS)
    offer = UndoOffer.objects.get()
    with pytest.raises(NotFound):
        use_undo(offer.token, by=actor("test.rename", key="account:2"))
    UndoOffer.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(Conflict):
        use_undo(offer.token, by=TESS)


def test_many_are_done_in_the_background_and_a_killed_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    queued: list[str] = []
    monkeypatch.setattr(bulk_runs, "_queue", lambda _run, what: queued.append(what))
    monkeypatch.setattr(bulk_runs, "AT_ONCE", 3)
    monkeypatch.setattr(bulk_runs, "PIECE", 2)
    views = rows(*(f"v{number}" for number in range(7)))
    run = bulk_runs.apply_run(run_of(views), data=answers(), by=TESS)
    assert (run.state, queued, run.rows.count()) == ("waiting", ["apply"], 0)

    whole, calls = bulk_runs._apply_part, []

    def dies_on_the_third(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(bulk_runs, "_apply_part", dies_on_the_third)
    with pytest.raises(KeyboardInterrupt):
        bulk_runs.go_on(run.pk)
    assert run.rows.count() == 4
    monkeypatch.setattr(bulk_runs, "_apply_part", whole)
    assert tasks.apply_bulk_run.func(run.pk) == "7 rows"
    run.refresh_from_db()
    assert (run.state, outcomes(run)) == ("done", [Outcome.CHANGED] * 7)

    assert "background" in use_undo(UndoOffer.objects.get().token, by=TESS)
    assert queued == ["apply", "take_back"]
    assert tasks.take_back_bulk_run.func(run.pk) == ""
    assert set(SavedView.objects.values_list("name", flat=True)) == {f"v{number}" for number in range(7)}
