"""Kiosks, the PINs that go with badges, and the codes with which a class chooses its own."""

from firstbell.kiosk.models.kiosks import Kiosk
from firstbell.kiosk.models.pins import Pin, PinOffer
from firstbell.kiosk.models.texts import SelfCheckText

__all__ = ["Kiosk", "Pin", "PinOffer", "SelfCheckText"]
