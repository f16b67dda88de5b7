"""What the columns of a dropped table are: said on its preview, then the table is read again."""

from __future__ import annotations

from pathlib import Path

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.connectors.base.actions.mappings import map_columns
from firstbell.connectors.base.forms import ColumnsForm
from firstbell.connectors.base.tables.source import Columns, TableSource, look, table_source
from firstbell.connectors.base.tables.table import Glimpse
from firstbell.core.answers import go_after
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.http import Request, page
from firstbell.core.imports.limits import limits
from firstbell.core.imports.starting import start_preview
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission


def columns_form(source: TableSource, seen: Glimpse, columns: Columns, data: object = None) -> ColumnsForm:
    """The form for a table; ``data`` is what was posted."""
    shown = [
        (name, seen.samples(at, has_header=columns.has_header), key)
        for at, (name, key) in enumerate(zip(columns.header, columns.chosen, strict=True))
    ]
    initial = {"has_header": columns.has_header, "day_first": columns.day_first}
    return ColumnsForm(data, layout=source.layout, columns=shown, initial=initial)


@require_POST
@page(CorePermission.IMPORT_RUN)
def say(request: Request, pk: int) -> HttpResponseBase:
    run: ImportRun = get_object_or_404(ImportRun.objects.visible_to(request.actor), pk=pk)
    source = table_source(run.source_key)
    if source is None:
        raise Http404("This import is of another kind.")

    def work() -> None:
        if not run.is_repeatable:
            raise Conflict("This import cannot be changed any more.", remedy="Upload the file again.")
        seen, columns = look(source, Path(run.file.path), run.filename, run.organisation_id, limits())
        form = columns_form(source, seen, columns, request.POST)
        if not form.is_valid():
            raise Invalid(
                "A column means nothing yet.", remedy="Choose something for each; “Leave it out” is a choice, too."
            )
        map_columns(
            run,
            columns=form.chosen,
            has_header=form.cleaned_data["has_header"],
            day_first=form.cleaned_data["day_first"],
            by=request.actor,
        )
        start_preview(run, request.actor)

    done = "Read again. These columns are remembered for the next file like this one."
    return go_after(request, reverse("core:import_run", args=[run.pk]), work, done)
