"""Records by hand: the brief form, the MARC editor, versions, undo, two people at once; titles in a hurry; merging."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.core.errors import Conflict, Invalid
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item
from firstbell.library.actions.editing import add_from_template, edit_record, take_over
from firstbell.library.actions.records import save_record
from firstbell.library.actions.titles import delete_title, merge_titles, set_hidden, split_titles
from firstbell.library.marc.numbers import isbn13
from firstbell.library.marc.record import Field, Form, Record
from firstbell.library.marc.writing import write_iso2709
from firstbell.library.models import FormerRecord, RecordTemplate, Title
from firstbell.library.models import Record as StoredRecord
from firstbell.library.queries.brief import Brief, brief_of, with_brief
from firstbell.library.queries.editing import Row, checked, elements_of, record_of, rows_of, with_element
from firstbell.library.queries.records import parsed
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast, signed_in

HATCHET = Record(
    "00000cam a2200000 a 4500",
    [
        Field("001", "87006416"),
        Field("008", "870403s1987    nyu    j      000 1 eng  "),
        Field.of("020", "  ", ("a", "9780689840920 (pbk.) :"), ("c", "$6.99 {list}")),
        Field.of("100", "1 ", ("a", "Paulsen, Gary.")),
        Field.of("245", "10", ("a", "Hatchet /"), ("c", "Gary Paulsen.")),
        Field.of("260", "  ", ("a", "New York :"), ("b", "Bradbury Press,"), ("c", "c1987.")),
        Field.of("300", "  ", ("a", "195 p. ;"), ("c", "22 cm.")),
        Field.of("490", "1 ", ("a", "Brian’s saga ;"), ("v", "1")),
        Field.of("650", " 0", ("a", "Survival"), ("v", "Juvenile fiction.")),
        Field.of("650", " 1", ("a", "Divorce"), ("v", "Fiction.")),
        Field.of("901", "  ", ("x", "ours")),
    ],
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def lib(cast: Cast) -> Client:
    return signed_in(cast.lib)


def make_hatchet(cast: Cast) -> Title:
    return save_record(None, write_iso2709(HATCHET), Form.ISO2709, source="a vendor", by=cast.lib.actor)


def stored(title: Title) -> StoredRecord:
    return StoredRecord.objects.get(title=title)


# --- pure -------------------------------------------------------------------------------------------------------------

_TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=30)
_FIELDS = st.lists(
    st.one_of(
        st.builds(Field, st.just("001"), _TEXT),
        st.builds(
            lambda tag, marks, parts: Field.of(tag, marks, *parts),
            st.sampled_from(("020", "245", "500", "880", "999")),
            st.sampled_from(("  ", "10", " 0", "1 ")),
            st.lists(st.tuples(st.sampled_from("abcz0"), _TEXT), max_size=4),
        ),
    ),
    max_size=6,
)


@given(_FIELDS)
@settings(max_examples=150, deadline=None)
def test_a_record_goes_through_the_editor_without_losing_a_letter(fields: list[Field]) -> None:
    record = Record("00000cam a2200000 a 4500", fields)
    back = record_of(rows_of(record))
    assert back.fields == fields
    assert back.leader == record.leader


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=3), st.text(max_size=20)), max_size=5))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_into_the_editor_is_checked_and_never_crashes(typed: list[tuple[str, str, str]]) -> None:
    rows = [Row(str(at), tag[:3], marks[:2], value) for at, (tag, marks, value) in enumerate(typed)]
    assert len(checked(rows)) == len(rows)


def test_the_brief_form_changes_what_was_changed_and_nothing_else() -> None:
    known = brief_of(HATCHET)
    assert known.title == "Hatchet"
    assert known.author == "Paulsen, Gary"
    assert known.series == "Brian’s saga ; 1"
    assert known.subjects == "Survival -- Juvenile fiction\nDivorce -- Fiction"
    assert with_brief(HATCHET, known).fields == HATCHET.fields
    new = Brief(
        **{name: getattr(known, name) for name in known.__slots__}
        | {
            "subtitle": "a novel",
            "subjects": "Survival -- Juvenile fiction\nWilderness",
            "lexile": "1020L",
            "year": "1999",
        }
    )
    done = with_brief(HATCHET, new)
    assert str(done.first("245")) == "245 10 $a Hatchet : $b a novel / $c Gary Paulsen."
    assert str(done.first("260")) == "260 __ $a New York : $b Bradbury Press, $c 1999."
    assert [str(one) for one in done.all("650")] == ["650 _0 $a Survival $v Juvenile fiction.", "650 _4 $a Wilderness"]
    assert str(done.first("521")) == "521 8_ $a 1020L $b Lexile"
    touched = {"245", "260", "521", "650"}
    assert [one for one in done.fields if one.tag not in touched] == [
        one for one in HATCHET.fields if one.tag not in touched
    ]
    assert [one.tag for one in done.fields] == sorted(one.tag for one in done.fields)


def test_a_fixed_field_is_taken_apart_by_position_and_put_together() -> None:
    value = HATCHET.control("008")
    elements = {one.start: one for one in elements_of("008", value, HATCHET.leader)}
    assert (elements[22].now, dict(elements[22].choices)["j"]) == ("j", "j: Juvenile")
    assert with_element(value, 22, "c")[22] == "c"
    assert len(with_element("", 35, "eng")) == 38
    assert elements_of("007", "", HATCHET.leader)
    assert elements_of("500", "", HATCHET.leader) == []


def test_the_check_stands_beside_the_field_it_means() -> None:
    rows = rows_of(Record(HATCHET.leader, [*HATCHET.fields, Field.of("245", "99", ("a", "Again"))]))
    remarks = {row.key: row.remarks for row in checked(rows)}
    last = rows[-1].key
    assert any("only once" in one.message for one in remarks[last])


@pytest.mark.parametrize(
    ("text", "isbn"),
    [("0-689-84092-6", "9780689840920"), ("978-0-689-84092-0", "9780689840920"), ("9780689840921", ""), ("Hatchet", ""),
     ("080442957X", "9780804429573"), ("12345", "")],
)  # fmt: skip
def test_isbns_are_read_as_they_are_printed(text: str, isbn: str) -> None:
    assert isbn13(text) == isbn


# --- saved ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_brief_form_saves_into_the_same_record_and_undo_brings_the_former_back(cast: Cast, lib: Client) -> None:
    title = make_hatchet(cast)
    before = bytes(stored(title).data)
    url = reverse("library:record_brief", args=[title.pk])
    known = brief_of(HATCHET)
    sent = {name: getattr(known, name) for name in known.__slots__} | {
        "title": "Hatchet, the wilderness", "item_type": title.item_type_id, "finished": "on",
        "digest": bytes(stored(title).digest).hex(),
    }  # fmt: skip
    assert lib.post(url, sent).status_code == 302
    title.refresh_from_db()
    assert title.full_title == "Hatchet, the wilderness"
    assert parsed(stored(title)).value("901", "x") == "ours"
    assert parsed(stored(title)).value("020", "c") == "$6.99 {list}"
    offer = latest_offer(cast.lib.actor)
    assert offer is not None
    use_undo(offer.token, by=cast.lib.actor)
    assert bytes(stored(title).data) == before
    title.refresh_from_db()
    assert title.full_title == "Hatchet"


@pytest.mark.django_db
def test_who_saves_second_is_told_and_loses_nothing(cast: Cast, lib: Client) -> None:
    title = make_hatchet(cast)
    opened = bytes(stored(title).digest)
    other = Record(HATCHET.leader, [*HATCHET.fields, Field.of("520", "  ", ("a", "A boy alone."))])
    edit_record(title, other, by=cast.lib.actor)
    with pytest.raises(Conflict, match="Somebody else"):
        edit_record(title, HATCHET, expected_digest=opened, by=cast.lib.actor)
    rows = rows_of(HATCHET)
    sent = {
        "digest": opened.hex(), "do": "save", "key": [r.key for r in rows], "tag": [r.tag for r in rows],
        "ind": [r.indicators for r in rows], "value": [r.value for r in rows[:-1]] + ["$xmine, typed just now"],
    }  # fmt: skip
    answer = lib.post(reverse("library:record_edit", args=[title.pk]), sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else has saved" in page
    assert "mine, typed just now" in page
    assert parsed(stored(title)).value("520", "a") == "A boy alone."


@pytest.mark.django_db
def test_the_marc_editor_adds_pastes_helps_checks_and_saves(cast: Cast, lib: Client) -> None:
    title = make_hatchet(cast)
    url = reverse("library:record_edit", args=[title.pk])

    def send(do: str, rows: list[Row], **more: str) -> str:
        sent = {
            "do": do, "digest": bytes(stored(title).digest).hex(), "finished": "on", "key": [r.key for r in rows],
            "tag": [r.tag for r in rows], "ind": [r.indicators for r in rows], "value": [r.value for r in rows], **more,
        }  # fmt: skip
        answer = lib.post(url, sent)
        return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)

    rows = rows_of(parsed(stored(title)))
    pasted = send("paste", rows, text="=520  \\\\$aA boy alone costs {dollar}5.")
    assert "$aA boy alone costs {dollar}5." in pasted
    assert pasted.index("A boy alone") < pasted.index("Survival")  # where a cataloguer would put it
    levels = RecordTemplate.objects.get(code="reading-levels")
    assert "$bLexile" in send("template", rows, template=str(levels.pk))
    fixed = next(row for row in rows if row.tag == "008")
    assert 'name="fx-22"' in send(f"help:{fixed.key}", rows)
    assert "870403s1987    nyu    c      000 1 eng" in send(f"positions:{fixed.key}", rows, **{"fx-22": "c"})
    assert "Again" not in send("remove:99", [*rows, Row("99", "500", "  ", "$aAgain")])
    live = lib.post(
        reverse("library:record_check"),
        {"key": ["0", "1"], "tag": ["LDR", "24x"], "ind": ["", "10"], "value": [rows[0].value, "$aNo"]},
    ).content.decode()
    assert 'id="remark-1"' in live
    assert "is no tag" in live
    assert send("save", [*rows, Row("99", "500", "  ", "A note")]) == "302"
    assert parsed(stored(title)).value("500", "a") == "A note"
    assert FormerRecord.objects.filter(title=title).count() == 1


@pytest.mark.django_db
def test_a_former_record_is_compared_and_made_the_present_one(cast: Cast, lib: Client) -> None:
    title = make_hatchet(cast)
    edit_record(title, Record(HATCHET.leader, HATCHET.fields[:-1]), by=cast.lib.actor)
    former = FormerRecord.objects.get(title=title)
    page = lib.get(reverse("library:version", args=[title.pk, former.pk])).content.decode()
    assert "ours" in page
    lib.post(reverse("library:version_restore", args=[title.pk, former.pk]))
    assert parsed(stored(title)).value("901", "x") == "ours"


@pytest.mark.django_db
def test_every_shipped_template_makes_a_record_of_its_format_that_passes_the_check(cast: Cast) -> None:
    templates = list(RecordTemplate.objects.filter(is_field=False))
    assert {one.code for one in templates} >= {"book", "picture-book", "magazine-issue", "dvd", "kit", "textbook"}
    for template in templates:
        title = add_from_template(
            template, title="A $5 {day}", author="Lee, Ann", isbn="9780689840920", by=cast.lib.actor
        )
        assert (title.full_title, title.author, title.format) == ("A $5 {day}", "Lee, Ann", template.format)
        assert title.is_temporary
        assert title.item_type == template.item_type
        assert stored(title).remarks == [], template.code
        assert len(parsed(stored(title)).control("008")) == 40
    with pytest.raises(Invalid, match="needs its name"):
        add_from_template(templates[0], title=" ", by=cast.lib.actor)


@pytest.mark.django_db
def test_a_scanned_isbn_leads_to_the_next_copy_or_to_a_title_in_a_hurry(cast: Cast, lib: Client) -> None:
    title = make_hatchet(cast)
    url = reverse("library:quick_add")
    assert lib.get(url, {"code": "0-689-84092-6"})["Location"] == reverse("library:copy_add", args=[title.pk])
    assert "Not here yet" in lib.get(url, {"code": "9780804429573"}).content.decode()
    book = RecordTemplate.objects.get(code="book")
    sent = {
        "template": book.pk,
        "title": "The River",
        "isbn": "080442957X",
        "barcode": "30001",
        "organisation": cast.school.pk,
    }
    assert lib.post(url, sent).status_code == 302
    river = Title.objects.get(full_title="The River")
    assert river.is_temporary
    assert river.numbers.get().value == "9780804429573"
    refused = lib.post(url, {**sent, "title": "Brian’s winter"})
    assert refused.status_code == 422  # the barcode is taken, so the title is not added either
    assert not Title.objects.filter(full_title="Brian’s winter").exists()
    listed = lib.get(reverse("library:titles"), {"state": "temporary"}).content.decode()
    assert "The River" in listed
    assert "Hatchet" not in listed
    take_over(river, write_iso2709(HATCHET), form=Form.ISO2709, source="elsewhere", by=cast.lib.actor)
    river.refresh_from_db()
    assert not river.is_temporary


@pytest.mark.django_db
def test_two_entries_become_one_with_their_copies_and_are_taken_apart_again(cast: Cast, lib: Client) -> None:
    keeper, other, by = make_hatchet(cast), make_title("Hatchet", year=1988), cast.lib.actor
    copy = make_copy(cast.school, other)
    assert lib.get(reverse("library:title_merge", args=[keeper.pk, other.pk])).status_code == 200
    merge = merge_titles(keeper, other, reason="same ISBN on both", by=by)
    assert Item.objects.get(pk=copy.pk).product_id == keeper.pk
    assert not Title.objects.visible_to(by).filter(pk=other.pk).exists()
    went = lib.get(reverse("library:work_title", args=[other.pk]))
    assert went["Location"] == reverse("library:work_title", args=[keeper.pk])
    assert stored(keeper).title_id == keeper.pk
    split_titles(merge, by=by)
    assert Item.objects.get(pk=copy.pk).product_id == other.pk
    assert Title.objects.visible_to(cast.stu.actor).filter(pk=other.pk).exists()


@pytest.mark.django_db
def test_a_title_with_copies_is_hidden_not_deleted(cast: Cast, lib: Client) -> None:
    title, by = make_hatchet(cast), cast.lib.actor
    copy = make_copy(cast.school, title)
    with pytest.raises(Conflict, match="1 copy"):
        delete_title(title, by=by)
    set_hidden(title, is_hidden=True, by=by)
    assert not Title.objects.visible_to(cast.stu.actor).filter(pk=title.pk).exists()
    Item.objects.filter(pk=copy.pk).delete()
    lib.post(reverse("library:title_delete", args=[title.pk]))
    assert not Title.objects.filter(pk=title.pk).exists()
