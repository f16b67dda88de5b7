"""The public catalogue: its first page, what a search found, and one title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.library.content import Topic, topic_of, topics
from firstbell.library.models import Copy, Heading, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.book_lists import first_page_lists, matching_lists
from firstbell.library.queries.covers import pictures_of
from firstbell.library.queries.pathfinders import matching_pathfinders
from firstbell.library.queries.search import LIMITS, MOST, ORDERS, Asked, Facet, Found, search_catalogue
from firstbell.library.queries.shelves import beside, standings_of
from firstbell.library.queries.titles import alike, levels_of, series_of, uses_of
from firstbell.library.queries.understood import like_asked
from firstbell.library.views.hits import Chip, shown, state_text, value_text
from firstbell.library.views.like import address_of
from firstbell.library.views.reader import Reader, for_everybody, frame, reader_of
from firstbell.library.views.reading_lists import lists_to_keep_on
from firstbell.library.views.reviews import reviews_of
from firstbell.people.models import Organisation

#: Titles on a row of the first page.
ROW = 8
PAGE = 20


@require_safe
@for_everybody
def catalogue(request: Any) -> HttpResponseBase:
    """A box, pictures to click, what is new."""
    you = reader_of(request)
    asked = Asked(at=you.at, size=ROW, order="new", with_facets=False)
    fresh = search_catalogue(asked, actor=request.actor)
    chosen = topic_of(request.GET.get("topic", ""))
    context = {
        **frame(you),
        "page_title": you.say("catalogue"),
        "fresh": shown(fresh.hits, you),
        "topics": [_tile(one, you) for one in (chosen.narrower if chosen else topics())],
        "topic": _tile(chosen, you, whole=True) if chosen else None,
        "strips": [] if chosen else first_page_lists(request.actor, at=you.at),
        "is_home": True,
    }
    return render(request, "library/public/home.html", context)


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    picture: str
    url: str


def _tile(topic: Topic, you: Reader, *, whole: bool = False) -> Tile:
    """Leads to its narrower topics where it has some (``whole``: to all of its titles)."""
    if topic.narrower and not whole:
        url = f"{reverse('library:catalogue')}?{urlencode({'topic': topic.key})}"
    else:
        url = f"{reverse('library:found')}?{urlencode(topic.query())}"
    return Tile(topic.names[you.language], topic.picture, url)


@require_safe
@for_everybody
def found(request: Any) -> HttpResponseBase:
    """The hits of a question, with limits to choose; htmx gets the part below the box."""
    you = reader_of(request)
    asked = _asked(request.GET, you)
    if not asked.exactly and not request.htmx and (wish := like_asked(asked.text)) is not None:
        return HttpResponseRedirect(address_of(wish, asked.text))
    result = search_catalogue(asked, actor=request.actor)
    if result.direct in ("barcode", "number") and len(result.hits) == 1 and not request.htmx:
        return HttpResponseRedirect(reverse("library:title", args=[result.hits[0].title.pk]))
    context = {
        **frame(you),
        "page_title": you.say("results"),
        **_results(request.GET, asked, result, you),
        **_beside(asked, result, request.actor),
        "can_keep": not you.is_kiosk and request.actor.can(May.RESEARCH_KEEP) and bool(asked.text or asked.limits),
        "asked_limits": list(asked.limits.items()),
    }
    template = "library/public/found.html"
    return render(request, f"{template}#results" if request.htmx else template, context)


def _asked(given: Any, you: Reader) -> Asked:
    order = given.get("order", "best")
    return Asked(
        text=given.get("q", ""),
        limits={name: value[:100] for name in LIMITS if (value := given.get(name, "").strip())},
        exactly=given.get("exactly") == "1",
        at=you.at,
        grade=you.grade,
        lexile=you.lexile,
        level=you.level,
        page=_number(given.get("page", "")),
        size=PAGE,
        order=order if order in ORDERS else "best",
    )


def _results(given: Any, asked: Asked, result: Found, you: Reader) -> dict[str, Any]:
    """What the page shows of an answer, in the reader's words."""
    names = _names(result, asked.limits)
    is_other = bool(result.changes or result.understood)
    return {
        "query": asked.text,
        "found": result,
        "hits": shown(result.hits, you),
        "summary": _count(result, you),
        "capped": you.say("capped", most=f"{MOST:,}") if result.is_capped or result.total > MOST else "",
        "changes": [you.say("changed", old=old, new=new) for old, new in result.changes],
        "direct": you.say(f"direct_{result.direct}") if result.direct else "",
        "exactly_url": _url(given, exactly="1", page=None) if is_other else "",
        "exactly_text": you.say("exactly", text=asked.text),
        "see": [(one.text, f"{reverse('library:found')}?{urlencode({'heading': one.pk})}") for one in result.see],
        "chips": _chips(given, result, asked.limits, names, you),
        "facets": _facets(given, result.facets, names, you),
        "orders": [(key, you.say(f"order_{key}"), key == asked.order) for key in ORDERS],
        "hidden": [(name, value) for name, value in given.items() if name not in ("q", "order", "page")],
        "previous_url": _url(given, page=result.page - 1) if result.page > 1 else "",
        "next_url": _url(given, page=result.page + 1) if result.page < result.pages else "",
        "page_text": you.say("page_of", page=result.page, pages=result.pages),
        "topics": [_tile(one, you) for one in topics()] if not result.hits else [],
    }


