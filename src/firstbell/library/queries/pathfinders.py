"""Pathfinders: which fit a search, what a reader gets, what a class is to find first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.search import words as words_of
from firstbell.guides.queries.articles import as_html
from firstbell.library.models import (
    BookList,
    Copy,
    Pathfinder,
    PathfinderClass,
    PathfinderPart,
    PathfinderVersion,
    ResearchDatabase,
    Title,
    sections_of,
)
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries._limits import ON_SHELF
from firstbell.library.queries.citations import name_of_heading

Fitting = TypeVar("Fitting", Pathfinder, BookList)
#: Words that say nothing of a topic.
_LIGHT_TEXT = "a an and are about at book books by de del el en for from how i in info is la las los of on or sobre the to what why with y un una"
LIGHT = frozenset(_LIGHT_TEXT.split())
#: So many candidates are compared for one search.
MOST_COMPARED = 200
#: Of a search's words, so many must be met, one of them in title or keywords.
SHARE = 0.6


def matching_pathfinders(text: str, actor: Actor, *, most: int = 2) -> list[Pathfinder]:
    """Published ones the actor may read that fit what somebody searches for, best first. One query; for everybody.

    Asked with every search of the catalogue, so that pathfinders are found where people look.
    """
    return best_fits(Pathfinder.objects.readable_by(actor).order_by("-published_at", "-pk"), text, most=most)


def best_fits(rows: QuerySet[Fitting], text: str, *, most: int) -> list[Fitting]:
    """Of rows with a ``search_text`` (three folded parts between bars) those that fit, best first. One query."""
    wanted = [_stem(one) for one in dict.fromkeys(words_of(text)) if one not in LIGHT and len(one) > 1][:8]
    if not wanted:
        return []
    some = Q()
    for word in wanted:
        some |= Q(search_text__contains=word)
    scored = [
        (score, one) for one in rows.filter(some)[:MOST_COMPARED] if (score := _score(one.search_text, wanted)) > 0
    ]
    scored.sort(key=lambda pair: -pair[0])
    return [one for _, one in scored[:most]]


def _score(search_text: str, wanted: list[str]) -> float:
    title, keywords, summary = (f" {one} " for one in [*search_text.split(" | "), "", ""][:3])
    met, strong, total = 0, 0, 0.0
    for word in wanted:
        weight = (
            3.0 if f" {word}" in title else 2.0 if _begins(keywords, word) else 1.0 if f" {word}" in summary else 0.0
        )
        met, strong, total = met + (weight > 0), strong + (weight > 1), total + weight
    return total if strong and met >= SHARE * len(wanted) else 0.0


def _begins(keywords: str, word: str) -> bool:
    return any(part.startswith(word) for part in keywords.replace(",", " ").split())


def _stem(word: str) -> str:
    """Enough to find “volcano” by “volcanoes”: words are compared by their beginnings."""
    for ending, kept in (("ies", 3), ("oes", 3), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) - len(ending) >= kept - 1 and not word.endswith("ss"):
            return word[: -len(ending)] + ("o" if ending == "oes" else "")
    return word


def readers_pathfinders(actor: Actor) -> tuple[list[Pathfinder], list[Pathfinder]]:
    """Those for the actor's own classes, and the others one may read, the newest first. One query."""
    mine = PathfinderClass.objects.filter(pathfinder=OuterRef("pk"), section__in=sections_of(actor))
    rows = Pathfinder.objects.readable_by(actor).annotate(is_mine=Exists(mine)).order_by("-published_at", "-pk")[:200]
    ours: list[Pathfinder] = []
    others: list[Pathfinder] = []
    for one in rows:
        (ours if getattr(one, "is_mine", False) else others).append(one)
    return ours, others


def content_of(pathfinder: Pathfinder) -> dict[str, Any]:
    """All that readers get, as plain data: names beside keys, so that it reads when what it names is gone."""
    rows = pathfinder.parts.select_related("title", "database").order_by("position", "pk")
    parts = [
        {
            "kind": one.kind, "heading": one.heading, "note": one.note, "url": one.url, "query": one.query,
            "limits": one.limits,
            "title": one.title_id, "database": one.database_id,
            "label": str(one.title or one.database or ""),
        }
        for one in rows
    ]  # fmt: skip
    same = {name: getattr(pathfinder, name) for name in ("title", "summary", "language", "style")}
    return same | {"parts": parts}


@dataclass(frozen=True)
class Shown:
    """A part as a reader sees it. ``url`` is empty where it leads nowhere any more; ``copies`` on the shelf, None elsewhere."""

    kind: str
    heading: str
    html: SafeString
    url: str = ""
    detail: str = ""
    copies: int | None = None
    is_away: bool = False
    title_id: int | None = None


