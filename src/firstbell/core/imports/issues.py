"""Collecting what is wrong with rows: exact counts, a capped sample, and every bad row on disk.

A broken file of a million rows must not become a million database rows; the first
``limits.issues_per_reason`` of each reason are kept, the quarantine file has all of them.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from firstbell.core.csv_safety import safe_cell
from firstbell.core.imports.limits import Limits

ERROR = "error"
WARNING = "warning"
QUARANTINE_COLUMNS = ("file", "line", "sourcedId", "column", "value", "reason", "what to do", "row as it was received")
VALUE_SHOWN = 200
RAW_KEPT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong at one place. ``group`` is the sentence under which it is listed."""

    severity: str
    code: str
    entity: str
    file: str
    line: int
    column: str
    value: str
    key: str
    message: str
    todo: str
    group: str
    raw: str = ""


@dataclass
class Group:
    """Issues with one cause: how many there are and an example."""

    severity: str
    code: str
    entity: str
    file: str
    column: str
    value: str
    message: str
    todo: str
    first_line: int
    count: int = 0
    mappable: bool = False
    choices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class IssueCollector:
    """Used by a source as ``ctx.issues``; read by the machine afterwards. Close it when done."""

    def __init__(self, limits: Limits, quarantine: Path | None = None) -> None:
        self._limits = limits
        self._path = quarantine
        self._stream: TextIO | None = None
        self._writer: Any = None
        self._kept: dict[tuple[str, str], int] = defaultdict(int)
        self.issues: list[Issue] = []
        self.groups: dict[tuple[str, ...], Group] = {}
        self.errors = 0
        self.warnings = 0
        self.by_code: dict[str, int] = defaultdict(int)

    def error(self, code: str, *, message: str, todo: str, raw: bytes | str = "", **where: Any) -> None:
        """A row that cannot land. ``where``: file, line, column, value, key, entity, group,
        mappable, and ``wide=True`` when the group spans files."""
        self.errors += 1
        self._add(ERROR, code, message, todo, raw, **where)

    def warning(
        self, code: str, *, message: str, todo: str, raw: bytes | str = "", count: int = 1, **where: Any
    ) -> None:
        """Something to know; the row lands. ``count`` when one sentence speaks of many rows."""
        self.warnings += 1
        self._add(WARNING, code, message, todo, raw, count=count, **where)

    def _add(
        self,
        severity: str,
        code: str,
        message: str,
        todo: str,
        raw: bytes | str,
        *,
        file: str = "",
        line: int = 0,
        column: str = "",
        value: str = "",
        key: str = "",
        entity: str = "",
        group: str = "",
        mappable: bool = False,
        wide: bool = False,
        choices: tuple[str, ...] = (),
        count: int = 1,
    ) -> None:
        self.by_code[code] += count
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
        value = _shown(value, VALUE_SHOWN)
        if wide:
            self._count(severity, code, "", "", "", "", group or message, todo, 0, False, count)
        else:
            group_said = _safe(group or message)
            found = self._count(
                severity, code, entity, file, _safe(column), value, group_said, _safe(todo), line, mappable, count
            )
            found.choices = found.choices or choices
        if severity == ERROR:
            self._quarantine(file, line, key, column, value, message, todo, text)
        reason = (severity, code)
        if self._kept[reason] < self._limits.issues_per_reason:
            self._kept[reason] += 1
            self.issues.append(
                Issue(
                    severity, code, entity, file, line, _safe(column), value, _shown(key, VALUE_SHOWN),
                    _safe(message), _safe(todo), _safe(group or message), _shown(text, RAW_KEPT),
                )
            )  # fmt: skip

    def _count(
        self, severity: str, code: str, entity: str, file: str, column: str, value: str, group: str,
        todo: str, line: int, mappable: bool, count: int,
    ) -> Group:  # fmt: skip
        key: tuple[str, ...] = (severity, code, entity, file, column, value if mappable else group)
        found = self.groups.get(key)
        if found is None:
            if len(self.groups) >= self._limits.groups:
                # Too many different ones: the rest is counted together by reason.
                key = (severity, code, entity, file)
                group = f"Other rows with the same kind of problem ({code.replace('_', ' ')})"
                mappable = False
                found = self.groups.get(key)
            if found is None:
                found = Group(severity, code, entity, file, column, value, group, todo, line, 0, mappable)
                self.groups[key] = found
        found.count += count
        return found

    def _quarantine(
        self, file: str, line: int, key: str, column: str, value: str, message: str, todo: str, raw: str
    ) -> None:
        if self._path is None:
            return
        if self._writer is None:
            self._stream = self._path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._stream)
            self._writer.writerow(QUARANTINE_COLUMNS)
        cells = (file, str(line or ""), key, column, value, message, todo, raw)
        self._writer.writerow([safe_cell(cell.replace("\0", "\\0")) for cell in cells])

    def close(self) -> None:
        """Finish the quarantine file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


def _shown(text: str, length: int) -> str:
    """Safe to store and to show: no NUL (PostgreSQL refuses it), no endless value."""
    text = _safe(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _safe(text: str) -> str:
    """Without NUL, and without halves of letters, which no file and no database takes."""
    text = text.replace("\0", "\\0")
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
