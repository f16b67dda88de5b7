"""On the page of an import: the choices of a Chromebook list, and the units nobody knows the school of."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.google_csv.connector import SCHOOL, GoogleCsvSource
from firstbell.connectors.google_csv.forms import OptionsForm, UnitForm
from firstbell.connectors.google_csv.mapping.reading import ASSIGN
from firstbell.core.actor import Actor
from firstbell.core.models import ImportRun
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission

MOST_UNITS = 25


def run_choices(run: ImportRun, actor: Actor) -> dict[str, Any] | None:
    if run.source_key != GoogleCsvSource.key or not run.is_repeatable or not run.counts:
        return None
    if not actor.can(CorePermission.IMPORT_RUN, at=run.org_path):
        return None
    groups = [group for group in run.groups if group["code"] == "no_school" and group["value"]]
    groups.sort(key=lambda group: -group["count"])
    may_place = actor.can(CorePermission.SETTINGS_EDIT)
    units = [
        (
            group["value"],
            group["count"],
            UnitForm(initial={"unit": group["value"]}, actor=actor, auto_id=f"unit{number}_%s"),
        )
        for number, group in enumerate(groups[:MOST_UNITS])
        if may_place
    ]
    return {
        "run": run,
        "form": OptionsForm(
            initial={"assign": run.options.get(ASSIGN), "school": run.options.get(SCHOOL)}, actor=actor
        ),
        "units": units,
    }


register(
    Panel(
        "core.import_run",
        "google_csv.choices",
        "google_csv/run_choices.html",
        run_choices,
        CorePermission.IMPORT_RUN,
        10,
    )
)
