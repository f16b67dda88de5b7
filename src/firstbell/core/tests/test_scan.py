"""Codes as scanners send them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core import scan
from firstbell.core.scan import Match, Scan, normalise
from firstbell.core.tests.actors import actor


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("  0042 ", "0042"),
        ("cb-0042", "CB-0042"),
        ("]C1CB-0042", "CB-0042"),
        ("A0012345B", "0012345"),  # codabar start and stop letters
        ("A12B", "A12B"),  # too short to be codabar: a room number
        ("5CD 1234 XYZ\t", "5CD1234XYZ"),
        ("", ""),
    ],
)
def test_a_code_is_normalised(raw: str, code: str) -> None:
    assert Scan.of(raw).code == code


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_that_has_no_codabar_frame(text: str) -> None:
    once = normalise(text)
    if not (once[:1] in "ABCD" and once[-1:] in "ABCD"):
        assert normalise(once) == once


def test_every_room_is_asked_in_order_and_an_oversized_code_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_resolvers", [])
    asked: list[str] = []

    def resolver(name: str) -> scan.Resolver:
        def resolve(one: Scan, by: object) -> list[Match]:
            asked.append(name)
            return [Match(name, 1, one.text, "", "/", "x", None)] if one.code == "42" else []

        return resolve

    scan.register("late", resolver("late"), order=90)
    scan.register("early", resolver("early"), order=10)
    assert [match.kind for match in scan.resolve("42", actor())] == ["early", "late"]
    assert [match.kind for match in scan.resolve("42", actor(), kinds=["late"])] == ["late"]
    asked.clear()
    assert scan.resolve("4" * 121, actor()) == []
    assert scan.resolve("   ", actor()) == []
    assert asked == []
