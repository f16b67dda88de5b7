"""Cells of strangers' tables: every written form of a value reads the same; what is unclear is refused, never guessed."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.connectors.base.cells import Unreadable, cents, day, moment, months, months_after, unescaped, yes_no

days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@given(days)
def test_every_written_form_of_a_day_reads_the_same(at: dt.date) -> None:
    month = calendar.month_abbr[at.month]
    forms = (
        at.isoformat(), f"{at.month}/{at.day}/{at.year}", f"{at.day:02}.{at.month:02}.{at.year}", f"{month} {at.day}, {at.year}",
        f"{at.day} {month} {at.year}", f"{calendar.day_abbr[at.weekday()]} {month} {at.day:02}, {at.year}",
        f"{at.isoformat()} 07:42", f"{at.isoformat()}T07:42:00Z", f"{at.day} {month}, {at.year}", f"{at:%Y.%m.%d}.",
        f"{at:%Y/%m/%d}", f"{at.month}/{at.day}/{at.year % 100:02}",
    )  # fmt: skip
    assert {day(text) for text in forms} == {at}
    assert day(f"{at.day}/{at.month}/{at.year}", day_first=True) == at


@given(st.integers(0, 1_999_999_999))
def test_every_written_form_of_an_amount_reads_the_same(amount: int) -> None:
    whole, part = divmod(amount, 100)
    american, european = f"{whole:,}.{part:02}", f"{whole:,}".replace(",", ".") + f",{part:02}"
    forms = (
        american,
        f"${american}",
        f"{american} USD",
        european,
        f"{european} €",
        f"{whole}.{part:02}",
        f"{whole}.{part:02}00",
    )
    assert {cents(text) for text in forms} == {amount}


@pytest.mark.parametrize("text", ["1.234", "12,34,56", "-5.00", "1,23.00", "12 apples", "1.2.3", "99999999999"])
def test_amounts_that_may_mean_two_things_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        cents(text)


def test_moments_of_consoles() -> None:
    zone = dt.UTC
    assert moment("11/20/2026 at 7:42 AM", zone) == dt.datetime(2026, 11, 20, 7, 42, tzinfo=zone)
    assert moment("0001-01-01 00:00:00.0000000", zone) is None


def test_what_web_pages_write_reads_as_it_was() -> None:
    assert unescaped("Ana&#039;s 14&quot; &lt;R&amp;D&gt;") == "Ana's 14\" <R&D>"
    assert unescaped("AT&T &copy &nosuch;") == "AT&T &copy &nosuch;"


def test_small_words() -> None:
    assert [cents(text) for text in ("", "n/a", "0", "1,234", "5.5")] == [None, None, 0, 123_400, 550]
    assert [yes_no(text) for text in ("Yes", "x", "FALSE", "sí", "")] == [True, True, False, True, None]
    assert [months(text) for text in ("36", "36 months", "3 years", "12.0", "")] == [36, 36, 36, 12, None]
    assert [months(text) for text in ("36 meses", "3 años", "36 mois", "3 ans", "36 Monate", "3 Jahre")] == [36] * 6
    assert months_after(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 28)
    with pytest.raises(Unreadable):
        months("a while")


@given(st.text(max_size=40))
@pytest.mark.parametrize("read", [cents, day, months, yes_no])
def test_no_text_breaks_the_readers(read: Callable[[str], Any], text: str) -> None:
    try:
        read(text)
    except Unreadable:
        pass


@given(days, st.integers(0, 120))
def test_a_warranty_ends_the_day_before_it_began(start: dt.date, number: int) -> None:
    end = months_after(start, number)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) in (number, number - 1)
