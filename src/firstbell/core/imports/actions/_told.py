"""What came of an import that needs somebody: told as an event. For this folder only."""

from __future__ import annotations

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.imports.events import ImportFailed, ImportHeld
from firstbell.core.models.imports import ImportRun

State = ImportRun.State


def tell_outcome(run: ImportRun, *, by: Actor) -> None:
    """Publish that the run is held, or that it failed; nothing for any other end."""
    kinds = {State.HELD: ImportHeld, State.REJECTED: ImportFailed, State.FAILED: ImportFailed}
    kind = kinds.get(State(run.state))
    if kind is None:
        return
    with change(by) as unit:
        unit.publish(
            kind(
                subject=run.ref,
                org_path=run.org_path,
                note=run.problem,
                started_by=run.started_by_key,
                filename=run.filename,
                place=run.org_label,
                occasion=timezone.now().isoformat(timespec="seconds"),
            )
        )
