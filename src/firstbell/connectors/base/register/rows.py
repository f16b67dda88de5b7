"""One row of a register as values, with what is wrong in it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from firstbell.connectors.base.cells import Unreadable, cents, day, is_mangled, mac_address, months, months_after
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.tables.source import Columns
from firstbell.core.scan import normalise

_LONGEST = 60
_REMEMBERED = 20_000
_MOST_KEPT, _KEPT_LENGTH = 60, 2000
FACT_LABELS = ("Purchase date", "Cost", "Order number", "Warranty until", "Notes")
"""Of ``inventory.actions.registers.FACTS``, in their order."""

Tell = Callable[[str, int, str, str, str, str, str], None]
"""(code, line, column, value, key, message, what to do): a cell that was not taken."""


class Parsed(NamedTuple):
    """A row that is not known by its hash. ``facts`` are in the order of ``FACTS`` (dates ISO text, cents);
    ``user`` is (username, e-mail, number, name); ``extra`` JSON text of [name, value] pairs."""

    serial: str
    serial_norm: str
    tag: str
    hash: int
    line: int
    raw: bytes
    model: str
    model_number: str
    manufacturer: str
    category: str
    status: str
    school: str
    location: str
    home: str
    mac: str
    facts: tuple[Any, ...]
    user: tuple[str, str, str, str]
    lent_on: str | None
    due_on: str | None
    external_id: str
    extra: str

    @property
    def key(self) -> str:
        return self.serial or self.tag

    @property
    def names_somebody(self) -> bool:
        return any(self.user[:3])


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, columns: Columns, tell: Tell) -> None:
        self._columns = columns
        self._at = columns.at
        self._kept = columns.kept
        self._tell = tell
        self._days: dict[str, str | None] = {}
        self.dropped = 0
        """Values that were too long or too many to be kept."""

    def read(self, fields: list[str], hash_: int, line: int, raw: bytes) -> Parsed:
        """Raises :class:`BadRow`."""
        text = self._text
        serial, tag = self._codes(fields, line)
        key = serial or tag
        purchased = self._day(fields, "purchased_on", line, key)
        place = text(fields, "checkout_place", 200)
        goes_to_place = bool(place) and text(fields, "checkout_type", 20).casefold() in ("location", "")
        return Parsed(
            serial, normalise(serial), tag, hash_, line, raw,
            text(fields, "model", 200), text(fields, "model_number", 100), text(fields, "manufacturer", 100),
            text(fields, "category", 100), text(fields, "status", 100), text(fields, "school", 300),
            place if goes_to_place else text(fields, "location", 300), text(fields, "home", 300),
            self._mac(fields, line, key),
            (
                purchased, self._cents(fields, line, key), text(fields, "order_number", 60),
                self._warranty(fields, purchased, line, key), text(fields, "notes", 5000),
            ),
            self._user(fields),
            self._day(fields, "lent_on", line, key), self._day(fields, "due_on", line, key),
            text(fields, "external_id", 100), self._extra(fields),
        )  # fmt: skip

    def _text(self, fields: list[str], key: str, longest: int) -> str:
        at = self._at.get(key)
        return "" if at is None else fields[at].strip()[:longest]

    def _name(self, key: str) -> str:
        return self._columns.header[self._at[key]][:120]

    def _codes(self, fields: list[str], line: int) -> tuple[str, str]:
        serial, tag = self._text(fields, "serial", 200), self._text(fields, "tag", 200)
        # What people type where there is no number.
        if serial.casefold() in _NO_NUMBER:
            serial = ""
        for key, value, what in (("serial", serial, "serial number"), ("tag", tag, "asset tag")):
            if is_mangled(value):
                if key == "tag" and serial:
                    self._tell(
                        "mangled_tag", line, self._name(key), value, serial,
                        f"The {what} “{value}” is what a spreadsheet made of a long number; it was not taken.",
                        "Export again without opening the file in a spreadsheet, or scan the label on the item's page.",
                    )  # fmt: skip
                    tag = ""
                    continue
                raise BadRow(
                    f"mangled_{key}", self._name(key), value,
                    f"“{value}” is what a spreadsheet made of a long number; the {what} itself is lost.",
                    "Export again and do not open the file in a spreadsheet before you drop it here.",
                    f"{what.capitalize()}s destroyed by a spreadsheet (such as 1.23E+11)",
                )  # fmt: skip
            if len(value) > _LONGEST:
                raise BadRow(
                    f"long_{key}", self._name(key), value, f"A{'n' if key == 'tag' else ''} {what} has at most {_LONGEST} characters.",
                    "Look whether a column slipped, or whether the columns are explained wrongly below.",
                )  # fmt: skip
        if not normalise(serial) and not normalise(tag):
            raise BadRow(
                "no_key", "", "", "The row has neither a serial number nor an asset tag.",
                "Without one of them nobody can tell which thing it is. Give it a tag and export again.",
                "Rows with neither serial number nor asset tag",
            )  # fmt: skip
        return (serial if normalise(serial) else "", tag if normalise(tag) else "")

    def _day(self, fields: list[str], key: str, line: int, row_key: str) -> str | None:
        text = self._text(fields, key, 60)
        if not text:
            return None
        if text in self._days:
            return self._days[text]
        try:
            found = day(text, day_first=self._columns.day_first)
        except Unreadable:
            self._bad(
                "bad_date", key, text, line, row_key, "a date we can read safely", "Export dates as 2026-08-15, or say below that the day comes first."
            )  # fmt: skip
            return None
        iso = None if found is None else found.isoformat()
        if len(self._days) < _REMEMBERED:
            self._days[text] = iso
        return iso

    def _cents(self, fields: list[str], line: int, key: str) -> int | None:
        text = self._text(fields, "cost", 60)
        try:
            return cents(text)
        except Unreadable:
            self._bad("bad_cost", "cost", text, line, key, "an amount of money", "Write it as 310.00.")
            return None

    def _warranty(self, fields: list[str], purchased: str | None, line: int, key: str) -> str | None:
        until = self._day(fields, "warranty_until", line, key)
        text = self._text(fields, "warranty_months", 40)
        if until is not None or not text:
            return until
        try:
            number = months(text)
        except Unreadable:
            self._bad("bad_warranty", "warranty_months", text, line, key, "a number of months", "Write it as 36.")
            return None
        if not number or purchased is None:
            return None
        return months_after(dt.date.fromisoformat(purchased), number).isoformat()

    def _mac(self, fields: list[str], line: int, key: str) -> str:
        text = self._text(fields, "mac", 60)
        try:
            return mac_address(text)
        except Unreadable:
            self._bad("bad_mac", "mac", text, line, key, "a MAC address", "It has twelve hexadecimal digits.")
            return ""

    def _user(self, fields: list[str]) -> tuple[str, str, str, str]:
        text = self._text
        kind = text(fields, "checkout_type", 20).casefold()
        if kind in ("location", "asset"):
            return ("", "", "", "")
        username, email, number = (text(fields, key, 254) for key in ("username", "email", "number"))
        name = text(fields, "person_name", 200) or (
            f"{text(fields, 'person_given', 100)} {text(fields, 'person_family', 100)}".strip()
        )
        return (username, email, number, name)

    def _extra(self, fields: list[str]) -> str:
        shown = [(self._at[key], self._name(key)) for key in _SHOWN if key in self._at]
        pairs = [
            [name[:100], value[:_KEPT_LENGTH]] for at, name in (*shown, *self._kept) if (value := fields[at].strip())
        ]
        self.dropped += max(len(pairs) - _MOST_KEPT, 0)
        return json.dumps(pairs[:_MOST_KEPT], ensure_ascii=False).replace("\\u0000", "") if pairs else "[]"

    def _bad(self, code: str, key: str, text: str, line: int, row_key: str, what: str, todo: str) -> None:
        self._tell(code, line, self._name(key), text, row_key, f"“{text}” is not {what}; it was not taken.", todo)


_SHOWN = ("category", "status", "school", "location", "home", "checkout_place", "warranty_months")
"""What becomes something else here is also shown in the register's own words."""
_NO_NUMBER = frozenset({
    "n/a", "na", "none", "-", "--", "?", "unknown", "null", "tbd", "0", "default string", "defaultstring",
    "to be filled by o.e.m.", "system serial number", "not specified",
})  # fmt: skip
