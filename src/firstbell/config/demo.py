"""``firstbell demo``: makes the demo district once, or anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import django
from rich.console import Console

MARK = "seeded"  # the file that says the demo data is whole


def prepare(folder: Path, *, reset: bool, console: Console) -> None:
    """The folder holds a whole demo district afterwards. One that was left half-made is made anew."""
    if folder.exists() and (reset or not (folder / MARK).exists()):
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_cards", verbosity=0)
    if (folder / MARK).exists():
        return
    from firstbell.demo.seed import seed_district

    seed_district(console=console, folder=folder)
    (folder / MARK).touch()
