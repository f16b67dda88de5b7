"""A title gets its record: by hand, changed, in collision, restored."""

import pytest

from firstbell.core import audit
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.library.actions.records import restore_record, save_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Field
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.models import FormerRecord, ReadingLevel, Title, TitleNumber
from firstbell.library.tests.records import book
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


LEVEL = Field.of("521", "8 ", ("a", "1O2OL"), ("b", "Lexile"))
SERIES = Field.of("490", "0 ", ("a", "Brian's saga ;"), ("v", "bk. 1"))


def test_a_new_title_says_what_its_record_says(cast: Cast) -> None:
    data = write_iso2709(book(more=(LEVEL, SERIES)))
    title = save_record(None, data, source="by hand", by=cast.lib.actor)
    assert (title.name, title.author, title.year, title.publisher) == (
        "Hatchet",
        "Paulsen, Gary",
        1987,
        "Bradbury Press",
    )
    assert title.is_fiction is True
    assert title.audience == "c"
    assert title.item_type.code == "library-book"
    assert bytes(title.record.data) == data
    assert title.record.encoding == "utf-8"
    assert TitleNumber.objects.get(title=title, kind="isbn").value == "9780689808821"
    level = ReadingLevel.objects.get(title=title)
    assert (level.scheme, level.low, level.text) == ("lexile", 1020.0, "1020L")
    uses = {use.heading.kind: use for use in title.uses.select_related("heading")}
    assert uses["person"].is_main
    assert uses["series"].volume_sort == 1.0
    assert [entry.verb for entry in audit.timeline(Title.KIND_REF, title.pk)] == ["library.title.added"]


def test_a_changed_record_keeps_the_former_one_and_can_be_restored(cast: Cast) -> None:
    first = write_iso2709(book())
    title = save_record(None, first, by=cast.lib.actor)
    record = read_record(first)
    record.fields = [*record.without(("100",)), Field.of("100", "1 ", ("a", "Paulsen, Gary,"), ("d", "1939-2021."))]
    digest = bytes(title.record.digest)
    changed = save_record(title, write_iso2709(record), expected_digest=digest, by=cast.lib.actor)
    assert changed.pk == title.pk
    assert [use.heading.text for use in changed.uses.all()] == ["Paulsen, Gary, 1939-2021"]
    former = FormerRecord.objects.get(title=title)
    assert bytes(former.data) == first
    assert former.replaced_by == cast.lib.actor.name
    with pytest.raises(Conflict, match="Somebody else"):
        save_record(title, first, expected_digest=digest, by=cast.lib.actor)
    again = restore_record(former, by=cast.lib.actor)
    assert bytes(again.record.data) == first
    assert [use.heading.text for use in again.uses.all()] == ["Paulsen, Gary"]


def test_what_is_no_record_is_refused_in_plain_words(cast: Cast) -> None:
    with pytest.raises(Invalid, match="24"):
        save_record(None, b"not a record", by=cast.lib.actor)
    untitled = book()
    untitled.fields = untitled.without(("245",))
    with pytest.raises(Invalid, match="no title"):
        save_record(None, write_iso2709(untitled), by=cast.lib.actor)
    assert not Title.objects.exists()


def test_only_who_may_edit_titles_saves_records(cast: Cast) -> None:
    for actor in (cast.tess.actor, cast.stu.actor, cast.tia.actor):
        with pytest.raises(Forbidden):
            save_record(None, write_iso2709(book()), by=actor)
