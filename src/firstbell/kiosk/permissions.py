"""What the kiosk room guards."""

from enum import StrEnum


class KioskPermission(StrEnum):
    KIOSK_EDIT = "kiosk.kiosk.edit"
    TEXT_EDIT = "kiosk.text.edit"
    PIN_SET = "kiosk.pin.set"
    PIN_OFFER = "kiosk.pin.offer"
    PIN_TRY = "kiosk.pin.try"
    """To ask whether a PIN is right, as a self-check machine does. Wrong tries count and lock."""
