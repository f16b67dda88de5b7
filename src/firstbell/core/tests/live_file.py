"""The bytes of a SQLite database that this process has open, for tests that prove what is not in the file."""

from __future__ import annotations

import subprocess
from pathlib import Path


def raw_bytes(file: Path) -> bytes:
    """The whole file as it lies on the disk, read by another process.

    Read here, closing the file would drop every lock this process holds on it: POSIX counts locks by process and file.
    The next program that ends would take itself for the last one and delete the journal under our connections, which then
    answer "disk I/O error". https://www.sqlite.org/howtocorrupt.html, 2.2
    """
    return subprocess.run(["cat", file], capture_output=True, check=True).stdout
