"""What is here already, asked for some hundred records at once: titles by their keys, records, barcodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstbell.core import bulk
from firstbell.core.scan import normalise
from firstbell.inventory.models import Item
from firstbell.library.drafts import TITLE_COLUMNS
from firstbell.library.matching import CONTROL, SYSTEM, TITLE, Key, title_key
from firstbell.library.models import Record, Title, TitleNumber

_TITLE = Title._meta.db_table
_CONTROL_SQL = f"SELECT control_number, control_source, product_ptr_id FROM {_TITLE} WHERE control_number {{in}}"  # noqa: S608
_TITLE_SQL = f"SELECT sort_title, author_sort, year, format, product_ptr_id FROM {_TITLE} WHERE sort_title {{in}}"  # noqa: S608
_NUMBER_SQL = (
    f"SELECT value, title_id FROM {TitleNumber._meta.db_table} "  # noqa: S608 - names come from code
    "WHERE kind = %s AND is_valid AND NOT is_other_form AND value {in}"
)
_RECORD_SQL = (
    "SELECT t.product_ptr_id, r.digest, r.data, r.form, r.encoding, p.item_type_id, t.merged_into_id, "  # noqa: S608 - names come from code
    + ", ".join(f"t.{name}" for name in TITLE_COLUMNS)
    + f" FROM {_TITLE} t JOIN inventory_product p ON p.id = t.product_ptr_id "
    f"LEFT JOIN {Record._meta.db_table} r ON r.title_id = t.product_ptr_id WHERE t.product_ptr_id {{in}}"
)
_DIGEST_SQL = f"SELECT digest FROM {Record._meta.db_table} WHERE digest {{in}}"  # noqa: S608 - names come from code
_BARCODE_SQL = (
    f"SELECT barcode_norm, id, product_id, organisation_id FROM {Item._meta.db_table} "  # noqa: S608 - names come from code
    "WHERE status NOT IN ('disposed', 'sold') AND barcode_norm {in}"
)


_NAME = TITLE_COLUMNS.index("full_title")
_NUMBER, _SOURCE = TITLE_COLUMNS.index("control_number"), TITLE_COLUMNS.index("control_source")


@dataclass(frozen=True, slots=True)
class KnownTitle:
    """A title here: its record (``data`` empty when it has none yet) and the columns in the order of the table."""

    id: int
    digest: bytes
    data: bytes
    form: str
    encoding: str
    item_type_id: int
    merged_into: int | None
    columns: tuple[Any, ...]

    @property
    def name(self) -> str:
        return str(self.columns[_NAME])

    @property
    def control(self) -> tuple[str, str]:
        """(control number, whose)."""
        return self.columns[_NUMBER], self.columns[_SOURCE]


def titles_by_key(keys: Iterable[Key]) -> dict[Key, set[int]]:
    """Which titles have each key."""
    by_rule: dict[str, dict[str, None]] = {}
    for rule, value in keys:
        by_rule.setdefault(rule, {})[value] = None
    found: dict[Key, set[int]] = {}
    for rule, values in by_rule.items():
        if rule == CONTROL:
            numbers = list(dict.fromkeys(value.partition("\x1f")[2] for value in values))
            for number, source, pk in bulk.select_in(_CONTROL_SQL, numbers):
                found.setdefault((CONTROL, f"{source}\x1f{number}"), set()).add(pk)
        elif rule == TITLE:
            names = list(dict.fromkeys(value.partition("\x1f")[0] for value in values))
            for sort_title, author, year, kind, pk in bulk.select_in(_TITLE_SQL, names):
                found.setdefault((TITLE, title_key(sort_title, author, year, kind)), set()).add(pk)
        else:
            kind = "other" if rule == SYSTEM else rule
            for value, pk in bulk.select_in(_NUMBER_SQL, list(values), [kind]):
                found.setdefault((rule, value), set()).add(pk)
    return found


def known_titles(ids: Sequence[int]) -> dict[int, KnownTitle]:
    """Titles with their records, by id; of those that were merged away also what they were merged into."""
    found: dict[int, KnownTitle] = {}
    wanted: Sequence[int] = ids
    while wanted:
        for row in bulk.select_in(_RECORD_SQL, wanted):
            found[row[0]] = KnownTitle(
                row[0],
                bytes(row[1] or b""),
                bytes(row[2] or b""),
                row[3] or "",
                row[4] or "",
                row[5],
                row[6],
                tuple(row[7:]),
            )
        wanted = list({one.merged_into for one in found.values() if one.merged_into} - set(found))
    return found


def keeper_of(pk: int, known: Mapping[int, KnownTitle]) -> int:
    """The title that this one is now; most were never merged."""
    while (into := known[pk].merged_into) is not None:
        pk = into
    return pk


def records_here(digests: Sequence[bytes]) -> set[bytes]:
    """Which records of these digests are some title's, byte for byte."""
    return {bytes(digest) for (digest,) in bulk.select_in(_DIGEST_SQL, digests)}


def barcodes_here(barcodes: Iterable[str]) -> dict[str, tuple[int, int, int]]:
    """Normalised barcode to (item, product, organisation) of what bears it now."""
    wanted = list(dict.fromkeys(normalise(one) for one in barcodes if one))
    return {row[0]: (row[1], row[2], row[3]) for row in bulk.select_in(_BARCODE_SQL, wanted)}
