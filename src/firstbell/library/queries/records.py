"""Records as people read them: field by field, and two of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Field, Record, Unreadable
from firstbell.library.models import FormerRecord, Title
from firstbell.library.models import Record as StoredRecord


@dataclass(frozen=True, slots=True)
class Line:
    """A field on screen. ``indicators`` with ``_`` for a blank; ``parts``: (subfield code, text); a control field has ``body``."""

    tag: str
    indicators: str = ""
    parts: Sequence[tuple[str, str]] = ()
    body: str = ""

    @property
    def text(self) -> str:
        """The field as one line of text, to compare and to read out."""
        return self.body or " ".join(f"${code} {text}" for code, text in self.parts)


@dataclass(frozen=True, slots=True)
class Pair:
    """A field before and after; None where there is none."""

    old: Line | None
    new: Line | None

    @property
    def is_changed(self) -> bool:
        return self.old != self.new and not (self._is_leader and _without_sizes(self.old) == _without_sizes(self.new))

    @property
    def _is_leader(self) -> bool:
        return self.old is not None and self.new is not None and self.old.tag == self.new.tag == "LDR"

    @property
    def sides(self) -> tuple[Line | None, Line | None]:
        return self.old, self.new


def _without_sizes(leader: Line | None) -> str:
    """A leader without the numbers that follow from everything else: length and base address."""
    return leader.body[5:12] + leader.body[17:] if leader is not None else ""


def parsed(stored: StoredRecord | FormerRecord) -> Record:
    """The stored record in memory. Raises ``marc.record.Unreadable``."""
    return read_record(bytes(stored.data), stored.form, stored.encoding)


def source_of(title: Title | None) -> str:
    """Where a title's record came from: an edited one keeps saying so."""
    rows = StoredRecord.objects.filter(title_id=title.pk if title is not None else 0)
    return rows.values_list("source", flat=True).first() or "by hand"


def lines_of(record: Record) -> list[Line]:
    """Leader first, then the fields in the order in which they stand."""
    return [Line("LDR", body=record.leader.replace(" ", "_")), *map(line_of, record.fields)]


def line_of(field: Field) -> Line:
    if field.is_control:
        return Line(field.tag, body=field.body.replace(" ", "_"))
    marks = (field.indicator1 + field.indicator2).replace(" ", "_")
    return Line(field.tag, marks, tuple(field.subfields))


def readable(stored: StoredRecord | FormerRecord | None) -> list[Line]:
    """The lines of a stored record; none where there is no record or nothing can be read from it."""
    if stored is None:
        return []
    try:
        return lines_of(parsed(stored))
    except Unreadable:
        return []


def compared(old: Sequence[Line], new: Sequence[Line]) -> list[Pair]:
    """Both records line beside line: what is alike faces itself, a changed field its successor of the same tag."""
    pairs: list[Pair] = []
    for what, a, b, c, d in SequenceMatcher(a=list(old), b=list(new), autojunk=False).get_opcodes():
        if what == "equal":
            pairs += [Pair(left, right) for left, right in zip(old[a:b], new[c:d], strict=True)]
            continue
        rest = list(new[c:d])
        for left in old[a:b]:
            match = next((right for right in rest if right.tag == left.tag), None)
            if match is not None:
                rest.remove(match)
            pairs.append(Pair(left, match))
        pairs += [Pair(None, right) for right in rest]
    return pairs
