"""XLSX: text stays text, whatever it begins with; numbers and days keep their kind."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from firstbell.core.listing import Column
from firstbell.core.listing.workbooks import LONGEST_TEXT, write_workbook

PLAIN: Column[Any] = Column("a", "Name", value=str)
CODE: Column[Any] = Column("b", "Tag", value=str, code=True)
#: Surrogates are no text.
LETTERS = st.characters(exclude_categories=["Cs"])


def sheet_of(rows: list[list[object]], columns: tuple[Column[Any], ...] = (PLAIN, CODE)) -> Any:
    file = io.BytesIO()
    write_workbook(file, "Devices: all/some [1]", columns, rows)
    return load_workbook(io.BytesIO(file.getvalue())).active


def expected(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join("\ufffd" if (ord(one) < 32 and one not in "\n\t") or one in "\ufffe\uffff" else one for one in text)


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=80), st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "0", " ", "'"]))
@example('HYPERLINK("http://x","y")', "=")
@example("2+5+cmd|' /C calc'!A0", "@")
@example("\r\n=1", "")
@example("\x00\x1f\x7f", "=")
@example("a\ufffeb\uffff", "")
def test_text_is_read_back_and_never_a_formula(text: str, start: str) -> None:
    sheet = sheet_of([[start + text, start + text]])
    for cell in sheet[2]:
        assert cell.data_type == "s"
        assert cell.value == expected(start + text)
        assert cell.quotePrefix


def test_zeros_in_front_of_a_tag_stay() -> None:
    tag = sheet_of([["x", "0042"]])["B2"]
    assert (tag.value, tag.data_type, tag.number_format) == ("0042", "s", "@")


@pytest.mark.parametrize(
    ("value", "kind"), [(12, "n"), (Decimal("12.50"), "n"), (dt.date(2026, 11, 25), "d"), (True, "s"), (-3, "n")]
)
def test_values_keep_their_kind(value: object, kind: str) -> None:
    cell = sheet_of([[value, ""]])["A2"]
    assert cell.data_type == kind
    if isinstance(value, dt.date):
        assert (cell.value, cell.number_format) == (dt.datetime(2026, 11, 25), "yyyy-mm-dd")  # noqa: DTZ001


def test_a_moment_is_local_and_has_no_zone() -> None:
    moment = timezone.now().replace(microsecond=0)
    assert sheet_of([[moment, ""]])["A2"].value == timezone.localtime(moment).replace(tzinfo=None)


def test_the_sheet_is_ready_to_be_read() -> None:
    sheet = sheet_of([["Ana " * 3, "1"], ["Bo", "2"]])
    assert sheet.title == "Devices  all some  1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert [cell.value for cell in sheet[1]] == ["Name", "Tag"]
    assert sheet["A1"].font.bold
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    assert len(sheet_of([["a" * (LONGEST_TEXT + 5), ""]])["A2"].value) == LONGEST_TEXT


def test_what_looks_like_excel_s_own_escape_is_not_read_as_one() -> None:
    """Excel and LibreOffice read ``_x0041_`` as A; openpyxl shows what is stored."""
    assert sheet_of([["_x0041_ _x12_", ""]])["A2"].value == "_x005F_x0041_ _x12_"


def test_a_long_text_is_cut_where_excel_counts() -> None:
    text = sheet_of([["a" + "\N{GRINNING FACE}" * 20_000, ""]])["A2"].value
    assert len(text.encode("utf-16-le")) // 2 == LONGEST_TEXT
    assert set(text) == {"a", "\N{GRINNING FACE}"}
