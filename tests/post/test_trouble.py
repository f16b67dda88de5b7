"""Who hears of it when background work, the schedule or an import comes to grief."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tasks import task

from firstbell.core import schedule
from firstbell.core.actor import system_actor
from firstbell.core.events import change
from firstbell.core.imports.events import ImportHeld
from firstbell.core.models import Notice
from firstbell.core.refs import Ref
from firstbell.core.schedule import every, run_due
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 4, 18, 0, tzinfo=dt.UTC)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@task()
def break_down() -> None:
    raise OSError("no disk")


def recipients(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient_key", flat=True))


def test_district_it_hears_of_failed_work_at_most_once_an_hour(cast: Cast) -> None:
    break_down.enqueue()
    break_down.enqueue()
    notice = Notice.objects.get()
    assert notice.recipient_key == f"person:{cast.dita.person.pk}"
    assert notice.line == "Background work failed: Break down"
    assert "OSError" in notice.body


def test_and_of_a_job_of_the_schedule(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_jobs", {})

    @every(minutes=60, name="tests.broken", label="A broken job")
    def job(_now: dt.datetime) -> str:
        raise OSError("no disk")

    run_due(NOW)
    run_due(NOW + schedule.RETRY)
    assert Notice.objects.get().line == "Background work failed: A broken job"


def test_a_held_import_is_told_to_who_started_it_and_who_may_release_it(cast: Cast) -> None:
    with change(system_actor("tests")) as unit:
        unit.publish(
            ImportHeld(
                subject=Ref("core.import_run", 1, "Import 1"), org_path=cast.school.scope_path, filename="roster.zip",
                started_by=f"account:{cast.lib.account.pk}", place="Elm High School", occasion="1",
            )
        )  # fmt: skip
    expected = {f"person:{member.person.pk}" for member in (cast.lib, cast.tess, cast.dita)}
    assert recipients("core.import_held") == expected
