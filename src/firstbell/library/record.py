"""What the library knows of somebody, and why it is in no record: what one reads and cites is nobody else's business."""

from __future__ import annotations

from firstbell.core.record import not_in_record

not_in_record("library.Pathfinder.owner", "Who keeps a pathfinder right does so for the school")
not_in_record(
    "library.CitationList.owner",
    "What somebody cites is what they read: they alone see it, and take it along as a file",
)
