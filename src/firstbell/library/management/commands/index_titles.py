"""``firstbell manage index_titles``: the catalogue's search index made anew, after a restore or a change of its rules."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from firstbell.core.actor import system_actor
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.popularity import count_popularity
from firstbell.library.models import Title

BLOCK = 5_000


class Command(BaseCommand):
    help = "Make the catalogue's search index anew. The catalogue can be searched meanwhile."

    def handle(self, *_args: Any, **_options: Any) -> None:
        ids = list(Title.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BLOCK):
            with transaction.atomic():
                index_titles(ids[start : start + BLOCK])
        count_popularity(by=system_actor("index", via="cli"))
        self.stdout.write(f"{len(ids)} titles indexed")
