"""What comes before a record is saved, by hand or in a load: read, given a type."""

from __future__ import annotations

from firstbell.core.errors import Invalid, NotFound
from firstbell.inventory.models import ItemType
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Record as MarcRecord
from firstbell.library.marc.record import Unreadable
from firstbell.library.marc.saying import Derived


def readable(data: bytes, form: str, encoding: str | None) -> MarcRecord:
    """The record in these bytes, with a title. Raises Invalid in plain words."""
    try:
        record = read_record(data, form, encoding)
    except Unreadable as problem:
        raise Invalid(problem.message, remedy=problem.todo) from None
    if not any(one.tag == "245" and one.first("a") for one in record.fields):
        raise Invalid("The record has no title (245 $a).", remedy="Add field 245 with the title in subfield $a.")
    return record


def usual_type(said: Derived) -> ItemType:
    """The circulation type for a format, where nobody has said one. Raises NotFound when there is none for libraries."""
    wanted = {
        "serial": "magazine", "audio": "library-audio", "eaudio": "library-audio", "music": "library-audio",
        "video": "library-video", "kit": "library-kit", "object": "library-kit",
    }.get(said.format, "library-book")  # fmt: skip
    kinds = {one.code: one for one in ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY).order_by("pk")}
    found = kinds.get(wanted) or kinds.get("library-book") or next(iter(kinds.values()), None)
    if found is None:
        raise NotFound("There is no circulation type for library material.", remedy="Add one among the item types.")
    return found
