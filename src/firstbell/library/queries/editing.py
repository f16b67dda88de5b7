"""A record as rows of a form, and back, without losing a letter: leader, then a row to each field.

A row's value is the field's data as it stands, with ``$`` before each subfield code; a dollar or brace of the text itself is
written ``{dollar}``, ``{lcub}``, ``{rcub}``, as MARCMaker does. Blanks of indicators are shown as ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from firstbell.core.errors import Invalid
from firstbell.library.marc import standard
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import BLANK_LEADER, SUBFIELD, Field, Form, Record, Remark, Unreadable
from firstbell.library.marc.writing import TooLong, write_iso2709, write_record

LEADER = "LDR"
MOST_ROWS = 1000
_SEPARATORS = ("\x1d", "\x1e", "\x1f")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the editor. ``key`` names it on the page while rows come and go."""

    key: str
    tag: str
    indicators: str
    value: str
    remarks: Sequence[Remark] = field(default=())

    @property
    def is_control(self) -> bool:
        return self.tag == LEADER or self.tag[:2] == "00"

    @property
    def has_help(self) -> bool:
        """Whether its positions can be chosen from lists."""
        return self.tag in (LEADER, "006", "007", "008")

    @property
    def name(self) -> str:
        """How the standard calls the field."""
        rule = standard.fields().get(self.tag)
        return "Leader" if self.tag == LEADER else rule.name if rule is not None else ""


def rows_of(record: Record) -> list[Row]:
    """The leader and all fields, in the order in which they stand."""
    return [Row("0", LEADER, "", record.leader), *(row_of(one, str(at)) for at, one in enumerate(record.fields, 1))]


def row_of(one: Field, key: str) -> Row:
    if one.is_control:
        return Row(key, one.tag, "", one.body)
    marks = one.body.split(SUBFIELD, 1)[0]
    data = one.body[2:] if len(marks) >= 2 else one.body[len(marks) :]
    return Row(key, one.tag, marks[:2].replace(" ", "_"), _escaped(data))


def record_of(rows: Iterable[Row]) -> Record:
    """The rows put together; empty ones are left out. Raises Invalid for what can be no record."""
    record = Record(BLANK_LEADER)
    for number, row in enumerate(rows):
        if number > MOST_ROWS:
            raise Invalid(
                f"A record with more than {MOST_ROWS} fields is not edited here.", remedy="Load it from a file."
            )
        if any(mark in row.value for mark in _SEPARATORS):
            raise Invalid(f"Field {row.tag} holds a control character.", remedy="Type it again instead of pasting it.")
        if row.tag == LEADER:
            record.leader = f"{row.value:<24}"[:24]
        elif row.tag.strip() or row.value.strip():
            record.fields.append(_field(row))
    return record


def _field(row: Row) -> Field:
    tag = row.tag.strip()
    if len(tag) != 3 or not tag.isascii():
        raise Invalid(f"“{tag}” is no tag.", remedy="A tag has three figures, e.g. 245.", field=row.key)
    if tag[:2] == "00":
        return Field(tag, row.value)
    marks = f"{row.indicators.replace('_', ' '):<2}"[:2]
    value = row.value
    if value and "$" not in value:
        value = f"$a{value}"
    return Field(tag, marks + _plain(value))


_SAFE = str.maketrans({"{": "{lcub}", "}": "{rcub}", "$": "{dollar}", SUBFIELD: "$"})
_UNSAFE = {"{lcub}": "{", "{rcub}": "}", "{dollar}": "$", "$": SUBFIELD}
_NAMED = re.compile(r"\{lcub\}|\{rcub\}|\{dollar\}|\$")


def _escaped(data: str) -> str:
    return data.translate(_SAFE)


def _plain(value: str) -> str:
    return _NAMED.sub(lambda match: _UNSAFE[match.group()], value)


def rows_of_text(text: str) -> list[Row]:
    """Fields pasted as MARCMaker text. Raises Invalid when nothing in it looks like a field."""
    try:
        return rows_of(read_record(text.encode("utf-8"), Form.MRK))
    except Unreadable as problem:
        raise Invalid(
            problem.message, remedy="A line to a field: =245  10$aHatchet /$cGary Paulsen.", field="text"
        ) from None


