"""What happened to things: listened to by circulation, the counter and the help desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event
from firstbell.inventory.models import Status


@dataclass(frozen=True, kw_only=True)
class ItemStatusChanged(Event):
    """``old`` and ``new`` are :class:`Status` values; ``holder_id`` who had it before, None for private types."""

    verb: ClassVar[str] = "inventory.item.status_changed"

    old: str
    new: str
    holder_id: int | None = None

    def summary(self) -> str:
        return f"{self.subject.label}: {Status(self.old).label} → {Status(self.new).label}"


@dataclass(frozen=True, kw_only=True)
class ItemAdded(Event):
    verb: ClassVar[str] = "inventory.item.added"

    def summary(self) -> str:
        return f"Added {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemEdited(Event):
    verb: ClassVar[str] = "inventory.item.edited"

    def summary(self) -> str:
        return f"Changed {', '.join(self.changes) or 'nothing'} of {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemReceivedBack(Event):
    """It came back without a change of its status, e.g. to the depot where it is being repaired."""

    verb: ClassVar[str] = "inventory.item.received_back"

    def summary(self) -> str:
        return f"{self.subject.label} came back"


@dataclass(frozen=True, kw_only=True)
class ItemMoved(Event):
    verb: ClassVar[str] = "inventory.item.moved"

    def summary(self) -> str:
        return f"Moved {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemConditionSet(Event):
    verb: ClassVar[str] = "inventory.item.condition_set"

    def summary(self) -> str:
        return f"Graded {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemRestored(Event):
    """An earlier change was taken back (undo)."""

    verb: ClassVar[str] = "inventory.item.restored"

    def summary(self) -> str:
        return f"Undone: {self.subject.label} is as it was before"


@dataclass(frozen=True, kw_only=True)
class CartChecked(Event):
    """``subject`` is the cart's place; the note tells what was missing or strange."""

    verb: ClassVar[str] = "inventory.cart.checked"

    def summary(self) -> str:
        return f"Checked {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class CatalogueChanged(Event):
    """A device model, item type, funding source, tag rule or label size was added or changed."""

    verb: ClassVar[str] = "inventory.catalogue.changed"

    def summary(self) -> str:
        return f"Catalogue: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class ItemsMerged(Event):
    """``other`` is the entry that went into the subject."""

    verb: ClassVar[str] = "inventory.item.merged"
    other: str

    def summary(self) -> str:
        return f"{self.other} is the same thing as {self.subject.label}; the two entries are one now"


@dataclass(frozen=True, kw_only=True)
class ItemsSplit(Event):
    verb: ClassVar[str] = "inventory.item.split"
    other: str

    def summary(self) -> str:
        return f"{self.other} is another thing after all; the two entries were taken apart"


@dataclass(frozen=True, kw_only=True)
class LabelPrintingChanged(Event):
    """A printer was measured anew, or the words for finders changed."""

    verb: ClassVar[str] = "inventory.label_printing_changed"

    def summary(self) -> str:
        return f"Label printing: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class KitChanged(Event):
    """A part was put into the kit or taken out of it."""

    verb: ClassVar[str] = "inventory.kit.changed"

    def summary(self) -> str:
        old, new = self.changes["Part"]
        return f"Put {new} into {self.subject.label}" if new else f"Took {old} out of {self.subject.label}"
