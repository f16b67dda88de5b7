"""Records of titles: the single way in which a title gets its record, by hand, by copying, or by a load."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict
from firstbell.core.events import change
from firstbell.inventory.models import ItemType
from firstbell.library.actions._records import readable, usual_type
from firstbell.library.actions._titles import write_rows
from firstbell.library.drafts import TitleRow, kept_form, row_of
from firstbell.library.events import RecordReplaced, TitleAdded
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.record import Form
from firstbell.library.marc.saying import derived
from firstbell.library.models import FormerRecord, Record, Title
from firstbell.library.permissions import LibraryPermission

_TOLD = {
    "full_title": "title", "author": "author", "edition": "edition", "publisher": "publisher", "year": "year",
    "extent": "extent", "language": "language", "format": "format", "audience": "audience", "is_fiction": "fiction",
    "summary": "summary", "contents": "contents", "dewey": "Dewey number", "control_number": "control number",
}  # fmt: skip


def save_record(
    title: Title | None,
    data: bytes,
    /,
    form: str = Form.ISO2709,
    *,
    encoding: str | None = None,
    source: str = "",
    item_type: ItemType | None = None,
    expected_digest: bytes | None = None,
    by: Actor,
) -> Title:
    """Give a title this record, or make a new title of it (``title`` None). The former record is kept.

    ``expected_digest``: the digest of the record that was edited; raises Conflict when somebody has saved another since.
    Raises Invalid for what is no record or has no title, Forbidden without ``library.title.edit``.
    """
    by.require(LibraryPermission.TITLE_EDIT)
    record = readable(data, form, encoding)
    stored = kept_form(data, form, record, source)
    said = derived(record)
    remarks = [*record.remarks, *check_record(record)]
    with change(by) as unit:
        if title is not None:
            _refuse_collision(title, expected_digest)
        kind = item_type or (title.item_type if title is not None else usual_type(said))
        row = row_of(stored, record, said, remarks, title_id=title.pk if title is not None else 0, item_type_id=kind.pk)
        (pk,) = write_rows([row], run_id=None, replaced_by=by.name)
        saved = Title.objects.select_related("item_type").get(pk=pk)
        if title is None:
            unit.publish(TitleAdded(subject=saved.ref, org_path=""))
        else:
            unit.publish(RecordReplaced(subject=saved.ref, org_path="", changes=_changes(title, saved), note=source))
        unit.reindex(Title.KIND_REF, pk)
    return saved


def write_titles(rows: Iterable[TitleRow], *, run_id: int | None, by: Actor) -> list[int]:
    """Many titles at once, compared and planned before; gives their ids in order.

    Call it inside ``change(by)``; whoever calls publishes that it happened. Raises Forbidden.
    """
    by.require(LibraryPermission.TITLE_EDIT)
    with change(by):
        return write_rows(rows, run_id=run_id, replaced_by=by.name)


def restore_record(former: FormerRecord, *, by: Actor) -> Title:
    """Make a former record the present one again; the present one becomes a former one."""
    title = Title.objects.select_related("item_type").get(pk=former.title_id)
    return save_record(title, bytes(former.data), former.form, encoding=former.encoding, source=former.source, by=by)


def _refuse_collision(title: Title, expected: bytes | None) -> None:
    if expected is None:
        return
    now = Record.objects.filter(title=title).values_list("digest", flat=True).first()
    if now is not None and bytes(now) != expected:
        raise Conflict(
            "Somebody else has saved this record since you opened it.",
            remedy="Open it again in a second window, compare, and enter your changes there.",
        )


def _changes(before: Title, after: Title) -> dict[str, tuple[Any, Any]]:
    return {
        word: (str(getattr(before, name) or ""), str(getattr(after, name) or ""))
        for name, word in _TOLD.items()
        if getattr(before, name) != getattr(after, name)
    }
