"""What hangs and stands in the classrooms: a projector with its speakers, or an interactive panel; document cameras, printers."""

from __future__ import annotations

import datetime as dt
import random

from firstbell.core.actor import Actor
from firstbell.inventory.actions import Intake, add_device
from firstbell.inventory.models import Condition, DeviceModel, ItemType
from firstbell.rooms.models import Place

# Each row: key, manufacturer, name, category, price in cents.
MODELS = (
    ("projector", "Epson", "PowerLite 118", "projector", 69900),
    ("short", "Epson", "BrightLink 725Wi", "projector", 129900),
    ("panel", "SMART", "Board MX 75 inch", "panel", 289900),
    ("speakers", "Califone", "Wall speakers PA3", "other", 17900),
    ("camera", "HUE", "HD Pro document camera", "other", 7900),
    ("printer", "Brother", "HL-L5210DN", "printer", 24900),
)
# What a classroom has, in turn down the corridor.
ROOMS = (("projector", "speakers"), ("panel",), ("short", "speakers", "camera"), ("projector", "speakers", "camera"))


def make_equipment(*, by: Actor) -> None:
    """Straight down the corridors of all schools; the same every time."""
    kind = ItemType.objects.get(code="room-device")
    models = {
        key: DeviceModel.objects.create(
            name=f"{maker} {name}", manufacturer=maker, item_type=kind, category=category, replacement_cents=cents
        )
        for key, maker, name, category, cents in MODELS
    }
    draw = random.Random(23)
    rooms = Place.objects.filter(kind=Place.Kind.ROOM, room_type__in=("classroom", "lab", "office", "library"))
    for number, room in enumerate(rooms.select_related("organisation").order_by("organisation_id", "code")):
        taught_in = room.room_type in ("classroom", "lab")
        for piece, key in enumerate(ROOMS[number % len(ROOMS)] if taught_in else ("printer",), 1):
            intake = Intake(
                organisation=room.organisation,
                home=room,
                condition=Condition.GOOD,
                purchased_on=dt.date(draw.randrange(2019, 2026), 8, 1),
            )
            serial = f"{key[:2].upper()}{draw.randrange(10**8, 10**9)}"
            add_device(models[key], serial=serial, barcode=f"AV-{number:03}-{piece}", intake=intake, by=by)
