"""Titles and their records, for those who work on the catalogue."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.api.merges import MergeOut, SplitOut
from firstbell.core.errors import Invalid
from firstbell.core.models import Merge
from firstbell.inventory.models import ItemType
from firstbell.library.actions.editing import finish_title
from firstbell.library.actions.records import save_record
from firstbell.library.actions.titles import delete_title, merge_titles, set_hidden, split_titles
from firstbell.library.marc.record import Form
from firstbell.library.models import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.finding import narrowed
from firstbell.library.schemas.titles import (
    RecordIn,
    TitleFilter,
    TitleIn,
    TitleMergeIn,
    TitleOut,
    TitlePatch,
)

router = Router()
_LONGEST = 400_000


def title_at_work(request: ApiRequest, pk: int) -> Title:
    """A title with its numbers, for those who work on the catalogue."""
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
    return title_at_work(request, pk)


@router.post("/library/titles", response={201: TitleOut})
def create_library_title(request: ApiRequest, body: TitleIn) -> Any:
    """A new title of a record."""
    request.actor.require(May.TITLE_EDIT)
    kinds = ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY)
    kind = found(kinds, body.item_type_id) if body.item_type_id is not None else None
    data, form = bytes_of(body)
    saved = save_record(
        None, data, form, encoding=body.encoding or None, source=body.source, item_type=kind, by=request.actor
    )
    return created(title_at_work(request, saved.pk))


@router.patch("/library/titles/{pk}", response=TitleOut)
def change_library_title(request: ApiRequest, pk: int, body: TitlePatch) -> Any:
    """Hide or show it, or say that it is finished; what is left out stays."""
    title, values = title_at_work(request, pk), given(body)
    if values.get("is_hidden") is not None:
        set_hidden(title, is_hidden=values["is_hidden"], by=request.actor)
    if values.get("is_temporary") is not None:
        finish_title(title, is_finished=not values["is_temporary"], by=request.actor)
    return title_at_work(request, pk)


@router.delete("/library/titles/{pk}", response={204: None})
def delete_library_title(request: ApiRequest, pk: int) -> Any:
    """Take out a title that never had copies."""
    delete_title(title_at_work(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/library/titles/{pk}/merge", response=TitleOut)
def merge_library_titles(request: ApiRequest, pk: int, body: TitleMergeIn) -> Any:
    """The other title is the same as this one: its copies and holds are this one's from now on."""
    keeper, other = title_at_work(request, pk), title_at_work(request, body.other_id)
    merge_titles(keeper, other, take=body.take, reason=body.reason, by=request.actor)
    return title_at_work(request, pk)


@router.get("/library/title-merges", response=Page[MergeOut])
def list_title_merges(request: ApiRequest, paging: Query[Paging], title_id: int | None = None) -> Any:
    """Titles that were made one, the last first; ``title_id``: into which."""
    request.actor.require(May.TITLE_EDIT)
    merges = Merge.objects.filter(kind=Title.KIND_REF)
    return paginate(merges.filter(keeper_id=title_id) if title_id is not None else merges, paging, order=("-id",))


@router.post("/library/title-merges/{pk}/split", response=SplitOut)
def split_merged_titles(request: ApiRequest, pk: int) -> Any:
    """Take a merge back; ``left`` says in words what could not go back."""
    request.actor.require(May.TITLE_EDIT)
    merge = found(Merge.objects.filter(kind=Title.KIND_REF), pk)
    title_at_work(request, merge.keeper_id)
    return {"left": split_titles(merge, by=request.actor)}


def bytes_of(body: RecordIn) -> tuple[bytes, str]:
    """(the record, its form). Raises Invalid for what is none."""
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
