"""The lending rules kits begin with, and how long a reservation waits; all editable on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

SOURCE = "Firstbell's default; set your district's own"
CHECKED = dt.date(2026, 11, 25)
RULES = (("loan_length", "5", "A school week"), ("days_mode", "school_days", ""))


def load(apps: Any, _schema_editor: Any) -> None:
    kit = apps.get_model("inventory", "ItemType").objects.filter(code="kit").first()
    if kit is None:
        return
    for name, value, note in RULES:
        apps.get_model("circulation", "CirculationRule").objects.get_or_create(
            organisation=None,
            patron_group=None,
            item_type=kit,
            name=name,
            defaults={"value": value, "note": note, "source": SOURCE, "last_checked": CHECKED},
        )


class Migration(migrations.Migration):
    dependencies = [("circulation", "0010_withdrawal_cases"), ("inventory", "0008_kits")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
