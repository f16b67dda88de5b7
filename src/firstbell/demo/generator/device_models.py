"""Chromebook models a school district may own: names as Google's export spells them, and what goes with a model.

The names are real products. The update-expiration months are of the order Google gives for platforms of that age; they
are made for a demonstration and were not checked model by model, so nothing may take them for the real dates: those
come from a district's own export.
"""

from collections.abc import Callable
from dataclasses import dataclass

from firstbell.demo.generator.draw import Draw, to_letters

_NO_LOOKALIKES = "0123456789BCDFGHJKLMNPQRSTVWXYZ"


@dataclass(frozen=True)
class DeviceModel:
    """A model: `aue` is `YYYY-MM`, `bought` the summer it came, `mac` its maker's network prefix, `share` its weight."""

    name: str
    maker: str
    aue: str
    bought: int
    share: int


# Makers' habits: how a serial number looks. `body` is unique within the district.
_SERIALS: dict[str, Callable[[str, Draw], str]] = {
    "HP": lambda body, draw: f"5CD{draw.between(0, 3)}{body}",
    "Lenovo": lambda body, draw: f"P{draw.pick('FGW')}{body}",
    "Dell": lambda body, draw: f"{body}{draw.pick('123')}",
    "Acer": lambda body, draw: f"NXHKR{draw.pick('AB')}A0{draw.between(10, 59)}{body}7600",
    "ASUS": lambda body, draw: f"{draw.pick('LMNR')}{draw.between(1, 9)}NXCV{body}",
    "Samsung": lambda body, draw: f"0{draw.pick('ABC')}91FCR{body}",
}
_MAC_PREFIX = {
    "HP": "5c60ba", "Lenovo": "9c2976", "Dell": "f8e43b", "Acer": "d0577b", "ASUS": "7c10c9", "Samsung": "b4bff6",
}  # fmt: skip

MODELS: tuple[DeviceModel, ...] = (
    DeviceModel("Dell Chromebook 11 3180", "Dell", "2025-06", 2018, 4),
    DeviceModel("Samsung Chromebook 4", "Samsung", "2027-06", 2020, 2),
    DeviceModel("Lenovo 100e Chromebook 2nd Gen MTK", "Lenovo", "2028-06", 2020, 8),
    DeviceModel("HP Chromebook 11 G8 EE", "HP", "2029-06", 2021, 10),
    DeviceModel("Dell Chromebook 3100", "Dell", "2029-06", 2021, 9),
    DeviceModel("ASUS Chromebook C204EE", "ASUS", "2029-06", 2021, 5),
    DeviceModel("Acer Chromebook Spin 511 (R753T)", "Acer", "2031-06", 2022, 8),
    DeviceModel("Lenovo 300e Chromebook Gen 3", "Lenovo", "2031-06", 2022, 9),
    DeviceModel("HP Chromebook x360 11 G4 EE", "HP", "2031-06", 2023, 9),
    DeviceModel("Dell Chromebook 3110", "Dell", "2032-06", 2023, 10),
    DeviceModel("Lenovo 100e Chromebook Gen 4", "Lenovo", "2033-06", 2024, 9),
    DeviceModel("ASUS Chromebook CR1100CKA", "ASUS", "2031-06", 2023, 5),
    DeviceModel("Acer Chromebook 511 (C736)", "Acer", "2033-06", 2024, 7),
    DeviceModel("HP Fortis G1i 11 inch Chromebook", "HP", "2033-06", 2025, 5),
)


def serial_number(model: DeviceModel, number: int, draw: Draw) -> str:
    """A serial in the maker's manner; `number`, below 31 to the sixth power, makes it unique among its maker's."""
    body = to_letters(number, _NO_LOOKALIKES, 6)
    return _SERIALS[model.maker](body, draw)


def mac_address(model: DeviceModel, number: int) -> str:
    """Twelve hexadecimal digits without separators, as the export has them."""
    return f"{_MAC_PREFIX[model.maker]}{number % (1 << 24):06x}"
