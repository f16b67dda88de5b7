"""What happens to terminals and screen texts. What borrowers do at them is circulation's to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TerminalSaved(Event):
    """A terminal was set up or changed."""

    verb: ClassVar[str] = "sip2.terminal_saved"

    def summary(self) -> str:
        return f"Self-check “{self.subject.label}” saved"


@dataclass(frozen=True, kw_only=True)
class TerminalPasswordMade(Event):
    """It has a new password; with the old one nothing signs in any more. The password is told nowhere."""

    verb: ClassVar[str] = "sip2.terminal_password_made"

    def summary(self) -> str:
        return f"Self-check “{self.subject.label}” has a new password"


@dataclass(frozen=True, kw_only=True)
class TerminalPaused(Event):
    """Too many cards nobody has, or wrong PINs, within ten minutes: somebody is trying."""

    verb: ClassVar[str] = "sip2.terminal_paused"

    def summary(self) -> str:
        return f"Self-check “{self.subject.label}” paused after too many wrong cards and PINs"


@dataclass(frozen=True, kw_only=True)
class NoteSettled(Event):
    verb: ClassVar[str] = "sip2.note_settled"

    def summary(self) -> str:
        return f"Self-check “{self.subject.label}”: a note was settled"


@dataclass(frozen=True, kw_only=True)
class ScreenTextSaved(Event):
    verb: ClassVar[str] = "sip2.screen_text_saved"

    def summary(self) -> str:
        return f"Screen text “{self.subject.label}” saved"
