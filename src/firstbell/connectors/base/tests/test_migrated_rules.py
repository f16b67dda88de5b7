"""Rules for places that a school had set before every source shared them are still there, with their numbers."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from firstbell.connectors.base.models import LocationRule

BEFORE = [("google_csv", "0002_default_rules"), ("connectors", None)]


@pytest.mark.django_db(transaction=True)
def test_rules_move_with_their_numbers_and_the_next_one_gets_a_free_number() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    old = executor.loader.project_state([("google_csv", "0002_default_rules")]).apps.get_model(
        "google_csv", "LocationRule"
    )
    old.objects.all().delete()
    kept = old.objects.create(id=71, pattern="/Kiosk/*", field="unit", source="Set by Tess")
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
        rule = LocationRule.objects.get()
        assert (rule.pk, rule.pattern, rule.source) == (kept.pk, "/Kiosk/*", "Set by Tess")
        assert LocationRule.objects.create(pattern="x").pk > kept.pk
    finally:
        MigrationExecutor(connection).migrate(newest)
