"""Charts: whole drawings without script or style, readable without colour, and never a number that is not shown."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.core.ui.charts import Chart, Series, draw, figure
from firstbell.core.ui.figures import figure_text

VALUES = st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False))
KINDS = st.sampled_from(("bars", "stacked", "lines"))


@given(KINDS, st.lists(st.tuples(VALUES, VALUES), max_size=40), st.booleans())
def test_every_drawing_is_whole_and_within_its_frame(
    kind: str, pairs: list[tuple[float | None, float | None]], is_narrow: bool
) -> None:
    chart = Chart(
        kind, "Tickets", [f"Line {n}" for n in range(len(pairs))],  # type: ignore[arg-type]
        [Series("Now", [a for a, _ in pairs]), Series("Before", [b for _, b in pairs])],
    )  # fmt: skip
    drawn = ET.fromstring(draw(chart, is_narrow=is_narrow))  # noqa: S314  our own
    assert [one.tag for one in drawn][:2] == ["title", "desc"]
    width = float(drawn.attrib["width"])
    for one in drawn.iter("rect"):
        assert 0 <= float(one.attrib["x"]) <= float(one.attrib["x"]) + float(one.attrib["width"]) <= width
    for one in drawn.iter("polyline"):
        assert all(0 <= float(x) <= width for x in re.findall(r"([\d.]+),", one.attrib["points"]))


def test_nothing_the_policy_refuses_and_text_is_escaped() -> None:
    chart = Chart("bars", "<b>Tickets</b>", ["<script>x</script>"], [Series("Now", [3])])
    drawn = figure(chart)
    assert "<script" not in drawn
    assert "style" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_value_that_is_not_shown_is_drawn_nowhere() -> None:
    chart = Chart("bars", "Tickets", ["Screen", "Liquid"], [Series("Now", [31, None])], hidden="fewer than 5")
    drawn = draw(chart)
    assert drawn.count("<rect") == 1
    assert "Liquid: fewer than 5" in chart.spoken
    assert chart.rows == [("Screen", ["31"]), ("Liquid", ["fewer than 5"])]
    line = Chart("lines", "Tickets", ["a", "b", "c"], [Series("Now", [1, None, 2])])
    assert draw(line).count("<polyline") == 2, "a gap, not a way through"


def test_lines_are_told_apart_without_colour() -> None:
    chart = Chart("lines", "Tickets", ["a", "b"], [Series(f"S{n}", [1, 2]) for n in range(5)])
    dashes = re.findall(r'<polyline[^>]*stroke-dasharray="([^"]*)"', draw(chart))
    assert len(set(dashes)) == 5


def test_more_colours_than_there_are_and_missing_values_are_refused() -> None:
    with pytest.raises(ValueError, match="between 1 and 5"):
        Chart("bars", "Tickets", ["a"], [Series(str(n), [1]) for n in range(6)])
    with pytest.raises(ValueError, match="for each label"):
        Chart("bars", "Tickets", ["a", "b"], [Series("Now", [1])])


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "count", "–"), (1204, "count", "1,204"), (83.4, "percent", "83 %"), (12, "minutes", "12 min"),
        (4800, "work", "1 h 20 min"), (200_000, "work", "55 h 33 min"), (200_000, "time", "2 d 8 h"), (0, "time", "0 min"),
    ],
)  # fmt: skip
def test_numbers_as_they_are_read(value: float | None, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text
