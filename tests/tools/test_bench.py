"""`make bench` itself: what counts as a miss, and that the table hides none. The speeds are not tested here."""

from pathlib import Path

import pytest
from bench.figures import Figure, Sheet, paired_ratio
from bench.files import parse_only
from bench.main import options


def figure(value: float = 1.0, *, budget: float | None = 2.0, database: str = "SQLite", problem: str = "") -> Figure:
    return Figure("Pages", "people", "1,000 students", "x", database, value=value, budget=budget, problem=problem)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (figure(2.0), "ok"),
        (figure(2.01), "over"),
        (figure(99.0, budget=None), ""),
        (figure(0.0, problem="it broke"), "failed"),
        (figure(0.0, budget=None, problem="it broke"), "failed"),
    ],
)
def test_a_budget_is_met_or_missed(one: Figure, verdict: str) -> None:
    assert one.verdict == verdict
    assert one.is_missed == (verdict in {"over", "failed"})


def test_the_table_has_one_line_per_thing_and_one_column_per_database() -> None:
    sheet = Sheet([figure(1.5), figure(3.0, database="PostgreSQL")])

    table = sheet.as_markdown()

    assert "| people | 1,000 students | ≤ 2× | 1.50× ok |  | 3.00× over |  |" in table
    assert [one.database for one in sheet.missed] == ["PostgreSQL"]


def test_a_ratio_is_the_median_of_runs_made_in_turn() -> None:
    assert paired_ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == 2.0


def test_the_yardstick_reads_every_row(tmp_path: Path) -> None:
    path = tmp_path / "devices.csv"
    path.write_text('serial,note\n1,"two\nlines"\n2,x\n', encoding="utf-8")

    assert parse_only(path)[1] == 3


def test_only_a_whole_run_is_written_down() -> None:
    with pytest.raises(SystemExit):
        options(["--write", "--quick"])
