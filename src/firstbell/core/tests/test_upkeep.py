"""Statistics for the database's planner are taken anew after much was written."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from firstbell.core import upkeep
from firstbell.core.imports.events import ImportApplied
from firstbell.core.models import AuditEntry
from firstbell.core.refs import Ref
from firstbell.core.tests.actors import actor
from firstbell.core.upkeep import refresh_after_import, refresh_statistics


def known_tables() -> set[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl FROM sqlite_stat1")
        else:
            cursor.execute("SELECT tablename FROM pg_stats WHERE schemaname = 'public'")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
def test_after_refreshing_the_planner_knows_the_tables() -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(
            change_id=uuid.uuid4(),
            at=timezone.now(),
            actor_key="a",
            actor_name="A",
            via="web",
            verb="x.y.z",
            summary=str(number),
            subject_kind="x",
            subject_id=number,
            subject_label="x",
            org_path="1.",
        )
        for number in range(50)
    )
    refresh_statistics()
    assert "core_auditentry" in known_tables()


@pytest.mark.parametrize(("has_written", "expected"), [(True, 1), (False, 0)])
def test_only_an_import_that_wrote_refreshes(has_written: bool, expected: int, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed: list[bool] = []
    monkeypatch.setattr(upkeep, "refresh_statistics", lambda: refreshed.append(True))
    event = ImportApplied(
        subject=Ref("core.import", 1, "x"), org_path="", source_key="x", run_id=1, has_written=has_written
    )
    refresh_after_import(event, actor())
    assert len(refreshed) == expected
