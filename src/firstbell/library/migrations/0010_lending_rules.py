"""The lending rules that library material begins with, and the grade bands they speak of; all editable on screen.

Where a district has a rule of its own for a type already, what is shipped for the same rule and type stays out.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations

SOURCE = "Firstbell's default; check it against your library's policy"
CHECKED = dt.date(2026, 11, 26)

# Each row: code, name, kind of person, grades, the precedence it would like.
GROUPS = (
    ("primary", "Grades PK to 2", "student", ["PK", "TK", "KG", "01", "02"], 20),
    ("elementary", "Grades 3 to 5", "student", ["03", "04", "05"], 30),
    ("students", "Students", "student", [], 100),
    ("staff", "Staff", "staff", [], 200),
)
READING = ("library-book", "picture-book")
SHORT = ("magazine", "library-video", "library-kit")
LENT = (*READING, "library-audio", *SHORT)
# Each row: patron group, item types, rule, value, why.
RULES = (
    ("", (*READING, "library-audio"), "loan_length", "14", "Two weeks"),
    ("", SHORT, "loan_length", "7", "A week: few copies, many who wait"),
    ("", LENT, "days_mode", "move", "What falls on a closed day is due on the next open one"),
    ("", READING, "renewals_allowed", "2", ""),
    ("", ("library-audio", *SHORT), "renewals_allowed", "1", ""),
    ("", LENT, "grace_days", "3", "A book one day late stops nobody from taking the next one"),
    ("", LENT, "fine_cents", "", "No fines a day: what never comes back is paid for, and given back when it is found"),
    ("", LENT, "lost_after_days", "20", "A month of school days"),
    ("", LENT, "lost_refund_percent", "100", ""),
    ("", LENT, "remind_family_from", "", "Families get what the library prints; nothing by itself until you say so"),
    ("", READING, "recall_after_days", "14", "Everybody keeps it for two weeks; then it may be asked back"),
    ("", READING, "recall_notice_days", "3", ""),
    ("", SHORT, "hold_shelf_days", "3", ""),
    ("primary", READING, "loan_unit", "visits", "Due when the class comes again"),
    ("primary", READING, "loan_length", "1", "The next library day"),
    ("primary", READING, "max_open_of_type", "2", ""),
    ("elementary", READING, "loan_unit", "visits", "Due when the class comes again"),
    ("elementary", READING, "loan_length", "1", "The next library day"),
    ("elementary", READING, "max_open_of_type", "3", ""),
    ("students", READING, "max_open_of_type", "5", ""),
    ("students", ("library-audio", "magazine"), "max_open_of_type", "3", ""),
    ("students", ("library-video",), "max_open_of_type", "2", ""),
    ("students", ("library-kit",), "max_open_of_type", "1", ""),
    ("staff", READING, "loan_length", "28", "Long enough for a unit"),
    ("", ("reference-book",), "may_be_lent", "no", "It stays in the library"),
    ("", ("reference-book",), "loan_length", "0", "When it is lent by way of exception, it is back the same day"),
    ("", ("reference-book",), "holds_allowed", "no", ""),
    ("", ("reference-book",), "fine_cents", "", ""),
    ("", ("reference-book",), "remind_family_from", "", ""),
    ("", ("textbook",), "loan_length", "", "When the named date has no date, it is asked back"),
    ("", ("textbook",), "named_due_date", "school_year_end", "Kept until the end of the school year"),
    ("", ("textbook",), "named_due_mode", "exact", ""),
    ("", ("textbook",), "renewals_allowed", "0", ""),
    ("", ("textbook",), "holds_allowed", "no", "Textbooks are issued to classes"),
    ("", ("textbook",), "fine_cents", "", ""),
    ("", ("textbook",), "grace_days", "365", "A late novel keeps nobody from the textbook"),
    ("", ("textbook",), "lost_refund_percent", "100", ""),
    ("", ("textbook",), "lost_refund_days", "365", "Found over the summer still counts"),
    ("", ("textbook",), "remind_before", "5", "A week of school before they are collected"),
    ("", ("textbook",), "remind_family_from", "", "Families get what the library prints"),
)  # fmt: skip


def load(apps: Any, _schema_editor: Any) -> None:
    types = {one.code: one for one in apps.get_model("inventory", "ItemType").objects.all()}
    groups = _groups(apps.get_model("circulation", "PatronGroup"))
    rules = apps.get_model("circulation", "CirculationRule").objects
    known = set(rules.filter(item_type__isnull=False).values_list("name", "item_type__code"))
    for group, codes, name, value, note in RULES:
        for code in codes:
            if code in types and (name, code) not in known:
                rules.create(
                    patron_group=groups[group] if group else None, item_type=types[code], name=name, value=value,
                    note=note, source=SOURCE, last_checked=CHECKED,
                )  # fmt: skip


def _groups(model: Any) -> dict[str, Any]:
    """Those of a code that is taken are used as they are; a precedence that is taken gives way to the next."""
    found = {}
    for code, name, kind, grades, wished in GROUPS:
        group = model.objects.filter(code=code).first()
        if group is None:
            taken = set(model.objects.values_list("precedence", flat=True))
            free = next(number for number in range(wished, wished + 10_000) if number not in taken)
            group = model.objects.create(code=code, name=name, person_kind=kind, grades=grades, precedence=free)
        found[code] = group
    return found


class Migration(migrations.Migration):
    dependencies = [("library", "0009_weeding_defaults"), ("circulation", "0012_library_circulation")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
