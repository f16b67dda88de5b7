"""Matching the header a file has with the columns we know: forgiving in spelling, strict in meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_NOISE = re.compile(r"[\s_\-]+")


def folded(name: str) -> str:
    """``" Serial_Number"``, ``"serialNumber"`` and ``"SERIAL-number"`` are the same column."""
    return _NOISE.sub("", name).casefold()


@dataclass(frozen=True, slots=True)
class Header:
    """``columns`` maps our column name to its position in the file.

    ``respelled`` are (found, meant) pairs that differ in spelling, ``unknown`` what nobody asked
    for, ``doubled`` columns that occur twice, ``missing`` wanted columns the file does not have.
    """

    columns: dict[str, int]
    width: int
    respelled: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    in_order: bool = True

    def value(self, fields: list[str], column: str) -> str:
        """The stripped value of a column in a row, empty when the file has no such column."""
        at = self.columns.get(column)
        return "" if at is None else fields[at].strip()


def match_header(found: Iterable[str], wanted: Iterable[str], aliases: Mapping[str, str] | None = None) -> Header:
    """Match a header row; ``aliases`` maps other spellings (any case) to a wanted column."""
    names = list(found)
    known = {folded(name): name for name in wanted}
    for alias, name in (aliases or {}).items():
        known.setdefault(folded(alias), name)
    header = Header({}, len(names))
    for position, name in enumerate(names):
        ours = known.get(folded(name))
        if ours is None:
            header.unknown.append(name)
        elif ours in header.columns:
            header.doubled.append(ours)
        else:
            header.columns[ours] = position
            if name != ours:
                header.respelled.append((name, ours))
    header.missing.extend(name for name in dict.fromkeys(known.values()) if name not in header.columns)
    positions = [header.columns[name] for name in dict.fromkeys(known.values()) if name in header.columns]
    return header if positions == sorted(positions) else _out_of_order(header)


def _out_of_order(header: Header) -> Header:
    return Header(
        header.columns, header.width, header.respelled, header.unknown, header.doubled, header.missing, in_order=False
    )


def wrong_separator(found: list[str]) -> str:
    """The name of the character that separates the columns, when it is not the comma."""
    if len(found) > 2:
        return ""
    joined = ",".join(found)
    for character, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")):
        if joined.count(character) >= 2:
            return name
    return ""
