"""In which section of the shelves copies stand, where a place is shelved by genre; and what a school's sections lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from firstbell.library.models import Copy, GenreSection, Heading, TitleGenre, TitleHeading
from firstbell.people.models import Organisation

#: Behind all sections of its place stands what is in none.
_LAST = "99999" + "9" * 9
_TERMS_SHOWN = 30


def key_of(place_position: int, place_id: int, section: GenreSection | None) -> str:
    """What goes before the call number in the order of the shelf: place, then section. Behind all that is shelved by its
    number alone (keys of call numbers are hexadecimal), and in small letters and digits, which every database sorts alike."""
    return f"z{place_position:05}{place_id:09}" + (f"{section.position:05}{section.pk:09}" if section else _LAST)


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a title stands at a school: ``section`` None in none. ``is_said``: the school said so, not the record."""

    section: GenreSection | None
    is_said: bool


def choices_of(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Choice]:
    """By (organisation, title); three statements, however many."""
    wanted = set(pairs)
    schools, titles = {one for one, _ in wanted}, {one for _, one in wanted}
    sections: dict[int, list[GenreSection]] = defaultdict(list)
    for section in GenreSection.objects.filter(organisation__in=schools).order_by("position", "pk"):
        sections[section.organisation_id].append(section)
    if not sections:
        return {pair: Choice(None, is_said=False) for pair in wanted}
    by_id = {section.pk: section for every in sections.values() for section in every}
    said = TitleGenre.objects.filter(organisation__in=schools, title__in=titles)
    own = {(school, title): pk for school, title, pk in said.values_list("organisation_id", "title_id", "section_id")}
    genres: dict[int, list[str]] = defaultdict(list)
    uses = TitleHeading.objects.filter(title__in=titles, heading__kind=Heading.Kind.GENRE)
    for title, norm in uses.values_list("title_id", "heading__norm"):
        genres[title].append(norm)
    found: dict[tuple[int, int], Choice] = {}
    for school, title in wanted:
        kept = by_id.get(own.get((school, title), 0))
        found[school, title] = Choice(kept or _by_record(sections[school], genres[title]), is_said=kept is not None)
    return found


def _by_record(sections: Sequence[GenreSection], norms: Sequence[str]) -> GenreSection | None:
    """The first section that names one of the genres."""
    for section in sections:
        if any(_is_of(norm, term) for norm in norms for term in section.terms):
            return section
    return None


def _is_of(norm: str, term: str) -> bool:
    """The genre itself, or what a genre with subdivisions begins with."""
    return norm == term or norm.startswith(f"{term} -- ")


@dataclass(frozen=True, slots=True)
class SchoolChoice:
    """For the page of a title: a school with sections, where the title stands there."""

    school: Organisation
    sections: Sequence[GenreSection]
    choice: Choice


def choices_at(title_id: int, schools: Sequence[Organisation]) -> list[SchoolChoice]:
    """Of these schools those that have sections."""
    sections: dict[int, list[GenreSection]] = defaultdict(list)
    for section in GenreSection.objects.filter(organisation__in=schools).order_by("position", "pk"):
        sections[section.organisation_id].append(section)
    chosen = choices_of((pk, title_id) for pk in sections)
    return [
        SchoolChoice(school, sections[school.pk], chosen[school.pk, title_id])
        for school in schools
        if school.pk in sections
    ]


def terms_without_section(school: Organisation, sections: Iterable[GenreSection]) -> Mapping[str, int]:
    """Genre terms of what stands at the school that no section names, the most used first, with how many titles."""
    named = tuple(term for section in sections for term in section.terms)
    here = Copy.objects.on_shelf_list().filter(organisation=school, product_id=OuterRef("title_id"))
    uses = TitleHeading.objects.filter(Exists(here), heading__kind=Heading.Kind.GENRE).order_by()
    counted = uses.values_list("heading__norm", "heading__text").annotate(number=Count("title_id", distinct=True))
    rows = counted.order_by("-number", "heading__norm")
    unnamed = [(text, number) for norm, text, number in rows if not any(_is_of(norm, term) for term in named)]
    return dict(unnamed[:_TERMS_SHOWN])
