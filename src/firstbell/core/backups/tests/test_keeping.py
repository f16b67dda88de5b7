"""The nightly backup: written, rotated by the plan, proven now and then, and on record when it fails."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.actor import system_actor
from firstbell.core.backups.keeping import backups_in, keep_backup, nightly, prove_newest, rotate, the_plan, to_keep
from firstbell.core.errors import Forbidden
from firstbell.core.models import BackupPlan, BackupRun
from firstbell.core.tests.actors import actor

TODAY = dt.date(2026, 11, 25)
NOBODY = system_actor("worker")


def nights(count: int) -> list[dt.datetime]:
    return [dt.datetime.combine(TODAY - dt.timedelta(days=day), dt.time(2)) for day in range(count)]


def test_the_plan_keeps_days_then_weeks_then_months() -> None:
    plan = BackupPlan(daily=7, weekly=4, monthly=3)

    kept = to_keep(nights(200), plan, today=TODAY)

    assert sorted(kept)[-7:] == sorted(nights(7))
    assert len({moment.isocalendar()[:2] for moment in kept}) >= 4
    assert {(moment.year, moment.month) for moment in kept} == {(2026, 11), (2026, 10), (2026, 9)}
    assert len(kept) == 7 + 2 + 2  # two weeks and a month lie among the days already


@given(
    days=st.sets(st.integers(0, 400), max_size=40),
    plan=st.builds(BackupPlan, daily=st.integers(1, 20), weekly=st.integers(0, 10), monthly=st.integers(0, 6)),
)
def test_something_is_always_kept_and_never_more_than_asked_for(days: set[int], plan: BackupPlan) -> None:
    made = [dt.datetime.combine(TODAY - dt.timedelta(days=day), dt.time(2)) for day in days]

    kept = to_keep(made, plan, today=TODAY)

    assert kept <= set(made)
    assert len(kept) <= plan.daily + plan.weekly + plan.monthly + 1
    if made:
        assert max(made) in kept


def test_rotation_leaves_other_files_alone(tmp_path: Path) -> None:
    for moment in nights(3):
        (tmp_path / moment.strftime("firstbell-%Y%m%d-%H%M%S.fbb")).touch()
    for name in ("firstbell-mine.fbb", "firstbell-20261101-000000.fbb.part", "holiday.jpg"):
        (tmp_path / name).touch()

    gone = rotate(tmp_path, BackupPlan(daily=1, weekly=0, monthly=0), now=dt.datetime.combine(TODAY, dt.time(3)))

    assert gone == 2
    assert len(list(tmp_path.iterdir())) == 4


@pytest.fixture
def folder(transactional_db: None, tmp_path: Path) -> Path:
    BackupPlan.objects.update_or_create(pk=1, defaults={"folder": str(tmp_path / "backups"), "verify_days": 30})
    return tmp_path / "backups"


def test_a_night_writes_a_backup_and_proves_it_once_a_month(folder: Path) -> None:
    first, proof = nightly(by=NOBODY)

    assert (first.is_good, proof.is_good) == (True, True), (first.message, proof.message)
    assert proof.kind == BackupRun.Kind.PROOF
    assert proof.rows == first.rows > 0
    assert proof.file == first.file == str(backups_in(folder)[0][1])
    assert [run.kind for run in nightly_a_second_later(folder)] == [BackupRun.Kind.BACKUP]


def nightly_a_second_later(folder: Path) -> list[BackupRun]:
    for _, path in backups_in(folder):
        path.rename(folder / "firstbell-20200101-000000.fbb")
    return nightly(by=NOBODY)


def test_a_night_that_fails_is_on_record(folder: Path) -> None:
    folder.write_text("a file where the folder should be")

    run = keep_backup(by=NOBODY)

    assert not run.is_good
    assert "cannot be written" in run.message


def test_without_a_backup_there_is_nothing_to_prove(folder: Path) -> None:
    assert "There is no backup to try" in prove_newest(by=NOBODY).message


def test_a_plan_switched_off_does_nothing(folder: Path) -> None:
    BackupPlan.objects.update(is_on=False)
    assert nightly(by=NOBODY) == []


@pytest.mark.django_db
def test_a_backup_needs_the_permission_for_everything() -> None:
    assert the_plan().source
    with pytest.raises(Forbidden):
        keep_backup(by=actor("core.backup.run", at="1."))
