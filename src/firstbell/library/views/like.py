"""“Books like this about space at my level”: from a title, from a search, or from what somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.core.actor import Actor
from firstbell.library.models import Title
from firstbell.library.prose import terms
from firstbell.library.queries.levels import Level, level_of, said_level
from firstbell.library.queries.like import LikeFound, Reason, books_like
from firstbell.library.queries.search import Hit, Holding, find_titles, holdings_of
from firstbell.library.queries.understood import LikeAsked
from firstbell.library.views.hits import Chip, Shown, shown, value_text
from firstbell.library.views.reader import Reader, for_everybody, frame, keep, reader_of

#: Limits of a search that this page keeps as well.
FURTHER = ("format", "language", "fiction", "pages", "available")
#: Titles that may be meant by the words of one.
GUESSES = 5


@require_safe
@for_everybody
def like(request: Any) -> HttpResponseBase:
    """``?title=`` (its number) or ``?like=`` (its words), ``?about=``, ``?level=``; each may be left out, each comes off by a click."""
    you = reader_of(request)
    given = request.GET
    title, guesses = _title(given, request.actor)
    about = given.get("about", "").strip()[:100]
    level, wrong = _level(given, you)
    if level is not None and given.get("level", "").strip():
        keep(request, level=(level.limit, level.value))
    limits = {name: given[name][:20] for name in FURTHER if given.get(name)}
    found = books_like(title, about=about, level=level, limits=limits, actor=request.actor)
    context = {
        **frame(you),
        "page_title": you.say("alike"),
        "title": title,
        "guesses": [(one, _url(given, like=None, title=one.pk)) for one in guesses],
        "about": about,
        "level_text": given.get("level", "") if wrong else said_level(level) if level is not None else "",
        "level_wrong": wrong,
        "like_text": given.get("like", ""),
        "hidden": list(limits.items()),
        "chips": _chips(given, title, about, level, limits, you),
        "notes": _notes(given, found, title, about, you),
        "is_asked": title is not None or bool(about) or level is not None,
        "hits": _shown(found, you),
    }
    return render(request, "library/public/like.html", context)


def address_of(asked: LikeAsked, text: str) -> str:
    """This page for what somebody typed into the search box."""
    limits = {limit: value for limit, value, _ in asked.limits}
    levels = [Level(name, limits[name]) for name in ("lexile", "atos", "fp", "grade") if name in limits]
    query = {"like": asked.like, "about": asked.about, "level": said_level(levels[0]) if levels else ""}
    query |= {name: limits[name] for name in FURTHER if name in limits}
    query["said"] = text
    return f"{reverse('library:like')}?{urlencode({name: value for name, value in query.items() if value})}"


def _title(given: Mapping[str, str], actor: Actor) -> tuple[Title | None, list[Title]]:
    """The title that is meant, and others that may be."""
    number = given.get("title", "")
    titles = Title.objects.visible_to(actor)
    if number.isascii() and number.isdigit() and len(number) < 18:
        return titles.filter(pk=int(number)).first(), []
    ids = find_titles(terms(given.get("like", "")[:200]), limit=GUESSES)
    rows = titles.in_bulk(ids)
    found = [rows[pk] for pk in ids if pk in rows]
    return (found[0], found[1:]) if found else (None, [])


def _level(given: Mapping[str, str], you: Reader) -> tuple[Level | None, bool]:
    """As typed (and whether that made no sense); else the one that the reader keeps in this browser, unless it was taken off."""
    if "level" in given:
        text = given["level"].strip()
        return level_of(text), bool(text) and level_of(text) is None
    if you.level is not None:
        return you.level, False
    return (Level("grade", str(max(you.grade, 0))), False) if you.grade is not None else (None, False)


def _url(given: Mapping[str, str], **changes: Any) -> str:
    kept = {name: value for name, value in given.items() if name not in changes and name != "said"}
    kept.update({name: str(value) for name, value in changes.items() if value is not None})
    return f"{reverse('library:like')}?{urlencode(kept)}"


def _chips(
    given: Mapping[str, str],
    title: Title | None,
    about: str,
    level: Level | None,
    limits: Mapping[str, str],
    you: Reader,
) -> list[Chip]:
    """What was understood; a click takes it off."""
    chips = []
    if title is not None:
        chips.append(Chip(you.say("like_title", title=title.full_title), _url(given, title=None, like=None)))
    if about:
        chips.append(Chip(you.say("like_about", words=about), _url(given, about=None)))
    if level is not None:
        chips.append(Chip(value_text(level.limit, level.value, {}, you), _url(given, level="")))
    chips += [Chip(value_text(name, value, {}, you), _url(given, **{name: None})) for name, value in limits.items()]
    return chips


def _notes(given: Mapping[str, str], found: LikeFound, title: Title | None, about: str, you: Reader) -> list[str]:
    notes = []
    if given.get("like") and title is None and not given.get("title"):
        notes.append(you.say("like_no_title", words=given["like"]))
    if (
        found.about
        and about
        and found.about != " ".join(terms(about))
        and not set(found.about.split()) <= set(terms(about))
    ):
        notes.append(you.say("changed", old=about, new=found.about))
    if found.is_apart:
        notes.append(you.say("like_apart"))
    if found.is_any_level:
        notes.append(you.say("like_any_level"))
    return notes


def _shown(found: LikeFound, you: Reader) -> list[Shown]:
    """With where each stands and why it is here."""
    held = holdings_of([one.title.pk for one in found.hits])
    hits = [Hit(one.title, held.get(one.title.pk, Holding()).at(you.at)) for one in found.hits]
    rows = shown(hits, you)
    return [
        replace(row, why=tuple(reason_text(reason, you) for reason in one.reasons))
        for row, one in zip(rows, found.hits, strict=True)
    ]


def reason_text(reason: Reason, you: Reader) -> str:
    return you.say(f"why_{reason.kind}", name=reason.name)
