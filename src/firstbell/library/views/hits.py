"""Titles as a reader's list draws them, and values of limits in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from firstbell.library.content import language_name, say
from firstbell.library.models import Title
from firstbell.library.queries.covers import pictures_of
from firstbell.library.queries.levels import lexile_text
from firstbell.library.queries.search import Hit
from firstbell.library.queries.shelves import Standing, best_standings
from firstbell.library.views.reader import Reader


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit as a list draws it."""

    title: Title
    where: str
    is_free: bool
    place: str
    call_number: str
    directions: str
    picture: str = ""
    why: tuple[str, ...] = ()


def shown(hits: list[Hit], you: Reader) -> list[Shown]:
    """With where each stands, in plain words, and its picture. Two statements."""
    ids = [hit.title.pk for hit in hits]
    standing, pictures = best_standings(ids, at=you.at), pictures_of(ids)
    return [
        replace(_shown(hit, standing.get(hit.title.pk), you), picture=pictures.get(hit.title.pk, "")) for hit in hits
    ]


def _shown(hit: Hit, one: Standing | None, you: Reader) -> Shown:
    if one is None:
        return Shown(hit.title, you.say("no_copies"), False, "", "", "")
    if one.is_free:
        at_home = you.at is not None and one.school_id == you.at
        where = you.say("on_shelf") if at_home else you.say("on_shelf_at", school=one.school)
        return Shown(hit.title, where, True, one.place, one.call_number, one.directions if at_home else "")
    count = hit.holding.copies
    where = you.say("one_out") if count == 1 and one.state == "out" else you.say("none_free", count=count)
    return Shown(hit.title, where if one.state == "out" else state_text(one, you), False, "", one.call_number, "")


def state_text(one: Standing, you: Reader) -> str:
    if one.state == "out" and one.due_on is not None:
        return you.say("out_until", date=day_text(one, you))
    return you.say(one.state)


def day_text(one: Standing, you: Reader) -> str:
    day = one.due_on
    if day is None:
        return ""
    return f"{day.day}/{day.month}" if you.language == "es" else f"{day:%b} {day.day}"


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str


def value_text(name: str, value: str, names: Mapping[tuple[str, str], str], you: Reader) -> str:
    """A limit's value in the reader's words."""
    known = names.get((name, value))
    if known:
        return known
    if name == "language":
        return language_name(value, you.language)
    for key in (f"{name}_{value}", f"{value}_{name}"):
        text = say(you.language, key)
        if text != key:
            return text
    if name == "grade":
        return you.say("kindergarten") if value in ("0", "0-0") else you.say("grade_value", value=_span(value))
    if name in ("lexile", "dewey", "year", "atos", "fp", "pages"):
        return f"{you.say(f'facet_{name}')} {lexile_text(value) if name == 'lexile' else _span(value)}"
    return value


def _span(value: str) -> str:
    low, _, high = value.partition("-")
    return low if low == high or not high else f"{low}–{high}"
