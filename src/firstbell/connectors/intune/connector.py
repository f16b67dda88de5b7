"""Intune's device report as a console's list."""

from __future__ import annotations

from firstbell.connectors.base.fleet.console import ASSIGNMENTS, ENTITY, Console, no_update_end
from firstbell.connectors.base.fleet.source import ConsoleSource, first_line
from firstbell.connectors.intune.payloads import columns as c
from firstbell.core.imports.headers import folded
from firstbell.core.imports.source import Entity, Upload


def state(text: str) -> str | None:
    """What Intune's word means; None for an unknown one."""
    return c.STATES.get(folded(text)) if text.strip() else ""


def category_of(model: str) -> str:
    """A device category by the model's name, which is all the report tells."""
    name = model.casefold()
    if name.startswith(("ipad", "iphone")):
        return "ipad"
    return "desktop" if any(word in name for word in ("desktop", "optiplex", "prodesk", "tower", "mini")) else "laptop"


INTUNE = Console(
    key="intune",
    source_key="intune",
    name="Intune",
    note="Microsoft Intune, devices report",
    category="laptop",
    unknown_model="Intune device, model not told",
    aliases=c.ALIASES,
    state=state,
    plain_states=("Managed", "managed"),
    update_end=no_update_end,
    example_dates="2026-11-20T07:42:00Z for times",
    telling=c.TELLING,
    category_of=category_of,
    enough=4,
)


class IntuneSource(ConsoleSource):
    """The complete list of devices, as “All devices > Export” or the reports of the API write it."""

    console = INTUNE
    label = "Devices from Microsoft Intune (CSV)"
    entities = (Entity(ENTITY, "Devices"), Entity(ASSIGNMENTS, "Assignments"))
    unopened = "Drop the file as Intune exported it; a spreadsheet has saved it in its own way."
    choose_serial = "In Intune export “All devices” with the column “Serial number”."

    def sniff(self, upload: Upload) -> bool:
        # The names it shares with everybody are not enough: something only Microsoft says must be there.
        text = upload.head[:8000].replace(b"\0", b"").decode("latin-1")
        head = (",".join(first_line(upload)) if upload.is_zip else text).casefold()
        return super().sniff(upload) and any(word in head for word in _OWN)


_OWN = ("azure ad", "entra", "compliance", "managementagent", "managed by", "upn", "compliantstate")
