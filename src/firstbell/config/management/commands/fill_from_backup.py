"""Make the tables as they were when a portable backup was made, and fill them from it. Run by the restore."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from firstbell.core.backups import tables as portable
from firstbell.core.backups.manifest import NAME, read_manifest
from firstbell.core.backups.places import leaves, tables_at


class Command(BaseCommand):
    help = "Fill an empty database from an unpacked portable backup (used by “firstbell restore”)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Where the backup was unpacked.")

    def handle(self, *_args: Any, folder: Path, **_options: Any) -> None:
        manifest = read_manifest((folder / NAME).read_text())
        MigrationExecutor(connection).migrate(leaves(manifest.migrations))
        tables = tables_at(manifest.migrations)
        with connection.constraint_checks_disabled(), transaction.atomic():
            portable.empty(tables, connection)
            for table in tables:
                with (folder / "tables" / f"{table.name}.jsonl").open("rb") as lines:
                    portable.fill(table, lines, connection)
            portable.continue_numbers(tables, manifest.tables, connection)
        connection.check_constraints()
