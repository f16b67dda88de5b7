"""What is chosen for one run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firstbell.connectors.base.choices import SCHOOL, names_of_choices
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.imports.actions import choose_option
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission


def make_choices(run: ImportRun, *, values: Mapping[str, Any], by: Actor) -> ImportRun:
    """Set the named options of a run (``school`` an organisation or None); look at the preview again afterwards.

    Raises Invalid for an option that runs of this kind do not take, Forbidden and Conflict as ``choose_option``.
    """
    by.require(CorePermission.IMPORT_RUN, at=run.org_path)
    names = names_of_choices(run.source_key)
    for name in values:
        if name not in names:
            taken = f"It takes: {', '.join(sorted(names))}." if names else "It has nothing to choose."
            raise Invalid(f"“{name}” is no choice of this kind of import.", remedy=taken, field=name)
    for name, value in values.items():
        choose_option(run, name=name, value=value.pk if name == SCHOOL and value else value, by=by)
    return run
