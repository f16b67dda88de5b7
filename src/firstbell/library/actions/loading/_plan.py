"""What a load is going to write: rows that wait on disk between comparing and writing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from firstbell.core.imports.spool import Spool
from firstbell.library.actions._titles import TitleRow

_DIGEST_AT = 3  # in the record part of a title's row
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

    def add_title(self, row: TitleRow) -> int:
        """Give the row its place and say which it is."""
        place = len(self.titles)
        self.titles.append(tuple(row))
        self.marks.append((not row.title_id, row.record[_DIGEST_AT]))
        if row.title_id:
            self.replaced += 1
        else:
            self.added += 1
        return place

    def title_rows(self) -> Iterator[TitleRow]:
        return (TitleRow(*row) for row in self.titles)

    def copy_rows(self) -> Iterator[CopyRow]:
        return (CopyRow(*row) for row in self.copies)

    @property
    def writes(self) -> int:
        return len(self.titles) + len(self.copies)
