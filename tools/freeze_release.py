"""Freeze a small district as a release leaves it, for the test that every later program can still read it.

    python -m tools.freeze_release                      # of this tree, as tests/upgrade/<version>.fbb
    python -m tools.freeze_release --source /path/src   # of another tree's program: a release checked out elsewhere

It seeds the demo at a small size with the release's own code and writes a portable backup, which fits both databases. Run
it once when a release is made and commit the file; a frozen file is never made anew.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STUDENTS = 60
SEED = """
import django; django.setup()
from pathlib import Path
from django.core.management import call_command
from rich.console import Console
from firstbell.demo.seed import seed_district
call_command("migrate", interactive=False, verbosity=0)
seed_district(console=Console(), folder=Path({folder!r}), students={students})
"""
BACK_UP = """
import django; django.setup()
from pathlib import Path
from firstbell.core.backups.writing import Wanted, write_backup
print(write_backup(Path({out!r}), Wanted(portable=True, media=False)).rows, "rows")
"""


def run(code: str, source: Path, data: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FIRSTBELL_")}
    settings = {
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
        "FIRSTBELL_DATA": str(data),
        "FIRSTBELL_DEMO": "1",
    }
    subprocess.run([sys.executable, "-c", code], env={**kept, **settings, "PYTHONPATH": str(source)}, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Freeze a small district as a release leaves it.")
    parser.add_argument("--source", type=Path, default=ROOT / "src", help="The release's src folder")
    source = parser.parse_args().source.resolve()
    found = re.search(r'__version__ = "(.+)"', (source / "firstbell" / "__init__.py").read_text())
    assert found is not None
    out = ROOT / "tests" / "upgrade" / f"{found[1]}.fbb"
    if out.exists():
        sys.exit(f"{out} is frozen already.")
    with tempfile.TemporaryDirectory(prefix="firstbell-freeze-") as folder:
        data = Path(folder)
        run(SEED.format(folder=folder, students=STUDENTS), source, data)
        # This tree's program writes the backup; it knows every migration the release had.
        run(BACK_UP.format(out=str(out)), ROOT / "src", data)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
