"""``firstbell manage load_cards``: take in the cards this version of the program ships."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from firstbell.core.actor import system_actor
from firstbell.guides.actions.cards import load_shipped_cards


class Command(BaseCommand):
    help = "Take in the fix cards this version ships. Cards that were edited here stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_shipped_cards(by=system_actor("cards"))
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.new} new, {loaded.renewed} renewed, {loaded.kept} kept because they were edited here"
            )
