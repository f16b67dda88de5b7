"""What comes round every night comes at night, or when a night was missed."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.core import nightly
from firstbell.core.models import ApiReading, BackupPlan, BackupRun, Disclosure, RetentionRule, UndoOffer
from firstbell.core.nightly import NOT_YET, backup_at_night, is_due, readings_of_yesterday, retention_at_night
from firstbell.core.schedule import jobs

NOON = timezone.make_aware(dt.datetime(2026, 11, 25, 12))  # noqa: DTZ001 - made aware
NIGHT = timezone.make_aware(dt.datetime(2026, 11, 26, 2))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("hours_ago", "now", "due"),
    [(None, NOON, True), (9, NOON, False), (30, NOON, True), (24, NIGHT, True), (1, NIGHT, False), (25, NOON, False)],
)
def test_at_night_once_or_when_a_day_was_missed(hours_ago: int | None, now: dt.datetime, due: bool) -> None:
    last = None if hours_ago is None else now - dt.timedelta(hours=hours_ago)
    assert is_due(last, now) is due


def test_the_clock_knows_the_work() -> None:
    assert {"core.backup", "core.retention", "core.readings"} <= {job.name for job in jobs()}


@pytest.mark.django_db
def test_a_backup_made_this_morning_is_enough_for_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nightly, "nightly_backup", lambda _now: "made")
    assert backup_at_night(NOON) == "made"
    morning = NOON - dt.timedelta(hours=9)
    BackupRun.objects.create(kind="backup", started_at=morning, finished_at=morning, is_good=True, by="x")
    assert backup_at_night(NOON) == NOT_YET
    assert backup_at_night(NIGHT) == "made"


@pytest.mark.django_db
def test_a_plan_switched_off_says_so() -> None:
    BackupPlan.objects.update(is_on=False)
    assert backup_at_night(NIGHT) == "The plan is switched off"


@pytest.mark.django_db
def test_retention_runs_once_a_night() -> None:
    now = timezone.now()
    old = now - dt.timedelta(days=30)
    UndoOffer.objects.create(
        change_id="0" * 32, actor_key="x", handler="x", label="x", payload={}, created_at=old, expires_at=old
    )

    assert retention_at_night(now).startswith("1 records let go")
    assert RetentionRule.objects.get(key="core.undo_offers").last_count == 1
    assert retention_at_night(now + dt.timedelta(hours=1)) == NOT_YET


@pytest.mark.django_db
def test_yesterday_s_readings_are_written_down() -> None:
    day = timezone.localdate() - dt.timedelta(days=1)
    ApiReading.objects.create(
        day=day, actor_key="token:1", actor_name="Sync", operation="/api/v1/people", calls=2, rows=9
    )

    assert readings_of_yesterday(timezone.now()).startswith("1 days")
    assert Disclosure.objects.get().rows == 9
