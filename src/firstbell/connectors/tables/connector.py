"""Lists that a school keeps in a spreadsheet, of things and of people: told only by whoever drops them."""

from __future__ import annotations

from firstbell.connectors.base.register.register import Register
from firstbell.connectors.base.register.source import RegisterSource
from firstbell.connectors.base.tables.people import PeopleSource


class ItemsTable(RegisterSource):
    """Any list of things. What it does not name stays as it is: such lists are seldom complete."""

    key = "items"
    label = "Table: things (CSV or XLSX)"
    register = Register(key="items", name="the table of things", note="Table of things")


class PeopleTable(PeopleSource):
    """Any list of people."""

    key = "people"
    label = "Table: people who are not in the roster yet (CSV or XLSX)"
