"""What was said of the columns of tables, and is used when such a table comes again: looked at, changed, forgotten."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.connectors.base.actions.mappings import change_mapping, forget_mapping
from firstbell.connectors.base.forms import ColumnsForm
from firstbell.connectors.base.models import ColumnMapping
from firstbell.connectors.base.tables.source import table_source
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.imports.queries import source_labels
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast


class MappingList(Listing[ColumnMapping]):
    name = "connectors.mappings"
    title = "Remembered columns"
    default_sort = "-when"
    columns: ClassVar = (
        Column[ColumnMapping]("header", "Columns", value=str, primary=True),
        Column[ColumnMapping]("kind", "Kind", value=lambda m: source_labels().get(m.source_key, m.source_key)),
        Column[ColumnMapping]("count", "How many", value=lambda m: len(m.header), numeric=True),
        Column[ColumnMapping]("version", "Version", value=lambda m: m.version, numeric=True),
        Column[ColumnMapping]("who", "Said by", value=lambda m: m.set_by),
        Column[ColumnMapping](
            "when", "When", value=lambda m: timezone.localtime(m.set_at).strftime("%Y-%m-%d %H:%M"), sort=("id",)
        ),
    )
    empty = Empty(
        "columns", "Nothing is remembered", "When you say on a preview what the columns of a table are, it is kept here.",
        "Import a file", "/imports/new/",
    )  # fmt: skip

    def queryset(self, actor: Actor) -> QuerySet[ColumnMapping]:
        found: QuerySet[ColumnMapping] = ColumnMapping.objects.visible_to(actor).newest()
        return found

    def searched(self, queryset: QuerySet[ColumnMapping], text: str, actor: Actor) -> QuerySet[ColumnMapping]:
        return queryset.filter(header__icontains=text)

    def url(self, row: ColumnMapping) -> str:
        return reverse("connectors:mapping", args=[row.pk])


@page(CorePermission.IMPORT_VIEW)
def mappings(request: Request) -> HttpResponseBase:
    return list_page(request, MappingList(), context={"breadcrumbs": [Crumb("Imports", reverse("core:imports"))]})


@page(CorePermission.IMPORT_VIEW)
def mapping(request: Request, pk: int) -> HttpResponseBase:
    kept = _visible(request.actor, pk)
    source = table_source(kept.source_key)
    if source is None:
        raise Http404("That kind of table is not installed any more.")
    may_edit = request.actor.can(CorePermission.IMPORT_RUN, at=kept.org_path)
    shown: list[tuple[str, list[str], str]] = [
        (str(name), [], key) for name, key in zip(kept.header, kept.columns, strict=True)
    ]
    initial = {"has_header": kept.has_header, "day_first": kept.day_first}
    data = request.POST if request.method == "POST" and may_edit else None
    form = ColumnsForm(data, layout=source.layout, columns=shown, initial=initial)
    form.fields["has_header"].disabled = True
    if data is not None and form.is_valid():
        saved = attempt(
            form,
            lambda: change_mapping(
                kept, columns=form.chosen, day_first=form.cleaned_data["day_first"], by=request.actor
            ),
        )
        if saved is not None:
            return redirect_with_toast(request, reverse("connectors:mappings"), Toast("Remembered."))
    context = {
        "page_title": f"Columns “{kept}”",
        "page_meta": source.label,
        "breadcrumbs": [
            Crumb("Imports", reverse("core:imports")),
            Crumb(MappingList.title, reverse("connectors:mappings")),
        ],
        "form": form,
        "mapping": kept,
        "may_edit": may_edit,
        "before": ColumnMapping.objects.visible_to(request.actor).filter(
            source_key=kept.source_key, organisation_id=kept.organisation_id, fingerprint=kept.fingerprint
        ).exclude(pk=kept.pk),
    }  # fmt: skip
    return render(request, "connectors/mapping.html", context, status=422 if form.errors else 200)


@require_POST
@page(CorePermission.IMPORT_RUN)
def forget(request: Request, pk: int) -> HttpResponseBase:
    kept = _visible(request.actor, pk)
    return go_after(
        request, reverse("connectors:mappings"), lambda: forget_mapping(kept, by=request.actor), "Forgotten. The names say it again."
    )  # fmt: skip


def _visible(actor: Actor, pk: int) -> ColumnMapping:
    found: QuerySet[ColumnMapping] = ColumnMapping.objects.visible_to(actor).newest()
    return get_object_or_404(found, pk=pk)
