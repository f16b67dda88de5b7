"""Weeding rules to begin with: our own numbers, one for each part of the shelf; to be changed on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

from firstbell.library.call_numbers import sort_key

CHECKED = dt.date(2026, 11, 26)
SOURCE = "Firstbell's own defaults; check them against your district's policy"
# Each row: name, from, to, years since publication, years without use, what to look at.
RULES = (
    ("Computers and media", "000", "006", 5, 2, "Pictures of devices that nobody has any more"),
    ("Encyclopedias and almanacs", "030", "039", 6, None, "Is there a newer edition?"),
    ("Psychology, religion", "100", "299", 12, 4, "Words that are hurtful today"),
    ("Society, law, school", "300", "399", 10, 4, "Laws and figures that have changed"),
    ("Languages", "400", "499", 12, 4, ""),
    ("Science", "500", "599", 8, 4, "Planets, species and climate as they are known today"),
    ("Medicine", "610", "619", 5, 3, "Advice that can do harm"),
    ("Technology, cooking, pets", "600", "699", 8, 4, "Safety, prices, machines"),
    ("Arts and sports", "700", "799", 15, 5, "Records and rules of games"),
    ("Poems and plays", "800", "899", 20, 6, ""),
    ("Countries and travel", "910", "919", 6, 3, "Borders, names, flags"),
    ("History", "900", "999", 15, 5, "One-sided views"),
    ("Biographies", "B", "B", 15, 5, "Does anybody ask for this person?"),
    ("Fiction", "FIC", "FIC", None, 4, "Worn pages, covers that nobody takes"),
    ("Picture books", "E", "E", None, 4, "Torn, taped, drawn in"),
    ("Reference", "REF", "REF", 8, None, "Is it online by now?"),
)


def load(apps: Any, _schema_editor: Any) -> None:
    rule = apps.get_model("library", "WeedingRule")
    if rule.objects.exists():
        return
    rule.objects.bulk_create(
        rule(
            name=name, first=first, last=last, first_sort=sort_key(first), last_sort=sort_key(last), max_age=age,
            max_unused=unused, look_for=look_for, source=SOURCE, last_checked=CHECKED,
        )
        for name, first, last, age, unused, look_for in RULES
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("library", "0008_shelves")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
