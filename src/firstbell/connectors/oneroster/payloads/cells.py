"""One row's cells, checked: text, words of a vocabulary, dates, yes/no, lists, life cycle.

A cell that cannot be used raises :class:`BadRow`; whoever reads the row puts it aside and goes on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.payloads.layout import BOOLEANS, GRADE_WORDS, GRADES, STATUSES

ABSENT: Any = ...
"""Stands for "the file has no such column": what we know stays as it is. Survives marshal."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?([Zz]|[+-]\d{2}(:?\d{2})?)?")
_SLASHED = re.compile(r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
_BARE_GRADE = re.compile(r"[1-9]")

ACTIVE, DISABLED, REMOVED = 0, 1, 2
"""What a row says of its record: there, there but switched off, to be removed."""

Translate = Callable[[str, str], str]


def vocabulary(words: Iterable[str]) -> dict[str, str]:
    """Compared without case: ``"Student"`` is ``student``."""
    return {word.casefold(): word for word in words}


_STATUS = vocabulary(STATUSES)
_BOOLEAN = vocabulary(BOOLEANS)


class Cells:
    """Reads the rows of one file; ``row`` is set for each. ``translate(column, value)`` is the value map.

    ``seen`` counts small deviations that are accepted, to be told once for the file.
    """

    def __init__(self, columns: Mapping[str, int], translate: Translate) -> None:
        self.at = dict(columns)
        self.row: list[str] = []
        self.seen: dict[str, list[int]] = {}
        self.line = 0
        self._translate = translate
        self._words: dict[tuple[str, str], str] = {}
        self._dates: dict[str, str] = {}

    def note(self, what: str) -> None:
        """Count an accepted deviation: [how often, first line]."""
        found = self.seen.setdefault(what, [0, self.line])
        found[0] += 1

    def raw(self, column: str) -> str:
        """The stripped cell, empty when the file has no such column."""
        at = self.at.get(column)
        return "" if at is None else self.row[at].strip()

    def text(self, column: str, limit: int, *, required: bool = False) -> Any:
        """The text, or :data:`ABSENT` when the file has no such column."""
        at = self.at.get(column)
        if at is None:
            return ABSENT
        value = self.row[at].strip()
        if len(value) > limit:
            raise BadRow(
                "too_long_value", column, value,
                f"“{column}” has {len(value):,} characters; {limit} fit.", "Shorten it in the student system.",
            )  # fmt: skip
        if required and not value:
            raise self._missing(column)
        return value

    def key(self, column: str = "sourcedId") -> str:
        """An id: required, at most 255 characters."""
        value: str = self.text(column, 255, required=True)
        return value

    def _missing(self, column: str) -> BadRow:
        return BadRow(
            "missing_value",
            column,
            "",
            f"“{column}” is empty, but every row needs it.",
            "Fill it in the student system.",
        )

    def word(self, column: str, words: Mapping[str, str], *, default: str | None = None) -> str:
        """A word of a vocabulary after the value map; ``default`` for an empty cell."""
        value = self.raw(column)
        found = self._words.get((column, value))
        if found is None:
            if not value:
                if default is None:
                    raise self._missing(column)
                return default
            meant = words.get(self._translate(column, value).casefold())
            if meant is None:
                raise BadRow(
                    "bad_value", column, value,
                    f"“{value}” is none of the values we know for {column}.",
                    f"Say what it means on the preview page, or correct it: {', '.join(sorted(set(words.values())))}.",
                    mappable=True,
                    choices=tuple(sorted(set(words.values()))),
                )  # fmt: skip
            found = self._words[column, value] = meant
        return found

    def boolean(self, column: str, *, default: bool | None = None) -> bool:
        missing = None if default is None else str(default).lower()
        return self.word(column, _BOOLEAN, default=missing) == "true"

    def date(self, column: str, *, required: bool = False) -> str | None:
        """``YYYY-MM-DD`` as text, or None. Day and month are never guessed."""
        value = self.raw(column)
        if not value:
            if required:
                raise self._missing(column)
            return None
        found = self._dates.get(value)
        if found is None:
            if not _is_date(value):
                todo = "Export dates as YYYY-MM-DD, like 2026-08-10."
                if _SLASHED.fullmatch(value):
                    todo += " We do not guess which number is the month."
                raise BadRow("bad_date", column, value, f"“{value}” is not a date we can read safely.", todo)
            found = self._dates[value] = value
        return found

    def ids(self, column: str) -> tuple[str, ...]:
        """A comma-separated list of ids."""
        value = self.raw(column)
        if not value:
            return ()
        if "," not in value:
            return (value,)
        return tuple(dict.fromkeys(part for piece in value.split(",") if (part := piece.strip())))

    def grade(self, column: str = "grades") -> Any:
        """The first grade as a CEDS level; a zero that Excel took away is put back, with a note."""
        if column not in self.at:
            return ABSENT
        grades = [_grade(one, self.note) for one in self.ids(column)]
        return next((one for one in grades if one), "")

    def grades(self, limit: int, column: str = "grades") -> Any:
        """All grades, comma-separated."""
        if column not in self.at:
            return ABSENT
        return ",".join(_grade(one, self.note) for one in self.ids(column))[:limit]

    def number(self, column: str, limit: int) -> Any:
        """A student or staff number as text; one that Excel turned into 1.00E+05 is lost, and not taken."""
        value = self.text(column, limit)
        if value is not ABSENT and _SCIENTIFIC.fullmatch(value):
            self.note("scientific")
            return ABSENT
        return value

    def life(self, *, is_delta: bool) -> int:
        """:data:`ACTIVE` or :data:`REMOVED`, by the rules of bulk and delta."""
        status, modified = self.raw("status"), self.raw("dateLastModified")
        if not is_delta:
            if not status and not modified:
                return ACTIVE
            self.note("status_in_bulk")
            if not status:
                return ACTIVE
        elif not status:
            raise BadRow(
                "blank_status", "status", "", "A delta row must say whether it is active or tobedeleted.",
                "Export the delta again with its status column, or send a full (bulk) export.",
            )  # fmt: skip
        if is_delta and not _is_moment(modified):
            raise self._bad_moment(modified)
        if status.casefold() == "inactive":
            self.note("inactive")
            return REMOVED
        return ACTIVE if self.word("status", _STATUS) == "active" else REMOVED

    def _bad_moment(self, value: str) -> BadRow:
        if not value:
            return BadRow(
                "blank_date_modified", "dateLastModified", "", "A delta row must say when it was changed.",
                "Export the delta again with its dateLastModified column.",
            )  # fmt: skip
        return BadRow(
            "bad_moment", "dateLastModified", value,
            f"“{value}” is not a date with a time, as a delta needs it.",
            "It should look like 2026-09-01T06:00:00.000Z.",
        )  # fmt: skip


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_moment(value: str) -> bool:
    if not (_MOMENT.fullmatch(value) and _is_date(value[:10])):
        return False
    hours, minutes, *seconds = value[11:19].split(":")
    return int(hours[:2]) < 24 and int(minutes[:2]) < 60 and all(int(one[:2]) < 61 for one in seconds)


def _grade(value: str, note: Callable[[str], None]) -> str:
    lower = value.lower()
    known = GRADES.get(lower) or GRADE_WORDS.get(lower)
    if known:
        return known
    if _BARE_GRADE.fullmatch(value):
        note("grade_zero")
        return f"0{value}"
    if len(value) > 10:
        note("grade_unknown")
        return ""
    return value
