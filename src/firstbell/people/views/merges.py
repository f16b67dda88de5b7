"""Two entries that are one person: find them, compare them, make them one, take them apart."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core import scan
from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.merge_pages import MergePages
from firstbell.core.search import matching_ids, words
from firstbell.core.ui.shapes import Crumb, MergeRow
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
    """Both side by side; POST makes them one."""
    return PAGES.compare(request, pk, other_pk)


@page(PeoplePermission.PERSON_MERGE)
def split(request: Request, pk: int) -> HttpResponseBase:
    """What a merge moved, and the button that gives it back."""
    return PAGES.apart(request, pk)


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


PAGES = MergePages(
    kind=Person.KIND_REF,
    find=_mergeable,
    label=str,
    crumbs=_crumbs,
    rows=rows_of,
    facts=TOLD,
    merge=merge_persons,
    split=split_persons,
    page="people:person",
    pair="people:merge",
    own="of their own",
)