def checked(rows: Sequence[Row]) -> list[Row]:
    """The rows with the remarks of the check beside them; what belongs to no row stands on the first."""
    try:
        remarks = check_record(record_of(rows))
    except Invalid as wrong:
        remark = Remark("unreadable", wrong.message, wrong.remedy)
        return [Row(r.key, r.tag, r.indicators, r.value, (remark,) if r.key == wrong.field or (not wrong.field and at == 0) else ())
                for at, r in enumerate(rows)]  # fmt: skip
    by_place: dict[tuple[str, int], list[Remark]] = {}
    counts: dict[str, int] = {}
    tags = {row.tag for row in rows}
    for one in remarks:
        place = (one.field, max(one.occurrence, 1)) if one.field in tags else (LEADER, 1)
        by_place.setdefault(place, []).append(one)
    found = []
    for row in rows:
        counts[row.tag] = counts.get(row.tag, 0) + 1
        found.append(Row(row.key, row.tag, row.indicators, row.value, by_place.get((row.tag, counts[row.tag]), ())))
    return found


def written(record: Record) -> tuple[bytes, str]:
    """(bytes, form) as an edited record is kept: ISO 2709 in UTF-8, or MARCXML where that has no room."""
    leader = f"{record.leader:<24}"
    kept = Record(leader[:9] + "a" + leader[10:], record.fields)
    try:
        return write_iso2709(kept), str(Form.ISO2709)
    except TooLong:
        return write_record(kept, Form.MARCXML), str(Form.MARCXML)


# --- fixed fields -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a fixed field: where it stands, what stands there now, what may. No ``choices``: free text."""

    start: int
    length: int
    name: str
    now: str
    choices: Sequence[tuple[str, str]]

    @property
    def place(self) -> str:
        return f"{self.start:02}" if self.length == 1 else f"{self.start:02}-{self.start + self.length - 1:02}"


def elements_of(tag: str, value: str, leader: str) -> list[Element]:
    """The elements of a leader, 006, 007 or 008 in order. Of one that takes several codes each place is its own element."""
    places: Mapping[str, Any] = {
        LEADER: standard.leader_positions,
        "006": lambda: standard.positions_006(value[:1]),
        "007": lambda: standard.positions_007(value[:1]),
        "008": lambda: standard.positions_008(leader),
    }
    if tag not in places:
        return []
    body = value.ljust({LEADER: 24, "006": 18, "008": 40}.get(tag, 2))
    found: list[Element] = []
    for place in places[tag]():
        length = place.end - place.start
        singles = place.values and all(len(code) == 1 for code in place.values)
        step = 1 if singles else length
        for start in range(place.start, place.end, step):
            now = body[start : start + step]
            choices = [
                (code, f"{_shown(code)}: {meaning}") for code, meaning in place.values.items() if len(code) == step
            ]
            if place.values and now not in place.values:
                choices.insert(0, (now, f"{_shown(now)}: not known here"))
            found.append(Element(start, step, place.name, now, choices))
    return found


def _shown(code: str) -> str:
    return code if code.strip() else "blank"


def with_element(value: str, start: int, text: str) -> str:
    """The fixed field with ``text`` at ``start``, filled up with blanks where it was too short."""
    body = value.ljust(start + len(text))
    return body[:start] + text + body[start + len(text) :]


# --- templates --------------------------------------------------------------------------------------------------------


def from_template(text: str, **values: str) -> str:
    """A template's text with its placeholders filled in; a line whose own placeholder is empty is left out.

    Known: ``isbn``, ``title``, ``author``, ``today`` (yymmdd), ``year``.
    """
    now = timezone.localdate()
    known = {"today": f"{now:%y%m%d}", "year": f"{now:%Y}", "isbn": "", "title": "", "author": ""} | values
    lines = []
    for line in text.splitlines():
        asked = [name for name in known if f"{{{name}}}" in line]
        if asked and not all(known[name] for name in asked):
            continue
        for name in asked:
            safe = known[name] if name in {"today", "year"} else _safe(known[name])
            line = line.replace(f"{{{name}}}", safe)
        lines.append(line)
    return "\n".join(lines)


def _safe(text: str) -> str:
    """A value of somebody's typing cannot become a subfield."""
    return _escaped(" ".join(text.split())).replace("\\", "{bsol}")
