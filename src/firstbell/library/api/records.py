"""Records: read, put, edited with the digest of what was opened, taken over from elsewhere, made of a template, taken back."""

from __future__ import annotations

import base64
from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.inventory.models import ItemType
from firstbell.library.actions.editing import add_from_template, edit_record, take_over
from firstbell.library.actions.records import restore_record, save_record
from firstbell.library.actions.templates import remove_template, save_template
from firstbell.library.api.titles import bytes_of, title_at_work
from firstbell.library.marc.numbers import isbn13
from firstbell.library.marc.record import Unreadable
from firstbell.library.marc.writing import write_mrk
from firstbell.library.models import FormerRecord, Record, RecordTemplate
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.editing import record_of, rows_of_text
from firstbell.library.queries.records import parsed, source_of
from firstbell.library.schemas.cataloguing import (
    EditRecordIn,
    FormerRecordDetailOut,
    FormerRecordOut,
    RecordTemplateIn,
    RecordTemplateOut,
    TakeOverIn,
    TitleInHurryIn,
)
from firstbell.library.schemas.titles import RecordIn, RecordOut, TitleOut

router = Router()


@router.get("/library/titles/{pk}/record", response=RecordOut)
def read_library_record(request: ApiRequest, pk: int) -> Any:
    """The record of a title, byte for byte and readable."""
    record = Record.objects.filter(title_id=title_at_work(request, pk).pk).first()
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
    title = title_at_work(request, pk)
    data, form = bytes_of(body)
    expected = _digest(body.expected_digest)
    save_record(
        title, data, form, encoding=body.encoding or None, source=body.source, expected_digest=expected,
        by=request.actor,
    )  # fmt: skip
    return title_at_work(request, pk)


@router.patch("/library/titles/{pk}/record", response=TitleOut)
def edit_library_record(request: ApiRequest, pk: int, body: EditRecordIn) -> Any:
    """Save what was edited; the former record is kept, and where it came from. Another record by now is a conflict."""
    request.actor.require(May.TITLE_EDIT)
    title = title_at_work(request, pk)
    expected = _digest(body.expected_digest)
    if expected is None and Record.objects.filter(title=title).exists():
        raise Invalid(
            "Say which record was edited.", remedy="Its digest is beside the record.", field="expected_digest"
        )
    edit_record(
        title, record_of(rows_of_text(body.mrk)), expected_digest=expected, is_finished=body.is_finished,
        source=source_of(title), by=request.actor,
    )  # fmt: skip
    return title_at_work(request, pk)


@router.post("/library/take-overs", response={201: TitleOut})
def take_over_record(request: ApiRequest, body: TakeOverIn) -> Any:
    """A record from another catalogue becomes a new title, or the record of one that is here; it counts as finished."""
    request.actor.require(May.TITLE_EDIT)
    title = title_at_work(request, body.title_id) if body.title_id is not None else None
    data, form = bytes_of(body)
    saved = take_over(title, data, form=form, encoding=body.encoding, source=body.source, by=request.actor)
    return created(title_at_work(request, saved.pk))


@router.get("/library/titles/{pk}/former-records", response=Page[FormerRecordOut])
def list_former_records(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """Records of a title that were replaced, the last first."""
    rows = FormerRecord.objects.filter(title=title_at_work(request, pk)).defer("data", "remarks")
    return paginate(rows, paging, order=("-id",))


@router.get("/library/titles/{pk}/former-records/{version_pk}", response=FormerRecordDetailOut)
def read_former_record(request: ApiRequest, pk: int, version_pk: int) -> Any:
    """One of them, byte for byte and readable."""
    former = _former(request, pk, version_pk)
    try:
        text = write_mrk(parsed(former))
    except Unreadable:
        text = ""
    same = {name: getattr(former, name) for name in FormerRecordOut.model_fields}
    return same | {
        "digest": bytes(former.digest).hex(),
        "data": base64.b64encode(bytes(former.data)).decode(),
        "mrk": text,
    }


@router.post("/library/titles/{pk}/former-records/{version_pk}/restore", response=TitleOut)
def restore_former_record(request: ApiRequest, pk: int, version_pk: int) -> Any:
    """It is the present one again; the present one becomes a former one."""
    request.actor.require(May.TITLE_EDIT)
    restore_record(_former(request, pk, version_pk), by=request.actor)
    return title_at_work(request, pk)


@router.get("/library/templates", response=Page[RecordTemplateOut])
def list_record_templates(request: ApiRequest, paging: Query[Paging], is_field: bool | None = None) -> Any:
    """Templates of records and of fields, by id."""
    request.actor.require(May.TITLE_EDIT)
    rows = RecordTemplate.objects.all()
    return paginate(rows.filter(is_field=is_field) if is_field is not None else rows, paging)


@router.post("/library/templates", response={201: RecordTemplateOut})
def create_record_template(request: ApiRequest, body: RecordTemplateIn) -> Any:
    """Add a template; its text must make a record, or fields."""
    return created(save_template(None, values=_values(request, body), by=request.actor))


@router.put("/library/templates/{pk}", response=RecordTemplateOut)
def put_record_template(request: ApiRequest, pk: int, body: RecordTemplateIn) -> Any:
    """Change one, in all that it says."""
    values = _values(request, body)
    return save_template(found(RecordTemplate.objects.all(), pk), values=values, by=request.actor)


@router.delete("/library/templates/{pk}", response={204: None})
def delete_record_template(request: ApiRequest, pk: int) -> Any:
    """It is not offered any more; records made of it stay."""
    request.actor.require(May.RULE_EDIT)
    remove_template(found(RecordTemplate.objects.all(), pk), by=request.actor)
    return Status(204, None)


@router.post("/library/templates/{pk}/titles", response={201: TitleOut})
def add_title_from_template(request: ApiRequest, pk: int, body: TitleInHurryIn) -> Any:
    """A title in a hurry: a minimal record, on the list of those to be finished."""
    request.actor.require(May.TITLE_EDIT)
    template = found(RecordTemplate.objects.select_related("item_type"), pk)
    isbn = isbn13(body.isbn) or body.isbn
    saved = add_from_template(template, title=body.title, author=body.author, isbn=isbn, by=request.actor)
    return created(title_at_work(request, saved.pk))


def _values(request: ApiRequest, body: RecordTemplateIn) -> dict[str, Any]:
    request.actor.require(May.RULE_EDIT)
    kinds = ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY)
    kind = found(kinds, body.item_type_id) if body.item_type_id is not None else None
    return body.dict(exclude={"item_type_id"}) | {"item_type": kind}


def _former(request: ApiRequest, pk: int, version_pk: int) -> FormerRecord:
    former: FormerRecord = found(FormerRecord.objects.filter(title=title_at_work(request, pk)), version_pk)
    return former


def _digest(text: str) -> bytes | None:
    """Of hexadecimal figures; None for none. Raises Invalid."""
    try:
        return bytes.fromhex(text) if text else None
    except ValueError:
        raise Invalid(
            "The digest is no hexadecimal number.", remedy="Take it from the record.", field="expected_digest"
        ) from None
