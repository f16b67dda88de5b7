"""The lending rules, patron groups and named dates every installation begins with; all editable on screen."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

SOURCE = "Firstbell's default; set your district's own"
CHECKED = dt.date(2026, 11, 24)

# (code, name, person kind, grades, precedence)
GROUPS = (
    ("seniors", "Seniors", "student", ["12"], 10),
    ("students", "Students", "student", [], 100),
    ("staff", "Staff", "staff", [], 200),
    ("guardians", "Guardians", "guardian", [], 300),
)
# (patron group, item type, rule, value, why)
RULES = (
    ("", "loaner", "loan_length", "3", "Long enough for most small repairs"),
    ("", "loaner", "days_mode", "school_days", ""),
    ("", "loaner", "renewals_allowed", "2", ""),
    ("", "loaner", "max_open_of_type", "1", "One loaner at a time"),
    ("", "one-to-one", "loan_length", "", "When the named date has no date, it is asked back"),
    ("", "one-to-one", "named_due_date", "school_year_end", "Kept until the end of the school year"),
    ("", "one-to-one", "named_due_mode", "exact", ""),
    ("", "one-to-one", "max_open_of_type", "1", ""),
    ("", "staff-device", "loan_length", "", "Kept as long as it is needed"),
    ("", "staff-device", "return_before_leaving", "yes", ""),
    ("", "hotspot", "loan_length", "30", ""),
    ("", "hotspot", "renewals_allowed", "3", ""),
    ("", "hotspot", "max_open_of_type", "1", ""),
    ("", "charger", "loan_unit", "same_day", "Back before the last bell, or it is gone"),
    ("", "cart-device", "loan_unit", "same_day", "Belongs into its cart by the evening"),
    ("", "room-device", "loan_length", "5", ""),
    ("", "room-device", "days_mode", "school_days", ""),
    ("staff", "", "overdue_block", "", "Reminded, not blocked"),
)
# (first day it counts from, the date). Friday before Memorial Day (5 U.S.C. 6103).
SCHOOL_YEAR_ENDS = (
    (dt.date(2026, 7, 1), dt.date(2027, 5, 28)),
    (dt.date(2027, 7, 1), dt.date(2028, 5, 26)),
    (dt.date(2028, 7, 1), dt.date(2029, 5, 25)),
)


def load(apps: Any, _schema_editor: Any) -> None:
    group_model = apps.get_model("circulation", "PatronGroup")
    groups = {
        code: group_model.objects.get_or_create(
            code=code, defaults={"name": name, "person_kind": kind, "grades": grades, "precedence": precedence}
        )[0]
        for code, name, kind, grades, precedence in GROUPS
    }
    types = {one.code: one for one in apps.get_model("inventory", "ItemType").objects.all()}
    rule_model = apps.get_model("circulation", "CirculationRule")
    for group, item_type, name, value, note in RULES:
        if item_type and item_type not in types:
            continue
        rule_model.objects.get_or_create(
            organisation=None,
            patron_group=groups.get(group),
            item_type=types.get(item_type),
            name=name,
            defaults={"value": value, "note": note, "source": SOURCE, "last_checked": CHECKED},
        )
    named_model = apps.get_model("circulation", "NamedDueDate")
    for active_from, date in SCHOOL_YEAR_ENDS:
        named_model.objects.get_or_create(
            code="school_year_end",
            organisation=None,
            active_from=active_from,
            defaults={"name": "School year end", "date": date},
        )


class Migration(migrations.Migration):
    dependencies = [("circulation", "0003_due_before_closings"), ("inventory", "0003_defaults")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
