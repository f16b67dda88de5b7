"""One row of a console's list as values, with what is wrong in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from firstbell.connectors.base.cells import NOTHING, Unreadable, is_mangled, mac_address, moment
from firstbell.connectors.base.fleet import console as c
from firstbell.connectors.base.rows import BadRow
from firstbell.core.scan import normalise

_LONGEST = 60
_REMEMBERED = 20_000
# What a management record keeps: its column, the list's, the longest text.
_TEXTS = (
    ("external_id", c.DEVICE_ID, 100),
    ("org_unit_path", c.UNIT, 300),
    ("state", c.STATE, 40),
    ("annotated_tag", c.TAG, 60),
    ("annotated_user", c.USER, 200),
    ("annotated_location", c.LOCATION, 200),
    ("notes", c.NOTES, 500),
    ("os_version", c.OS_VERSION, 60),
    ("most_recent_user", c.RECENT_USER, 200),
)
_MOMENTS = (("last_policy_sync", c.SYNC), ("most_recent_activity", c.ACTIVITY))


class Parsed(NamedTuple):
    """A row that is not known by its hash. ``facts`` are in the order of ``RowReader.columns``; moments as ISO text."""

    serial: str
    serial_norm: str
    hash: int
    line: int
    raw: bytes
    tag: str
    model: str
    manufacturer: str
    mac: str
    aue: str | None
    facts: tuple[str | None, ...]


_NO_SERIAL = frozenset({
    "0", "NONE", "N/A", "NA", "UNKNOWN", "DEFAULTSTRING", "TOBEFILLEDBYO.E.M.", "TOBEFILLEDBYOEM", "SYSTEMSERIALNUMBER",
    "NOTSPECIFIED", "NOTAPPLICABLE", "INVALID", "0123456789", "123456789",
})  # fmt: skip
"""What the firmware of assembled computers says, as SMBIOS has it; many devices share these."""

Tell = Callable[[str, int, str, str, str, str, str], None]
"""(code, line, column, value, serial, message, what to do): a cell that was not taken."""


class RowReader:
    """Reads the rows of one file. ``at`` maps our columns to their position; ``zone`` is that of times without one."""

    def __init__(self, console: c.Console, at: dict[str, int], zone: dt.tzinfo, tell: Tell) -> None:
        self._console = console
        self._at = at
        self._zone = zone
        self._tell = tell
        self._texts = [(at[theirs], longest) for _, theirs, longest in _TEXTS if theirs in at]
        self._people = [
            at
            for at, theirs in enumerate(one for _, one, _ in _TEXTS if one in self._at)
            if theirs in (c.USER, c.RECENT_USER)
        ]
        self._moments = [(at[theirs], theirs) for _, theirs in _MOMENTS if theirs in at]
        self.columns = (
            *(ours for ours, theirs, _ in _TEXTS if theirs in at),
            *(ours for ours, theirs in _MOMENTS if theirs in at),
        )
        self._update_ends: dict[str, str | None] = {}
        self._known_moments: dict[str, str | None] = {}

    def read(self, fields: list[str], hash_: int, line: int, raw: bytes) -> Parsed:
        """Raises :class:`BadRow`."""
        serial = self.serial(fields)
        facts: list[str | None] = [fields[at].strip()[:longest] for at, longest in self._texts]
        for at in self._people:
            if (facts[at] or "").casefold() in NOTHING:
                facts[at] = ""
        facts += [self._moment(fields[at], column, line, serial) for at, column in self._moments]
        return Parsed(
            serial, normalise(serial), hash_, line, raw,
            self._tag(fields, line, serial),
            self._text(fields, c.MODEL)[:200],
            self._text(fields, c.MANUFACTURER)[:100],
            self._mac(fields, line, serial),
            self._update_end(fields, line, serial),
            tuple(facts),
        )  # fmt: skip

    def serial(self, fields: list[str]) -> str:
        """The serial number. Raises :class:`BadRow`."""
        serial = self._text(fields, c.SERIAL)
        if normalise(serial) in _NO_SERIAL:
            raise BadRow(
                "no_serial", c.SERIAL, serial, f"“{serial}” is what a maker leaves where no serial number was set.",
                "Look the device up in the console; without its serial number nobody can tell which one it is.",
                "Rows without a real serial number",
            )  # fmt: skip
        if not normalise(serial):
            raise BadRow(
                "no_serial", c.SERIAL, "", "The row has no serial number.",
                "Look the device up in the console; without its serial number nobody can tell which one it is.",
            )  # fmt: skip
        if is_mangled(serial):
            raise BadRow(
                "mangled_serial", c.SERIAL, serial,
                f"“{serial}” is what a spreadsheet made of a long number; the serial number itself is lost.",
                "Export again and do not open the file in a spreadsheet before you drop it here.",
                "Serial numbers destroyed by a spreadsheet (such as 1.23E+11)",
            )  # fmt: skip
        if len(serial) > _LONGEST:
            raise BadRow(
                "long_serial", c.SERIAL, serial, f"A serial number has at most {_LONGEST} characters.",
                "Look whether a column slipped; export again.",
            )  # fmt: skip
        return serial

    def _text(self, fields: list[str], column: str) -> str:
        at = self._at.get(column)
        return "" if at is None else fields[at].strip()

    def _tag(self, fields: list[str], line: int, serial: str) -> str:
        tag = self._text(fields, c.TAG)
        if is_mangled(tag):
            self._tell(
                "mangled_tag", line, c.TAG, tag, serial,
                f"The asset tag “{tag}” is what a spreadsheet made of a long number; it was not taken.",
                "Export again without opening the file in a spreadsheet, or scan the label on the device's page.",
            )  # fmt: skip
            return ""
        if len(tag) > _LONGEST:
            self._tell(
                "long_tag", line, c.TAG, tag, serial, f"An asset tag has at most {_LONGEST} characters; it was not taken.",
                "Correct the asset id in the console.",
            )  # fmt: skip
            return ""
        return tag

    def _mac(self, fields: list[str], line: int, serial: str) -> str:
        text = self._text(fields, c.MAC)
        try:
            return mac_address(text)
        except Unreadable:
            self._tell(
                "bad_mac", line, c.MAC, text, serial, f"“{text}” is no MAC address; it was not taken.",
                "A MAC address has twelve hexadecimal digits.",
            )  # fmt: skip
            return ""

    def _update_end(self, fields: list[str], line: int, serial: str) -> str | None:
        text = self._text(fields, c.AUE)
        if text in self._update_ends:
            return self._update_ends[text]
        try:
            found = self._console.update_end(text)
        except Unreadable:
            self._bad_date(c.AUE, text, line, serial)
            return None
        iso = None if found is None else found.isoformat()
        if len(self._update_ends) < _REMEMBERED:
            self._update_ends[text] = iso
        return iso

    def _moment(self, text: str, column: str, line: int, serial: str) -> str | None:
        if text in self._known_moments:
            return self._known_moments[text]
        try:
            found = moment(text, self._zone)
        except Unreadable:
            self._bad_date(column, text.strip(), line, serial)
            return None
        iso = None if found is None else found.isoformat()
        if len(self._known_moments) < _REMEMBERED:
            self._known_moments[text] = iso
        return iso

    def _bad_date(self, column: str, text: str, line: int, serial: str) -> None:
        self._tell(
            "bad_date", line, column, text, serial, f"“{text}” is not a date we can read safely; it was not taken.",
            f"Export the column unchanged: e.g. {self._console.example_dates}.",
        )  # fmt: skip


def fact(columns: tuple[str, ...], facts: tuple[str | None, ...], name: str) -> str:
    """One of the facts of a row; "" when the file has no such column."""
    return (facts[columns.index(name)] or "") if name in columns else ""
