"""`make test` tells the truth about what ran: counts, skips and how to have them."""

from pathlib import Path

import pytest

from tools import test as runner

REPORT = """<testsuites><testsuite>
  <testcase name="good"/>
  <testcase name="bad"><failure message="no"/></testcase>
  <testcase name="broken"><error message="set-up"/></testcase>
  <testcase name="away"><skipped message="no printer"/></testcase>
  <testcase name="away too"><skipped message="no printer"/></testcase>
</testsuite></testsuites>"""


def test_the_report_is_counted_case_by_case(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    outcome = runner.Round("SQLite")

    runner.read_report(tmp_path / "report.xml", outcome)

    assert (outcome.passed, outcome.failed, outcome.skipped) == (1, 2, 2)
    assert outcome.reasons == {"no printer": 2}


@pytest.mark.parametrize(
    ("rounds", "code", "last"),
    [
        ([runner.Round("SQLite", passed=3)], 0, "3 passed, 0 failed, 0 skipped"),
        ([runner.Round("SQLite", passed=3, failed=1)], 1, "3 passed, 1 failed, 0 skipped"),
        ([runner.Round("SQLite", passed=3, skipped=2)], 0, "3 passed, 0 failed, 2 skipped"),
        ([runner.Round("SQLite")], 1, "0 passed, 0 failed, 0 skipped"),
        ([runner.Round("SQLite", passed=1, broken="pytest ended with code 3")], 1, "1 passed, 0 failed, 0 skipped"),
    ],
)
def test_the_last_line_and_the_exit_code(
    rounds: list[runner.Round],
    code: int,
    last: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FIRSTBELL_NO_SKIPS", raising=False)

    assert runner.report(rounds) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_round_that_could_not_run_says_how_to_have_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIRSTBELL_NO_SKIPS", raising=False)
    rounds = [
        runner.Round("SQLite", passed=3),
        runner.Round("browser", skipped=4, missing="no Chromium found", remedy=runner.HOW_TO_CHROMIUM),
    ]

    assert runner.report(rounds) == 0
    said = capsys.readouterr().out
    assert "sudo apt install chromium" in said
    assert said.splitlines()[-1] == "3 passed, 0 failed, 4 skipped"


@pytest.mark.parametrize(
    "weak", [runner.Round("SQLite", passed=3, skipped=1), runner.Round("browser", missing="no Chromium found")]
)
def test_under_the_switch_a_skip_is_a_failure(weak: runner.Round, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_NO_SKIPS", "1")

    assert runner.report([runner.Round("SQLite", passed=3), weak]) == 1


def test_a_browser_named_but_absent_is_not_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIRSTBELL_CHROMIUM", str(tmp_path / "nowhere"))

    assert runner.find_chromium() == ""


def test_a_postgresql_named_but_silent_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTBELL_TEST_POSTGRES", "postgres://nobody:x@127.0.0.1:1/nothing")

    url, problem = runner.find_postgres()

    assert url == ""
    assert problem.startswith("FIRSTBELL_TEST_POSTGRES does not answer")


def test_every_test_in_a_browser_is_where_the_round_looks() -> None:
    found = {
        path.relative_to(runner.ROOT)
        for folder in ("src", "tests")
        for path in (runner.ROOT / folder).rglob("test_*.py")
        if "pytest.mark.browser" in path.read_text(encoding="utf-8") and path != Path(__file__)
    }
    elsewhere = [path for path in found if not path.as_posix().startswith(runner.BROWSER_FOLDERS)]

    assert len(found) >= 16
    assert not elsewhere, elsewhere


@pytest.mark.parametrize(
    ("arguments", "folders"),
    [
        ([], runner.BROWSER_FOLDERS),
        (["-k", "loan"], runner.BROWSER_FOLDERS),
        (["tests/browser/test_lists.py::test_x"], ()),
        (["tests/api"], ()),
    ],
)
def test_places_named_by_the_caller_are_not_widened(arguments: list[str], folders: tuple[str, ...]) -> None:
    assert runner.browser_folders(arguments) == folders
