"""What to try in the demo: codes to type where a scanner would, and tonight's exports to drop in."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from firstbell.core import nav
from firstbell.core.actor import Actor
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission
from firstbell.counter.permissions import CounterPermission
from firstbell.demo.tryout import book_codes, sample_files, scan_codes
from firstbell.library.permissions import LibraryPermission


def things_to_try(_today: Any, actor: Actor) -> dict[str, Any] | None:
    codes = scan_codes() if actor.can(CounterPermission.COUNTER_USE) else []
    files = sample_files() if actor.scope(CorePermission.IMPORT_RUN).is_everywhere else []
    books = book_codes(actor) if not actor.scope(LibraryPermission.CATALOGUE_WORK).is_nowhere else []
    return {"codes": codes, "books": books, "files": files} if codes or files else None


if settings.FIRSTBELL_DEMO:
    nav.register(
        nav.NavEntry("District", "Outbox (demo)", "demo:outbox", "mail", CorePermission.DELIVERY_VIEW, order=73)
    )
    register(Panel("core.home", "demo.try", "demo/panel_home.html", things_to_try, order=90))
