"""``firstbell manage index_search``: the search box's index made anew from its documents, when doctor finds it broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from firstbell.core.models import SearchDocument
from firstbell.core.schema import full_text

INDEX = "core_search_fts"


class Command(BaseCommand):
    help = "Make the index of the search box anew from its documents. Nothing has to be stopped."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if connection.vendor != "sqlite":
            self.stdout.write("PostgreSQL keeps this index with the documents: nothing to do.")
            return
        made = full_text().forwards["sqlite"]
        with transaction.atomic(), connection.cursor() as cursor:
            for after in ("ai", "ad", "au"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {INDEX}_{after}")
            cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")
            for statement in made:
                cursor.execute(statement)
            cursor.execute(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('rebuild')")  # noqa: S608  a name of ours
        self.stdout.write(f"{SearchDocument.objects.count():,} documents indexed")
