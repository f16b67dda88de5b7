"""``firstbell doctor`` in a broken house: every check speaks, and says what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from functools import wraps
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from rich.console import Console

from firstbell.config import doctor
from firstbell.core.actor import system_actor
from firstbell.core.backups.keeping import edit_plan
from firstbell.core.models import AuditEntry, SearchDocument

pytestmark = pytest.mark.django_db


def said() -> str:
    lines = Console(record=True, width=250)
    doctor.examine(lines)
    return lines.export_text()


def apart(check: Callable[[], Iterator[doctor.Finding]]) -> Callable[[], Iterator[doctor.Finding]]:
    """The check with its errors to itself, as they are on the command line; a test runs in one transaction."""

    @wraps(check)
    def findings() -> Iterator[doctor.Finding]:
        with transaction.atomic():
            yield from check()

    return findings


def test_a_missing_table_is_named_and_the_other_checks_still_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "CHECKS", tuple(map(apart, doctor.CHECKS)))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE core_scheduledjob" + (" CASCADE" if connection.vendor == "postgresql" else ""))

    found = said()

    assert "tables: 1 are missing, first core_scheduledjob" in found
    assert "schedule: it cannot be looked at: " in found
    assert "stored secrets: all can be read" in found


def test_a_database_from_a_newer_program_is_noticed() -> None:
    MigrationRecorder(connection).record_applied("core", "9999_of_next_year")
    assert "tables: newer than the program: they have had core.9999_of_next_year" in said()


@pytest.mark.parametrize(("ring", "words"), [("", "no key"), ("no-key-at-all\n", "a line that is no key")])
def test_a_damaged_ring_of_keys_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: str, words: str
) -> None:
    monkeypatch.delenv("FIRSTBELL_FIELD_KEYS", raising=False)
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "field-keys").write_text(ring)

    found = said()

    assert f"keys: {tmp_path / 'field-keys'} holds {words}" in found
    assert "mail: " in found


def test_a_clock_behind_what_happened_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    edit_plan({"daily": 8}, by=system_actor())
    assert "clock" not in said()
    last = AuditEntry.objects.latest("at").at
    monkeypatch.setattr(timezone, "now", lambda: last - dt.timedelta(days=1))
    assert "clock: it says" in said()


def test_work_that_nobody_takes_up_is_noticed() -> None:
    task = DBTaskResult.objects.create(
        status=TaskResultStatus.READY, args_kwargs={"args": [], "kwargs": {}}, task_path="x.y", backend_name="default",
    )  # fmt: skip
    assert "nobody takes them up" not in said()
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - dt.timedelta(hours=2))
    assert "background work: 1 waiting for more than an hour; nobody takes them up" in said()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broken", ["DELETE FROM core_search_fts_docsize", "DROP TABLE core_search_fts"])
def test_a_broken_index_of_the_search_box_is_noticed_and_can_be_made_anew(broken: str) -> None:
    if connection.vendor == "postgresql":  # which keeps it with the documents
        told = StringIO()
        call_command("index_search", stdout=told)
        assert ("nothing to do" in told.getvalue(), "search: " in said()) == (True, False)
        return
    SearchDocument.objects.create(
        kind="people.person", object_id=1, title="stu", terms="12345", scope="kpeopleperson o1"
    )
    assert "search: its index fits the documents" in said()
    with connection.cursor() as cursor:
        cursor.execute(broken)
    assert "search: its index is broken" in said()

    call_command("index_search", stdout=StringIO())

    assert "search: its index fits the documents" in said()


def test_what_is_said_is_never_read_as_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = doctor.Finding("mail", "fail", "said [/nothing] to [red]us", "[bold]do[/] it")
    monkeypatch.setattr(doctor, "CHECKS", (lambda: iter([finding]),))
    assert "said [/nothing] to [red]us" in said()
