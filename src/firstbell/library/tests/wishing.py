"""What tests of families' wishes share: a book with everything a wish can be about, and a wish in a line."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.lending import lendable_items
from firstbell.library.actions.indexing import index_titles
from firstbell.library.actions.wishes import record_wish
from firstbell.library.models import Copy, FamilyWish, Heading, ReadingLevel, TitleHeading
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast


def make_witches(cast: Cast) -> Copy:
    """“The Witches” by Roald Dahl, of a series, on magic, for grades 4 to 6."""
    title = make_title("The Witches", author="Dahl, Roald", year=1983)
    for kind, text in (
        (Heading.Kind.PERSON, "Dahl, Roald, 1916-1990"),
        (Heading.Kind.SERIES, "Grandmother's tales"),
        (Heading.Kind.SUBJECT, "Magic -- Fiction"),
    ):
        TitleHeading.objects.create(title=title, heading=heading(kind, text))
    ReadingLevel.objects.create(title=title, scheme="igrade", low=4, high=6, text="Grades 4–6")
    index_titles([title.pk])
    return make_copy(cast.school, title, "W-1")


def heading(kind: str, text: str) -> Heading:
    return Heading.objects.get_or_create(kind=kind, norm=text.lower(), defaults={"text": text})[0]


def wish(cast: Cast, about: str, of: Any = None, **more: Any) -> FamilyWish:
    values = {"asked_by": "Ana Núñez", "asked_on": timezone.localdate(), "source": "Paper form"}
    person = more.pop("person", cast.stu.person)
    grade_from, answers = more.pop("grade_from", None), more.pop("answers", None)
    return record_wish(
        person, about=about, of=of, grade_from=grade_from, answers=answers, values=values | more, by=cast.lib.actor
    )


def check(copy: Copy, cast: Cast, by: Any = None, person: Any = None) -> list[str]:
    item = lendable_items().get(pk=copy.pk)
    return [one.code for one in check_lending(item, person or cast.stu.person, by=by or cast.lib.actor).blocks]
