"""The forms in which the console and its friends write dates, addresses and states."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.connectors.google_csv.payloads.cells import (
    Unreadable,
    is_mangled,
    mac_address,
    moment,
    state,
    update_end,
)

UTC = dt.UTC
CHICAGO = dt.timezone(dt.timedelta(hours=-6))
# Strategies want plain datetimes; the tests give them their zone.
_FIRST = dt.datetime.fromisoformat("2000-01-01")
_LAST = dt.datetime.fromisoformat("2099-12-31")
moments = st.datetimes(min_value=_FIRST, max_value=_LAST).map(lambda found: found.replace(second=0, microsecond=0))


@given(st.integers(2000, 2099), st.integers(1, 12))
def test_a_month_of_update_expiration_is_its_last_day(year: int, month: int) -> None:
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    name = calendar.month_abbr[month]
    assert {update_end(text) for text in (f"{year}-{month:02}", f"{month}/{year}", f"{name} {year}")} == {last}
    assert (last + dt.timedelta(days=1)).day == 1


@given(moments)
def test_every_written_form_of_a_moment_reads_the_same(at: dt.datetime) -> None:
    hour = at.hour % 12 or 12
    clock = f"{hour}:{at.minute:02} {'AM' if at.hour < 12 else 'PM'}"
    forms = (
        f"{at.date()} {clock}",
        f"{at.month}/{at.day}/{at.year} {at.hour}:{at.minute:02}",
        f"{at.month}/{at.day}/{at.year} {clock.lower()}",
        at.isoformat(),
    )
    assert {moment(text, CHICAGO) for text in forms} == {at.replace(tzinfo=CHICAGO)}
    utc = at.replace(tzinfo=UTC)
    assert moment(f"{at.isoformat()}.000Z", CHICAGO) == utc
    assert moment(str(int(utc.timestamp() * 1000)).zfill(13), CHICAGO) == utc


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (update_end, lambda one: moment(one, UTC)):
        try:
            found = read(text)
        except Unreadable:
            continue
        assert found is None or 2000 <= found.year <= 2100


@pytest.mark.parametrize(
    "text", ["13/45/2026", "2026-13", "2026-02-30", "20/11/2026 7:42", "2026-11-20 13:42 PM", "soon"]
)
def test_what_is_not_clear_is_not_guessed(text: str) -> None:
    with pytest.raises(Unreadable):
        moment(text, UTC)
    with pytest.raises(Unreadable):
        update_end(text)


@pytest.mark.parametrize("text", ["", " ", "Never", "N/A", "0", "-"])
def test_nothing_is_nothing(text: str) -> None:
    assert moment(text, UTC) is None
    assert update_end(text) is None


def test_serial_numbers_destroyed_by_a_spreadsheet_are_known_from_those_with_an_e() -> None:
    assert [is_mangled(text) for text in ("1.23E+11", "1,2E+10", "5E+15", "1.0E5")] == [True] * 4
    assert [is_mangled(text) for text in ("5E10", "123E4567", "NXHPW123", "0001000", "")] == [False] * 5


def test_a_mac_address_in_any_dress() -> None:
    dresses = ("f8e43ba06857", "F8:E4:3B:A0:68:57", "f8-e4-3b-a0-68-57", "f8e4.3ba0.6857")
    assert {mac_address(text) for text in dresses} == {"F8:E4:3B:A0:68:57"}
    assert mac_address(" ") == ""
    with pytest.raises(Unreadable):
        mac_address("f8e43b")


def test_states_of_console_and_api() -> None:
    words = ("Provisioned", "ACTIVE", "Deprovisioned", "Disabled", "", "whatever")
    assert [state(word) for word in words] == ["provisioned", "provisioned", "deprovisioned", "disabled", "", None]
