"""Two entries that are one person: find them, compare them, make them one, take them apart."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core import scan
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.forms import MergeForm
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.merging import obstacles, rehearse
from firstbell.core.models import Merge
from firstbell.core.search import matching_ids, words
from firstbell.core.ui.shapes import Crumb, MergeRow
from firstbell.core.undo import latest_offer
from firstbell.people.actions.merges import merge_persons, split_persons
from firstbell.people.models import Person, Section
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.merges import TOLD, likely_duplicates, mergeable, namesakes_of

_MOST_HITS = 20


@page(PeoplePermission.PERSON_MERGE)
def duplicates(request: Request) -> HttpResponseBase:
    """People of one name at one school: perhaps the same, perhaps not."""
    context = {
        "page_title": "Possible duplicates",
        "page_meta": "Current people of the same name, kind and school. Only you can tell whether they are one.",
        "breadcrumbs": [Crumb("People", reverse("people:persons"))],
        "groups": likely_duplicates(request.actor),
    }
    return render(request, "people/duplicates.html", context)


@page(PeoplePermission.PERSON_MERGE)
def merge_pick(request: Request, pk: int) -> HttpResponseBase:
    """Which other entry is this person? A code or words in ``?q=``; else those who look alike."""
    keeper = _mergeable(request.actor, pk)
    text = request.GET.get("q", "").strip()[:200]
    context = {
        "page_title": f"Same person as {keeper}",
        "page_meta": "Choose the other entry. Nothing happens yet.",
        "breadcrumbs": _crumbs(keeper),
        "person": keeper,
        "query": text,
        "found": _found(request.actor, keeper, text),
    }
    return render(request, "people/merge_pick.html", context)


@page(PeoplePermission.PERSON_MERGE)
def merge(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Both side by side, what would move, what speaks against it; POST makes them one."""
    actor = request.actor
    keeper, other = _mergeable(actor, pk), _mergeable(actor, other_pk)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        take = [column for column in TOLD if request.POST.get(column) == "other"]
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: merge_persons(keeper, other, take=take, reason=reason, by=actor))
        if done is not None:
            toast = undo_toast(f"{other} and {keeper} are one now.", latest_offer(actor))
            return redirect_with_toast(request, reverse("people:person", args=[keeper.pk]), toast)
    found = obstacles(Person.KIND_REF, keeper, other)
    stopped = any(one.is_final for one in found)
    context: dict[str, Any] = {
        "page_title": f"Make {other} and {keeper} one",
        "breadcrumbs": _crumbs(keeper),
        "keeper_label": str(keeper),
        "keeper_url": reverse("people:person", args=[keeper.pk]),
        "other_label": str(other),
        "other_url": reverse("people:person", args=[other.pk]),
        "swap_url": reverse("people:merge", args=[other.pk, keeper.pk]),
        "rows": rows_of(keeper, other),
        "obstacles": found,
        "stopped": stopped,
        "moving": [] if stopped else rehearse(Person.KIND_REF, keeper, other, by=actor),
        "form": form,
    }
    return render(request, "core/merge.html", context, status=422 if form.errors else 200)


@page(PeoplePermission.PERSON_MERGE)
def split(request: Request, pk: int) -> HttpResponseBase:
    """What a merge moved, and the button that gives it back."""
    found = get_object_or_404(Merge, pk=pk, kind=Person.KIND_REF, split_at=None)
    keeper = _mergeable(request.actor, found.keeper_id)
    url = reverse("people:person", args=[keeper.pk])
    if request.method == "POST":
        text = f"{found.loser_label} is an entry of their own again."
        return go_after(request, url, lambda: split_persons(found, by=request.actor), text)
    context = {
        "page_title": f"Take {found.loser_label} and {keeper} apart",
        "page_meta": "What came from the other entry goes back to it. What was entered since stays.",
        "breadcrumbs": _crumbs(keeper),
        "merge": found,
        "keeper_url": url,
        "values": [(TOLD.get(column, column), old, new) for column, (old, new) in found.values.items()],
        "count": sum(len(keys) for _, _, keys in found.moved),
    }
    return render(request, "core/split.html", context)


def rows_of(keeper: Person, other: Person) -> list[MergeRow]:
    """What is compared; homerooms by their names."""
    homerooms = dict(
        Section.objects.filter(pk__in=[pk for pk in (keeper.homeroom_id, other.homeroom_id) if pk]).values_list(
            "pk", "title"
        )
    )

    def text(person: Person, column: str) -> str:
        value = getattr(person, column)
        return homerooms.get(value, "") if column == "homeroom_id" else str(value or "")

    def known_by(person: Person) -> str:
        return "entered by hand" if person.is_provisional else "the roster"

    rows = [MergeRow(column, label, text(keeper, column), text(other, column)) for column, label in TOLD.items()]
    return [
        MergeRow("", "School", keeper.organisation.name, other.organisation.name),
        *rows,
        MergeRow("", "Known by", known_by(keeper), known_by(other)),
    ]


def _found(actor: Actor, keeper: Person, text: str) -> list[Person]:
    if not text:
        return list(namesakes_of(keeper, actor)[:_MOST_HITS])
    ids = [match.id for match in scan.resolve(text, actor) if match.kind == Person.KIND_REF]
    if not ids and words(text):
        scope = actor.scope(PeoplePermission.PERSON_VIEW)
        ids = matching_ids(Person.KIND_REF, words(text), scope, limit=_MOST_HITS)
    found = mergeable(actor).filter(pk__in=ids).exclude(pk=keeper.pk).select_related("organisation")
    return list(found.order_by("sort_name", "pk"))


def _mergeable(actor: Actor, pk: int) -> Person:
    return get_object_or_404(mergeable(actor).select_related("organisation", "homeroom"), pk=pk)


def _crumbs(person: Person) -> list[Crumb]:
    return [Crumb("People", reverse("people:persons")), Crumb(person.name, reverse("people:person", args=[person.pk]))]
