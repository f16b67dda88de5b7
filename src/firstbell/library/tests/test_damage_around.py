"""What stands beside a damaged record lands whole: in lines, JSON and XML, in packed files, and behind a hole in a file."""

from __future__ import annotations

import gzip
import io
import zipfile
from hashlib import sha256

import pytest

from firstbell.library.marc.frame import LONGEST_TEXT, Frame
from firstbell.library.marc.framing import frames
from firstbell.library.marc.iso_framing import LONGEST
from firstbell.library.marc.lines import read_mrk
from firstbell.library.marc.record import Field, Form, Unreadable
from firstbell.library.marc.writing import write_iso2709, write_json, write_mrk, write_xml
from firstbell.library.models import Copy, Title
from firstbell.library.tests.records import book, codes, counted, load
from firstbell.people.tests.factories import Cast, make_cast

ONE, TWO, THREE = (book(name, number=f"n{name}", isbn="") for name in ("Hatchet", "Dogsong", "Woodsong"))
JSON = [write_json(one) for one in (ONE, TWO, THREE)]
MRK = [write_mrk(one) for one in (ONE, TWO, THREE)]
XML = f"<collection>{''.join(write_xml(one) for one in (ONE, TWO, THREE))}</collection>"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def framed(data: bytes, form: Form) -> list[Frame]:
    found = list(frames(io.BytesIO(data), form))
    assert b"".join(one.original for one in found) == data
    return found