def _beside(asked: Asked, result: Found, actor: Actor) -> dict[str, Any]:
    """Lists and pathfinders that fit the words, on the first page of hits. Two statements."""
    if not asked.text or result.page > 1:
        return {"found_lists": [], "found_ways": []}
    text = result.searched or asked.text
    return {"found_lists": matching_lists(text, actor), "found_ways": matching_pathfinders(text, actor)}


def _number(text: str) -> int:
    return min(int(text), 10_000) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _url(given: Any, **changes: Any) -> str:
    """This address with some parameters changed; None takes one away."""
    kept = {name: value for name, value in given.items() if name not in changes}
    kept.update({name: str(value) for name, value in changes.items() if value is not None})
    return f"{reverse('library:found')}?{urlencode(kept)}"


def _count(result: Found, you: Reader) -> str:
    return you.say("titles_one") if result.total == 1 else you.say("titles_many", count=result.total_text)


def _names(result: Found, limits: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Names of schools and headings that are spoken of: at most two statements."""
    schools = {choice.value for facet in result.facets if facet.name == "school" for choice in facet.choices}
    schools |= {value for name, value in (*limits.items(), *result.limits.items()) if name == "school"}
    ids = [int(one) for one in schools if one.isdecimal() and len(one) < 18]
    found = {
        ("school", str(pk)): name for pk, name in Organisation.objects.filter(pk__in=ids).values_list("pk", "name")
    }
    heading = limits.get("heading", "")
    if heading.isascii() and heading.isdigit() and len(heading) < 18:
        found |= {
            ("heading", str(pk)): text for pk, text in Heading.objects.filter(pk=heading).values_list("pk", "text")
        }
    for facet in result.facets:
        found |= {(facet.name, choice.value): choice.label for choice in facet.choices if choice.label}
    return found


def _chips(
    given: Any, result: Found, limits: Mapping[str, str], names: Mapping[tuple[str, str], str], you: Reader
) -> list[Chip]:
    """What was chosen, to take off; and what was understood, to be searched as words instead."""
    chips = [
        Chip(value_text(name, value, names, you), _url(given, **{name: None}, page=None))
        for name, value in limits.items()
    ]
    for name, value, said in result.understood:
        if name not in limits:
            chips.append(Chip(f"{said}: {value_text(name, value, names, you)}", _url(given, exactly="1", page=None)))
    return chips


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    choices: list[tuple[str, str, str, bool]]


def _facets(given: Any, facets: list[Facet], names: Mapping[tuple[str, str], str], you: Reader) -> list[Group]:
    """(label, count, address, chosen) of each choice."""
    groups = []
    for facet in facets:
        if (
            len(facet.choices) == 1
            and facet.name in ("language", "format", "school")
            and not facet.choices[0].is_chosen
        ):
            continue  # every hit has it: no choice
        choices = [
            (
                value_text(facet.name, one.value, names, you),
                f"{one.count:,}",
                _url(given, **{facet.name: None if one.is_chosen else one.value}, page=None),
                one.is_chosen,
            )
            for one in facet.choices
        ]
        groups.append(Group(you.say(f"facet_{facet.name}"), choices))
    return groups


@require_safe
@for_everybody
def title(request: Any, pk: int) -> HttpResponseBase:
    """One title: what it is about, where it stands, what is like it."""
    you = reader_of(request)
    kept = Title.objects.visible_to(request.actor).filter(pk=pk).first()
    if kept is None:
        raise NotFound("This title is not in the catalogue.", remedy="Search again.")
    uses = uses_of(kept)
    copies = standings_of(kept.pk, at=you.at)
    free = next((one for one in copies if one.is_free), None)
    near = next((one for one in copies if one.call_number), None)
    like_it = alike(kept, uses, actor=request.actor)
    pictures = pictures_of([kept.pk, *(one.title.pk for one in like_it)])
    context = {
        **frame(you),
        "page_title": kept.full_title,
        "title": kept,
        "format": value_text("format", kept.format, {}, you),
        "language": value_text("language", kept.language, {}, you),
        "copies": [(one, state_text(one, you)) for one in copies],
        "free": free,
        "free_here": free is not None and free.school_id == you.at,
        "can_hold": bool(copies) and request.actor.person_id is not None and not you.is_kiosk,
        "people": [use for use in uses if use.heading.kind in (Heading.Kind.PERSON, Heading.Kind.BODY)],
        "subjects": _unique(uses, (Heading.Kind.SUBJECT, Heading.Kind.PLACE)),
        "genres": _unique(uses, (Heading.Kind.GENRE,)),
        "levels": levels_of(kept),
        "numbers": kept.numbers.filter(kind="isbn", is_valid=True, is_other_form=False)[:4],
        "series": [
            (you.say("series_order", series=one.heading.text), one)
            for one in series_of(kept, uses, actor=request.actor)
        ],
        "picture": pictures.get(kept.pk, ""),
        "alike": [(one, _why(one, you), pictures.get(one.title.pk, "")) for one in like_it],
        "shelf": beside(_copy(near.copy_id)) if near is not None else [],
        **({"can_keep": False} if you.is_kiosk else lists_to_keep_on(request)),
        **reviews_of(kept, request.actor, you),
        "can_ask_set": bool(copies) and not you.is_kiosk and request.actor.can(May.CLASS_SET_ASK),
    }
    return render(request, "library/public/title.html", context)


def _unique(uses: list[Any], kinds: tuple[str, ...]) -> list[Heading]:
    """One of each wording: several lists of headings often say the same."""
    found: dict[str, Heading] = {}
    for use in uses:
        if use.heading.kind in kinds:
            found.setdefault(use.heading.norm, use.heading)
    return list(found.values())


def _why(one: Any, you: Reader) -> str:
    text = you.say(f"why_{one.why}", name=one.name)
    return f"{text}, {you.say('why_near')}" if one.is_level else text


def _copy(pk: int) -> Copy:
    return Copy.objects.select_related("product__title").get(pk=pk)


@require_safe
@for_everybody
def shelf(request: Any, pk: int) -> HttpResponseBase:
    """The shelf around one copy, to go along it."""
    you = reader_of(request)
    copy = Copy.objects.visible_to(request.actor).select_related("product__title").filter(pk=pk).first()
    if copy is None:
        raise NotFound("This copy is not on a shelf.")
    context = {
        **frame(you),
        "page_title": you.say("near"),
        "shelf": beside(copy),
        "title": copy.product.title,
    }
    template = "library/public/shelf.html"
    return render(request, f"{template}#shelf" if request.htmx else template, context)
