"""Published examples as rows: how a source is written down for a test, and how an entry is read back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from firstbell.library.citations import Date, Kind, Name, Role, Source, Style, Text, cite

_ROLES = {f"{role}s": role for role in Role}


@dataclass(frozen=True)
class Example:
    """``entry`` and ``in_text`` with ``*`` around what is in italics; ``where`` it was published."""

    where: str
    source: Source
    entry: str
    in_text: str = ""
    locator: str = ""


def source(kind: str, title: str, when: str = "", **values: Any) -> Source:
    """``authors="Kinney, Jeff; Doe, Jo"``; ``when``: “2020-03-05”, “2020-03”, “spring 2020”, “1826-1827/”; ``accessed`` ISO."""
    people = tuple(
        (role, Name.read(one)) for key, role in _ROLES.items() for one in values.pop(key, "").split("; ") if one.strip()
    )
    if accessed := values.pop("accessed", ""):
        values["accessed"] = dt.date.fromisoformat(accessed)
    return Source(Kind(kind), title, people, date=date(when), **values)


def date(when: str) -> Date:
    if not when:
        return Date()
    if " " in when:
        season, year = when.split()
        return Date(int(year), season=season)
    if when.endswith("/"):
        first, last = when.rstrip("/").split("-")
        return Date(int(first), until=int(last))
    numbers = [int(one) for one in when.split("-")] + [0, 0]
    return Date(numbers[0], numbers[1] or None, numbers[2] or None)


def marked(text: Text) -> str:
    return "".join(f"*{run.text}*" if run.italic else run.text for run in text.runs)


def said(example: Example, style: Style) -> tuple[str, str]:
    """Entry and text as this program writes them, the second only where the example has one."""
    found = cite(example.source, style, locator=example.locator)
    return marked(found.entry), marked(found.in_text) if example.in_text else ""
