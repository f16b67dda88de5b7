"""On the page of an import: the choices of a console's list, and the units nobody knows the school of."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firstbell.connectors.base.choices import takes_choices
from firstbell.connectors.base.forms import UnitForm
from firstbell.connectors.base.models import LocationRule
from firstbell.connectors.base.tables.source import look, table_source
from firstbell.connectors.base.views.columns import columns_form
from firstbell.connectors.base.views.options import options_form
from firstbell.core.actor import Actor
from firstbell.core.imports.errors import Rejected
from firstbell.core.imports.limits import limits
from firstbell.core.models import ImportRun
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission

MOST_UNITS = 25


def run_choices(run: ImportRun, actor: Actor) -> dict[str, Any] | None:
    form = options_form(run, actor)
    if form is None or not run.is_repeatable or not (run.counts or run.warnings):
        return None
    if not actor.can(CorePermission.IMPORT_RUN, at=run.org_path):
        return None
    groups = [group for group in run.groups if group["code"] == "no_school" and group["value"]]
    groups.sort(key=lambda group: -group["count"])
    may_place = takes_choices(run.source_key) and actor.can(CorePermission.SETTINGS_EDIT)
    units = [
        (
            group["value"],
            group["count"],
            UnitForm(initial={"unit": group["value"], "field": _field(group)}, actor=actor, auto_id=f"unit{number}_%s"),
        )
        for number, group in enumerate(groups[:MOST_UNITS])
        if may_place
    ]
    return {
        "run": run,
        "form": form,
        "units": units,
    }


def run_columns(run: ImportRun, actor: Actor) -> dict[str, Any] | None:
    """What each column of the table is, to look at and to correct."""
    source = table_source(run.source_key)
    if source is None or not run.is_repeatable or not actor.can(CorePermission.IMPORT_RUN, at=run.org_path):
        return None
    try:
        seen, columns = look(source, Path(run.file.path), run.filename, run.organisation_id, limits())
    except (Rejected, OSError):
        return None
    form = columns_form(source, seen, columns)
    unclear = run.state == ImportRun.State.REJECTED and bool(source.layout.missing(columns.chosen))
    return {"run": run, "form": form, "columns": columns, "unclear": unclear, "kept": len(columns.kept)}


def _field(group: Mapping[str, Any]) -> str:
    """What a rule for this value must look at."""
    return LocationRule.Field.LOCATION if group["column"] == "location" else LocationRule.Field.UNIT


register(
    Panel(
        "core.import_run",
        "connectors.choices",
        "connectors/run_choices.html",
        run_choices,
        CorePermission.IMPORT_RUN,
        10,
    )
)
register(
    Panel(
        "core.import_run",
        "connectors.columns",
        "connectors/run_columns.html",
        run_columns,
        CorePermission.IMPORT_RUN,
        5,
    )
)
register(
    Panel(
        "core.imports", "connectors.pages", "connectors/pages.html", lambda _obj, _actor: {}, CorePermission.IMPORT_VIEW
    )
)
