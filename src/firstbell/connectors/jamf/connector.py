"""Jamf Pro's inventory preload and its exported searches as a console's list."""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import ASSIGNMENTS, ENTITY, Console, no_update_end
from firstbell.connectors.base.fleet.source import ConsoleSource, first_line
from firstbell.connectors.jamf.payloads import columns as c
from firstbell.core.imports.source import Entity, Upload


def state(text: str) -> str | None:
    """What the column “Managed” means; None for an unknown word."""
    word = text.strip().casefold()
    return c.STATES.get(word) if word else ""


def category_of(model: str) -> str:
    """A device category by the model's name."""
    name = model.casefold()
    if "ipad" in name:
        return "ipad"
    if "imac" in name or "mini" in name or "studio" in name or "mac pro" in name:
        return "desktop"
    return "laptop" if "mac" in name else "other"


JAMF = Console(
    key="jamf",
    source_key="jamf",
    name="Jamf",
    note="Jamf Pro, inventory list",
    category="ipad",
    unknown_model="Apple device, model not told",
    aliases=c.ALIASES,
    state=state,
    plain_states=("Managed", "Yes", "true"),
    update_end=no_update_end,
    example_dates="2026-11-20 07:42 for times",
    telling=c.TELLING,
    category_of=category_of,
    # Computers and mobile devices are two searches, and an administrator chooses what a search finds.
    is_complete=False,
)


class JamfSource(ConsoleSource):
    """A list of computers or of mobile devices, as a search or the inventory preload has it."""

    console = JAMF
    label = "Macs and iPads from Jamf Pro (CSV)"
    entities = (Entity(ENTITY, "Apple devices"), Entity(ASSIGNMENTS, "Assignments"))
    unopened = "Drop the file as Jamf exported it, with commas; Jamf itself takes no other separator."
    choose_serial = "In Jamf add “Serial Number” to the columns of the search, then export again."

    def sniff(self, upload: Upload) -> bool:
        head = ",".join(first_line(upload)).casefold()
        return super().sniff(upload) and any(word in head for word in c.OWN)
