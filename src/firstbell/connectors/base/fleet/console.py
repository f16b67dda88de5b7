"""What differs from console to console: its names, its columns and its words. The comparison itself is the same.

Field names are those of Google's Directory API, which had them first; a console without one of them leaves it out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

DEVICE_ID = "deviceId"
SERIAL = "serialNumber"
MODEL = "model"
MANUFACTURER = "manufacturer"
SYNC = "lastPolicySync"
OS_VERSION = "osVersion"
UNIT = "orgUnitPath"
STATE = "provisionStatus"
TAG = "annotatedAssetId"
USER = "annotatedUser"
LOCATION = "annotatedLocation"
NOTES = "annotatedNotes"
MAC = "macAddress"
AUE = "autoUpdateExpiration"
RECENT_USER = "mostRecentUser"
ACTIVITY = "mostRecentActivity"

COLUMNS = (
    DEVICE_ID, SERIAL, MODEL, MANUFACTURER, SYNC, OS_VERSION, UNIT, STATE, TAG, USER, LOCATION, NOTES, MAC, AUE,
    RECENT_USER, ACTIVITY,
)  # fmt: skip

PROVISIONED, DEPROVISIONED, DISABLED = "provisioned", "deprovisioned", "disabled"
"""What a console's state can mean: may be used, given back, switched off."""

ENTITY = "devices"
ASSIGNMENTS = "assignments"


@dataclass(frozen=True)
class Console:
    """``key`` is that of its management records, ``source_key`` that of its imports; ``name`` is what people call it.

    ``state(word)``: what a state means, "" for nothing, None for an unknown word. ``plain_states``: words of devices in
    good order, so common that they are not fetched to be judged. ``update_end(text)``: the last day of updates; raises
    ``Unreadable``. ``unknown_model`` stands for a model the list does not tell; ``example_dates`` in what is said of bad ones.
    ``enough`` of our columns beside the serial number, one of them among ``telling``, make a CSV such a list.
    """

    key: str
    source_key: str
    name: str
    note: str
    category: str
    unknown_model: str
    aliases: Mapping[str, str]
    state: Callable[[str], str | None]
    plain_states: tuple[str, ...]
    update_end: Callable[[str], dt.date | None]
    example_dates: str
    telling: frozenset[str]
    category_of: Callable[[str], str] | None = None
    """The category of a model by its name, where the console has several."""
    enough: int = 3
    is_complete: bool = True
    """Whether a list names every device of the console: then what it does not name is not there any more."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What a person reads for unit, state, tag, user, location and notes."""
        return ("Unit", "State", *(f"{word} in {self.name}" for word in ("Asset tag", "User", "Location", "Notes")))


def no_update_end(_text: str) -> dt.date | None:
    """For consoles that tell no end of updates."""
    return None
