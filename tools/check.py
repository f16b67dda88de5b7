"""`make check`: everything that can be said about the code without running it on data. Runs all, then sums up.

`make check ARGS="ruff mypy"` runs only the checks whose name contains one of the words.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = (sys.executable, "-m", "django")

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff check": (str(BIN / "ruff"), "check", "."),
    "ruff format": (str(BIN / "ruff"), "format", "--check", "."),
    "mypy --strict": (str(BIN / "mypy"),),
    "walls (import-linter)": (str(BIN / "lint-imports"), "--no-cache"),
    "map is up to date": (sys.executable, "-m", "tools.architecture_map", "--check"),
    "client is up to date": (sys.executable, "-m", "tools.api_client", "--check"),
    "reference is up to date": (sys.executable, "-m", "tools.reference", "--check"),
    "django check": (*MANAGE, "check", "--fail-level", "WARNING"),
    "django check --deploy": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
    "migrations are complete": (*MANAGE, "makemigrations", "--check", "--dry-run"),
}

console = Console(highlight=False, soft_wrap=True)


def environment(name: str, data: str) -> dict[str, str]:
    """Nothing of this machine's own data or settings may decide a check."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FIRSTBELL_")}
    kept |= {"DJANGO_SETTINGS_MODULE": "firstbell.config.settings", "FIRSTBELL_DATA": data}
    if "--deploy" in name:
        kept |= {"FIRSTBELL_HTTPS": "1"}
    return kept


def run(name: str, command: tuple[str, ...]) -> bool:
    """True when the check holds; its words are shown only when it does not."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="firstbell-check-") as data:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(name, data), capture_output=True, text=True, check=False
        )
    seconds = time.monotonic() - started
    if done.returncode == 0:
        console.print(f"[green]ok[/]    {name:<26} {seconds:5.1f} s")
        return True
    console.print(f"[red]FAILS[/] {name:<26} {seconds:5.1f} s")
    console.print((done.stdout + done.stderr).strip(), markup=False)
    return False


def main() -> int:
    words = sys.argv[1:]
    chosen = {name: c for name, c in CHECKS.items() if not words or any(word in name for word in words)}
    if not chosen:
        console.print(f"No check is called {' or '.join(words)}. There are: {', '.join(CHECKS)}.")
        return 2
    failed = [name for name, command in chosen.items() if not run(name, command)]
    console.print(f"[red]{len(failed)} of {len(chosen)} checks fail:[/] {', '.join(failed)}" if failed else "All hold.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
