"""Small numbers protect children: not shown, and not to be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firstbell.reports.queries.hiding import hide_small
from firstbell.reports.queries.parts import share
from firstbell.reports.queries.periods import Period
from firstbell.reports.queries.shapes import Column, Figure, Hidden, Line, Number, Report, Table
from firstbell.reports.tests.factories import FIRST, LAST

COUNTS = (Column("now", "This period"), Column("before", "Before"))
PARTS = (
    Column("all", "All", role="base"),
    Column("some", "Some", role="part"),
    Column("share", "Share", "percent"),
)
PAIRS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=12)
LIMIT = st.integers(3, 12)


def report(*tables: Table, figures: tuple[Figure, ...] = ()) -> Report:
    return Report("volume", "Tickets", (), "Elm", Period("own", FIRST, LAST, FIRST, LAST), figures, tables)


def table(columns: tuple[Column, ...], rows: Sequence[tuple[Number, ...]], **values: Any) -> Table:
    lines = tuple(Line(f"Line {n}", row, url="/helpdesk/") for n, row in enumerate(rows))
    return Table("symptom", "By symptom", "Symptom", columns, lines, **values)


@given(PAIRS, LIMIT)
def test_no_small_count_is_shown_and_none_is_the_only_hidden_one(pairs: list[tuple[int, int]], limit: int) -> None:
    hidden = hide_small(report(table(COUNTS, list(pairs))), limit).tables[0]
    for place in range(2):
        column = [line.values[place] for line in hidden.lines]
        assert not [value for value in column if isinstance(value, int) and 0 < value < limit]
        shown = [value for value in column if isinstance(value, int) and value]
        # Where one alone is hidden, nothing that could be hidden with it is left.
        assert sum(isinstance(value, Hidden) for value in column) != 1 or not shown
    for line in hidden.lines:
        assert not line.url or not any(isinstance(value, Hidden) for value in line.values), "a link would count it"


@given(PAIRS, LIMIT)
def test_neither_a_part_nor_what_is_left_of_it_can_be_small(pairs: list[tuple[int, int]], limit: int) -> None:
    rows = [(max(pair), min(pair), share(min(pair), max(pair))) for pair in pairs]
    hidden = hide_small(report(table(PARTS, rows)), limit).tables[0]
    for (whole, part, _), line in zip(rows, hidden.lines, strict=True):
        all_shown, part_shown, share_shown = line.values
        small = [value for value in (whole, part, whole - part) if 0 < value < limit]
        if small:
            assert isinstance(all_shown, Hidden) or isinstance(part_shown, Hidden), (whole, part)
            assert share_shown is None or isinstance(share_shown, Hidden)


def test_a_figure_hides_with_what_it_rests_on() -> None:
    figures = (
        Figure("few", "Few", 3, 40),
        Figure("none", "None", 0),
        Figure("rest", "Share", 95.0, 50.0, "percent", rests_on=(38, 2, 40), rested_on=(20, 20, 40)),
        Figure("median", "Median", 600.0, None, "work", rests_on=(4,)),
    )
    few, none, rest, median = hide_small(report(figures=figures), 5).figures
    assert (few.text, few.before) == ("fewer than 5", 40)
    assert none.text == "0", "nothing says something about nobody"
    assert (rest.text, rest.before) == ("not shown", 50.0), "two of forty were not"
    assert isinstance(median.value, Hidden)


def test_who_asked_for_help_is_not_named_and_colleagues_are() -> None:
    who = table((Column("times", "Times"),), [(3,)], has_people=True)
    colleagues = table((Column("open", "Open"),), [(3,)], has_people=True, is_about_staff=True)
    left = hide_small(report(who, colleagues), 5).tables
    assert left == (colleagues,), "three tickets of a colleague are nobody's secret"


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5), LIMIT)
def test_of_figures_that_add_up_not_one_alone_is_hidden(counts: list[int], limit: int) -> None:
    figures = tuple(Figure(str(n), str(n), count, adds_to="flow") for n, count in enumerate(counts))
    values = [one.value for one in hide_small(report(figures=figures), limit).figures]
    hidden = sum(isinstance(value, Hidden) for value in values)
    assert hidden != 1 or not any(isinstance(value, int) and value for value in values)
