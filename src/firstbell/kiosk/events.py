"""What happened at kiosks, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class KioskRegistered(Event):
    verb: ClassVar[str] = "kiosk.kiosk.registered"

    def summary(self) -> str:
        return f"Kiosk “{self.subject.label}” registered"


@dataclass(frozen=True, kw_only=True)
class KioskChanged(Event):
    """What it is for, or what it asks for besides the card."""

    verb: ClassVar[str] = "kiosk.kiosk.changed"

    def summary(self) -> str:
        return f"Kiosk “{self.subject.label}” changed"


@dataclass(frozen=True, kw_only=True)
class KioskRevoked(Event):
    verb: ClassVar[str] = "kiosk.kiosk.revoked"

    def summary(self) -> str:
        return f"Kiosk “{self.subject.label}” is no longer one"


@dataclass(frozen=True, kw_only=True)
class KioskStopped(Event):
    """Too many wrong badges and PINs in a few minutes: somebody is trying."""

    verb: ClassVar[str] = "kiosk.kiosk.stopped"

    def summary(self) -> str:
        return f"Kiosk “{self.subject.label}” paused after too many wrong tries"


@dataclass(frozen=True, kw_only=True)
class SelfCheckTextSaved(Event):
    """Words of the own, or the shipped ones again."""

    verb: ClassVar[str] = "kiosk.text.saved"

    def summary(self) -> str:
        return f"Self-check text “{self.subject.label}” changed"


@dataclass(frozen=True, kw_only=True)
class PinSet(Event):
    verb: ClassVar[str] = "kiosk.pin.set"

    def summary(self) -> str:
        return f"Kiosk PIN of {self.subject.label} set"


@dataclass(frozen=True, kw_only=True)
class PinRemoved(Event):
    verb: ClassVar[str] = "kiosk.pin.removed"

    def summary(self) -> str:
        return f"Kiosk PIN of {self.subject.label} removed"


@dataclass(frozen=True, kw_only=True)
class PinLocked(Event):
    verb: ClassVar[str] = "kiosk.pin.locked"

    def summary(self) -> str:
        return f"Kiosk PIN of {self.subject.label} locked after wrong tries"


@dataclass(frozen=True, kw_only=True)
class PinsOffered(Event):
    verb: ClassVar[str] = "kiosk.pin.offered"

    def summary(self) -> str:
        return f"{self.subject.label} may choose kiosk PINs for an hour"


@dataclass(frozen=True, kw_only=True)
class KioskUsed(Event):
    """A student came in with badge and PIN."""

    verb: ClassVar[str] = "kiosk.kiosk.used"

    def summary(self) -> str:
        return f"{self.subject.label} came in at a kiosk"
