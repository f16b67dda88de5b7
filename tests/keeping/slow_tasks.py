"""Work for a worker that is going to be killed."""

from __future__ import annotations

import time
from pathlib import Path

from django_tasks import task


@task()
def note_when_told(folder: str) -> str:
    """Says that it began, waits for the word to go on, then says that it is done."""
    place = Path(folder)
    with (place / "began").open("a") as file:
        file.write("began\n")
    while not (place / "go").exists():
        time.sleep(0.05)
    with (place / "done").open("a") as file:
        file.write("done\n")
    return "done"


@task()
def fail() -> None:
    raise ValueError("It was meant to fail")
