"""The small marks: what they draw, and that hostile text stays text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.ui import marks

HOSTILE = "<script>alert(1)</script>\"'&"
NOON = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def test_a_decorative_icon_is_silent_and_a_labelled_one_speaks() -> None:
    assert 'aria-hidden="true"' in marks.icon("laptop")
    assert 'role="img" aria-label="Done"' in marks.icon("check", label="Done")


def test_an_icon_name_that_does_not_exist_draws_the_dot_and_never_reaches_the_page() -> None:
    drawn = marks.icon('x" onload="alert(1)')
    assert drawn == marks.icon("dot")


@pytest.mark.parametrize("tone", marks.TONES)
def test_a_badge_has_text_and_a_shape_in_every_tone(tone: str) -> None:
    drawn = marks.badge("Out", tone)
    assert f"tone-{tone}" in drawn
    assert "<svg" in drawn
    assert "Out" in drawn


def test_an_unknown_tone_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="neutral, info, good, warn, bad, brass"):
        marks.badge("Out", "green")


def test_hostile_text_is_escaped_everywhere() -> None:
    for drawn in (
        marks.badge(HOSTILE),
        marks.kbd(HOSTILE),
        marks.avatar(HOSTILE),
        marks.diff(HOSTILE, HOSTILE),
        marks.icon("check", label=HOSTILE),
    ):
        assert "<script" not in drawn


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ana Gómez", "AG"), ("Ana María Gómez Ortega", "AO"), ("Prince", "P"), ("", "?"), ("Gómez, Ana", "GA")],
)
def test_initials_are_the_first_letters_of_the_first_and_last_word(name: str, initials: str) -> None:
    assert f">{initials}</span>" in marks.avatar(name)


def test_keys_of_a_chord_get_a_cap_each() -> None:
    assert marks.kbd("Shift+Enter") == "<kbd>Shift</kbd> <kbd>Enter</kbd>"
    assert marks.kbd("+") == "<kbd>+</kbd>"


@pytest.mark.parametrize(
    ("cents", "text"),
    [(0, "$0.00"), (5, "$0.05"), (1250, "$12.50"), (123456789, "$1,234,567.89"), (-1250, "−$12.50"), (None, "")],
)
def test_money_is_exact_cents(cents: int | None, text: str) -> None:
    assert marks.money(cents) == text


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_money_keeps_every_cent(cents: int) -> None:
    text = marks.money(cents)
    digits = int("".join(sign for sign in text if sign.isdigit()))
    assert digits == abs(cents)
    assert text.startswith("−") == (cents < 0)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=10), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(minutes=-5), "in 5 min"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(hours=26), "yesterday"),
        (timedelta(days=-1), "tomorrow"),
        (timedelta(days=4), "4 days ago"),
        (timedelta(days=60), "Sep 25"),
        (timedelta(days=400), "Oct 20, 2025"),
    ],
)
def test_time_is_told_as_a_person_would(before: timedelta, words: str) -> None:
    drawn = marks.ago(NOON - before, now=NOON)
    assert f">{words}</time>" in drawn
    assert 'datetime="20' in drawn
    assert 'title="' in drawn


def test_a_date_and_nothing_are_fine() -> None:
    assert marks.ago(None) == ""
    assert "<time" in marks.ago(date(2026, 1, 5), now=NOON)


def test_a_difference_reads_without_colour() -> None:
    drawn = marks.diff(None, "Repair 2")
    assert "<del>" in drawn
    assert "empty" in drawn
    assert "<ins>" in drawn
    assert "now " in drawn
