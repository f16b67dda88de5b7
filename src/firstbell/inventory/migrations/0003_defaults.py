"""The item types, tag rule and label sizes every installation begins with; all editable on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

CHECKED = dt.date(2026, 11, 24)
# Each row: code, name, purpose, icon, whether its holder is private.
ITEM_TYPES = (
    ("one-to-one", "One-to-one device", "assignment", "laptop", False),
    ("staff-device", "Staff device", "assignment", "laptop", False),
    ("loaner", "Loaner", "loaner", "swap", False),
    ("cart-device", "Cart device", "place", "cart", False),
    ("room-device", "Room equipment", "place", "screen", False),
    ("hotspot", "Hotspot", "loaner", "wifi", False),
    ("charger", "Charger", "accessory", "plug", False),
)
# Tenths of a millimetre: (slug, name, paper, code, width, height, columns, rows, top, left, gap_x, gap_y, source)
LABEL_SIZES = (
    ("letter-30", "Letter, 3 × 10 (66.7 × 25.4 mm)", "letter", "both", 667, 254, 3, 10, 127, 48, 31, 0,
     "Measures of Avery 5160 and compatible sheets"),
    ("letter-80", "Letter, 4 × 20 (44.5 × 12.7 mm)", "letter", "qr", 445, 127, 4, 20, 127, 71, 76, 0,
     "Measures of Avery 5167 and compatible sheets"),
    ("a4-21", "A4, 3 × 7 (63.5 × 38.1 mm)", "a4", "both", 635, 381, 3, 7, 151, 72, 25, 0,
     "Measures of Avery L7160 and compatible sheets"),
    ("roll-62x29", "Label roll, 62 × 29 mm", "label", "both", 620, 290, 1, 1, 0, 0, 0, 0,
     "Measures of Brother DK-11209"),
)  # fmt: skip


def load(apps: Any, _schema_editor: Any) -> None:
    item_type = apps.get_model("inventory", "ItemType")
    for code, name, purpose, icon, is_private in ITEM_TYPES:
        item_type.objects.get_or_create(
            code=code, defaults={"name": name, "purpose": purpose, "icon": icon, "holder_is_private": is_private}
        )
    rule = apps.get_model("inventory", "TagRule")
    if not rule.objects.exists():
        rule.objects.create(
            min_length=4, source="Domain notes 3.2: “asset tag (min length, unique)”", last_checked=CHECKED
        )
    size = apps.get_model("inventory", "LabelSize")
    names = (
        "name",
        "paper",
        "code",
        "width",
        "height",
        "columns",
        "rows",
        "margin_top",
        "margin_left",
        "gap_x",
        "gap_y",
        "source",
    )
    for slug, *values in LABEL_SIZES:
        size.objects.get_or_create(
            slug=slug, defaults={**dict(zip(names, values, strict=True)), "last_checked": CHECKED}
        )


class Migration(migrations.Migration):
    dependencies = (("inventory", "0002_rules_and_labels"),)
    operations = (migrations.RunPython(load, migrations.RunPython.noop),)