def shown_parts(content: Mapping[str, Any], actor: Actor) -> list[Shown]:
    """The parts of a version, with what the catalogue and the databases say of them now. Three queries at most.

    A title that is hidden by now is passed over; one that was merged is the one it became.
    """
    parts, titles = _parts_for(content, actor)
    databases = ResearchDatabase.objects.visible_to(actor).in_bulk(
        {one["database"] for one in parts if one.get("database")}
    )
    shown = [one.pk for one in titles.values()]
    here = Copy.objects.filter(product__in=shown, status__in=ON_SHELF, merged_into=None)
    counted = dict(here.values_list("product_id").annotate(n=Count("pk")).order_by()) if titles else {}
    return [_shown(one, titles, databases, counted) for one in parts]


def content_for(content: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """A version as data, without the titles that are hidden from the actor by now. One query."""
    return {**content, "parts": _parts_for(content, actor)[0]} if content else {}


def _parts_for(content: Mapping[str, Any], actor: Actor) -> tuple[list[Mapping[str, Any]], dict[int, Title]]:
    """The parts one may see, and the title of each by the number it had when it was put in; titles deleted have none."""
    parts = content.get("parts", [])
    wanted = {one["title"] for one in parts if one.get("title")}
    found = Title.objects.select_related("merged_into").in_bulk(wanted) if wanted else {}
    titles = {pk: title.merged_into or title for pk, title in found.items()}
    if not actor.can(May.CATALOGUE_WORK):
        hidden = {pk for pk, title in titles.items() if title.is_hidden}
        parts = [one for one in parts if one.get("title") not in hidden]
        titles = {pk: title for pk, title in titles.items() if pk not in hidden}
    return list(parts), titles


def _shown(  # noqa: PLR0911 - one return a kind
    part: Mapping[str, Any],
    titles: Mapping[int, Title],
    databases: Mapping[int, ResearchDatabase],
    counted: Mapping[int, int],
) -> Shown:
    kind, html = str(part["kind"]), as_html(str(part.get("note", "")))
    heading = str(part.get("heading") or "")
    if kind == PathfinderPart.Kind.TITLE:
        title = titles.get(part.get("title") or 0)
        if title is None:
            return Shown(kind, heading or str(part.get("label", "")), html)
        detail = ", ".join(filter(None, (str(name_of_heading(title.author)), str(title.year or ""))))
        return Shown(kind, str(title.full_title), html, catalogue_address("title", title.pk), detail, counted.get(title.pk, 0),
                     title_id=title.pk)  # fmt: skip
    if kind == PathfinderPart.Kind.DATABASE:
        database = databases.get(part.get("database") or 0)
        if database is None or not database.is_offered:
            return Shown(kind, heading or str(part.get("label", "")), html)
        return Shown(
            kind, database.name, html, reverse("library:database", args=[database.pk]), database.get_access_display()
        )
    if kind == PathfinderPart.Kind.LINK:
        return Shown(kind, heading or str(part["url"]), html, str(part["url"]), is_away=True)
    if kind == PathfinderPart.Kind.SEARCH:
        address = catalogue_address("found")
        asked = {"q": part["query"], **part.get("limits", {})}
        url = f"{address}?{urlencode({name: value for name, value in asked.items() if value})}" if address else ""
        return Shown(kind, heading or str(part["query"]), html, url, str(part["query"]) if heading else "")
    return Shown(kind, heading, html)


def catalogue_address(page: str, *args: int) -> str:
    """A page of the public catalogue; empty in a house that has none."""
    try:
        return reverse(f"library:{page}", args=args)
    except NoReverseMatch:
        return ""


def version_for(pathfinder: Pathfinder) -> PathfinderVersion | None:
    """What readers get: the last that was published."""
    return pathfinder.versions.order_by("-number").first()


def marks_of(pathfinder: Pathfinder | BookList) -> list[str]:
    """Words of the search index that say who may find it, a pathfinder or a book list."""
    if pathfinder.reach == Pathfinder.Reach.EVERYBODY:
        return ["pfall"]
    if pathfinder.reach == Pathfinder.Reach.SCHOOL:
        ids = [part for part in pathfinder.organisation.scope_path.split(".") if part]
        return ["pfany", f"pfat{pathfinder.organisation_id}", *(f"pfin{pk}" for pk in ids)]
    return [f"pfclass{pk}" for pk in pathfinder.classes.values_list("section_id", flat=True)[:20]]


def marks_for(actor: Actor) -> list[str]:
    """One of these words a pathfinder must carry for this actor to find it."""
    found, scope = ["pfall"], actor.scope(May.PATHFINDER_READ)
    if scope.is_everywhere:
        found.append("pfany")
    for path in scope.paths:
        ids = [part for part in path.split(".") if part]
        found += [f"pfin{ids[-1]}", *(f"pfat{pk}" for pk in ids)] if ids else []
    if actor.person_id is not None:
        found += [f"pfclass{pk}" for pk in sections_of(actor).values_list("pk", flat=True)]
    return list(dict.fromkeys(found))


def due_for_review(today: dt.date) -> QuerySet[Pathfinder]:
    return Pathfinder.objects.filter(state=Pathfinder.State.PUBLISHED, review_on__lte=today)


def is_due(pathfinder: Pathfinder) -> bool:
    """Whether somebody should look whether it is still right."""
    day = pathfinder.review_on
    return pathfinder.is_published and day is not None and day <= timezone.localdate()
