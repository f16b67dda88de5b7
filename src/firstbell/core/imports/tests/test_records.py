"""Splitting CSV into raw rows: exactly as the csv module, and no farther than a broken quote reaches."""

from __future__ import annotations

import contextlib
import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.records import RecordFile

_CELL = st.text(
    alphabet=st.one_of(st.sampled_from(['"', ",", "\n", "\r", " ", "a", "é", "字"]), st.characters(codec="utf-8")),
    max_size=12,
).filter(lambda text: "\0" not in text)
_TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(_CELL, min_size=width, max_size=width), min_size=0, max_size=12)
)


def record_file(data: bytes, **limits: int) -> RecordFile:
    return RecordFile(lambda: io.BytesIO(data), name="users.csv", limits=Limits(**limits))


def rows(data: bytes, **limits: int) -> list[tuple[int, list[str], str]]:
    return [(row.line, row.fields, row.problem) for row in record_file(data, **limits).rows()]


def written(table: list[list[str]], line_end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> bytes:
    """Each row by itself: Python 3.11's writer, when its lines end in LF, leaves a CR inside a value without quotes,
    and such a file is not well formed."""

    def line(row: list[str]) -> str:
        out = io.StringIO()
        csv.writer(out, quoting=quoting).writerow(row)  # type: ignore[arg-type]
        return out.getvalue().removesuffix("\r\n") + line_end

    return "".join(map(line, table)).encode()


@given(_TABLES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@example([['a"b', "c,d"], ["x\ny", '"'], ["", ""]], "\r\n", csv.QUOTE_MINIMAL)
@example([["", "\r", "\n"]], "\n", csv.QUOTE_MINIMAL)
def test_well_formed_files_are_read_as_the_csv_module_reads_them(
    table: list[list[str]], line_end: str, quoting: int
) -> None:
    width = len(table[0]) if table else 2
    header = [f"column{number}" for number in range(width)]
    data = written([header, *table], line_end, quoting)

    expected = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
    # Python's reader keeps a line end inside a value as it was; ours are normalised so that a re-saved file is the same.
    # A line with nothing on it is no row.
    normalised = [[cell.replace("\r\n", "\n").replace("\r", "\n") for cell in row] for row in expected if row]

    assert [fields for _, fields, _ in rows(data)] == normalised


def test_a_line_end_without_quotes_in_a_value_is_told_and_loses_no_row() -> None:
    assert rows(b'a,b,c\n,\r,"\n"\nx,y,z\n') == [
        (2, ["", ""], ""),
        (3, [], "open_quote"),
        (4, [], "open_quote"),
        (5, ["x", "y", "z"], ""),
    ]


@given(_TABLES)
def test_every_row_knows_its_line(table: list[list[str]]) -> None:
    width = len(table[0]) if table else 2
    data = written([["column"] * width, *table], "\n", csv.QUOTE_ALL)
    reader = csv.reader(io.StringIO(data.decode(), newline=""))
    next(reader)
    begins, at = [], reader.line_num
    for _ in reader:
        begins.append(at + 1)
        at = reader.line_num
    # The csv module counts a bare CR inside a value as part of the line, we as a line end.
    if b"\r" not in data:
        assert [line for line, _, _ in rows(data)] == begins


@given(st.binary(max_size=400))
def test_no_bytes_whatsoever_break_the_reader(data: bytes) -> None:
    # A file may be refused, but only in our own words.
    with contextlib.suppress(Rejected):
        assert all(line > 1 for line, _, _ in rows(b"sourcedId,name\n" + data))


def test_a_quote_that_is_never_closed_costs_only_its_own_row() -> None:
    data = b'id,name,note\n1,"never closed,x\n2,good,y\n3,"Smith, J",z\n4,good,w\n'

    assert rows(data) == [
        (2, [], "open_quote"),
        (3, ["2", "good", "y"], ""),
        (4, ["3", "Smith, J", "z"], ""),
        (5, ["4", "good", "w"], ""),
    ]


def test_an_open_quote_at_the_end_of_the_file_costs_only_its_own_row() -> None:
    assert rows(b'id,name\n1,"open\n2,good\n') == [(2, [], "open_quote"), (3, ["2", "good"], "")]


def test_a_file_full_of_open_quotes_is_refused_in_words() -> None:
    data = b"id,name\n" + b'1,"open\n2,good\n3,also good\n' * 40

    with pytest.raises(Rejected, match="never closed"):
        rows(data, open_quotes=10, record_lines=2)


def test_a_fifty_megabyte_line_is_skipped_without_being_kept() -> None:
    chunks = [b"id,name\n1,good\n2,", *([b"x" * 1_000_000] * 50), b"\n3,good\n"]

    class Stream(io.RawIOBase):
        def __init__(self) -> None:
            self.left = list(chunks)

        def read(self, size: int = -1, /) -> bytes:
            return self.left.pop(0) if self.left else b""

    table = RecordFile(Stream, name="users.csv", limits=Limits())
    found = [(row.line, row.fields, row.problem, len(row.raw)) for row in table.rows()]

    assert found == [(2, ["1", "good"], "", 6), (3, [], "too_long", 65536), (4, ["3", "good"], "", 6)]


def test_a_zero_character_costs_only_its_own_row() -> None:
    assert rows(b"id,name\n1,a\0b\n2,good\n") == [(2, [], "nul"), (3, ["2", "good"], "")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_any_line_end_is_read(end: bytes) -> None:
    assert [fields for _, fields, _ in rows(end.join([b"id,name", b"1,a", b"2,b", b""]))] == [["1", "a"], ["2", "b"]]


def test_mixed_line_ends_are_read() -> None:
    assert [fields for _, fields, _ in rows(b"id,name\n1,a\r2,b\r\n3,c")] == [["1", "a"], ["2", "b"], ["3", "c"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_other_encodings_are_read_and_told(encoding: str) -> None:
    table = record_file("id,name\r\n1,Müller\r\n2,Chloé\r\n".encode(encoding))

    assert [row.fields for row in table.rows()] == [["1", "Müller"], ["2", "Chloé"]]
    assert table.notes


def test_legacy_bytes_come_with_examples_for_a_person_to_look_at() -> None:
    table = record_file("id,name\n1,Müller\n".encode("cp1252"))
    list(table.rows())

    assert table.decoded_samples == ["1,Müller"]


def test_a_broken_byte_in_a_utf8_file_costs_only_its_own_row() -> None:
    data = "id,name\n1,Chloé\n2,Ö\n".encode() + b"3,M\xfcller\n4,ok\n"

    assert [(line, problem) for line, _, problem in rows(data)] == [(2, ""), (3, ""), (4, "bad_bytes"), (5, "")]


@pytest.mark.parametrize("data", [b"", b"\n\n\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header_is_refused(data: bytes) -> None:
    with pytest.raises(Rejected, match="empty"):
        record_file(data)


def test_the_separator_line_of_a_spreadsheet_is_skipped() -> None:
    assert rows(b"sep=,\nid,name\n1,a\n") == [(3, ["1", "a"], "")]


def test_blocks_end_anywhere() -> None:
    body = b"".join(b'%d,"a, %d"\r\n' % (number, number) for number in range(60_000))

    found = rows(b"id,name\r\n" + body)

    assert len(found) == 60_000
    assert found[-1] == (60_001, ["59999", "a, 59999"], "")
