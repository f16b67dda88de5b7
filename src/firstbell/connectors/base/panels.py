"""On the page of an import: the choices of a console's list, and the units nobody knows the school of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.connectors.base.choices import ASSIGN, SCHOOL, takes_choices
from firstbell.connectors.base.forms import OptionsForm, UnitForm
from firstbell.connectors.base.models import LocationRule
from firstbell.core.actor import Actor
from firstbell.core.models import ImportRun
from firstbell.core.panels import Panel, register
from firstbell.core.permissions import CorePermission

MOST_UNITS = 25


def run_choices(run: ImportRun, actor: Actor) -> dict[str, Any] | None:
    if not takes_choices(run.source_key) or not run.is_repeatable or not run.counts:
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
            UnitForm(initial={"unit": group["value"], "field": _field(group)}, actor=actor, auto_id=f"unit{number}_%s"),
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
