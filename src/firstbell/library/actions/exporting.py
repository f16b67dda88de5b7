"""Records taken out: all of them or some, in any form, with or without their copies. Streams; told to the audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.library.events import TitlesExported
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Field, Form, Record, Unreadable
from firstbell.library.marc.writing import (
    COLLECTION_END,
    COLLECTION_START,
    TooLong,
    write_iso2709,
    write_json,
    write_mrk,
    write_xml,
)
from firstbell.library.models import NOT_ON_LIST, Copy, Title
from firstbell.library.models import Record as Kept
from firstbell.library.permissions import LibraryPermission

UTF8, MARC8, MARCXML, JSON, MRK = "iso2709", "marc8", "marcxml", "json", "mrk"
KINDS = {
    UTF8: "MARC 21 in UTF-8 (.mrc)",
    MARC8: "MARC 21 in MARC-8, for older systems (.mrc)",
    MARCXML: "MARCXML (.xml)",
    MRK: "MARCMaker text, for MarcEdit (.mrk)",
    JSON: "MARC-in-JSON, one record a line (.json)",
}
ENDINGS = {UTF8: "mrc", MARC8: "mrc", MARCXML: "xml", MRK: "mrk", JSON: "json"}
CONTENT_TYPES = {
    UTF8: "application/marc", MARC8: "application/marc", MARCXML: "application/marcxml+xml",
    MRK: "text/plain; charset=utf-8", JSON: "application/json",
}  # fmt: skip
_PART = 500


@dataclass
class Export:
    """An export under way. ``left_out`` is filled while ``pieces`` are drawn: titles that this form has no room for."""

    pieces: Iterator[bytes]
    count: int
    filename: str
    content_type: str
    left_out: list[str]


def export_titles(
    kind: str = UTF8, *, ids: Sequence[int] | None = None, has_items: bool = False, org_path: str = "", by: Actor
) -> Export:
    """The records of these titles (all that the actor may see when ``ids`` is None), to be written somewhere.

    ``has_items``: copies below ``org_path`` as field 852 ($p barcode, $h call number, $9 price, $b place). Records that came
    clean go out byte for byte, if asked for as they are kept. Raises Forbidden without ``library.catalogue.work``.
    """
    by.require(LibraryPermission.CATALOGUE_WORK)
    if kind not in KINDS:
        raise ValueError(f"{kind} is no form of export; there are {', '.join(KINDS)}")
    titles = Title.objects.visible_to(by).filter(record__isnull=False)
    if ids is not None:
        titles = titles.filter(pk__in=ids)
    chosen = list(titles.order_by("pk").values_list("pk", flat=True))
    label = f"{len(chosen):,} records as {KINDS[kind]}"
    with change(by) as unit:
        unit.publish(TitlesExported(subject=Ref("library.export", 0, label), org_path=EVERYWHERE))
    left_out: list[str] = []
    pieces = _pieces(kind, chosen, has_items, org_path, by, left_out)
    return Export(pieces, len(chosen), f"titles.{ENDINGS[kind]}", CONTENT_TYPES[kind], left_out)


def _pieces(
    kind: str, ids: list[int], has_items: bool, org_path: str, by: Actor, left_out: list[str]
) -> Iterator[bytes]:
    if kind == MARCXML:
        yield COLLECTION_START.encode()
    for start in range(0, len(ids), _PART):
        part = ids[start : start + _PART]
        copies = _copies(part, org_path, by) if has_items else {}
        for kept in Kept.objects.filter(title__in=part).order_by("title_id").select_related("title"):
            try:
                yield _written(kind, kept, copies.get(kept.title_id, []))
            except (TooLong, Unreadable) as problem:
                left_out.append(f"{kept.title.name} ({kept.title_id}): {problem}")
    if kind == MARCXML:
        yield COLLECTION_END.encode()


def _written(kind: str, kept: Kept, copies: list[Field]) -> bytes:
    """One record. Raises TooLong."""
    data = bytes(kept.data)
    if kind == UTF8 and not copies and kept.form == Form.ISO2709 and kept.encoding == "utf-8" and not kept.was_salvaged:
        return data
    record = read_record(data, kept.form, kept.encoding if kept.form == Form.ISO2709 else None)
    if copies:
        record = replace(record, fields=[*record.fields, *copies])
    if kind == MARCXML:
        return write_xml(_says_utf8(record), namespace=False).encode() + b"\n"
    if kind == JSON:
        return write_json(_says_utf8(record)).encode() + b"\n"
    if kind == MRK:
        return write_mrk(_says_utf8(record)).encode() + b"\n"
    return write_iso2709(record, "marc-8" if kind == MARC8 else "utf-8")


def _says_utf8(record: Record) -> Record:
    """Text forms are Unicode whatever the record was."""
    leader = record.leader
    return record if leader[9:10] == "a" else replace(record, leader=leader[:9] + "a" + leader[10:])


def _copies(ids: list[int], org_path: str, by: Actor) -> dict[int, list[Field]]:
    found: dict[int, list[Field]] = {}
    copies = Copy.objects.visible_to(by).filter(product__in=ids, organisation__path__startswith=org_path)
    rows = copies.exclude(status__in=NOT_ON_LIST).values_list(
        "product_id",
        "organisation__name",
        "shelving_place__name",
        "call_number",
        "barcode",
        "copy_number",
        "cost_cents",
    )
    for title_id, school, place, call_number, barcode, number, cost in rows.order_by("pk"):
        parts = [("a", school), ("b", place or ""), ("h", call_number), ("p", barcode), ("t", number)]
        if cost is not None:
            parts.append(("9", f"${cost / 100:.2f}"))
        field = Field.of("852", "  ", *((code, text) for code, text in parts if text))
        found.setdefault(title_id, []).append(field)
    return found
