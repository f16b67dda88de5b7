"""Common label stock beyond the first four sizes. None is marked as measured: that is for whoever holds the sheet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

CHECKED = dt.date(2026, 11, 25)
GLABELS = "gLabels template data (jimevins/glabels-qt, templates/)"
# Tenths of a millimetre: (slug, name, paper, code, width, height, columns, rows, top, left, gap_x, gap_y, source)
LABEL_SIZES = (
    ("letter-10", "Avery 5163: letter, 2 × 5 (101.6 × 50.8 mm)", "letter", "both", 1016, 508, 2, 5, 127, 40, 48, 0,
     f"Avery 5163; {GLABELS}, avery-us"),
    ("letter-30-film", "Avery 5520: letter, 3 × 10, weatherproof", "letter", "both", 667, 254, 3, 10, 127, 48, 31, 0,
     "Avery 5520, cut like 5160; gLabels has two layouts of it that differ by 0.8 mm"),
    ("a4-65", "Avery L7651: A4, 5 × 13 (38.1 × 21.2 mm)", "a4", "qr", 381, 212, 5, 13, 109, 47, 25, 0,
     f"Avery L7651; {GLABELS}, avery-iso 8651"),
    ("roll-89x28", "Dymo 99010, 30252: roll, 89 × 28 mm", "label", "both", 890, 280, 1, 1, 0, 0, 0, 0,
     f"Dymo 99010; {GLABELS}, dymo"),
    ("roll-54x25", "Dymo 11352, 30336: roll, 54 × 25 mm", "label", "both", 540, 250, 1, 1, 0, 0, 0, 0,
     f"Dymo 11352; {GLABELS}, dymo"),
    ("roll-57x32", "Dymo 30334, Zebra 2.25 × 1.25 in: roll, 57 × 32 mm", "label", "both", 570, 320, 1, 1, 0, 0, 0, 0,
     f"Dymo 30334; {GLABELS}, dymo"),
    ("roll-51x25", "Zebra 2 × 1 in: roll, 50.8 × 25.4 mm", "label", "both", 508, 254, 1, 1, 0, 0, 0, 0,
     "The stock's name: 2 × 1 inches"),
    ("roll-90x29", "Brother DK-11201: roll, 90 × 29 mm", "label", "both", 900, 290, 1, 1, 0, 0, 0, 0,
     f"Brother DK-11201; {GLABELS}, brother"),
    ("roll-54x17", "Brother DK-11204: roll, 54 × 17 mm", "label", "qr", 540, 170, 1, 1, 0, 0, 0, 0,
     f"Brother DK-11204; {GLABELS}, brother"),
)  # fmt: skip
NAMES = (
    "name", "paper", "code", "width", "height", "columns", "rows", "margin_top", "margin_left", "gap_x", "gap_y",
    "source",
)  # fmt: skip
FIRST_NAMES = {
    "letter-30": ("Letter, 3 × 10 (66.7 × 25.4 mm)", "Avery 5160: letter, 3 × 10 (66.7 × 25.4 mm)"),
    "letter-80": ("Letter, 4 × 20 (44.5 × 12.7 mm)", "Avery 5167: letter, 4 × 20 (44.5 × 12.7 mm)"),
    "a4-21": ("A4, 3 × 7 (63.5 × 38.1 mm)", "Avery L7160: A4, 3 × 7 (63.5 × 38.1 mm)"),
    "roll-62x29": ("Label roll, 62 × 29 mm", "Brother DK-11209: roll, 62 × 29 mm"),
}


def load(apps: Any, _schema_editor: Any) -> None:
    size = apps.get_model("inventory", "LabelSize")
    for slug, *values in LABEL_SIZES:
        size.objects.get_or_create(
            slug=slug, defaults={**dict(zip(NAMES, values, strict=True)), "last_checked": CHECKED}
        )
    for slug, (old, new) in FIRST_NAMES.items():
        size.objects.filter(slug=slug, name=old).update(name=new)
    # The first release had the columns of this sheet 0.3 mm too near; the fourth was off by almost a millimetre.
    size.objects.filter(slug="letter-80", gap_x=76, width=445).update(
        gap_x=79, source=f"Avery 5167; {GLABELS}, avery-us", last_checked=CHECKED
    )


class Migration(migrations.Migration):
    dependencies = (("inventory", "0008_kits"),)
    operations = (migrations.RunPython(load, migrations.RunPython.noop),)
