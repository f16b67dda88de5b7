"""On the page of an import of records: its choices before, what it wrote and the way back after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.core.actor import Actor
from firstbell.core.models import ImportRun
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission
from firstbell.library.forms.loads import LoadOptionsForm
from firstbell.library.models import Load
from firstbell.library.permissions import LibraryPermission

SOURCE = "library_marc"


def load_choices(run: ImportRun, actor: Actor) -> Mapping[str, Any] | None:
    if run.source_key != SOURCE or not run.is_repeatable or not actor.can(CorePermission.IMPORT_RUN, at=run.org_path):
        return None
    return {
        "run": run,
        "form": LoadOptionsForm(initial=dict(run.options), actor=actor, auto_id="load_%s"),
        "can_edit": actor.can(LibraryPermission.RULE_EDIT),
    }


def load_written(run: ImportRun, actor: Actor) -> Mapping[str, Any] | None:
    if run.source_key != SOURCE:
        return None
    load = Load.objects.filter(run=run.pk).first()
    if load is None and not run.quarantine:
        return None
    may = actor.can(LibraryPermission.TITLE_EDIT) and load is not None and load.undone_at is None
    title = "What it wrote" if load is not None else "Records kept aside"
    return {"run": run, "load": load, "can_undo": may, "title": title}


register(
    Panel(
        "core.import_run",
        "library.load_choices",
        "library/panel_load_choices.html",
        load_choices,
        CorePermission.IMPORT_RUN,
        10,
    )
)
register(
    Panel(
        "core.import_run",
        "library.load_written",
        "library/panel_load.html",
        load_written,
        CorePermission.IMPORT_VIEW,
        20,
    )
)
