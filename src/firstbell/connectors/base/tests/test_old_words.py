"""Dates and words of other help desks: read exactly, or refused; HTML becomes words; nothing raises."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firstbell.connectors.base.cells import Unreadable
from firstbell.connectors.base.texts import text_of_html
from firstbell.connectors.base.tickets.talk import MOST_TEXT, plain
from firstbell.connectors.base.tickets.words import said_moment, state_of, urgency_of

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("text", "day_first", "wanted"),
    [
        ("2025-09-02 07:42:10", False, "2025-09-02T12:42:10+00:00"),
        ("2021-11-03T11:51:13.790Z", False, "2021-11-03T11:51:13.790000+00:00"),
        ("2021-11-03 11:51:13 UTC", False, "2021-11-03T11:51:13+00:00"),
        ("9/2/2025 7:42 AM", False, "2025-09-02T12:42:00+00:00"),
        ("9/2/2025, 7:42 AM", False, "2025-09-02T12:42:00+00:00"),
        ("9/2/2025 19:42", True, "2025-02-10T01:42:00+00:00"),
        ("02.09.2025 07:42", False, "2025-09-02T12:42:00+00:00"),
        ("Sep 2, 2025 7:42 AM", False, "2025-09-02T12:42:00+00:00"),
        ("Tue, Sep 2, 2025 7:42 AM", False, "2025-09-02T12:42:00+00:00"),
        ("2025-09-02", False, "2025-09-02T05:00:00+00:00"),
    ],
)
def test_moments_as_help_desks_write_them(text: str, day_first: bool, wanted: str) -> None:
    found = said_moment(text, CHICAGO, day_first=day_first)
    assert found is not None
    assert found.isoformat() == wanted


@pytest.mark.parametrize("text", ["", "NULL", "0000-00-00 00:00:00", "-", "\\N"])
def test_nothing_is_no_moment(text: str) -> None:
    assert said_moment(text, CHICAGO) is None


@pytest.mark.parametrize(
    "text", ["yesterday", "13/13/2025", "2025-02-30", "31.02.2025 07:00", "1", "Sep 2025", "25:00"]
)
def test_what_cannot_be_read_safely_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        said_moment(text, CHICAGO)


@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_moment_or_refused(text: str, day_first: bool) -> None:
    try:
        found = said_moment(text, CHICAGO, day_first=day_first)
    except Unreadable:
        return
    assert found is None or found.tzinfo is dt.UTC


@given(st.integers(1_000_000_000, 4_000_000_000))
def test_what_was_written_in_iso_comes_back(seconds: int) -> None:
    wanted = dt.datetime.fromtimestamp(seconds, tz=dt.UTC)
    assert said_moment(wanted.isoformat(), CHICAGO) == wanted


@given(
    st.text(st.characters(blacklist_characters="<"), max_size=200),
    st.sampled_from(["script", "style", "template", "SCRIPT"]),
)
@example("half a \ud800 smile", "script")
def test_no_html_ever_acts(text: str, tag: str) -> None:
    found = text_of_html(f"<p onclick='evil()'>{text}</p><{tag}>evil()</{tag}><p>end</p>")
    assert found.endswith("end")
    assert found.count("evil()") == text.count("evil()")
    assert not any(ord(one) < 32 and one not in "\n\t" for one in found)


def test_long_texts_are_cut_and_say_so() -> None:
    assert len(plain("word " * 20_000, is_html=False)) < MOST_TEXT + 60
    assert "cut when it was brought here" in plain("x" * (MOST_TEXT + 1), is_html=False)


def test_words_of_states_and_priorities() -> None:
    assert [state_of(one) for one in ("Open", " pending  reminder ", "Resolved", "Deleted", "Purple", "")] == [
        "open", "open", "done", "left out", "", "",
    ]  # fmt: skip
    assert [urgency_of(one) for one in ("3 high", "Emergency", "2 normal", "Low", "?")] == [
        "cannot_teach", "cannot_teach", "slowed", "can_wait", "",
    ]  # fmt: skip
