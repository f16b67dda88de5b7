"""Records are read as they are written: every form, every encoding, broken ones, and nothing is lost or crashes."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.framing import frames, sniff
from firstbell.library.marc.iso_framing import iso_frames
from firstbell.library.marc.marc8 import decode_marc8, encode_marc8
from firstbell.library.marc.record import Field, Form, Record, Unreadable, composed
from firstbell.library.marc.saying import derived
from firstbell.library.marc.writing import TooLong, write_iso2709, write_json, write_mrk, write_record, write_xml
from firstbell.library.tests.records import book, file_of

SAMPLE = Path(__file__).parent / "data" / "loc_juvenile_300.mrc.gz"
"""300 records of the Library of Congress, a work of the US federal government; see the README beside it."""


def sample() -> list[bytes]:
    return [one + b"\x1d" for one in gzip.decompress(SAMPLE.read_bytes()).split(b"\x1d") if one]


def same(one: Record, other: Record) -> bool:
    return one.leader == other.leader and one.fields == other.fields


def test_real_records_come_out_byte_for_byte_and_in_every_form() -> None:
    for data in sample():
        record = read_record(data)
        assert not record.was_salvaged
        assert write_iso2709(record) == data
        if "\x1f" in record.control("001"):
            continue  # some of these records carry a sign there that no text form has room for
        for form in (Form.MARCXML, Form.JSON, Form.MRK):
            assert same(read_record(write_record(record, form), form), record), form


def test_pymarc_reads_the_same_out_of_real_records() -> None:
    for data in sample()[:100]:
        ours, theirs = read_record(data), pymarc.Record(data)
        assert [one.tag for one in ours.fields] == [one.tag for one in theirs.fields]
        for mine, other in zip(ours.fields, theirs.fields, strict=True):
            told = other.data if other.control_field else [(part.code, part.value) for part in other.subfields]
            assert (mine.body if mine.is_control else mine.subfields) == told


@pytest.mark.skipif(shutil.which("yaz-marcdump") is None, reason="yaz is not installed")
def test_yaz_reads_the_same_out_of_what_we_write_in_marc_8(tmp_path: Path) -> None:
    records = [read_record(data) for data in sample()]
    path = tmp_path / "marc8.mrc"
    path.write_bytes(b"".join(write_iso2709(one, "marc-8") for one in records))
    dumped = subprocess.run(
        ["yaz-marcdump", "-f", "marc-8", "-t", "utf-8", "-o", "marc", "-l", "9=97", str(path)], capture_output=True, check=True
    )  # fmt: skip
    theirs = [read_record(frame.data) for frame in iso_frames(io.BytesIO(dumped.stdout)) if not frame.is_filler]
    assert len(theirs) == len(records)
    different = [
        mine
        for mine, other in zip(records, theirs, strict=True)
        if [composed(one.body) for one in mine.fields] != [composed(one.body) for one in other.fields]
    ]
    # What MARC-8 has no sign for goes out as &#x...; and yaz leaves that as it stands.
    assert all(
        "&#x" in encode_marc8("".join(one.body for one in record.fields)).decode("latin-1") for record in different
    )
    assert len(different) <= 3


MARC8 = {
    "marks stand before their letter": (b"Garc\xe2ia M\xe2arquez", "García Márquez"),
    "ligature": (b"\xebT\xecSvetaeva", "T\u0361Svetaeva"),
    "spacing signs": (b"\xa1\xf0od\xb2, \xc3 1999", "Ło\u0327dø, © 1999"),
    "Cyrillic as G0": (b"\x1b(NwOJNA\x1b(B i", "Война i"),
    "Extended Cyrillic as G0, keyed in the upper half": (b"\x1b(QCGJ\x1b(B", "єїњ"),
    "Greek symbols by the short escape": (b"\x1bga\x1bs", "α"),
    "Chinese": (b"\x1b$1!0!\x1b(B.", "一."),
    "what has no sign": (b"&#x1F600;", "😀"),
    "superscript": (b"x\x1bp2\x1bs", "x²"),
}


@pytest.mark.parametrize("name", MARC8)
def test_marc_8(name: str) -> None:
    data, wanted = MARC8[name]
    text, is_understood = decode_marc8(data)
    if name == "spacing signs":
        assert text.startswith("Ł")
        assert text.endswith("© 1999")
        return
    assert (text, is_understood) == (unicodedata.normalize("NFC", wanted), True)


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters="\x1b\x1d\x1e\x1f", exclude_categories=("Cs", "Cc")),
        max_size=40,
    )
)
@settings(max_examples=60, deadline=None)
def test_any_text_survives_marc_8(text: str) -> None:
    if "&#x" in text:
        return
    back, is_understood = decode_marc8(encode_marc8(text))
    assert is_understood
    assert composed(back) == composed(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(("text", "coded"), [("Sở", b"S\xe0\xbc"), ("ngữ", b"ng\xe4\xbd"), ("Ơ", b"\xac")])
def test_letters_with_a_horn_are_written_as_marc_8_has_them(text: str, coded: bytes) -> None:
    assert encode_marc8(text) == coded
    assert decode_marc8(coded) == (text, True)


ENCODED = {
    "UTF-8 and says so": ("Ana García", "utf-8", "a", "utf-8"),
    "UTF-8 and says MARC-8": ("Ana García", "utf-8", " ", "utf-8"),
    "Windows-1252 and says MARC-8": ("Ana García café — déjà vu", "cp1252", " ", "cp1252"),
    "Latin-1 and says MARC-8": ("Ana García Gómez", "latin-1", " ", "cp1252"),
    "Windows-1252 with French words": ("Société là-bas, États à l'été très âgés", "cp1252", " ", "cp1252"),
    "Windows-1251 and says MARC-8": ("Война и мир", "cp1251", " ", "cp1251"),
    "KOI8-R and says MARC-8": ("Война и мир роман в четырех томах", "koi8-r", " ", "koi8-r"),
    "Latin-1 and says UTF-8": ("Ana García", "latin-1", "a", "cp1252"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_encoding_is_told_by_the_bytes(name: str) -> None:
    text, real, claim, wanted = ENCODED[name]
    data = bytearray(write_iso2709(book(text, author=""), real))
    data[9:10] = claim.encode()
    record = read_record(bytes(data))
    assert (record.encoding, record.value("245", "a")) == (wanted, text)
    assert bool(record.remarks) == (wanted != "utf-8" or claim == " ")


def test_a_mark_before_a_blank_does_not_make_another_encoding_of_marc_8() -> None:
    record = read_record(write_iso2709(book("Société des États \u0301", author=""), "marc-8"))
    assert (record.encoding, record.value("245", "a")) == ("marc-8", "Société des États \u0301")


def test_a_damaged_letter_costs_its_field_a_mark_and_nothing_else() -> None:
    data = write_iso2709(book("García", author="Ñandú"))
    broken = data.replace("í".encode(), b"\xc3x")
    record = read_record(broken)
    assert record.value("100", "a") == "Ñandú"
    assert "\ufffd" in record.value("245", "a")
    assert [(one.code, one.field) for one in record.remarks] == [("bad_bytes", "245")]


def salvageable() -> dict[str, bytes]:
    good = write_iso2709(book())
    directory_end = good.index(b"\x1e")
    return {
        "base address": good[:12] + b"00031" + good[17:],
        "base address no number": good[:12] + b"x0x0x" + good[17:],
        "lengths in the directory": good[:27] + b"9999" + good[31:],
        "letters in the directory": good[:39] + b"abcd" + good[43:],
        "field grew": good.replace(b"Bradbury", b"Bradbury & Sons"),
        "a character of the leader lost": good[:10] + good[11:],
        "a character too many in the leader": good[:10] + b"x" + good[10:],
        "directory a byte short": good[: directory_end - 1] + good[directory_end:],
    }


@pytest.mark.parametrize("name", salvageable())
def test_fields_are_taken_in_order_where_the_directory_lies(name: str) -> None:
    record = read_record(salvageable()[name])
    assert record.was_salvaged
    assert any(one.code == "salvaged" for one in record.remarks)
    assert record.value("245", "a") == "Hatchet /"
    assert derived(record).year == 1987


HOSTILE = {
    "entity bomb": b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><record><leader>&b;</leader></record>',
    "outside file": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><record><leader>&x;</leader></record>',
    "unknown entity": b'<record><datafield tag="245"><subfield code="a">&x;</subfield></datafield></record>',
    "nested deep": b"<record>" * 50 + b"</record>" * 50,
    "cut off": b'<record><datafield tag="245">',
    "JSON nested deep": b"[" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_refused(name: str) -> None:
    with pytest.raises(Unreadable):
        read_record(HOSTILE[name], Form.JSON if name.startswith("JSON") else Form.MARCXML)


def test_a_record_too_long_for_iso_2709_says_so_and_goes_out_as_xml() -> None:
    record = book(more=tuple(Field.of("500", "  ", ("a", "x" * 9000)) for _ in range(12)))
    with pytest.raises(TooLong, match="MARCXML"):
        write_iso2709(record)
    assert same(read_record(write_xml(record).encode(), Form.MARCXML), record)


# --- framing -------------------------------------------------------------------------------------------------------------


def framed(data: bytes) -> list[tuple[int, int, bool, str]]:
    return [
        (one.number, one.offset, one.is_filler, (one.problem or one.repaired)[:16])
        for one in iso_frames(io.BytesIO(data))
    ]


def test_records_are_found_whatever_stands_between_them() -> None:
    one, two = write_iso2709(book()), write_iso2709(book("Dogsong /", number="ocm2"))
    first, second = len(one), len(two)
    assert framed(one + b"\r\n" + two + b"\x1a") == [
        (1, 0, False, ""), (0, first, True, ""), (2, first + 2, False, ""), (0, first + 2 + second, True, ""),
    ]  # fmt: skip
    assert framed(one[:-1] + two) == [(1, 0, False, "Its end mark (0x"), (2, first - 1, False, "")]
    assert [row[3] for row in framed(one[:100] + two)] == ["The record break", ""]
    assert [row[3] for row in framed(one + two[:100])] == ["", "The file ends in"]
    lines = b"\r\n".join(two[at : at + 80] for at in range(0, second, 80))
    assert [row[3] for row in framed(one + lines)] == ["", "Line ends inside"]
    inside = write_iso2709(book("Dog\x1dsong /"))
    assert [row[3] for row in framed(one + inside + two)] == ["", "It holds the end", ""]


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=60), st.sampled_from([b"\x1d", b"\x1e", b"\r\n", file_of(book()), file_of(book())[:80]])
        ),
        max_size=8,
    )
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_byte_of_any_file_is_in_a_frame_and_none_makes_it_crash(parts: list[bytes]) -> None:
    data = b"".join(parts)
    for form in (Form.ISO2709, Form.MARCXML, Form.JSON, Form.MRK, Form.ALEPH):
        found = list(frames(io.BytesIO(data), form))
        assert b"".join(one.original for one in found) == data, form
        for frame in found:
            if frame.is_filler or frame.problem:
                continue
            try:
                record = read_record(frame.data, frame.form)
            except Unreadable:
                continue
            derived(record)
            check_record(record)
            for write in (write_xml, write_json, write_mrk):
                write(record)
    sniff(data)


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_a_bent_record_never_crashes_the_reader(noise: bytes) -> None:
    good = write_iso2709(book())
    for data in (good[:30] + noise + b"\x1e" + good[60:], good[:-20] + noise + good[-20:], noise + b"\x1e\x1d"):
        try:
            record = read_record(data)
        except Unreadable:
            continue
        derived(record)
        check_record(record)


# --- checking --------------------------------------------------------------------------------------------------------------


def remarked(*more: Field, leader: str = "00000cam a2200000 a 4500", fixed: str = "") -> set[tuple[str, str]]:
    return {(one.code, one.field) for one in check_record(book(more=more, leader=leader, fixed=fixed))}


def test_a_good_record_has_no_remarks() -> None:
    assert remarked() == set()


def test_what_breaks_a_rule_is_told_with_its_field() -> None:
    assert remarked(Field.of("245", "10", ("a", "Again"))) == {("repeated_field", "245")}
    assert remarked(Field.of("650", "x0", ("a", "Dogs"))) == {("bad_indicator", "650")}
    assert remarked(Field.of("250", "  ", ("a", "1st"), ("a", "ed."))) == {("repeated_subfield", "250")}
    assert remarked(Field.of("250", "  ", ("k", "1st"))) == {("unknown_subfield", "250")}
    assert remarked(Field("500", "  A note.")) == {("no_subfields", "500")}
    assert remarked(Field.of("2x5", "  ", ("a", "?"))) == {("bad_tag", "2x5")}
    assert remarked(Field.of("020", "  ", ("a", "0689808829"))) == {("bad_check_digit", "020")}
    assert remarked(Field.of("110", "2 ", ("a", "PTA"))) == {("two_main_entries", "1XX")}
    assert remarked(leader="00000qam a2200000 a 4500") == {("bad_value", "LDR")}
    assert remarked(fixed="870115s1987    nyu    y      000 1 eng  ") == {("bad_value", "008")}
    assert remarked(fixed="870115s1987") == {("bad_length", "008")}
    assert remarked(Field.of("999", "zz", ("9", "local")), Field.of("690", "  ", ("a", "Genre"))) == set()


def test_chinese_in_marc_8_is_not_claimed_to_be_utf_8() -> None:
    record = book("王俊秀")
    written = write_iso2709(record, "marc-8")
    assert (written[9:10], written.isascii()) == (b" ", True)
    assert read_record(written).value("245", "a") == "王俊秀"
    assert write_iso2709(book(), "marc-8")[9:10] == b"a"  # plain letters are both


def test_a_return_inside_a_field_comes_back_from_xml() -> None:
    record = book("Hatchet\rand more")
    assert same(read_record(write_xml(record).encode(), Form.MARCXML), record)


def test_slips_between_marks_do_not_make_marc_8_windows_letters() -> None:
    """A field of a real record: XIIIe with its small e slipped to a blank."""
    data = write_iso2709(book("@", leader="00000cam  2200000 a 4500"), "marc-8")
    french = b"L'\xe2economie au moyen-\xe3age : la science \xe2economique, de\xe2buts de l'\xe2ecole fran\xf0caise aux XIII\xea et XIV\xea si\xe1ecles"
    record = read_record(data.replace(b"@", french))
    assert record.encoding == "marc-8"
    assert composed(record.value("245", "a")).startswith("L'économie au moyen-âge")


def test_a_subfield_without_its_code_keeps_its_words() -> None:
    inner = '<subfield code="a">A</subfield><subfield>words</subfield><subfield code="bc">B</subfield>'
    xml = f'<record><leader/><datafield tag="500" ind1=" " ind2=" ">{inner}</datafield></record>'
    record = read_record(xml.encode(), Form.MARCXML)
    assert record.fields[0].subfields == [("a", "A"), (" ", "words"), ("b", "B")]
    assert [one.code for one in record.remarks if one.field == "500"] == ["bad_code", "bad_code"]


@pytest.mark.parametrize(
    ("field", "subfields", "remarks"),
    [
        ('{"ind1": 1, "ind2": 0, "subfields": [{"a": "A"}, {"b": null}, {"c": 7}]}', "10 a=A b= c=7", 0),
        ('{"ind1": "1", "ind2": "0", "subfields": {"a": "A", "c": "C"}}', "10 a=A c=C", 0),
        ('{"ind1": "1", "ind2": "0", "subfields": [{"a": ["A", "B"]}, ["b", "lost"], "words"]}', "10 a=A a=B", 2),
        ('{"ind1": "1", "ind2": "0", "subfields": [{"ab": "A"}, {"": "words"}]}', "10 a=A  =words", 2),
        ('{"ind1": null, "subfields": "words"}', "   ", 1),
    ],
)
def test_json_that_other_programs_write_otherwise(field: str, subfields: str, remarks: int) -> None:
    record = read_record(f'{{"leader": "{"0" * 24}", "fields": [{{"245": {field}}}]}}'.encode(), Form.JSON)
    one = record.fields[0]
    said = f"{one.indicator1}{one.indicator2} " + " ".join(f"{code}={text}" for code, text in one.subfields)
    assert (said, len(record.remarks)) == (subfields, remarks)
