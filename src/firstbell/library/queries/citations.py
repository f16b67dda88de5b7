"""From the catalogue to a citation: what a title's record says, as a source to look over."""

from __future__ import annotations

import re

from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.search import words as words_of
from firstbell.library.citations import Date, Kind, Name, Role, Source
from firstbell.library.models import Heading, Title, TitleNumber

_KINDS = {
    Title.Format.EBOOK: Kind.EBOOK,
    Title.Format.VIDEO: Kind.FILM,
    Title.Format.PICTURE: Kind.ARTWORK,
}
_ROLES = {
    "editor": Role.EDITOR, "translator": Role.TRANSLATOR, "director": Role.DIRECTOR, "film director": Role.DIRECTOR, "author": Role.AUTHOR,
    "host": Role.HOST,
}  # fmt: skip
#: Dates and titles behind a name in a heading: “Paulsen, Gary, 1939-2021”, “Carroll, Lewis (Charles …)”.
_YEARS = re.compile(r",?\s*(?:b\.|d\.|ca\.|approximately|active)?\s*\d{3,4}\??\s*(?:-\s*(?:\d{3,4})?)?\.?$")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_ENDS = " .,:;/="
#: Codes of languages whose titles are set in the capitals of the style: English, and those that name no other language.
_ENGLISH_OR_UNKNOWN = frozenset({"", "eng", "und", "mul", "zxx", "|||"})


def source_of_title(title: Title) -> Source:
    """What the catalogue knows of a title, in its own capitals. One query for the people, unless they were fetched."""
    people: list[tuple[Role, Name]] = []
    if title.author:
        people.append((Role.AUTHOR, name_of_heading(title.author)))
    for use in title.uses.select_related("heading").order_by("position", "pk"):
        role = _ROLES.get(use.role.lower().rstrip(".").split(",")[0].strip())
        is_person = use.heading.kind in (Heading.Kind.PERSON, Heading.Kind.BODY)
        pair = (role, name_of_heading(use.heading.text)) if role is not None and not use.is_main else None
        if is_person and pair is not None and pair not in people:
            people.append((pair[0], pair[1]))
    kind = _KINDS.get(Title.Format(title.format), Kind.BOOK)
    if kind is Kind.BOOK and people and all(role is Role.EDITOR for role, _ in people):
        kind = Kind.EDITED_BOOK
    return Source(
        kind,
        title=_in_its_capitals(_bare(title.full_title), title.language),
        people=tuple(people),
        edition=_bare(title.edition),
        publisher=_bare(title.publisher),
        place=_bare(title.published_at),
        date=Date(title.year),
    )


def _in_its_capitals(said: str, language: str) -> str:
    """Braces around a title in another language: its capitals are right as the catalogue has them (MLA 9, 2.90)."""
    is_plain = not said or language.strip().lower() in _ENGLISH_OR_UNKNOWN or any(one in said for one in "{}")
    return said if is_plain else f"{{{said}}}"


def name_of_heading(text: str) -> Name:
    """“Paulsen, Gary, 1939-” as a name to cite."""
    said = _BRACKETS.sub("", text).strip()
    said = _YEARS.sub("", said).rstrip(" ,")
    if said.endswith(".") and not re.search(r"(?:\b\w|\bJr|\bSr)\.$", said):
        said = said[:-1]
    return Name.read(said)


def titles_to_cite(said: str, actor: Actor, *, most: int = 12) -> list[Title]:
    """Titles by ISBN, else those whose title or author begins with or holds the words; two queries at most."""
    digits = re.sub(r"[\s-]", "", said).upper()
    visible = Title.objects.visible_to(actor)
    if re.fullmatch(r"\d{9}[\dX]|\d{13}", digits):
        forms = {digits, _isbn13(digits)} if len(digits) == 10 else {digits}
        by_number = TitleNumber.objects.filter(value__in=forms, kind=TitleNumber.Kind.ISBN).values("title_id")
        return list(visible.filter(pk__in=by_number)[:most])
    words = words_of(said)[:8]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(sort_title__contains=word) | Q(author_sort__contains=word)
    return list(visible.filter(wanted).order_by("sort_title", "pk")[:most])


def _isbn13(isbn10: str) -> str:
    body = f"978{isbn10[:9]}"
    total = sum(int(digit) * (3 if number % 2 else 1) for number, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _bare(text: str) -> str:
    """Without the cataloguer's brackets and the punctuation between fields."""
    said = text.strip().strip("[]").strip()
    while said and said[-1] in _ENDS and not re.search(r"(?:\b\w\.)+$|\.\.\.$", said):
        said = said[:-1]
    return said.replace("[", "").replace("]", "")
