"""Rows of a block: what is read, what is told, what is nothing."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from firstbell.connectors.base.rows import BadRow, Row, read_rows
from firstbell.core.imports.records import Block

cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12).filter(
    lambda text: not text.strip().startswith('="')
)


class Heard:
    """What was told of a block."""

    def __init__(self, block: Block, width: int, unseen: list[int] | None = None) -> None:
        self.broken: list[str] = []
        self.misfits: list[list[str]] = []
        self.blanks = 0
        chosen = range(len(block.records)) if unseen is None else unseen
        self.rows: list[Row] = list(
            read_rows(
                block, [(index, 100 + index) for index in chosen], width,
                broken=self._broken, wrong_width=self._misfit, blank=self._blank,
            )
        )  # fmt: skip

    def _broken(self, bad: BadRow, line: int, raw: bytes) -> None:
        self.broken.append(f"{bad.code} {line}")

    def _misfit(self, bad: BadRow, fields: list[str], line: int, raw: bytes) -> None:
        assert bad.code == "wrong_columns"
        self.misfits.append(fields)

    def _blank(self) -> None:
        self.blanks += 1


@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=8))
def test_every_row_of_the_right_width_comes_back_as_it_was_written(rows: list[list[str]]) -> None:
    records = [_record(row) for row in rows]
    heard = Heard(Block(2, records), 3)
    assert [row.fields for row in heard.rows] == rows
    assert [row.line for row in heard.rows] == [2 + index for index in range(len(rows))]
    assert [row.hash for row in heard.rows] == [100 + index for index in range(len(rows))]


@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_no_row_is_lost_without_a_word(rows: list[list[str]]) -> None:
    heard = Heard(Block(2, [_record(row) for row in rows]), 3)
    assert len(heard.rows) + len(heard.misfits) + heard.blanks == len(rows)


def test_broken_rows_are_told_and_the_others_are_read() -> None:
    heard = Heard(Block(5, [b"a,b", b"c\x00,d", b"e,f"], None, {1: "nul"}), 2)
    assert heard.broken == ["nul 6"]
    assert [row.fields for row in heard.rows] == [["a", "b"], ["e", "f"]]


def test_rows_that_are_known_are_not_looked_at() -> None:
    heard = Heard(Block(2, [b"a,b", b"too,many,cells", b"e,f"]), 2, unseen=[2])
    assert [row.fields for row in heard.rows] == [["e", "f"]]
    assert not heard.misfits


def test_a_line_of_commas_is_nothing_and_a_short_row_is_told() -> None:
    heard = Heard(Block(2, [b",,,,", b"a,b,c,d"]), 3)
    assert heard.blanks == 1
    assert heard.misfits == [["a", "b", "c", "d"]]


def _record(row: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(row)
    return text.getvalue().removesuffix("\r\n").encode()


def test_a_value_told_to_a_spreadsheet_as_text_is_that_value() -> None:
    heard = Heard(Block(2, [b'="00471",a', b'"=""00472""","=""a"" & b"']), 2)
    assert [row.fields for row in heard.rows] == [["00471", "a"], ["00472", '="a" & b']]
