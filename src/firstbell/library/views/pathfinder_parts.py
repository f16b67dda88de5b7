"""The parts of a pathfinder: added by kind, changed, moved, taken out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.pathfinder_parts import (
    add_pathfinder_part,
    edit_pathfinder_part,
    move_pathfinder_part,
    remove_pathfinder_part,
)
from firstbell.library.forms.pathfinders import PartForm
from firstbell.library.models import Pathfinder, PathfinderPart, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.citations import titles_to_cite
from firstbell.library.views.pathfinder_editing import editable

Kind = PathfinderPart.Kind


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def part_add(request: Request, pk: int, kind: str) -> HttpResponseBase:
    """The form of one kind; a title is looked up first (``?q=``) and then chosen (``?title=``)."""
    if kind not in Kind.values:
        raise Http404
    found = editable(request, pk)
    title, titles, said = _title(request, kind)
    form = PartForm(request.POST or None, kind=kind, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data | {"title": title}
        if attempt(form, lambda: add_pathfinder_part(found, kind=kind, values=values, by=request.actor)) is not None:
            return redirect_with_toast(request, _back(found), Toast("It is in. Publish when you are done."))
    context: dict[str, Any] = {
        "page_title": f"Add: {Kind(kind).label.lower()}",
        "breadcrumbs": [Crumb(found.title, _back(found))],
        "form": form,
        "kind": kind,
        "title": title,
        "titles": titles,
        "said": said,
        "cancel_url": _back(found),
        "is_search": kind == Kind.TITLE and title is None,
    }
    return render(request, "library/part_edit.html", context, status=422 if form.errors else 200)


def _title(request: Request, kind: str) -> tuple[Title | None, list[Title], str]:
    """The title that was chosen, those to choose from, and what was searched for."""
    if kind != Kind.TITLE:
        return None, [], ""
    asked = request.POST.get("title") or request.GET.get("title") or ""
    if asked.isdecimal() and len(asked) < 18:
        return get_object_or_404(Title.objects.visible_to(request.actor), pk=int(asked)), [], ""
    said = request.GET.get("q", "").strip()[:100]
    return None, titles_to_cite(said, request.actor), said


def _part(request: Request, pk: int, part_pk: int) -> PathfinderPart:
    found = editable(request, pk)
    part = get_object_or_404(PathfinderPart.objects.select_related("title", "database"), pk=part_pk, pathfinder=found)
    part.pathfinder = found
    return part


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def part_edit(request: Request, pk: int, part_pk: int) -> HttpResponseBase:
    part = _part(request, pk, part_pk)
    form = PartForm(
        request.POST or None, kind=part.kind, actor=request.actor, is_new=False, initial=PartForm.initial_of(part)
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_pathfinder_part(part, values=form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _back(part.pathfinder), Toast("Saved. Publish when you are done."))
    context = {
        "page_title": f"Change: {part.get_kind_display().lower()}",
        "breadcrumbs": [Crumb(part.pathfinder.title, _back(part.pathfinder))],
        "form": form,
        "kind": part.kind,
        "title": part.title,
        "cancel_url": _back(part.pathfinder),
    }
    return render(request, "library/part_edit.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def part_move(request: Request, pk: int, part_pk: int, way: str) -> HttpResponseBase:
    """``up`` or ``down`` by one; the button that was pressed has the focus again."""
    part = _part(request, pk, part_pk)
    done = "Moved up." if way == "up" else "Moved down."
    url = f"{_back(part.pathfinder)}#part-{part.pk}"
    return go_after(request, url, lambda: move_pathfinder_part(part, up=way == "up", by=request.actor), done)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def part_remove(request: Request, pk: int, part_pk: int) -> HttpResponseBase:
    part = _part(request, pk, part_pk)
    return go_after(
        request, _back(part.pathfinder), lambda: remove_pathfinder_part(part, by=request.actor), "It is taken out."
    )


def _back(pathfinder: Pathfinder) -> str:
    return reverse("library:pathfinder_edit", args=[pathfinder.pk])
