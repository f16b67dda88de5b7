"""The order of the shelf."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.library.call_numbers import LONGEST_KEY, class_of, sort_key, spine_lines
from firstbell.library.queries.collection import class_of_key

#: One shelf, as a librarian would put it.
SHELF = (
    "031 WOR", "398.2 GRI", "398.2 GRI v.2", "398.2 GRI v. 10", "398.20973 ABC", "598 P38 2003", "598 P4", "598.P5",
    "796 ABC", "796.05 ABC", "796.3 ZIM", "796/.357 GRE", "796.357 GRE c.2", "920 KRU", "92 LINCOLN", "B PARKS",
    "E SEN", "FIC PAU", "F PAUL", "FIC ROW", "FIC ROW 2", "FIC ROW #10", "FIC ROW bk. 11", "GN TEL", "OVERSIZE 599 DIN",
    "+ E SEN", "REF 031 WOR", "REF 423 MER", "SP 398.2 GRI", "SPA FIC PAU", "YA FIC PAU",
)  # fmt: skip


def test_a_shelf_keeps_its_order() -> None:
    assert sorted(SHELF, key=sort_key) == list(SHELF)


def test_letters_of_every_script_have_their_place() -> None:
    shelf = (
        "598 РУС", "FIC LUK", "FIC ŁUZ", "FIC OST", "FIC ØSU", "FIC ZUS", "FIC Τόλης", "FIC Толстой", "FIC Чехов", "FIC 老舍",
        "FIC 鲁迅", "РУС 598 АБВ", "РУС 891 ТОЛ",
    )  # fmt: skip
    assert sorted(shelf, key=sort_key) == list(shelf)
    assert "" not in map(sort_key, ("Толстой", "鲁迅")), "as if they had no call number"


@pytest.mark.parametrize(
    ("one", "same"),
    [("fic pau", "FIC  PAU."), ("796/.357 Gre", "796.357 GRE"), ("F ROW v.2", "FIC ROW Vol. 2"), ("FIC PEÑ", "FIC PEN"),
     ("796.30 ABC", "796.3 ABC"), ("BIO KIN", "92 KIN")],
)  # fmt: skip
def test_spellings_of_one_place_are_one_place(one: str, same: str) -> None:
    assert sort_key(one) == sort_key(same)


@pytest.mark.parametrize(
    ("text", "expected"), [("REF 796.357 GRE", "796.357"), ("FIC PAU", "FIC"), ("", ""), ("92 LIN", "B"), ("...", "")]
)
def test_the_class_is_read_from_the_spine(text: str, expected: str) -> None:
    assert class_of(text) == expected


def test_a_spine_breaks_into_lines_and_keeps_a_volume_with_its_number() -> None:
    assert spine_lines("REF 796.357 GRE v. 2") == ["REF", "796.357", "GRE", "v.2"]
    assert spine_lines("A B C D E F G H") == ["A", "B", "C", "D", "E", "F G H"]


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_has_a_key_that_no_collation_can_misread(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= LONGEST_KEY
    assert set(key) <= set("0123456789abcdef")
    assert spine_lines(text) == [line for line in spine_lines(text) if line]


_CLASS = st.integers(0, 999).map("{:03}".format)
_DECIMALS = st.text("0123456789", min_size=1, max_size=6)


@given(_CLASS, _DECIMALS, _CLASS, _DECIMALS)
@settings(max_examples=200, deadline=None)
def test_dewey_numbers_stand_as_decimal_fractions(one: str, first: str, other: str, second: str) -> None:
    a, b = float(f"{one}.{first}"), float(f"{other}.{second}")
    keys = sort_key(f"{one}.{first} ABC"), sort_key(f"{other}.{second} ABC")
    assert (a < b) == (keys[0] < keys[1])
    assert (a == b) == (keys[0] == keys[1])


@given(st.integers(0, 99999), st.integers(0, 99999), st.sampled_from(("v.", "vol. ", "#", "bk ", "")))
@settings(max_examples=100, deadline=None)
def test_volumes_stand_by_number(one: int, other: int, mark: str) -> None:
    assert (one < other) == (sort_key(f"FIC ROW {mark}{one}") < sort_key(f"FIC ROW {mark}{other}"))


@pytest.mark.parametrize(
    ("call", "said"),
    [("한국 소설 123", "한국"), ("ไทย 895.91", "895.91"), ("РЕФ 031", "031"), ("😀 SMI", "SMI"), ("𐐀 X", "𐐀")],
)
def test_a_class_in_other_letters_is_said_in_them(call: str, said: str) -> None:
    assert class_of(call) == said
    assert class_of_key(sort_key(call)[:16]) in ("In letters of other scripts", "000 Computers, general", "SMI")
