"""`make test`: the whole suite on every database and browser this machine has, and a plain word on what it has not.

Rounds: SQLite (everything), PostgreSQL (everything that touches a database), browser (Chromium, on SQLite).

    FIRSTBELL_TEST_POSTGRES=postgres://user:password@host:5432/database   the PostgreSQL to use; its role must be
        allowed to create databases. Unset, a role and database called firstbell on this machine are tried.
    FIRSTBELL_CHROMIUM=/path/to/chromium    the browser to use; unset, the usual places are tried.
    FIRSTBELL_NO_SKIPS=1                    anything not run is a failure.

Arguments go to pytest: `make test ARGS="-k loan"`. The exit code is 0 only if nothing failed. The last line reads
`N passed, N failed, N skipped`; a round that could not run counts its tests as skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOCAL_POSTGRES = ("postgres://firstbell:firstbell@127.0.0.1:5432/firstbell", "postgres:///postgres")
HOW_TO_POSTGRES = (
    'sudo apt install postgresql, then: sudo -u postgres psql -c "CREATE ROLE firstbell LOGIN CREATEDB PASSWORD '
    "'firstbell'\" -c 'CREATE DATABASE firstbell OWNER firstbell'"
)
HOW_TO_CHROMIUM = "sudo apt install chromium, or FIRSTBELL_CHROMIUM=/path/to/chromium"
#: All tests with the mark `browser` (tests/tools/test_runner.py looks).
BROWSER_FOLDERS = ("src/firstbell/core/tests/ui", "tests/browser")
#: What pytest answers when it found nothing to run.
NOTHING_COLLECTED = 5

console = Console(highlight=False, soft_wrap=True)


@dataclass
class Round:
    """One run of pytest: its counts, or why it did not happen and how to make it happen."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0
    broken: str = ""
    missing: str = ""
    remedy: str = ""
    reasons: Counter[str] = field(default_factory=Counter)


def surroundings() -> dict[str, str]:
    """This process's environment, but with bytecode kept.

    Every round starts three processes, and many a test starts another; a machine on which Python is told to keep no
    bytecode would compile the whole house in each of them.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def run_pytest(name: str, *arguments: str, **environment: str) -> Round:
    outcome = Round(name)
    with tempfile.TemporaryDirectory(prefix="firstbell-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments, *sys.argv[1:]]
        console.rule(f"[bold]{name}")
        started = time.monotonic()
        code = subprocess.call(command, cwd=ROOT, env={**surroundings(), **environment})
        outcome.seconds = time.monotonic() - started
        if report.exists():
            read_report(report, outcome)
    if code not in (0, NOTHING_COLLECTED) and not outcome.failed:
        outcome.broken = f"pytest ended with code {code}, see above"
    return outcome


def read_report(report: Path, outcome: Round) -> None:
    """Counts from the JUnit file pytest itself just wrote; an error in set-up or tear-down is a failure."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  our own file
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            outcome.failed += 1
        elif skipped is not None:
            outcome.skipped += 1
            outcome.reasons[skipped.get("message") or "no reason given"] += 1
        else:
            outcome.passed += 1


def count_tests(*arguments: str) -> int:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--no-header", *arguments, *sys.argv[1:]]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return sum("::" in line for line in found.stdout.splitlines())


def not_run(name: str, missing: str, remedy: str, *arguments: str) -> Round:
    return Round(name, skipped=count_tests(*arguments), missing=missing, remedy=remedy)


def find_postgres() -> tuple[str, str]:
    """A URL whose role may create the test databases, or '' and why there is none."""
    import psycopg

    wanted = os.environ.get("FIRSTBELL_TEST_POSTGRES")
    problem = "no PostgreSQL answered on this machine"
    for url in [wanted] if wanted else LOCAL_POSTGRES:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error as error:
            if wanted:
                problem = f"FIRSTBELL_TEST_POSTGRES does not answer: {str(error).strip().splitlines()[0]}"
            continue
        if row and row[0]:
            return url, ""
        problem = "PostgreSQL answers, but the role may not create databases (ALTER ROLE ... CREATEDB)"
    return "", problem


def find_chromium() -> str:
    wanted = os.environ.get("FIRSTBELL_CHROMIUM")
    if wanted:
        return wanted if Path(wanted).exists() else ""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), "")


def browser_folders(arguments: list[str]) -> tuple[str, ...]:
    """Where the tests in a browser are, so that thousands of others need not be read to find them; none when whoever calls
    names places."""
    names_places = any((ROOT / argument.partition("::")[0]).exists() for argument in arguments)
    return () if names_places else BROWSER_FOLDERS


