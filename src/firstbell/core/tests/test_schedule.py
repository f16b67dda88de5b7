"""The schedule: every job at its time, by one worker, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from firstbell.core import schedule
from firstbell.core.errors import Forbidden, NotFound
from firstbell.core.models import AuditEntry, ScheduledJob
from firstbell.core.permissions import CorePermission
from firstbell.core.schedule import Clock, ask_for, every, run_due
from firstbell.core.tests.actors import actor

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 4, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """Only one job, every hour; it notes when it ran."""
    monkeypatch.setattr(schedule, "_jobs", {})
    times: list[dt.datetime] = []

    @every(minutes=60, name="tests.job", label="A job")
    def job(now: dt.datetime) -> str:
        times.append(now)
        return f"run {len(times)}"

    return times


def test_it_runs_when_it_is_due_and_not_before(ran: list[dt.datetime]) -> None:
    assert run_due(NOW) == ["tests.job"]
    assert run_due(NOW + dt.timedelta(minutes=59)) == []
    assert run_due(NOW + dt.timedelta(hours=5)) == ["tests.job"]
    kept = ScheduledJob.objects.get()
    assert (kept.last_result, kept.lease_until, kept.next_run_at) == ("run 2", None, NOW + dt.timedelta(hours=6))


def test_a_lease_keeps_others_out_until_it_runs_out(ran: list[dt.datetime]) -> None:
    ScheduledJob.objects.create(name="tests.job", next_run_at=NOW, lease_until=NOW + dt.timedelta(minutes=15))
    assert run_due(NOW) == []
    assert run_due(NOW + dt.timedelta(minutes=16)) == ["tests.job"]


def test_a_failing_job_is_tried_again_soon_and_its_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(schedule, "_jobs", {})
    monkeypatch.setattr(schedule, "_when_failing", [lambda job, problem: told.append(f"{job.label}: {problem}")])

    @every(minutes=60, name="tests.broken", label="A broken job")
    def job(_now: dt.datetime) -> str:
        raise OSError("no disk")

    assert run_due(NOW) == ["tests.broken"]
    kept = ScheduledJob.objects.get()
    assert (kept.failures, kept.next_run_at, kept.lease_until) == (1, NOW + schedule.RETRY, None)
    assert "OSError: no disk" in kept.last_error
    assert told == ["A broken job: OSError: no disk"]


def test_somebody_may_have_it_run_now(ran: list[dt.datetime]) -> None:
    run_due(NOW)
    with pytest.raises(Forbidden):
        ask_for("tests.job", by=actor(CorePermission.TASK_VIEW))
    with pytest.raises(NotFound):
        ask_for("tests.nothing", by=actor(CorePermission.TASK_RETRY))
    ask_for("tests.job", by=actor(CorePermission.TASK_RETRY))
    assert AuditEntry.objects.get().summary == "Asked to run now: A job"
    assert run_due(timezone.now()) == ["tests.job"]


def test_two_jobs_cannot_share_a_name(ran: list[dt.datetime]) -> None:
    with pytest.raises(ValueError, match="Two jobs"):
        every(minutes=1, name="tests.job", label="x")(lambda _now: "")


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})
    ran: list[str] = []
    gate = threading.Barrier(2)

    @every(minutes=60, name="tests.race", label="A race")
    def job(_now: dt.datetime) -> str:
        ran.append("x")
        return ""

    def work() -> None:
        gate.wait()
        run_due(NOW)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ran == ["x"]


@pytest.mark.django_db(transaction=True)
def test_the_clock_runs_what_is_due_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})
    done = threading.Event()

    @every(minutes=60, name="tests.clock", label="A clock")
    def job(_now: dt.datetime) -> str:
        done.set()
        return ""

    with Clock(seconds=0.05) as clock:
        assert done.wait(timeout=10)
    assert not clock._thread.is_alive()
