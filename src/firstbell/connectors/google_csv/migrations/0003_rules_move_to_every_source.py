"""The rules for places belong to every source now: their rows move to ``connectors``, with their numbers."""

from __future__ import annotations

from typing import Any

from django.db import migrations

FIELDS = (
    "id", "priority", "field", "pattern", "organisation_id", "item_type_id", "place_id", "source", "last_checked",
)  # fmt: skip


def move(apps: Any, schema_editor: Any) -> None:
    old, new = apps.get_model("google_csv", "LocationRule"), apps.get_model("connectors", "LocationRule")
    new.objects.bulk_create(new(**values) for values in old.objects.order_by("pk").values(*FIELDS))
    if schema_editor.connection.vendor == "postgresql":
        table = new._meta.db_table
        schema_editor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), COALESCE((SELECT MAX(id) FROM {table}), 0) + 1, false)"  # noqa: S608
        )


class Migration(migrations.Migration):
    dependencies = (("google_csv", "0002_default_rules"), ("connectors", "0001_rules_for_places"))
    operations = (
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="LocationRule"),
    )
