"""Records edited on screen: saved with undo, made of a template, finished."""

from __future__ import annotations

from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import ItemType
from firstbell.library.actions.records import restore_record, save_record
from firstbell.library.events import TitleFinished
from firstbell.library.marc.record import Form, Record
from firstbell.library.models import FormerRecord, RecordTemplate, Title
from firstbell.library.models import Record as StoredRecord
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.editing import from_template, written

EVERYWHERE = ""


def edit_record(
    title: Title | None,
    record: Record,
    *,
    expected_digest: bytes | None = None,
    is_finished: bool = True,
    item_type: ItemType | None = None,
    source: str = "",
    by: Actor,
) -> Title:
    """Save what was edited (``title`` None: as a new title); the former record is kept, and undo is offered.

    ``expected_digest``: of the record that was opened; raises Conflict when somebody has saved another since, Invalid for a
    record without a title, Forbidden (``library.title.edit``).
    """
    data, form = written(record)
    with change(by):
        saved = save_record(
            title,
            data,
            form,
            encoding="utf-8",
            source=source,
            item_type=item_type,
            expected_digest=expected_digest,
            by=by,
        )
        if saved.is_temporary == is_finished:
            finish_title(saved, is_finished=is_finished, by=by)
        former = FormerRecord.objects.filter(title=saved).order_by("-pk").first() if title is not None else None
        if former is not None:
            digest = bytes(StoredRecord.objects.values_list("digest", flat=True).get(title=saved))
            payload = {"title": saved.pk, "former": former.pk, "digest": digest.hex()}
            offer_undo(undo_edit, payload, label=f"“{saved}” saved", by=by)
    return saved


@undo_handler
def undo_edit(payload: dict[str, Any], *, by: Actor) -> None:
    """Within the minute the former record is the present one again, if nobody has saved since."""
    former = FormerRecord.objects.filter(pk=payload["former"]).first()
    digest = StoredRecord.objects.filter(title_id=payload["title"]).values_list("digest", flat=True).first()
    if former is None or digest is None:
        raise NotFound("There is nothing to undo here.")
    if bytes(digest).hex() != payload["digest"]:
        raise Conflict("The record was saved again since.", remedy="Its former records stand on its page.")
    restore_record(former, by=by)


def finish_title(title: Title, *, is_finished: bool = True, by: Actor) -> Title:
    """Its record is made, or (``is_finished`` False) still to be made. Raises Forbidden (``library.title.edit``)."""
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by) as unit:
        if Title.objects.filter(pk=title.pk, is_temporary=is_finished).update(is_temporary=not is_finished):
            unit.publish(TitleFinished(subject=title.ref, org_path=EVERYWHERE, is_finished=is_finished))
        title.is_temporary = not is_finished
    return title


def add_from_template(template: RecordTemplate, *, title: str, author: str = "", isbn: str = "", by: Actor) -> Title:
    """A title in a hurry: a minimal record made of the template, on the list of those to be finished.

    Raises Invalid without a title or for a template that makes no record, Forbidden (``library.title.edit``).
    """
    if template.is_field:
        raise Invalid(f"“{template}” holds fields, not a record.", remedy="Choose another template.", field="template")
    if not title.strip():
        raise Invalid("A title needs its name.", remedy="Type what stands on the cover.", field="title")
    text = from_template(template.text, title=title, author=author, isbn=isbn)
    with change(by):
        saved = save_record(
            None, text.encode(), Form.MRK, source=f"template: {template.code}"[:60], item_type=template.item_type, by=by
        )
        return finish_title(saved, is_finished=False, by=by)


def take_over(title: Title | None, data: bytes, *, form: str, encoding: str = "", source: str, by: Actor) -> Title:
    """A record from another catalogue becomes a new title (None), or the record of this one; it counts as finished.

    Raises Invalid for what is no record, Forbidden (``library.title.edit``).
    """
    with change(by):
        saved = save_record(title, data, form, encoding=encoding or None, source=source[:60], by=by)
        return finish_title(saved, by=by)
