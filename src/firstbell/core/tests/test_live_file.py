"""Looking at the database file leaves the locks of who has it open."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from firstbell.core.tests.live_file import raw_bytes

ANOTHER_COMES_AND_GOES = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('INSERT INTO t VALUES (2)'); c.commit(); c.close()"  # fmt: skip


def test_the_journal_stays_where_it_is_when_another_program_ends(tmp_path: Path) -> None:
    file = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(file)) as ours:
        ours.execute("PRAGMA journal_mode=WAL")
        ours.execute("CREATE TABLE t (n)")
        ours.execute("INSERT INTO t VALUES (1)")
        ours.commit()

        assert raw_bytes(file).startswith(b"SQLite format 3")
        subprocess.run([sys.executable, "-c", ANOTHER_COMES_AND_GOES, str(file)], check=True)

        assert file.with_name("live.sqlite3-wal").exists()
        assert ours.execute("SELECT n FROM t").fetchall() == [(1,), (2,)]
