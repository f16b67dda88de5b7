"""What every source of old tickets shares: who may, what is guarded, what can be chosen, and the writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar

from firstbell.connectors.base.tickets.known import ENTITY
from firstbell.core.actor import Actor
from firstbell.core.imports.archive import Package, open_package
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.imports.limits import Limits
from firstbell.core.imports.source import Entity, StageContext, Staged, Upload
from firstbell.helpdesk.actions.imported import write_tickets
from firstbell.helpdesk.permissions import HelpdeskPermission

OFF = -1.0
MOST_FILES = 5_000
"""Files in one zip: the tables, and what hung on tickets."""
ENTITIES = (Entity(ENTITY, "Tickets"),)
GUARDS = (GuardPolicy(ENTITY, gone_percent=OFF, changed_percent=50.0, rekey_percent=OFF, floor=20),)
"""Old tickets never go by an import. When half of them change, somebody looks first."""


def require_work(ctx: StageContext) -> None:
    """Refuse at the preview what would be refused at the end."""
    if ctx.actor is not None and not ctx.actor.can(HelpdeskPermission.TICKET_WORK, at=ctx.org_path):
        raise Rejected(
            "You may not work on tickets everywhere this import is for.",
            remedy="Import for your own school, or ask district IT.",
            code="forbidden",
        )


def write_staged(staged: Staged, ctx: StageContext, *, by: Actor) -> None:
    ctx.progress("Writing tickets", 0, staged.writes)
    write_tickets(staged.plan, run_id=ctx.run_id, by=by)


def many(limits: Limits) -> Limits:
    """A zip of tables and perhaps thousands of small files; a row may hold a whole mail."""
    return replace(limits, entries=MOST_FILES, record=4 * 1024 * 1024, record_lines=20_000)


@contextmanager
def package_of(ctx: StageContext) -> Iterator[Package]:
    with open_package(ctx.path, many(ctx.limits)) as package:
        for name in package.ignored[:20]:
            ctx.issues.warning(
                "nested", entity=ENTITY, value=name, message=f"“{name[:120]}” lies in a folder inside the zip and is not read.",
                todo="Put all files at the top of the zip.", group="Files in folders inside the zip",
            )  # fmt: skip
        yield package


def names_in(upload: Upload) -> tuple[str, ...]:
    """The names at the top of a zip with many files; none when it cannot be opened safely."""
    if not upload.is_zip or upload.path is None:
        return ()
    try:
        with open_package(upload.path, many(upload.limits)) as package:
            return tuple(package.names)
    except Rejected:
        return ()


class TicketZip:
    """A zip with the tables or documents of one help desk. Subclasses read it in :meth:`stage`."""

    key: ClassVar[str]
    label: ClassVar[str]
    accepts = ".zip"
    entities = ENTITIES
    guards = GUARDS
    takes_tickets = True

    def apply(self, staged: Staged, ctx: StageContext, *, by: Actor) -> None:
        write_staged(staged, ctx, by=by)
