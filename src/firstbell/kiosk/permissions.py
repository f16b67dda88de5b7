"""What the kiosk room guards."""

from enum import StrEnum


class KioskPermission(StrEnum):
    KIOSK_EDIT = "kiosk.kiosk.edit"
    PIN_SET = "kiosk.pin.set"
    PIN_OFFER = "kiosk.pin.offer"
