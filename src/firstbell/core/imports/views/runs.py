"""The list of imports, dropping a file, a run's page, its issues and its quarantine file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.disclosures import disclose
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page
from firstbell.core.imports.actions import upload_import
from firstbell.core.imports.forms import ReleaseForm, UploadForm
from firstbell.core.imports.places import place_by_id, places_for
from firstbell.core.imports.queries import (
    count_table,
    entity_labels,
    mappings,
    offers_new_ids,
    reasons,
    release_count,
    samples_by_entity,
    source_labels,
)
from firstbell.core.imports.starting import start_preview
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.models import ImportIssue, ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact, Tone

State = ImportRun.State
TONES: dict[str, Tone] = {
    State.UPLOADED: "neutral",
    State.PARSING: "info",
    State.PREVIEWED: "brass",
    State.HELD: "warn",
    State.REJECTED: "bad",
    State.APPLYING: "info",
    State.APPLIED: "good",
    State.FAILED: "bad",
    State.DISCARDED: "neutral",
    State.INTERRUPTED: "warn",
}
CRUMB = "Imports"


def state_badge(run: ImportRun) -> SafeString:
    return badge(run.get_state_display(), tone=TONES[run.state])


class RunFilter(forms.Form):
    state = forms.ChoiceField(required=False, choices=[("", "All"), *State.choices])


class RunList(Listing[ImportRun]):
    name = "core.imports"
    title = "Imports"
    default_sort = "-when"
    filter_form = RunFilter
    empty = Empty(
        "import",
        "Nothing was imported yet",
        "Drop last night's OneRoster zip or the Chromebook list; you see everything before it is applied.",
        action_label="Import a file",
        action_url="new/",
    )
    columns: ClassVar = (
        Column("file", "File", value=lambda run: run.filename, sort=("filename",), primary=True),
        Column("kind", "Kind", value=lambda run: source_labels().get(run.source_key, run.source_key)),
        Column("place", "For", value=lambda run: run.org_label or "Everything here"),
        Column("state", "State", value=lambda run: run.get_state_display(), html=state_badge, sort=("state",)),
        Column("aside", "Kept aside", value=lambda run: run.quarantined or "", numeric=True),
        Column("who", "By", value=lambda run: run.started_by_name),
        Column(
            "when",
            "When",
            value=lambda run: timezone.localtime(run.created_at).strftime("%Y-%m-%d %H:%M"),
            html=lambda run: ago(run.created_at),
            sort=("id",),
        ),
    )

    def queryset(self, actor: Actor) -> QuerySet[ImportRun]:
        return ImportRun.objects.visible_to(actor)

    def filtered(self, queryset: QuerySet[ImportRun], data: Any, actor: Actor) -> QuerySet[ImportRun]:
        return queryset.filter(state=data["state"]) if data.get("state") else queryset

    def searched(self, queryset: QuerySet[ImportRun], text: str, actor: Actor) -> QuerySet[ImportRun]:
        return queryset.filter(filename__icontains=text)

    def url(self, row: ImportRun) -> str:
        return reverse("core:import_run", args=[row.pk])


def visible_run(request: Request, pk: int) -> ImportRun:
    """The run, or 404 for who may not see it."""
    runs: QuerySet[ImportRun] = ImportRun.objects.visible_to(request.actor)
    return get_object_or_404(runs, pk=pk)


@page(CorePermission.IMPORT_VIEW)
def imports(request: Request) -> HttpResponseBase:
    return list_page(
        request,
        RunList(),
        template="core/imports/list.html",
        context={"may_run": bool(places_for(request.actor))},
    )


@page(CorePermission.IMPORT_RUN)
def import_new(request: Request) -> HttpResponseBase:
    """Drop a file. Small ones are previewed at once, large ones while the page shows the progress."""
    places = places_for(request.actor)
    form = UploadForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        try:
            place = place_by_id(request.actor, form.cleaned_data["place"])
            run = upload_import(
                form.cleaned_data["file"],
                filename=form.cleaned_data["file"].name,
                organisation_id=place.id,
                org_path=place.path,
                org_label=place.label if place.id else "",
                source_key=form.cleaned_data["kind"],
                by=request.actor,
            )
            start_preview(run, request.actor)
            return redirect("core:import_run", pk=run.pk)
        except FirstbellError as error:
            form.add_error("file", str(error))
    context = {
        "page_title": "Import a file",
        "breadcrumbs": [Crumb(CRUMB, reverse("core:imports"))],
        "form": form,
        "kinds": sorted(source_labels().values()),
    }
    return render(request, "core/imports/new.html", context, status=422 if form.errors else 200)


@page(CorePermission.IMPORT_VIEW)
def import_run(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)
    return render(request, "core/imports/run.html", run_context(run, request.actor))


def run_context(run: ImportRun, actor: Actor, **extra: Any) -> dict[str, Any]:
    """Everything the page of a run shows; the same for the page and for a form that was refused."""
    labels = entity_labels(run.source_key)
    counts = count_table(run)
    groups = [group | {"entity_label": labels.get(group["entity"], "")} for group in run.groups]
    return {
        "page_title": run.filename,
        "breadcrumbs": [Crumb(CRUMB, reverse("core:imports"))],
        "run": run,
        "tone": TONES[run.state],
        "step": 1
        if run.state in (State.UPLOADED, State.PARSING, State.REJECTED)
        else 3
        if run.state == State.APPLIED
        else 2,
        "facts": _facts(run),
        "counts": counts,
        "by_school": any(row.schools for row in counts),
        "reasons": reasons(run) if run.state == State.HELD or run.approved else [],
        "errors": [group for group in groups if group["severity"] == "error"],
        "warnings": [group for group in groups if group["severity"] == "warning"],
        "samples": samples_by_entity(run),
        "mappings": mappings(run),
        "offers_new_ids": offers_new_ids(run) and run.is_repeatable,
        "may_run": actor.can(CorePermission.IMPORT_RUN, at=run.org_path),
        "may_release": actor.can(CorePermission.IMPORT_RELEASE, at=run.org_path),
        "release_form": ReleaseForm(),
        "release_count": release_count(run),
        **extra,
    }


def _facts(run: ImportRun) -> list[Fact]:
    facts = [
        Fact("Kind", source_labels().get(run.source_key, run.source_key)),
        Fact("For", run.org_label or "Everything here"),
        Fact("State", run.get_state_display(), tone=TONES[run.state]),
        Fact("Uploaded", f"{timezone.localtime(run.created_at):%Y-%m-%d %H:%M} by {run.started_by_name}"),
    ]
    if run.applied_at:
        facts.append(Fact("Applied", f"{timezone.localtime(run.applied_at):%Y-%m-%d %H:%M} by {run.applied_by_name}"))
    if run.released_reason:
        facts.append(Fact("Released", f"by {run.released_by_name}: {run.released_reason}"))
    return facts


@page(CorePermission.IMPORT_VIEW)
def import_progress(request: Request, pk: int) -> HttpResponseBase:
    """For the page that watches: the bar, or a reload when the work is done."""
    run = visible_run(request, pk)
    if not run.is_running and run.state != State.UPLOADED:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "core/imports/progress.html", {"run": run})


class IssueList(Listing[ImportIssue]):
    name = "core.import_issues"
    title = "What was wrong"
    default_sort = "row"
    columns: ClassVar = (
        Column("file", "File", value=lambda issue: issue.file),
        Column("row", "Line", value=lambda issue: issue.line or "", sort=("id",), numeric=True),
        Column("key", "Id", value=lambda issue: issue.key, code=True),
        Column("column", "Column", value=lambda issue: issue.column),
        Column("value", "Value", value=lambda issue: issue.value, code=True),
        Column("message", "What", value=lambda issue: issue.message, primary=True),
        Column("todo", "What to do", value=lambda issue: issue.todo),
        Column("raw", "Row as it was received", value=lambda issue: issue.raw[:500], code=True, shown=False),
    )

    def __init__(self, run: ImportRun, severity: str, code: str) -> None:
        self._wanted = {name: value for name, value in (("severity", severity), ("code", code)) if value}
        self._run = run

    def queryset(self, actor: Actor) -> QuerySet[ImportIssue]:
        return ImportIssue.objects.filter(run=self._run, **self._wanted)

    def searched(self, queryset: QuerySet[ImportIssue], text: str, actor: Actor) -> QuerySet[ImportIssue]:
        return queryset.filter(message__icontains=text)


@page(CorePermission.IMPORT_VIEW)
def import_issues(request: Request, pk: int) -> HttpResponseBase:
    run = visible_run(request, pk)
    listing = IssueList(run, request.GET.get("severity", ""), request.GET.get("code", ""))
    crumbs = [Crumb(CRUMB, reverse("core:imports")), Crumb(run.filename, reverse("core:import_run", args=[run.pk]))]
    return list_page(request, listing, context={"breadcrumbs": crumbs})


@page(CorePermission.IMPORT_VIEW)
def import_quarantine(request: Request, pk: int) -> HttpResponseBase:
    """All rows that were kept aside, as a CSV that no spreadsheet takes for formulas."""
    run = visible_run(request, pk)
    if not run.quarantine:
        raise Http404("Nothing was kept aside.")
    disclose(
        "core.quarantine",
        title=f"Rows kept aside by the import of {run.filename}",
        elements=["Rows as they were received"],
        rows=run.quarantined,
        by=request.actor,
        org_path=run.org_path,
    )
    response = FileResponse(run.quarantine.open("rb"), as_attachment=True, filename=f"quarantine-{run.pk}.csv")
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
