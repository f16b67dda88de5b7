"""Let go of what was reserved and not collected: `firstbell manage lapse_reservations`, once a night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from firstbell.circulation.actions import lapse_reservations
from firstbell.core.actor import system_actor


class Command(BaseCommand):
    help = "End the reservations that nobody collected in their days of waiting."

    def handle(self, *args: Any, **options: Any) -> None:
        count = lapse_reservations(by=system_actor("lapse_reservations"))
        self.stdout.write(f"{count} reservation{'' if count == 1 else 's'} lapsed.")