def zipped(**files: bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_in_", "/").replace("_", "."), data)
    return box.getvalue()


@pytest.mark.parametrize("hole", [b"x", b"\0"])
@pytest.mark.parametrize("size", [2 * LONGEST - 300, 2 * LONGEST - 10, 4 * LONGEST - 500])
def test_a_record_behind_a_large_hole_is_not_cut_through(hole: bytes, size: int) -> None:
    first, last = write_iso2709(ONE), write_iso2709(THREE)
    found = framed(first + hole * size + last, Form.ISO2709)
    whole = [one.data for one in found if not one.is_filler and not one.problem]
    assert whole == [first, last]


def test_records_without_any_end_mark_all_land() -> None:
    record = write_iso2709(ONE)[:-1]
    count = 3 * LONGEST // len(record)
    found = framed(record * count, Form.ISO2709)
    assert [one.data for one in found if not one.problem] == [record + b"\x1d"] * count


@pytest.mark.parametrize(
    "hurt",
    [
        JSON[1][:-2],
        JSON[1][:80],
        JSON[1].replace('"a":"Dog', '"a":Dog', 1),
        "{" + JSON[1],
        "/* { */" + JSON[1],
    ],
    ids=["no end", "cut within a text", "a quotation mark missing", "an opening too many", "a comment"],
)
@pytest.mark.parametrize("between", [",", "\n"])
def test_json_behind_a_broken_record_is_read(hurt: str, between: str) -> None:
    found = framed(between.join((JSON[0], hurt, JSON[2])).encode(), Form.JSON)
    whole = [one.data.decode() for one in found if not one.is_filler and not one.problem]
    assert JSON[0] in whole
    assert JSON[2] in [one.strip(" ,\n") for one in whole]


def test_json_with_something_around_its_list_is_read() -> None:
    found = framed(('{"total":2,"records":[' + ",".join(JSON[:2]) + "]}").encode(), Form.JSON)
    assert [one.data.decode() for one in found if not one.is_filler] == JSON[:2]


def test_lines_without_their_leader_are_no_part_of_the_record_before() -> None:
    headless = MRK[1].partition("\n")[2]
    found = framed("\n".join((MRK[0], headless, MRK[2])).encode(), Form.MRK)
    assert [read_mrk(one.data).value("245", "a") for one in found] == ["Hatchet", "Dogsong", "Woodsong"]
    # Empty lines between the fields of one record part nothing.
    assert len(framed(MRK[0].replace("\n", "\n\n").encode(), Form.MRK)) == 1


def test_lines_that_are_too_long_or_too_many_are_named_and_not_cut() -> None:
    long = MRK[1] + "=520  \\\\$a" + "z" * (LONGEST_TEXT + 9) + "\n"
    found = framed((MRK[0] + long + MRK[2]).encode(), Form.MRK)
    assert [(one.number, bool(one.problem), one.is_filler) for one in found] == [
        (1, False, False),
        (2, True, False),
        (0, False, True),
        (3, False, False),
    ]
    with pytest.raises(Unreadable, match="10,000 fields"):
        read_mrk((MRK[0] + "=500  \\\\$ax\n" * 10_001).encode())


@pytest.mark.parametrize(("form", "short"), [(Form.MARCXML, 300), (Form.MARCXML, 5), (Form.JSON, 300)])
def test_a_record_behind_a_giant_one_is_not_cut_through(form: Form, short: int) -> None:
    """``short``: how many bytes before the end of what is looked at together the good record begins."""
    write = write_json if form is Form.JSON else lambda one: write_xml(one, namespace=False)
    first, giant, last = (write(one).encode() for one in (ONE, TWO, THREE))
    hurt = giant.replace(b"Dogsong", b"q" * ((16 << 20) - len(first + giant) + 5 - short), 1)
    found = framed(first + b"\n" + hurt + b"\n" + last + b"\n" + first, form)
    assert [one.data for one in found if one.number and not one.problem][-2:] == [last, first]
    assert [one.number for one in found if one.number] == [1, 2, 3, 4]


@pytest.mark.parametrize("form", [Form.MARCXML, Form.JSON])
def test_a_giant_record_counts_as_one_and_is_told_once(form: Form) -> None:
    write = write_json if form is Form.JSON else lambda one: write_xml(one, namespace=False)
    first, giant, last = (write(one).encode() for one in (ONE, TWO, THREE))
    found = framed(first + giant.replace(b"Dogsong", b"q" * 12_000_000, 1) + last, form)
    assert [(one.number, bool(one.problem)) for one in found if not one.is_filler] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert all(one.is_rest for one in found if one.is_filler)


def test_the_fields_of_a_record_that_ended_too_early_are_no_records() -> None:
    hurt = JSON[1].replace("},", "}},", 1)
    found = framed(f"[{JSON[0]},{hurt},{JSON[2]}]".encode(), Form.JSON)
    assert [one.number for one in found if one.number] == [1, 2, 3]
    assert found[-2].data == JSON[2].encode()
    pieces = [one for one in found if one.is_filler and one.data.startswith(b"{")]
    assert [one.is_rest for one in pieces] == [False] + [True] * (len(pieces) - 1)


def test_a_record_in_quotation_marks_that_json_has_not_is_named_as_one() -> None:
    found = framed(f"[{JSON[0]},{JSON[1].replace(chr(34), chr(39))},{JSON[2]}]".encode(), Form.JSON)
    assert [one.number for one in found if one.number] == [1, 2, 3]


def test_a_hole_of_many_blocks_is_told_once() -> None:
    first, last = write_iso2709(ONE), write_iso2709(THREE)
    found = framed(first + b"00000nam a2200000 a 4500245" + b"q" * 12 * LONGEST + b"\x1d" + last, Form.ISO2709)
    assert [one.number for one in found if not one.is_rest] == [1, 2, 3]
    assert found[-1].data == last


def test_an_end_mark_too_many_is_no_record() -> None:
    first, last = write_iso2709(ONE), write_iso2709(THREE)
    found = framed(first + b"\x1d" + b"\r\n\x1d\x1d" + last, Form.ISO2709)
    assert [(one.number, one.data) for one in found if one.number] == [(1, first), (2, last)]
    assert any(not one.is_blank for one in found if one.is_filler)


@pytest.mark.parametrize("behind", ["\n" + MRK[1], ""])
def test_text_between_two_records_of_lines_is_in_none(behind: str) -> None:
    text = "Order 4711, 3 titles.\nPlease pay.\n"
    found = framed(f"{MRK[0]}\n{text}{behind}".encode(), Form.MRK)
    assert read_mrk(found[0].data).fields == ONE.fields
    assert found[1].is_filler
    assert found[1].data.decode().startswith(text)
    assert len([one for one in found if one.number]) == (2 if behind else 1)


def test_a_note_of_lines_with_an_empty_one_in_it_is_one_note() -> None:
    text = MRK[0].rstrip("\n") + "\n=520  \\\\$aFirst part.\n\nSecond part.\n=650  \\0$aSurvival.\n"
    (one,) = framed(text.encode(), Form.MRK)
    assert read_mrk(one.data).value("520", "a") == "First part. Second part."


@pytest.mark.django_db
class TestALoad:
    def test_lines_in_a_zip_and_in_its_folders_land(self, cast: Cast) -> None:
        data = zipped(may_in_a_mrk=MRK[0].encode(), june_in_b_mrk=MRK[1].encode(), c_mrc=write_iso2709(THREE))
        assert counted(load(data, cast, filename="orders.zip")) == {"new": 3}

    def test_a_file_in_a_zip_that_begins_with_rubbish_is_read(self, cast: Cast) -> None:
        data = zipped(a_mrc=b"\x01\x02rubbish" + write_iso2709(ONE), b_mrc=write_iso2709(TWO))
        run = load(data, cast, filename="orders.zip")
        assert (counted(run), codes(run)) == ({"new": 2}, {"stray_bytes": 1})

    @pytest.mark.parametrize("hurt", ["cut short", "a byte changed", "its check sum", "something behind it", "no end"])
    def test_what_comes_before_the_damage_of_a_packed_file_lands(self, hurt: str, cast: Cast) -> None:
        many = [
            write_iso2709(book(f"Book {sha256(b'%d' % at).hexdigest()}", number=f"n{at}", isbn="")) for at in range(60)
        ]
        packed = gzip.compress(b"".join(many))
        middle = len(packed) // 2
        data = {
            "cut short": packed[:middle],
            "a byte changed": packed[:middle]
            + bytes(one ^ 0xFF for one in packed[middle : middle + 40])
            + packed[middle + 40 :],
            "its check sum": packed[:-8] + b"\x01\x02\x03\x04" + packed[-4:],
            "something behind it": packed + b"\0\0and more",
            "no end": packed[:-8],
        }[hurt]
        run = load(data, cast, filename="books.mrc.gz")
        assert run.state == "applied"
        told = run.issues.get(code="gzip_damaged")
        assert "books.mrc.gz" in (told.file, told.key)
        assert "byte" in told.message
        landed = set(Title.objects.values_list("control_number", flat=True))
        expected = 60 if hurt in ("its check sum", "something behind it", "no end") else 20
        assert landed >= {f"n{at}" for at in range(expected)}

    def test_what_comes_before_the_damage_of_a_file_in_a_zip_lands(self, cast: Cast) -> None:
        many = [
            write_iso2709(book(f"Book {sha256(b'%d' % at).hexdigest()}", number=f"n{at}", isbn="")) for at in range(400)
        ]
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("first.mrc", b"".join(many))
            archive.writestr("second.mrc", write_iso2709(book("Woodsong", number="w", isbn="")))
        data = bytearray(box.getvalue())
        data[len(data) * 3 // 4 : len(data) * 3 // 4 + 60] = b"\xff" * 60
        run = load(bytes(data), cast, filename="books.zip")
        assert run.state == "applied"
        assert run.issues.get(code="gzip_damaged").key == "first.mrc"
        landed = set(Title.objects.values_list("control_number", flat=True))
        assert landed >= {"w", *(f"n{at}" for at in range(100))}

    def test_a_gzip_of_several_parts_and_with_zeros_behind_is_whole(self, cast: Cast) -> None:
        parts = [gzip.compress(write_iso2709(one)) for one in (ONE, TWO, THREE)]
        run = load(parts[0] + b"\0" * 70_000 + parts[1] + parts[2] + b"\0" * 512, cast, filename="books.mrc.gz")
        assert counted(run) == {"new": 3}
        assert not run.issues.exists()

    def test_a_packed_file_of_which_nothing_is_left_is_turned_away(self, cast: Cast) -> None:
        run = load(gzip.compress(write_iso2709(ONE))[:12], cast, filename="books.mrc.gz")
        assert run.state == "rejected"
        assert "damaged" in run.problem

    def test_packed_lines_that_were_cut_short_land_as_far_as_they_go(self, cast: Cast) -> None:
        run = load(gzip.compress("\n".join(MRK).encode())[:-40], cast, filename="books.mrk.gz")
        assert run.state == "applied"
        assert Title.objects.filter(name="Hatchet").exists()
        assert run.issues.filter(code="gzip_damaged").exists()

    @pytest.mark.parametrize(
        ("data", "word"),
        [
            (gzip.compress(gzip.compress(write_iso2709(ONE))), "packed twice"),
            (b"%PDF-1.4 \x1e\x1d" * 10, "PDF"),
            (gzip.compress(b"%PDF-1.4 \x1e\x1d" * 10), "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x1e\x1d" * 40, "Office"),
        ],
        ids=["gzip in gzip", "a PDF", "a packed PDF", "a Word document"],
    )
    def test_what_is_no_file_of_records_is_turned_away_and_called_by_its_name(
        self, data: bytes, word: str, cast: Cast
    ) -> None:
        run = load(data, cast, filename="books.mrc")
        assert run.state == "rejected"
        assert word in run.problem

    @pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
    @pytest.mark.parametrize("form", ["xml", "mrk", "json"])
    def test_letters_of_two_or_four_bytes_are_read(self, form: str, charset: str, cast: Cast) -> None:
        text = {"xml": XML, "mrk": "\n".join(MRK), "json": f"[{','.join(JSON)}]"}[form]
        run = load(text.encode(charset), cast, filename=f"books.{form}")
        assert counted(run) == {"new": 3}

    @pytest.mark.parametrize("charset", ["utf-16", "UTF-32"])
    def test_xml_in_utf_8_that_says_utf_16_is_read(self, cast: Cast, charset: str) -> None:
        data = f'<?xml version="1.0" encoding="{charset}"?><collection>{write_xml(ONE)}</collection>'
        assert counted(load(data.encode(), cast, filename="books.xml")) == {"new": 1}

    @pytest.mark.parametrize("charset", ["hex", "zip", "rot13", "idna", "undefined", "unicode_escape"])
    def test_xml_in_what_is_no_encoding_is_turned_away(self, cast: Cast, charset: str) -> None:
        data = f'<?xml version="1.0" encoding="{charset}"?><collection>{write_xml(ONE)}</collection>'
        run = load(data.encode(), cast, filename="books.xml")
        assert run.state == "rejected"
        assert charset in run.problem

    def test_a_record_without_its_beginning_is_named_in_xml(self, cast: Cast) -> None:
        hurt = write_xml(TWO, namespace=False).replace("<record>", "")
        data = f"<collection>{write_xml(ONE)}{hurt}{write_xml(THREE)}</collection>"
        run = load(data.encode(), cast, filename="books.xml")
        assert (counted(run), codes(run)) == ({"new": 2}, {"stray_bytes": 1})

    def test_zero_characters_in_a_copy_are_left_out(self, cast: Cast) -> None:
        copy = Field.of("852", "  ", ("h", "FIC\0 PAU"), ("p", "300\0001"), ("t", "\0"), ("9", "9.00"))
        run = load(write_iso2709(book(more=(copy,))), cast)
        assert counted(run, "copies") == {"new": 1}
        assert Copy.objects.get().call_number == "FIC PAU"
        assert Copy.objects.get().barcode == "3001"

    def test_halves_of_letters_and_zero_characters_are_told_of(self, cast: Cast) -> None:
        bad = '"fields":["\\ud800","\\u0000",{"\\ud800\\u0000":null},'
        run = load(JSON[0].replace('"fields":[', bad).encode(), cast, filename="books.json")
        assert (run.state, codes(run)) == ("applied", {"bad_field": 3})
        assert Title.objects.count() == 1

    @pytest.mark.parametrize("title", ["\0\0", "\x01\x02", " \x7f ", "\u200b"])
    def test_a_title_without_a_letter_or_sign_is_none(self, title: str, cast: Cast) -> None:
        run = load(write_iso2709(book(title, isbn="")).replace(b"Gary Paulsen.", b"\0" * 13), cast)
        assert codes(run) == {"no_title": 1}
        assert not Title.objects.exists()

    def test_a_title_of_one_sign_is_one(self, cast: Cast) -> None:
        load(write_iso2709(book("?", isbn="")), cast)
        assert Title.objects.get().name == "?"
