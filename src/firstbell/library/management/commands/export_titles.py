"""Write the catalogue's records into a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.core.actor import system_actor
from firstbell.library.actions.exporting import KINDS, UTF8, export_titles


class Command(BaseCommand):
    help = "Write the records of all titles, or of some, into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--form", choices=list(KINDS), default=UTF8, help="Form of the file")
        parser.add_argument("--with-copies", action="store_true", help="Copies as field 852")
        parser.add_argument("--title", type=int, action="append", help="Id of a title; may be given several times")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        if path.exists():
            raise CommandError(f"{path} exists. Name a new file.")
        taken = export_titles(
            options["form"], ids=options["title"], has_items=options["with_copies"], by=system_actor("command line")
        )
        with path.open("wb") as stream:
            for piece in taken.pieces:
                stream.write(piece)
        self.stdout.write(f"{taken.count - len(taken.left_out):,} records written to {path}.")
        for one in taken.left_out:
            self.stderr.write(f"Left out: {one}")