def migrate(folder: Path, url: str) -> subprocess.Popen[bytes]:
    """Bring a new database up to date, in a process of its own."""
    command = [sys.executable, "-m", "firstbell", "manage", "migrate", "--no-input", "--verbosity", "0"]
    settings = {"FIRSTBELL_TESTING": "1", "FIRSTBELL_DATA": str(folder), "FIRSTBELL_DATABASE_URL": url}
    return subprocess.Popen(command, cwd=ROOT, env={**surroundings(), **settings})


@contextmanager
def migrated(url: str) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """What the rounds on SQLite and on PostgreSQL (at ``url``, or "") have to know to begin with migrated databases.

    Made once, both at the same time, instead of by every process of every round. Outside of the continuous integration
    a SQLite database is kept from run to run (``conftest.py``). What cannot be migrated is left to the round, which tells.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="firstbell-migrated-")))
        file, name = folder / "migrated.sqlite3", f"firstbell_migrated_{os.getpid()}"
        works = {"file": migrate(folder, f"sqlite:///{file}")} if os.environ.get("CI") else {}
        if url:
            stack.enter_context(postgres_database(url, name))
            works["name"] = migrate(folder, urlunsplit(urlsplit(url)._replace(path=f"/{name}")))
        done = {key: work.wait() == 0 for key, work in works.items()}
        yield (
            {"FIRSTBELL_TEST_MIGRATED": str(file)} if done.get("file") else {},
            {"FIRSTBELL_TEST_MIGRATED": name} if done.get("name") else {},
        )


@contextmanager
def postgres_database(url: str, name: str) -> Iterator[None]:
    import psycopg
    from psycopg import sql

    def run(text: str) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL(text).format(sql.Identifier(name)))

    run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield
    finally:
        run("DROP DATABASE IF EXISTS {}")


def run_rounds() -> list[Round]:
    url, problem = find_postgres()
    with migrated(url) as (sqlite, postgres):
        return _run_rounds(url, problem, sqlite, postgres)


def _run_rounds(url: str, problem: str, sqlite: dict[str, str], postgres: dict[str, str]) -> list[Round]:
    # A process that has run a test with real transactions has lost what migrations brought; those tests come last, and a few
    # at a time in their order is how none of the others follows them. A process that steals work would go back to some.
    two_at_a_time = ("-n", "2", "--dist", "load", "--maxschedchunk", "8")
    rounds = [run_pytest("SQLite", *two_at_a_time, "-m", "not browser", **sqlite)]

    database_only = ("-m", "not browser", "--database-only")
    if url:
        rounds.append(run_pytest("PostgreSQL", *two_at_a_time, *database_only, FIRSTBELL_DATABASE_URL=url, **postgres))
    else:
        rounds.append(not_run("PostgreSQL", problem, HOW_TO_POSTGRES, *database_only))

    chromium, browser = find_chromium(), ("-m", "browser", *browser_folders(sys.argv[1:]))
    if chromium:
        # Few and long: handed out one by one, the longest first (tests/browser/conftest.py), so that neither waits at the end.
        one_by_one = ("-n", "2", "--dist", "load", "--maxschedchunk", "1")
        rounds.append(run_pytest("browser", *one_by_one, *browser, FIRSTBELL_CHROMIUM=chromium, **sqlite))
    else:
        rounds.append(not_run("browser", "no Chromium found", HOW_TO_CHROMIUM, *browser))
    return rounds


def report(rounds: list[Round]) -> int:
    """Print what ran where, and answer the exit code."""
    strict = os.environ.get("FIRSTBELL_NO_SKIPS") == "1"
    console.rule("[bold]what ran where")
    for outcome in rounds:
        if outcome.missing:
            console.print(f"{outcome.name:<11} [yellow]NOT RUN[/]  {outcome.missing}; {outcome.skipped} tests skipped")
            console.print(f"{'':<11} to run them:  {outcome.remedy}", markup=False)
            continue
        counts = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.skipped} skipped"
        tone = "red" if outcome.failed or outcome.broken else "green"
        console.print(f"{outcome.name:<11} [{tone}]{counts}[/]  in {outcome.seconds:.0f} s  {outcome.broken}")
        for reason, times in outcome.reasons.most_common():
            console.print(f"{'':<11} skipped {times}: {reason}", markup=False)
    passed, failed, skipped = (sum(getattr(one, key) for one in rounds) for key in ("passed", "failed", "skipped"))
    missing = any(one.missing for one in rounds)
    if strict and (skipped or missing):
        console.print("[red]FIRSTBELL_NO_SKIPS=1: what was skipped above counts as a failure.[/]")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    bad = failed or any(one.broken for one in rounds) or not passed or (strict and (skipped or missing))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(report(run_rounds()))
