"""What runs that were killed left behind goes; what is somebody else's, or at work now, stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

from firstbell.core.backups.writing import sweep


def test_copies_of_killed_runs_go_after_a_day(tmp_path: Path) -> None:
    old, young = tmp_path / ".firstbell-restore-abcd_123", tmp_path / ".firstbell-backup-abcd_124"
    staged, part = tmp_path / ".firstbell.sqlite3.restored-20260101-020000", tmp_path / "firstbell-20260101.fbb.part"
    kept = [tmp_path / ".backup-of-mine", tmp_path / "firstbell-20260101-020000.fbb", tmp_path / "firstbell.sqlite3"]
    for folder in (old, young, kept[0]):
        folder.mkdir()
        (folder / "copy.sqlite3").write_text("children")
    for file in (staged, part, *kept[1:]):
        file.write_text("children")
    two_days_ago = time.time() - 2 * 86_400
    for path in (old, staged, part, *kept):
        os.utime(path, (two_days_ago, two_days_ago))

    sweep(tmp_path)

    assert sorted(tmp_path.iterdir()) == sorted([young, *kept])
