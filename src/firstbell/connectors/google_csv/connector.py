"""The Chrome devices export as a console's list: what the Admin console calls things, and what to tell its people."""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import ASSIGNMENTS, ENTITY, Console
from firstbell.connectors.base.fleet.source import ConsoleSource
from firstbell.connectors.google_csv.payloads import columns as c
from firstbell.connectors.google_csv.payloads.cells import state, update_end
from firstbell.core.imports.source import Entity

GOOGLE = Console(
    key="google",
    source_key="google_csv",
    name="Google",
    note="Google Admin console, Chrome devices export",
    category="chromebook",
    unknown_model="Chrome device, model not told",
    aliases=c.ALIASES,
    state=state,
    plain_states=("Provisioned", "ACTIVE"),
    update_end=update_end,
    example_dates="2029-06 for update expiration, 2026-11-20 7:42 AM for times",
    telling=frozenset({c.UNIT, c.TAG, c.AUE, c.STATE}),
)


class GoogleCsvSource(ConsoleSource):
    """The complete list of Chrome devices, as the Admin console or ``gam print cros`` writes it."""

    console = GOOGLE
    label = "Chromebooks from the Google Admin console (CSV)"
    entities = (Entity(ENTITY, "Chrome devices"), Entity(ASSIGNMENTS, "Assignments"))
    unopened = "Drop the file as Google exported it; a spreadsheet has saved it in its own way."
    choose_serial = "In the Admin console choose the column “Serial number” as well, then export again."
