"""What a load is going to write: rows that wait on disk between comparing and writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from firstbell.core.imports.spool import Rows, Spool
from firstbell.library.drafts import TitleRow

PENDING = 0
"""``CopyRow.title_id`` of a copy whose title is written by the same load."""


class CopyRow(NamedTuple):
    """A copy to be made. ``title_at`` counts the plan's titles from 0 where ``title_id`` is :data:`PENDING`."""

    title_id: int
    title_at: int
    organisation_id: int
    item_type_id: int
    barcode: str
    call_number: str
    cents: int | None
    place_code: str
    place_name: str
    copy_number: str
    volume: str
    note: str
    staff_note: str
    vendor: str


@dataclass
class LoadPlan:
    """Titles in the order of the file, and copies. Lives in the run's scratch folder."""

    folder: Path
    profile: str
    profile_version: int
    added: int = 0
    replaced: int = 0
    titles: Spool = field(init=False)
    copies: Spool = field(init=False)
    marks: Spool = field(init=False)
    """(whether it is a new title, digest of its record), in the order of the titles."""

    def __post_init__(self) -> None:
        self.titles = Spool(self.folder / "titles")
        self.copies = Spool(self.folder / "copies")
        self.marks = Spool(self.folder / "marks")

    def mark(self, is_new: bool, digest: bytes) -> None:
        """The next title and what it is; its row comes with :meth:`add_titles`."""
        self.marks.append((is_new, digest))
        if is_new:
            self.added += 1
        else:
            self.replaced += 1

    def add_titles(self, rows: Rows, wanted: list[int | TitleRow]) -> None:
        """The rows of the titles marked last, in their order: one of ``rows`` by its place there, or one by itself.

        When all of ``rows`` are wanted as they stand, they are not even looked into.
        """
        if wanted == list(range(rows.count)):
            self.titles.adopt(rows)
        elif wanted:
            drafted = rows.all()
            self.titles.extend([drafted[one] if isinstance(one, int) else tuple(one) for one in wanted])

    def title_rows(self) -> Iterator[TitleRow]:
        return (TitleRow(*row) for row in self.titles)

    def copy_rows(self) -> Iterator[CopyRow]:
        return (CopyRow(*row) for row in self.copies)

    @property
    def writes(self) -> int:
        return len(self.titles) + len(self.copies)
