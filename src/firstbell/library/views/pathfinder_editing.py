"""Making a pathfinder: its facts, its parts in order, publishing it, keeping it right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after, refused
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.pathfinders import (
    add_pathfinder,
    change_pathfinder_state,
    confirm_pathfinder,
    edit_pathfinder,
    remove_pathfinder,
)
from firstbell.library.forms.pathfinders import PathfinderFilterForm, PathfinderForm, ReviewForm, next_review
from firstbell.library.models import Pathfinder, PathfinderVersion
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.pathfinders import catalogue_address, due_for_review, is_due, shown_parts
from firstbell.library.views.research_words import words_in

_LIST = "Make pathfinders"
_TONES = {Pathfinder.State.DRAFT: "info", Pathfinder.State.PUBLISHED: "good", Pathfinder.State.RETIRED: "neutral"}


def pathfinder_badge(one: Pathfinder) -> SafeString:
    """The state; one that is due says so instead."""
    if is_due(one):
        return marks.badge("Due for review", "warn")
    return marks.badge(one.get_state_display(), _TONES[Pathfinder.State(one.state)])


class PathfinderList(Listing[Pathfinder]):
    """Everything one may edit, drafts included."""

    name = "library.pathfinders"
    title = _LIST
    default_sort = "title"
    columns: ClassVar = (
        Column[Pathfinder]("title", "Title", value=lambda p: p.title, sort=("title", "pk"), primary=True),
        Column[Pathfinder]("state", "State", value=lambda p: p.get_state_display(), html=pathfinder_badge),
        Column[Pathfinder]("reach", "Who reads it", value=lambda p: p.get_reach_display(), sort=("reach", "title", "pk")),
        Column[Pathfinder]("school", "School", value=lambda p: p.organisation.short),
        Column[Pathfinder]("owner", "Made by", value=lambda p: str(p.owner) if p.owner else ""),
        Column[Pathfinder]("review", "Look again on", value=lambda p: p.review_on, sort=("review_on", "pk")),
        Column[Pathfinder]("language", "Language", value=lambda p: p.get_language_display(), shown=False),
        Column[Pathfinder]("version", "Version", value=lambda p: p.version, shown=False),
        Column[Pathfinder](
            "changed", "Changed", value=lambda p: timezone.localtime(p.changed_at).isoformat(timespec="minutes"),
            html=lambda p: marks.ago(p.changed_at), sort=("changed_at", "pk"),
        ),
    )  # fmt: skip
    empty: ClassVar = Empty(
        "book", "No pathfinders yet", "Put together what helps with a topic.", "Make one", "/library/pathfinders/add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Pathfinder]:
        return Pathfinder.objects.all().editable_by(actor).select_related("organisation", "owner__person")

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return PathfinderFilterForm(data or None)

    def filtered(self, queryset: QuerySet[Pathfinder], data: Mapping[str, Any], actor: Actor) -> QuerySet[Pathfinder]:
        state = data.get("state") or ""
        if state == "":
            queryset = queryset.exclude(state=Pathfinder.State.RETIRED)
        elif state == "due":
            queryset = queryset.filter(pk__in=due_for_review(timezone.localdate()).values("pk"))
        elif state != "all":
            queryset = queryset.filter(state=state)
        return queryset.filter(owner_id=actor.account_id) if data.get("mine") else queryset

    def searched(self, queryset: QuerySet[Pathfinder], text: str, actor: Actor) -> QuerySet[Pathfinder]:
        return queryset.filter(Q(title__icontains=text) | Q(keywords__icontains=text) | Q(summary__icontains=text))

    def url(self, row: Pathfinder) -> str:
        return reverse("library:pathfinder_edit", args=[row.pk])


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_list(request: Request) -> HttpResponseBase:
    return list_page(request, PathfinderList(), template="library/pathfinder_list.html")


def editable(request: Request, pk: int) -> Pathfinder:
    """One that the reader may edit; others do not exist for them."""
    rows = Pathfinder.objects.all().editable_by(request.actor).select_related("organisation", "owner__person")
    return get_object_or_404(rows, pk=pk)


@page(May.PATHFINDER_WRITE)
def pathfinder_add(request: Request) -> HttpResponseBase:
    actor = request.actor
    form = PathfinderForm(request.POST or None, actor=actor, initial={"review_on": next_review()})
    if request.method == "POST" and form.is_valid():
        values, sections = form.values(), form.cleaned_data["sections"]
        added = attempt(
            form,
            lambda: add_pathfinder(organisation=values["organisation"], values=values, sections=sections, by=actor),
        )
        if added is not None:
            toast = Toast(f"“{added.title}” is a draft. Now put its parts in.")
            return redirect_with_toast(request, reverse("library:pathfinder_edit", args=[added.pk]), toast)
    context = {
        "page_title": "Make a pathfinder",
        "breadcrumbs": [Crumb(_LIST, reverse("library:pathfinder_list"))],
        "form": form,
    }
    return render(request, "library/pathfinder_add.html", context, status=422 if form.errors else 200)


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_edit(request: Request, pk: int) -> HttpResponseBase:
    """Parts in order with what may be done to each, and the facts beside them."""
    found, actor = editable(request, pk), request.actor
    form = PathfinderForm(request.POST or None, actor=actor, pathfinder=found, initial=PathfinderForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        sections = form.cleaned_data["sections"]
        saved = attempt(form, lambda: edit_pathfinder(found, values=form.values(), sections=sections, by=actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("library:pathfinder_edit", args=[pk]), Toast("Saved."))
    rows = list(found.parts.select_related("title", "database").order_by("position", "pk"))
    context = {
        "page_title": found.title,
        "breadcrumbs": [Crumb(_LIST, reverse("library:pathfinder_list"))],
        "form": form,
        "pathfinder": found,
        "badge": pathfinder_badge(found),
        "parts": rows,
        "kinds": _kinds(),
        "versions": list(found.versions.order_by("-number")[:20]),
        "is_due": is_due(found),
    }
    return render(request, "library/pathfinder_edit.html", context, status=422 if form.errors else 200)


def _kinds() -> list[tuple[str, str]]:
    """What can be added here: a search needs a catalogue to lead to."""
    said = [("text", "Text"), ("title", "Title"), ("database", "Database"), ("link", "Web page")]
    return [*said, ("search", "Search")] if catalogue_address("found") else said


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_state(request: Request, pk: int, to: str) -> HttpResponseBase:
    """Publish or retire."""
    found, note = editable(request, pk), request.POST.get("note", "")
    url = reverse("library:pathfinder_edit", args=[pk])
    said = "It is published." if to == Pathfinder.State.PUBLISHED else "It is retired: nobody finds it any more."
    return go_after(request, url, lambda: change_pathfinder_state(found, to=to, note=note, by=request.actor), said)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_confirm(request: Request, pk: int) -> HttpResponseBase:
    """Still right; asked again on a later day."""
    found, form = editable(request, pk), ReviewForm(request.POST)
    day = form.cleaned_data["review_on"] if form.is_valid() else next_review()
    url, text = reverse("library:pathfinder_edit", args=[pk]), f"Noted. You are asked again on {day:%b %-d, %Y}."
    return go_after(request, url, lambda: confirm_pathfinder(found, review_on=day, by=request.actor), text)


@require_POST
@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_remove(request: Request, pk: int) -> HttpResponseBase:
    """Delete a draft."""
    found = editable(request, pk)
    wrong = refused(
        request, reverse("library:pathfinder_edit", args=[pk]), lambda: remove_pathfinder(found, by=request.actor)
    )
    return wrong or redirect_with_toast(request, reverse("library:pathfinder_list"), Toast("The draft is deleted."))


@page(May.PATHFINDER_WRITE, May.PATHFINDER_EDIT)
def pathfinder_version(request: Request, pk: int, number: int) -> HttpResponseBase:
    """What was published then."""
    found = editable(request, pk)
    version = get_object_or_404(PathfinderVersion, pathfinder=found, number=number)
    context = {
        "t": words_in(version.content["language"]),
        "page_title": f"Version {number} of “{version.content['title']}”",
        "breadcrumbs": [
            Crumb(_LIST, reverse("library:pathfinder_list")),
            Crumb(found.title, reverse("library:pathfinder_edit", args=[pk])),
        ],
        "version": version,
        "parts": shown_parts(version.content, request.actor),
    }
    return render(request, "library/pathfinder_version.html", context)
