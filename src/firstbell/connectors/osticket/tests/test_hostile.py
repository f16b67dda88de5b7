"""Files that are broken, or mean harm: told with file and line, nothing good is lost, nothing that acts comes in."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.connectors.base.tests.factories import (
    BY,
    brought,
    codes,
    counted,
    folder,
    look,
    moving_cast,
    take,
    zipped,
)
from firstbell.connectors.base.tickets.joins import Joins
from firstbell.connectors.osticket.connector import OsTicketTables
from firstbell.connectors.osticket.dump import Dump, table_files
from firstbell.core.imports.archive import open_package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.issues import IssueCollector
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.staging import Job, scratch_folder, stage
from firstbell.people.tests.factories import Cast

TABLES = folder(Path(__file__).parent / "samples" / "tables")
cells = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    ['say "no"', "a,b", "a;b", "two\nlines", "<p>x</p>", "NULL", "\\n", ""]
)


class Ctx:
    """As much of a stage's context as reading one table needs."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.issues = IssueCollector(self.limits)
        self.tally: Any = self

    def add(self, *_: object) -> None:
        """A tally that nobody reads."""


def read_or_refused(data: bytes) -> tuple[list[dict[str, str]], set[str], str]:
    """As `read`, with the remedy of a table that is refused."""
    try:
        return *read(data), ""
    except Rejected as refusal:
        return [], set(), refusal.remedy or "none"


def read(data: bytes) -> tuple[list[dict[str, str]], set[str]]:
    ctx = Ctx()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "t.zip"
        path.write_bytes(zipped({"ost_user.csv": data}))
        with open_package(path, ctx.limits) as package:
            rows = [row.values for row in Dump(ctx, package, "user", "ost_user.csv").rows()]  # type: ignore[arg-type]
    return rows, set(ctx.issues.by_code)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=6), st.sampled_from([",", ";", "\t"]))
def test_what_was_written_comes_back(wanted: list[tuple[str, str]], separator: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["id", "name", "notes"])
    writer.writerows([str(number), *pair] for number, pair in enumerate(wanted))
    rows, _ = read(out.getvalue().encode())
    found = [(row["name"], row["notes"]) for row in rows]
    assert found == [tuple("" if cell == "NULL" else cell for cell in pair) for pair in wanted]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=6))
def test_what_mysql_wrote_comes_back(wanted: list[tuple[str, str]]) -> None:
    def escaped(text: str) -> str:
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")

    lines = ["id\tname\tnotes", *(f"{n}\t{escaped(a)}\t{escaped(b)}" for n, (a, b) in enumerate(wanted))]
    rows, _ = read("\n".join(lines).encode() + b"\n")
    found = [(row["name"], row["notes"]) for row in rows]
    assert found == [tuple("" if cell == "NULL" else cell for cell in pair) for pair in wanted]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=120), st.sampled_from([b"id,name\n", b"id;name\n", b"id\tname\n", b'"id","name"\n', b""]))
def test_any_bytes_are_rows_or_told_or_refused(data: bytes, head: bytes) -> None:
    rows, told, remedy = read_or_refused(head + data)
    assert remedy != "none"
    assert all(isinstance(row, dict) for row in rows)
    assert told <= {"open_quote", "too_long", "bad_bytes", "nul", "wrong_columns", "encoding"}


def test_files_find_their_table_whatever_the_prefix_is() -> None:
    names = ["ost_ticket.csv", "ost_ticket__cdata.csv", "OST_Thread_Entry.CSV", "help.ost_user_email.tsv", "ticket_status.txt",
             "ost_thread_entry_email.csv", "readme.md", "photo.png"]  # fmt: skip
    assert table_files(names) == {
        "ticket": "ost_ticket.csv", "ticket__cdata": "ost_ticket__cdata.csv", "thread_entry": "OST_Thread_Entry.CSV",
        "user_email": "help.ost_user_email.tsv", "ticket_status": "ticket_status.txt",
    }  # fmt: skip


