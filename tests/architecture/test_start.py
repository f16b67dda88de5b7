"""What every process loads: a command and a night's import hold no library that only some page or file needs."""

from __future__ import annotations

import subprocess
import sys

#: Each is asked for inside the function that uses it; together they are 25 MB in every process.
LATE = {"openpyxl", "reportlab"}


def test_libraries_of_single_files_come_when_they_are_asked_for() -> None:
    script = f"import sys, django; django.setup(); print(*sorted(set(sys.modules) & {LATE!r}))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
