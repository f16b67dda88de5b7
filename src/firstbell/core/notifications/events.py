"""What happened to wordings, switches, preferences, webhooks and chat rooms; all of it is audited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WordingSaved(Event):
    verb: ClassVar[str] = "core.wording.saved"

    def summary(self) -> str:
        return f"New words for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WordingReverted(Event):
    verb: ClassVar[str] = "core.wording.reverted"

    def summary(self) -> str:
        return f"Back to the shipped words for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class KindSwitched(Event):
    verb: ClassVar[str] = "core.notice_kind.switched"

    def summary(self) -> str:
        return f"Notices “{self.subject.label}” switched"


@dataclass(frozen=True, kw_only=True)
class PreferenceChosen(Event):
    """Somebody chose for themselves how they are told of one kind."""

    verb: ClassVar[str] = "core.preference.chosen"

    def summary(self) -> str:
        return f"Chose how to be told: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class NoticeTimesSet(Event):
    verb: ClassVar[str] = "core.notice_times.set"

    def summary(self) -> str:
        return f"Quiet hours of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class DeliveryRepeated(Event):
    verb: ClassVar[str] = "core.delivery.repeated"

    def summary(self) -> str:
        return f"Sent again: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class DeliveryBounced(Event):
    """A mail was taken by the other server and came back later."""

    verb: ClassVar[str] = "core.delivery.bounced"

    def summary(self) -> str:
        return f"Came back: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class WebhookChanged(Event):
    """Added, edited, given a new secret, switched or removed; ``note`` says which."""

    verb: ClassVar[str] = "core.webhook.changed"

    def summary(self) -> str:
        return f"Webhook “{self.subject.label}”: {self.note}"


@dataclass(frozen=True, kw_only=True)
class WebhookGivenUp(Event):
    verb: ClassVar[str] = "core.webhook.given_up"

    def summary(self) -> str:
        return f"Webhook “{self.subject.label}” switched off after failing for days"


@dataclass(frozen=True, kw_only=True)
class ChatRoomChanged(Event):
    verb: ClassVar[str] = "core.chat_room.changed"

    def summary(self) -> str:
        return f"Chat “{self.subject.label}”: {self.note}"
