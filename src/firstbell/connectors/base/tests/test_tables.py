"""Headers and tables: matched however they are spelled, read whatever they are made of, bounded whatever they claim."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from firstbell.connectors.base.register.register import ITEM_FIELDS
from firstbell.connectors.base.tables import sheets
from firstbell.connectors.base.tables.fields import KEEP, LEAVE, Field, Layout, fingerprint, folded
from firstbell.connectors.base.tables.table import glimpse, open_table, separator_of
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import Limits

ITEMS = Layout(ITEM_FIELDS, identifying=("serial", "tag"), keeps=True)
NAMES = [(name, field.key) for field in ITEM_FIELDS for name in (field.label, *field.aliases)]
cells = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=10)
LIMITS = Limits()


def respelled(name: str, how: int) -> str:
    return (name.upper(), name.lower(), name.replace(" ", "_"), f" {name.replace(' ', '')} ", name.replace(" ", "-"))[
        how
    ]


@given(st.sampled_from(NAMES), st.integers(0, 4))
def test_a_name_is_known_however_it_is_spelled(known: tuple[str, str], how: int) -> None:
    name, key = known
    assert ITEMS.propose([respelled(name, how)]) == [key]


def test_no_name_means_two_fields() -> None:
    means: dict[str, str] = {}
    for name, key in NAMES:
        assert means.setdefault(folded(name), key) == key, name


@given(st.lists(st.sampled_from([name for name, _ in NAMES]) | cells, max_size=12))
def test_no_field_is_proposed_twice_and_nothing_is_lost(header: list[str]) -> None:
    proposed = ITEMS.propose(header)
    ours = [key for key in proposed if key not in (KEEP, LEAVE)]
    assert len(ours) == len(set(ours))
    assert len(proposed) == len(header)
    assert all(key != LEAVE for name, key in zip(header, proposed, strict=True) if folded(name))


def test_the_very_name_counts_before_an_earlier_alias() -> None:
    assert ITEMS.propose(["Asset ID", "Serial", "Asset Tag", "Serial no."]) == [KEEP, "serial", "tag", KEEP]


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8), st.integers(0, 4))
def test_a_fingerprint_is_the_same_however_it_is_spelled(header: list[tuple[str, str]], how: int) -> None:
    names = [name for name, _ in header]
    assert fingerprint(names) == fingerprint([respelled(name, how) for name in names])
    assert fingerprint(names) != fingerprint([*names, "one more"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_whatever_separates_them_the_cells_are_the_same(tmp_path: Path, rows: list[list[str]], separator: str) -> None:
    header = ["Serial", "Tag", "Notes"]
    text = io.StringIO()
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    path = tmp_path / "t.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    table = open_table(path, "t.csv", LIMITS, tmp_path)
    assert table.header == header
    found = [row.fields for row in table.records.rows()]
    assert [one for one in found if any(cell.strip() for cell in one)] == [
        one for one in rows if any(cell.strip() for cell in one)
    ]


def test_the_separator_is_the_one_that_cuts_evenly() -> None:
    assert separator_of("a;b;c\n1,5;2;3\n") == ";"
    assert separator_of("a,b,c\n1;2,3,4\n") == ","
    assert separator_of("sep=;\na;b\n") == ";"
    assert separator_of("one column\nonly\n") == ","


def book(*rows: Sequence[object]) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_workbook_keeps_its_line_numbers_over_blank_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", book(["Tag", "Note"], ["1", "two\nlines"], [], ["2", True]))
    table = open_table(path, "t.xlsx", LIMITS, tmp_path)
    assert [(table.line(row.line), row.fields) for row in table.records.rows()] == [
        (2, ["1", "two lines"]),
        (4, ["2", "Yes"]),
    ]


HEADER = ["Serial", "Tag", "Model", "Room", "User"]
VALUES = ["S1", "T1", "X", "R1", "ana"]


def test_what_stands_above_the_names_is_left_out_and_told(tmp_path: Path) -> None:
    above: list[list[object]] = [
        ["Devices of Pleasant Unified"],
        ["Made on", "2026-11-20"],
        [],
        ["Thing", None, "Where"],
    ]
    path = write(tmp_path / "t.xlsx", book(*above[:3], HEADER, VALUES))
    assert glimpse(path, "t.xlsx", LIMITS).first == HEADER
    table = open_table(path, "t.xlsx", LIMITS, tmp_path)
    assert (table.header, table.titles) == (HEADER, ["Devices of Pleasant Unified", "Made on 2026-11-20"])
    assert [(table.line(row.line), row.fields) for row in table.records.rows()] == [(5, VALUES)]

    path = write(tmp_path / "u.xlsx", book(above[3], HEADER, VALUES))
    assert open_table(path, "u.xlsx", LIMITS, tmp_path).header == HEADER


def test_a_short_first_row_of_a_table_is_its_header(tmp_path: Path) -> None:
    for rows in ([["Tag"], ["1"]], [["Tag", "Note"], ["1", "n", "left over"]], [HEADER[:3], VALUES]):
        path = write(tmp_path / "t.xlsx", book(*rows))
        table = open_table(path, "t.xlsx", LIMITS, tmp_path)
        assert (table.header, table.titles) == (rows[0], [])


def test_the_table_behind_a_cover_is_read(tmp_path: Path) -> None:
    made = Workbook()
    made.active.append(["Device report"])  # type: ignore[union-attr]
    made.active.append(["Made by", "Tess"])  # type: ignore[union-attr]
    made.create_sheet("List").append(HEADER)
    made.save(tmp_path / "t.xlsx")
    table = open_table(tmp_path / "t.xlsx", "t.xlsx", LIMITS, tmp_path)
    assert (table.header, table.sheet, table.others) == (HEADER, "List", ["Sheet"])


def test_a_formula_without_a_result_is_known_by_its_place(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", book(HEADER, ["S1", "=A2", *VALUES[2:]], [], ["S2", "T2", "=1+1"]))
    table = open_table(path, "t.xlsx", LIMITS, tmp_path)
    assert table.unsaved == [(2, 1), (4, 2)]
    assert sheets.place_of(*table.unsaved[0]) == "B2"


def test_formulas_are_read_as_values_and_never_run(tmp_path: Path) -> None:
    path = write(tmp_path / "t.xlsx", book(["Tag"], ["=1+1"], ['=HYPERLINK("http://x")']))
    assert [row.fields for row in open_table(path, "t.xlsx", LIMITS, tmp_path).records.rows()] == []


def test_numbers_shown_with_zeros_keep_them(tmp_path: Path) -> None:
    made = Workbook()
    made.active.append(["Tag"])  # type: ignore[union-attr]
    made.active.append([4711])  # type: ignore[union-attr]
    made.active["A2"].number_format = "000000"  # type: ignore[index]
    made.save(tmp_path / "t.xlsx")
    table = open_table(tmp_path / "t.xlsx", "t.xlsx", LIMITS, tmp_path)
    assert [row.fields for row in table.records.rows()] == [["004711"]]
    assert table.numbers == {0}


def test_a_workbook_that_asks_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    monkeypatch.setattr(sheets, "MOST_COLUMNS", 3)
    long = write(tmp_path / "long.xlsx", book(*[["a"]] * 9))
    wide = write(tmp_path / "wide.xlsx", book(["a"] * 9))
    for path in (long, wide):
        with pytest.raises(Rejected, match="more than"):
            open_table(path, path.name, LIMITS, tmp_path)


def test_bombs_and_things_that_are_no_workbook_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("xl/sharedStrings.xml", b"0" * 40_000_000)
    junk = write(tmp_path / "junk.xlsx", b"PK\x03\x04 not really")
    binary = write(tmp_path / "a.csv", b"\x89PNG\r\n\x1a\n\x00\xff\xfe" * 50)
    empty = write(tmp_path / "empty.csv", b"\n\n")
    for path in (bomb, junk, binary, empty):
        with pytest.raises(Rejected):
            glimpse(path, path.name, LIMITS)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_break_it(tmp_path: Path, data: bytes) -> None:
    for name, head in (("t.csv", b""), ("t.xlsx", b"PK\x03\x04")):
        path = write(tmp_path / name, head + data)
        try:
            glimpse(path, name, LIMITS)
            list(open_table(path, name, LIMITS, tmp_path).records.rows())
        except Rejected:
            pass


def test_required_and_identifying_columns_are_asked_for() -> None:
    layout = Layout((Field("a", "A"), Field("b", "B"), Field("c", "C")), identifying=("a", "b"), required=("c",))
    assert layout.missing(["a", "c"]) == []
    assert layout.missing(["c"]) == ["A or B"]
    assert layout.missing(["b"]) == ["C"]
