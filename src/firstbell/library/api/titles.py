"""Titles and their records, for those who work on the catalogue."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.inventory.models import ItemType
from firstbell.library.actions.editing import finish_title
from firstbell.library.actions.records import save_record
from firstbell.library.actions.titles import delete_title, merge_titles, set_hidden
from firstbell.library.marc.record import Form, Unreadable
from firstbell.library.marc.writing import write_mrk
from firstbell.library.models import Record, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import narrowed
from firstbell.library.queries.records import parsed
from firstbell.library.schemas.titles import (
    RecordIn,
    RecordOut,
    TitleFilter,
    TitleIn,
    TitleMergeIn,
    TitleOut,
    TitlePatch,
)

router = Router()
_LONGEST = 400_000


def _title(request: ApiRequest, pk: int) -> Title:
    request.actor.require(May.CATALOGUE_WORK)
    title: Title = found(Title.objects.visible_to(request.actor).prefetch_related("numbers"), pk)
    return title


@router.get("/library/titles", response=Page[TitleOut])
def list_library_titles(request: ApiRequest, paging: Query[Paging], asked: Query[TitleFilter]) -> Any:
    """Titles by id, hidden ones too, for those who work on the catalogue."""
    request.actor.require(May.CATALOGUE_WORK)
    equal = asked.equals("format", "language", "is_temporary", "is_hidden", "control_number")
    titles = Title.objects.visible_to(request.actor).filter(**equal).prefetch_related("numbers")
    return paginate(narrowed(titles, asked.text[:200]), paging)


@router.get("/library/titles/{pk}", response=TitleOut)
def read_library_title(request: ApiRequest, pk: int) -> Any:
    """One title."""
    return _title(request, pk)


@router.post("/library/titles", response={201: TitleOut})
def create_library_title(request: ApiRequest, body: TitleIn) -> Any:
    """A new title of a record."""
    request.actor.require(May.TITLE_EDIT)
    kinds = ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY)
    kind = found(kinds, body.item_type_id) if body.item_type_id is not None else None
    data, form = _bytes(body)
    saved = save_record(
        None, data, form, encoding=body.encoding or None, source=body.source, item_type=kind, by=request.actor
    )
    return created(_title(request, saved.pk))


@router.get("/library/titles/{pk}/record", response=RecordOut)
def read_library_record(request: ApiRequest, pk: int) -> Any:
    """The record of a title, byte for byte and readable."""
    record = Record.objects.filter(title_id=_title(request, pk).pk).first()
    if record is None:
        raise NotFound("This title has no record yet.", remedy="Put one.")
    try:
        text = write_mrk(parsed(record))
    except Unreadable:
        text = ""
    return {
        "form": record.form, "encoding": record.encoding, "digest": bytes(record.digest).hex(), "source": record.source,
        "was_salvaged": record.was_salvaged, "remarks": record.remarks,
        "data": base64.b64encode(bytes(record.data)).decode(), "mrk": text,
    }  # fmt: skip


@router.put("/library/titles/{pk}/record", response=TitleOut)
def put_library_record(request: ApiRequest, pk: int, body: RecordIn) -> Any:
    """Another record for a title; the former one is kept."""
    title = _title(request, pk)
    data, form = _bytes(body)
    expected = _digest(body.expected_digest)
    save_record(
        title, data, form, encoding=body.encoding or None, source=body.source, expected_digest=expected,
        by=request.actor,
    )  # fmt: skip
    return _title(request, pk)


@router.patch("/library/titles/{pk}", response=TitleOut)
def change_library_title(request: ApiRequest, pk: int, body: TitlePatch) -> Any:
    """Hide or show it, or say that it is finished; what is left out stays."""
    title, values = _title(request, pk), given(body)
    if values.get("is_hidden") is not None:
        set_hidden(title, is_hidden=values["is_hidden"], by=request.actor)
    if values.get("is_temporary") is not None:
        finish_title(title, is_finished=not values["is_temporary"], by=request.actor)
    return _title(request, pk)


@router.delete("/library/titles/{pk}", response={204: None})
def delete_library_title(request: ApiRequest, pk: int) -> Any:
    """Take out a title that never had copies."""
    delete_title(_title(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/library/titles/{pk}/merge", response=TitleOut)
def merge_library_titles(request: ApiRequest, pk: int, body: TitleMergeIn) -> Any:
    """The other title is the same as this one: its copies and holds are this one's from now on."""
    keeper, other = _title(request, pk), _title(request, body.other_id)
    merge_titles(keeper, other, take=body.take, reason=body.reason, by=request.actor)
    return _title(request, pk)


def _bytes(body: RecordIn) -> tuple[bytes, str]:
    if body.mrk:
        return body.mrk.encode(), str(Form.MRK)
    if body.form not in {Form.ISO2709, Form.MARCXML, Form.JSON}:
        raise Invalid(f"“{body.form[:20]}” is no form.", remedy="One of: iso2709, marcxml, json.", field="form")
    try:
        data = base64.b64decode(body.data, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid("The record is no base64.", remedy="Send mrk as text, or data in base64.", field="data") from None
    if not 0 < len(data) <= _LONGEST:
        raise Invalid(f"The record has {len(data):,} bytes.", remedy=f"Send 1 to {_LONGEST:,}.", field="data")
    return data, body.form


def _digest(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        raise Invalid(
            "The digest is no hexadecimal number.", remedy="Take it from the record.", field="expected_digest"
        ) from None