@pytest.mark.django_db
class TestAWholePackage:
    @pytest.fixture
    def cast(self) -> Cast:
        return moving_cast()

    def look_at(self, cast: Cast, **changed: bytes) -> Any:
        files = {**TABLES, **{f"ost_{name}.csv": data for name, data in changed.items()}}
        return look(zipped(files), "osticket.zip", "osticket", school=cast.school.pk)

    def test_a_quote_that_never_closes_costs_one_line(self, cast: Cast) -> None:
        data = TABLES["ost_thread_entry.csv"].replace(b'"It works again, thank you!"', b'"It works again, thank you!')
        run = self.look_at(cast, thread_entry=data)
        issue = run.issues.get(code__in=["open_quote", "wrong_columns"])
        assert (issue.file, issue.line) == ("ost_thread_entry.csv", 6)
        assert counted(run)["new"] == 4

    def test_a_field_of_many_megabytes_is_kept_aside_alone(self, cast: Cast) -> None:
        bomb = b'"112","0","11","0","1","M","0","x","","' + b"A" * 9_000_000 + b'","html","2025-09-03 10:10:00","x"\n'
        run = self.look_at(cast, thread_entry=TABLES["ost_thread_entry.csv"] + bomb)
        assert "too_long" in codes(run)
        assert counted(run)["new"] == 4
        assert len(run.issues.get(code="too_long").raw) < 70_000

    @pytest.mark.parametrize("name", ["../../etc/passwd.csv", "/ost_user.csv", "C:\\ost_user.csv"])
    def test_names_that_climb_out_are_refused(self, cast: Cast, name: str) -> None:
        run = look(zipped({**TABLES, name: b"x"}), "osticket.zip", "osticket")
        assert run.state == "rejected"
        assert "points outside" in run.problem or "backslash" in run.problem

    def test_a_bomb_is_refused(self, cast: Cast) -> None:
        run = look(zipped({**TABLES, "ost_file.csv": b"0" * 20_000_000}), "osticket.zip", "osticket")
        assert (run.state, "bomb" in run.problem) == ("rejected", True)

    def test_html_that_acts_comes_in_as_words(self, cast: Cast) -> None:
        evil = b'<p onmouseover=""x()"">Look</p><script>x()</script><style>p{}</style><iframe src=""//e""></iframe>'
        evil += b'<a href=""javascript:x()"">here</a><svg onload=x()>&lt;script&gt;'
        data = TABLES["ost_thread_entry.csv"].replace(b"<p>I dropped it. It is cracked.</p>", evil)
        files = {**TABLES, "ost_thread_entry.csv": data}
        take(zipped(files), "osticket.zip", "osticket", school=cast.school.pk)
        text = brought("481002").description
        assert text.startswith("Look")
        assert "javascript" not in text
        assert "x()" not in text
        assert "<script>" in text  # what was written as words stays words

    def test_files_that_are_not_what_they_say_are_only_named(self, cast: Cast) -> None:
        files = {**TABLES, "101_dark-room.png": b"MZ\x90 I am a program"}
        run = take(zipped(files), "osticket.zip", "osticket", school=cast.school.pk)
        assert "file_left_out" in codes(run)
        assert "Was attached in osTicket: dark-room.png" in brought("481001").description

    def test_tables_without_the_tickets_or_their_columns_are_refused(self, cast: Cast) -> None:
        some = {name: data for name, data in TABLES.items() if name != "ost_ticket.csv"}
        assert look(zipped(some), "o.zip", "osticket").state == "rejected"
        run = self.look_at(cast, ticket=b'"1","481001","1"\n')
        assert run.state == "rejected"
        assert "ticket_id" in run.problem

    def test_memory_does_not_grow_with_the_conversation(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        """What hangs on tickets waits on disk: the reader asks for one ticket's lines at a time."""
        asked: list[str] = []
        real = Joins.get

        def get(self: Joins, kind: str, key: str) -> Any:
            asked.append(key)
            return real(self, kind, key)

        monkeypatch.setattr(Joins, "get", get)
        with scratch_folder() as scratch, tempfile.TemporaryDirectory() as place:
            path = Path(place) / "o.zip"
            path.write_bytes(zipped(TABLES))
            outcome = stage(Job(OsTicketTables(), path, "o.zip", 0, "", {"school": cast.school.pk}, actor=BY), scratch)
        assert outcome.staged.writes == 4
        assert len(asked) >= len(TABLES["ost_ticket.csv"].splitlines()) - 1
