"""A librarian drops in a file of records: what lands, what waits, what is replaced, and how it is taken back."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import replace

import pytest
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry, ImportRun
from firstbell.inventory.models import Item, StatusChange
from firstbell.inventory.tests.factories import make_device
from firstbell.library.actions.loading.undoing import undo_load
from firstbell.library.actions.records import save_record
from firstbell.library.marc.record import Field
from firstbell.library.marc.record import Record as MarcRecord
from firstbell.library.marc.writing import (
    COLLECTION_END,
    COLLECTION_START,
    write_iso2709,
    write_json,
    write_mrk,
    write_xml,
)
from firstbell.library.matching import cents
from firstbell.library.models import Copy, FormerRecord, Load, LoadProfile, Record, ShelvingPlace, Title, TitleGone
from firstbell.library.tests.records import book, codes, counted, file_of, load
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def item(barcode: str, *, call: str = "FIC PAU", price: str = "$18.99", place: str = "") -> Field:
    """A copy as a book vendor sends it."""
    parts = [("b", place)] if place else []
    return Field.of("852", "  ", *parts, ("h", call), ("p", barcode), ("9", price))


SUMMARY = Field.of("520", "  ", ("a", "Thirteen-year-old Brian survives a plane crash with only a hatchet."))
SUBJECTS = tuple(Field.of("650", " 1", ("a", name), ("v", "Fiction.")) for name in ("Survival", "Divorce", "Canada"))
BETTER = (SUMMARY, *SUBJECTS)


def test_a_vendors_file_lands_with_titles_copies_and_places(cast: Cast) -> None:
    data = file_of(
        book(more=(item("30001", place="Adventure"), item("30002", price="1899"))),
        book("Brian's winter /", isbn="0385321988", number="ocm00000002", more=(item("30003", place="Adventure"),)),
    )
    run = load(data, cast)
    assert (run.state, counted(run), counted(run, "copies")) == ("applied", {"new": 2}, {"new": 3})
    first = Copy.objects.select_related("shelving_place").get(barcode="30001")
    assert isinstance(first, Copy)
    assert (first.call_number, first.cost_cents, first.organisation_id) == ("FIC PAU", 1899, cast.school.pk)
    assert first.shelving_place == ShelvingPlace.objects.get(organisation=cast.school, code="adventure")
    assert (first.status, first.item_type.code) == ("available", "library-book")
    assert Copy.objects.filter(product__title__full_title="Hatchet").count() == 2
    assert b"30001" not in bytes(first.product.title.record.data)
    # One entry for the load and those of the import machine; none for each title.
    assert AuditEntry.objects.filter(verb="library.titles.loaded").count() == 1
    assert not AuditEntry.objects.filter(verb="library.title.added").exists()


def test_the_same_file_again_changes_nothing(cast: Cast) -> None:
    data = file_of(book(more=(item("30001"), *BETTER)), book("Dogsong /", isbn="0689804091", number="ocm2"))
    load(data, cast)
    run = load(data, cast)
    assert (counted(run), counted(run, "copies"), run.writes) == ({"same": 2}, {"same": 1}, 0)
    assert (Title.objects.count(), Copy.objects.count(), FormerRecord.objects.count()) == (2, 1, 0)


def test_clean_records_are_kept_byte_for_byte(cast: Cast) -> None:
    one, two = book(), book("Dogsong /", isbn="", number="ocm2", more=(Field.of("500", "  ", ("a", "Žižek ʻ ﬁ 本")),))
    load(file_of(one, two), cast)
    assert {bytes(kept) for kept in Record.objects.values_list("data", flat=True)} == {
        write_iso2709(one),
        write_iso2709(two),
    }


@pytest.mark.parametrize("title", ["Nin\u0303o y te\u0301", "Ti\u0300m hie\u0302\u0309u", "razviti\ufe20i\ufe21a"])
def test_letters_in_one_sign_or_two_are_the_same_record(title: str, cast: Cast) -> None:
    one = book(title)
    load(file_of(one), cast)
    kept = bytes(Record.objects.get().data)
    run = load(write_iso2709(one, "marc-8"), cast)
    assert (counted(run), codes(run)) == ({"same": 1}, {})
    assert bytes(Record.objects.get().data) == kept


def test_a_better_record_replaces_and_keeps_local_fields_a_worse_one_does_not(cast: Cast) -> None:
    local = Field.of("590", "  ", ("a", "Battle of the Books 2026."))
    load(file_of(book(more=(local,))), cast)
    run = load(file_of(book(more=BETTER)), cast)
    assert counted(run) == {"changed": 1}
    title = Title.objects.get()
    assert title.summary.startswith("Thirteen-year-old Brian")
    assert b"Battle of the Books" in bytes(title.record.data)
    assert FormerRecord.objects.get().replaced_by_run == run.pk
    assert run.samples[0]["changes"]["Summary"][0] == ""
    run = load(file_of(book(more=(item("30009"),))), cast)
    assert (counted(run), codes(run)) == ({"same": 1}, {"not_better": 1})
    assert counted(run, "copies") == {"new": 1}


@pytest.mark.parametrize(
    ("change", "is_same"),
    [
        ({"number": "x1", "isbn": "9780689808821"}, True),
        ({"number": "", "isbn": ""}, True),
        ({"number": "ocm77", "isbn": "0689808828"}, False),
        ({"number": "", "isbn": "", "year": "2007"}, False),
        ({"number": "", "isbn": "0689808829"}, True),
    ],
    ids=["ISBN-13 of the same ISBN-10", "title, author, year", "its source keeps them apart", "other year", "wrong check digit"],
)  # fmt: skip
def test_which_title_a_record_is(cast: Cast, change: dict[str, str], is_same: bool) -> None:
    load(file_of(book()), cast)
    other = book(more=BETTER, **change)
    if change["number"].startswith("x"):
        other.fields = other.without(("003",))
    load(file_of(other), cast)
    assert Title.objects.count() == (1 if is_same else 2)


@pytest.mark.parametrize(
    ("title", "is_same"), [("Hatchet : a novel /", True), ("Quite another book /", False)], ids=["the same", "another"]
)
@pytest.mark.parametrize("together", [False, True], ids=["two files", "one file"])
def test_a_control_number_that_nobody_signs_is_not_enough(
    title: str, is_same: bool, together: bool, cast: Cast
) -> None:
    one, two = book(number="100", isbn=""), book(title, author="Smith, Ann.", number="100", isbn="", year="2001")
    for record in (one, two):
        record.fields = record.without(("003",))
    for data in [file_of(one, two)] if together else [file_of(one), file_of(two)]:
        load(data, cast)
    assert Title.objects.count() == (1 if is_same else 2)


def unsigned(record: MarcRecord, number: str = "") -> MarcRecord:
    """As many vendors send it: without 003, and with a control number of their own or none."""
    record.fields = record.without(("001", "003"))
    return replace(record, fields=[Field("001", number), *record.fields]) if number else record


@pytest.mark.parametrize("together", [False, True], ids=["two files", "one file"])
@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        ("Sea otters /", "Baboons /", False),
        ("Naruto. Vol. 3, Dreams /", "Naruto. Vol. 4, Dreams /", False),
        ("Hatchet /", "Hatchet : a novel /", True),
        ("Harry Potter. Book II /", "Harry Potter. Book 2 /", True),
    ],
    ids=["a set's number", "two volumes", "with a subtitle", "the same volume"],
)
def test_a_number_that_two_titles_share_makes_them_no_one(
    first: str, second: str, is_same: bool, together: bool, cast: Cast
) -> None:
    copies = [item("30001"), item("30002")]
    one, two = (unsigned(book(title, more=(copy,))) for title, copy in zip((first, second), copies, strict=True))
    if together:
        load(file_of(one, two), cast)
    else:
        load(file_of(one), cast)
        run = load(file_of(two), cast)
        assert codes(run) == ({} if is_same else {"same_number_other_title": 1})
    assert Title.objects.count() == (1 if is_same else 2)
    assert len(set(Copy.objects.values_list("product", flat=True))) == (1 if is_same else 2)
    again = load(file_of(unsigned(book(second, more=BETTER))), cast)
    assert (counted(again), Title.objects.count()) == ({"changed": 1}, 1 if is_same else 2)


def test_a_record_that_matches_several_titles_waits(cast: Cast) -> None:
    for _ in range(2):
        one = book(number="")
        one.fields = one.without(("003",))
        save_record(None, write_iso2709(one), by=cast.lib.actor)
    run = load(file_of(book(number="v1")), cast)
    assert (counted(run), codes(run)) == ({"quarantined": 1}, {"several_matches": 1})
    assert Title.objects.count() == 2


def test_broken_records_wait_with_their_place_and_bytes_the_good_ones_land(cast: Cast) -> None:
    good, other = write_iso2709(book()), write_iso2709(book("Dogsong /", isbn="", number="ocm2"))
    wrong_length = b"99999" + other[5:]
    untitled = book("", number="ocm3")
    untitled.fields = untitled.without(("245",))
    data = good + b"\r\n" + wrong_length + b"junk" + write_iso2709(untitled) + other[:90]
    run = load(data, cast)
    assert counted(run) == {"new": 2, "quarantined": 2}
    assert codes(run) == {"wrong_length": 1, "stray_bytes": 1, "no_title": 1, "broken_record": 1}
    broken = run.issues.get(code="broken_record")
    assert (broken.line, broken.value) == (4, f"byte {len(data) - 90:,}")
    assert "00" in broken.raw
    assert "\\x1f" in run.issues.get(code="no_title").raw
    assert set(Title.objects.values_list("full_title", flat=True)) == {"Hatchet", "Dogsong"}


def test_a_damaged_record_never_takes_the_place_of_a_good_one(cast: Cast) -> None:
    load(file_of(book()), cast)
    data = bytearray(file_of(book(more=BETTER)))
    data[12:17] = b"00031"
    run = load(bytes(data), cast)
    assert counted(run) == {"same": 1}
    assert codes(run) == {"salvaged": 1, "damaged": 1}
    assert not Record.objects.get().was_salvaged


def test_a_barcode_that_is_used_keeps_the_copy_aside_and_not_the_title(cast: Cast) -> None:
    make_device(cast.school, "30001")
    run = load(file_of(book(more=(item("30001"), item("30002"), item("30002")))), cast)
    assert (counted(run), counted(run, "copies")) == ({"new": 1}, {"new": 1, "quarantined": 2})
    assert codes(run) == {"barcode_taken": 1, "barcode_twice": 1}
    assert "$p 30001" in run.issues.get(code="barcode_taken").raw


def test_a_barcode_that_is_too_long_is_named_and_not_cut(cast: Cast) -> None:
    run = load(file_of(book(more=(item("9" * 61), item("9" * 60)))), cast)
    assert (counted(run), counted(run, "copies")) == ({"new": 1}, {"new": 1, "quarantined": 1})
    assert codes(run) == {"barcode_long": 1}
    assert "9" * 61 in run.issues.get().raw
    assert Copy.objects.get().barcode == "9" * 60


def test_copies_need_a_school(cast: Cast) -> None:
    data = file_of(book(more=(Field.of("852", "  ", ("a", "North"), ("h", "FIC"), ("p", "1")),)))
    run = load(data, cast, organisation=cast.district)
    assert (counted(run), counted(run, "copies"), codes(run)) == ({"new": 1}, {"quarantined": 1}, {"no_school": 1})
    run = load(data, cast, organisation=cast.district, options={"school": cast.school.pk})
    assert Copy.objects.get().organisation == cast.school


@pytest.mark.parametrize(
    ("tag", "parts", "profile"),
    [
        ("952", (("p", "42"), ("o", "FIC PAU"), ("v", "9.50"), ("c", "ADV"), ("y", "library-video")), "Koha (952)"),
        ("949", (("i", "42"), ("a", "FIC PAU"), ("p", "$9.50"), ("l", "ADV"), ("t", "Video")), "Local holdings (949)"),
    ],
)
def test_the_profile_is_told_by_the_copies_in_the_file(
    cast: Cast, tag: str, parts: tuple[tuple[str, str], ...], profile: str
) -> None:
    load(file_of(book(more=(Field.of(tag, "  ", *parts),))), cast)
    copy = Copy.objects.select_related("shelving_place").get()
    assert isinstance(copy, Copy)
    assert (copy.barcode, copy.call_number, copy.cost_cents, copy.item_type.code) == (
        "42",
        "FIC PAU",
        950,
        "library-video",
    )
    assert copy.shelving_place is not None
    assert copy.shelving_place.name == "ADV"
    assert Load.objects.get().profile == profile


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("$18.99", 1899), ("USD 18.9", 1890), ("18,99 €", 1899), ("18", 1800), ("$1,234.56", 123456), ("1.234,50", 123450),
     ("1,234", 123400), ("$18.99.", 1899), ("-5.00", None), ("1234567.00", None), ("1.2.3", None), ("N/A", None)],
)  # fmt: skip
def test_what_a_price_says(text: str, wanted: int | None) -> None:
    assert cents(text) == wanted


def test_a_field_with_several_barcodes_is_as_many_copies(cast: Cast) -> None:
    field = Field.of("852", "  ", ("h", "FIC PAU"), ("p", "b1"), ("p", "b2"), ("p", "b1"), ("9", "5.00"))
    run = load(file_of(book(more=(field,))), cast)
    assert counted(run, "copies") == {"new": 2}
    assert set(Copy.objects.values_list("barcode", "call_number")) == {("b1", "FIC PAU"), ("b2", "FIC PAU")}


def test_a_profiles_rules_for_fields_and_types_hold(cast: Cast) -> None:
    profile = LoadProfile.objects.get(key="vendor-852")
    profile.rules |= {"remove": ["9XX"], "add": ["=590  \\\\$aGift of the PTA"], "set": ["=500  \\\\$aOurs"]}
    profile.save()
    more = (Field.of("500", "  ", ("a", "Theirs")), Field.of("938", "  ", ("a", "BTCP")), item("1", call="REF 423"))
    load(file_of(book(more=more)), cast)
    data = bytes(Record.objects.get().data)
    assert b"Gift of the PTA" in data
    assert b"Ours" in data
    assert b"Theirs" not in data
    assert b"BTCP" not in data
    assert Copy.objects.get().item_type.code == "reference-book"


def test_the_same_records_in_any_form_and_packing_are_the_same_titles(cast: Cast) -> None:
    records = (
        book(more=(Field.of("500", "  ", ("a", "Niño & <b>perro</b>")),)),
        book("Dogsong /", isbn="", number="ocm2"),
    )
    iso = file_of(*records)
    assert counted(load(iso, cast)) == {"new": 2}
    xml = COLLECTION_START + "".join(write_xml(one, namespace=False) for one in records) + COLLECTION_END
    marc8 = b"".join(write_iso2709(one, "marc-8") for one in records)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "Thank you for your order.")
        archive.writestr("books.mrc", iso)
    forms = {
        "books.xml": xml.encode(),
        "utf16.xml": xml.replace("UTF-8", "UTF-16").encode("utf-16"),
        "latin.xml": xml.replace("UTF-8", "iso-8859-1").encode("iso-8859-1"),
        "books.json": ("[" + ",".join(map(write_json, records)) + "]").encode(),
        "books.mrk": "\r\n".join(map(write_mrk, records)).encode(),
        "marc8.mrc": marc8,
        "books.mrc.gz": gzip.compress(b"\xef\xbb\xbf" + iso),
        "books.zip": packed.getvalue(),
    }
    for name, data in forms.items():
        run = load(data, cast, filename=name)
        assert (run.state, counted(run)) == ("applied", {"same": 2}), name
    assert Title.objects.count() == 2


def test_a_load_is_taken_back_whole(cast: Cast) -> None:
    load(file_of(book()), cast)
    before = bytes(Record.objects.get().data)
    run = load(
        file_of(book(more=(*BETTER, item("30001"))), book("Dogsong /", isbn="", number="ocm2", more=(item("30002"),))),
        cast,
    )
    assert (Title.objects.count(), Copy.objects.count()) == (2, 2)
    done = undo_load(Load.objects.get(run=run.pk), by=cast.lib.actor)
    assert done.kept == []
    title = Title.objects.get()
    assert (bytes(title.record.data), title.summary) == (before, "")
    assert not Item.objects.exists()
    with pytest.raises(Conflict):
        undo_load(done, by=cast.lib.actor)
    assert AuditEntry.objects.get(verb="library.load.undone").summary.startswith(
        "Took a load back: 1 titles removed, 1 former"
    )


def test_those_who_gather_our_records_are_told_what_an_undone_load_took_along(cast: Cast) -> None:
    run = load(file_of(book(), book("Dogsong /", isbn="", number="ocm2")), cast)
    numbers = set(Title.objects.values_list("pk", flat=True))
    undo_load(Load.objects.get(run=run.pk), by=cast.lib.actor)
    assert set(TitleGone.objects.values_list("title_id", flat=True)) == numbers


def test_what_was_changed_since_a_load_stays_and_is_named(cast: Cast) -> None:
    run = load(file_of(book(more=(item("1"),)), book("Dogsong /", isbn="", number="ocm2")), cast)
    lent = Copy.objects.get()
    StatusChange.objects.create(
        item=lent, old="available", new="missing", at=timezone.now(), by="Lib", reason="not on the shelf"
    )
    dogsong = Title.objects.get(full_title="Dogsong")
    save_record(dogsong, write_iso2709(book("Dogsong /", isbn="", number="ocm2", more=(SUMMARY,))), by=cast.lib.actor)
    done = undo_load(Load.objects.get(run=run.pk), by=cast.lib.actor)
    assert {one["what"] for one in done.kept} == {"1", "Hatchet", "Dogsong"}
    assert Title.objects.count() == 2


def test_only_who_may_change_titles_takes_a_load_back(cast: Cast) -> None:
    run = load(file_of(book()), cast)
    with pytest.raises(Forbidden):
        undo_load(Load.objects.get(run=run.pk), by=cast.tess.actor)


def test_a_file_without_records_is_refused(cast: Cast) -> None:
    run = load(b"<html><record>no</record></html>", cast, filename="page.xml")
    assert run.state == ImportRun.State.APPLIED or run.problem
    run = load(b"Dear librarian, thank you for your order.", cast, filename="letter.mrc")
    assert run.state == ImportRun.State.REJECTED
    assert "no MARC record" in run.problem


def test_barcodes_that_stand_where_no_profile_looks_are_told_once_for_the_load(cast: Cast) -> None:
    odd = tuple(Field.of("852", "  ", ("h", "FIC PAU"), ("7", f"3000{n}")) for n in (1, 2))
    run = load(file_of(book(more=odd)), cast)
    assert (run.state, counted(run), counted(run, "copies")) == ("applied", {"new": 1}, {})
    assert codes(run) == {"no_barcodes": 1}
    told = run.issues.get()
    assert "None of the 2 fields 852 has a barcode in $p" in told.message
    odd_949 = Field.of("949", "  ", ("7", "30007"), ("8", "FIC PAU"))
    other = load(file_of(book("Hoot /", number="ocm00000008", isbn="", more=(odd_949,))), cast)
    assert codes(other) == {"no_barcodes": 1}
    assert "The only field 949 has no barcode in $" in other.issues.get().message
    right = load(file_of(book("Frindle /", number="ocm00000009", more=(*odd, item("30009")))), cast)
    assert codes(right) == {}, "one label is enough to see that the profile fits"
