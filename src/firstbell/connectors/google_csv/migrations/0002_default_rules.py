"""The words for loaners, carts and staff devices that exports commonly use; all editable on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

SOURCE = "Firstbell's default: usual words in units and locations"
CHECKED = dt.date(2026, 11, 24)
# (priority, field, pattern, item type)
RULES = (
    (800, "location", "*loaner*", "loaner"),
    (801, "unit", "*/loaner*", "loaner"),
    (810, "location", "*cart *", "cart-device"),
    (811, "unit", "*/carts", "cart-device"),
    (820, "unit", "/staff*", "staff-device"),
    (821, "unit", "/faculty*", "staff-device"),
    (822, "unit", "/teachers*", "staff-device"),
)


def load(apps: Any, _schema_editor: Any) -> None:
    types = {one.code: one for one in apps.get_model("inventory", "ItemType").objects.all()}
    rule = apps.get_model("google_csv", "LocationRule")
    for priority, field, pattern, code in RULES:
        if code in types:
            rule.objects.get_or_create(
                field=field,
                pattern=pattern,
                defaults={
                    "priority": priority, "item_type": types[code], "source": SOURCE, "last_checked": CHECKED,
                },
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = (("google_csv", "0001_initial"), ("inventory", "0003_defaults"))
    operations = (migrations.RunPython(load, migrations.RunPython.noop),)
