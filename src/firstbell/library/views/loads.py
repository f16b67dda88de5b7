"""Load profiles, the choices and the undoing of a load, what it kept aside as a file, and exports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.imports.actions import choose_option
from firstbell.core.imports.limits import limits
from firstbell.core.imports.starting import start_preview
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.models import ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.exporting import export_titles
from firstbell.library.actions.loading._files import record_files
from firstbell.library.actions.loading._profiles import PROFILE
from firstbell.library.actions.loading.undoing import undo_load
from firstbell.library.actions.profiles import save_profile
from firstbell.library.forms.loads import ExportForm, LoadOptionsForm, ProfileForm
from firstbell.library.marc.framing import frames
from firstbell.library.models import Load, LoadProfile
from firstbell.library.permissions import LibraryPermission as May

SOURCE = "library_marc"
_CRUMB = "Load profiles"


class ProfileList(Listing[LoadProfile]):
    name = "library.profiles"
    title = _CRUMB
    default_sort = "position"
    columns: ClassVar = (
        Column[LoadProfile]("name", "Profile", value=lambda row: row.name, sort=("name", "pk"), primary=True),
        Column[LoadProfile]("about", "For", value=lambda row: row.description),
        Column[LoadProfile]("field", "Copies in", value=lambda row: row.rules.get("items", {}).get("tag", "")),
        Column[LoadProfile]("active", "In use", value=lambda row: "yes" if row.is_active else "no"),
        Column[LoadProfile]("version", "Version", value=lambda row: row.version, numeric=True),
        Column[LoadProfile]("checked", "Checked", value=lambda row: row.last_checked),
        Column[LoadProfile]("position", "Order", value=lambda row: row.position, sort=("position", "pk"), shown=False),
    )
    empty = Empty(
        "settings", "No load profiles yet", "One says how a vendor's file is taken in.", "Add a profile", "add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[LoadProfile]:
        return LoadProfile.objects.all()

    def searched(self, queryset: QuerySet[LoadProfile], text: str, actor: Actor) -> QuerySet[LoadProfile]:
        return queryset.filter(name__icontains=text)

    def url(self, row: LoadProfile) -> str:
        return reverse("library:profile", args=[row.pk])


@page(May.RULE_EDIT)
def profiles(request: Request) -> HttpResponseBase:
    return list_page(request, ProfileList(), template="library/profiles.html")


@page(May.RULE_EDIT)
def profile_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(May.RULE_EDIT)
def profile(request: Request, pk: int) -> HttpResponseBase:
    return _edit(request, get_object_or_404(LoadProfile, pk=pk))


def _edit(request: Request, row: LoadProfile | None) -> HttpResponseBase:
    form = ProfileForm(request.POST or None, actor=request.actor, initial=ProfileForm.filled(row))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {name: data[name] for name in ("name", "description", "school", "is_active", "source", "last_checked")}
        saved = attempt(form, lambda: save_profile(row, rules=form.rules(), **told, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("library:profiles"), Toast(f"“{saved.name}” is saved."))
    context = {
        "page_title": row.name if row is not None else "A new load profile",
        "breadcrumbs": [Crumb(_CRUMB, reverse("library:profiles"))],
        "form": form,
        "row": row,
        "versions": list(row.versions.all()[:20]) if row is not None else [],
    }
    return render(request, "library/profile.html", context, status=422 if form.errors else 200)


def _run(request: Request, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.actor).filter(source_key=SOURCE)
    run: ImportRun = get_object_or_404(runs, pk=pk)
    return run


@require_POST
@page(CorePermission.IMPORT_RUN)
def load_options(request: Request, pk: int) -> HttpResponseBase:
    run = _run(request, pk)
    form = LoadOptionsForm(request.POST, actor=request.actor)

    def work() -> None:
        if not form.is_valid():
            raise Invalid("That cannot be chosen.", remedy="Choose one of the list.")
        school = form.cleaned_data["school"]
        choose_option(run, name=PROFILE, value=form.cleaned_data["profile"], by=request.actor)
        choose_option(run, name="school", value=school.pk if school else None, by=request.actor)
        start_preview(run, request.actor)

    return go_after(request, reverse("core:import_run", args=[run.pk]), work, "Read again with these choices.")


@require_POST
@page(May.TITLE_EDIT)
def load_undo(request: Request, pk: int) -> HttpResponseBase:
    run = _run(request, pk)
    load = get_object_or_404(Load, run=run.pk)

    def work() -> None:
        undo_load(load, by=request.actor)

    return go_after(request, reverse("core:import_run", args=[run.pk]), work, "The load was taken back.")


@page(CorePermission.IMPORT_VIEW)
def load_aside(request: Request, pk: int) -> HttpResponseBase:
    """The records that were kept aside, byte for byte as they stood in the file."""
    run = _run(request, pk)
    if not run.quarantine or not Path(run.file.path).exists():
        raise Http404("Nothing was kept aside, or the file is not kept any more.")
    response = StreamingHttpResponse(_aside(run), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="kept-aside-{run.pk}.mrc"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _aside(run: ImportRun) -> Iterator[bytes]:
    wanted: set[tuple[str, int]] = set()
    with run.quarantine.open("r") as stream:
        for row in csv.DictReader(stream):
            if row["line"].isdigit() and not row["column"]:  # a column is named where only a copy did not land
                wanted.add((row["file"], int(row["line"])))
    for file in record_files(Path(run.file.path), run.filename, limits()):
        for frame in frames(file.stream, file.form):
            if not frame.is_filler and (file.name, frame.number) in wanted:
                yield frame.original


@page(May.CATALOGUE_WORK)
def export(request: Request) -> HttpResponseBase:
    """All records, or those whose ids are asked for (``ids``, once each)."""
    form = ExportForm(request.POST or None, actor=request.actor)
    asked = [int(one) for one in request.GET.getlist("ids") if one.isdecimal() and len(one) < 19][:5000]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        taken = export_titles(
            data["kind"],
            ids=asked or None,
            has_items=data["has_items"],
            org_path=data["school"].scope_path if data["school"] else "",
            by=request.actor,
        )
        response = StreamingHttpResponse(taken.pieces, content_type=taken.content_type)
        response.headers["Content-Disposition"] = f'attachment; filename="{taken.filename}"'
        return response
    context = {"page_title": "Export records", "form": form, "count": len(asked)}
    return render(request, "library/export.html", context, status=422 if form.errors else 200)
