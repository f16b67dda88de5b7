"""A library for the district: titles with headings, levels and copies at a school; what is hidden comes last."""

from django.utils import timezone

from firstbell.circulation.models import SectionTextbook, YearEnd
from firstbell.inventory.models import Status
from firstbell.library.actions.indexing import index_titles
from firstbell.library.models import (
    AgeException,
    AgeLimit,
    Copy,
    FamilyRequest,
    FamilyWish,
    GenreSection,
    Heading,
    ReadingLevel,
    ShelvingPlace,
    Title,
    TitleHeading,
)
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Account, Organisation, Person, Section


def furnish_library(school: Organisation, rows: int) -> tuple[Title, Copy]:
    """``rows`` titles with a copy each, all of one series and subject; gives the first. One more title is hidden."""
    place = ShelvingPlace.objects.create(organisation=school, code=f"fic-{school.pk}", name="Fiction", by_genre=True)
    GenreSection.objects.bulk_create(
        GenreSection(organisation=school, name=f"Section {number}", label="SEC", position=number,
                     terms=["adventure fiction"] if number == 1 else [])
        for number in range(rows)
    )  # fmt: skip
    series, _ = Heading.objects.get_or_create(kind="series", norm="wilderness tales", list="", text="Wilderness tales")
    subject, _ = Heading.objects.get_or_create(kind="subject", norm="survival", list="", text="Survival")
    genre, _ = Heading.objects.get_or_create(kind="genre", norm="adventure fiction", list="", text="Adventure fiction")
    titles = [make_title(f"Hatchet and river {school.pk} {number}") for number in range(rows)]
    copies = [
        make_copy(school, title, call_number=f"FIC {number:03}", shelving_place=place,
                  status=Status.ON_LOAN if number % 3 else Status.AVAILABLE)
        for number, title in enumerate(titles)
    ]  # fmt: skip
    for heading in (series, subject, genre):
        TitleHeading.objects.bulk_create(
            TitleHeading(title=title, heading=heading, volume=str(number), volume_sort=number)
            for number, title in enumerate(titles)
        )
    ReadingLevel.objects.bulk_create(
        ReadingLevel(title=title, scheme="lexile", low=600, high=600, text="600L") for title in titles
    )
    Title.objects.filter(pk__in=[one.pk for one in titles]).update(changed_at=timezone.now())
    hidden = make_title(f"Not for readers {school.pk}", is_hidden=True)
    index_titles([*(one.pk for one in titles), hidden.pk])
    return titles[0], copies[0]


def furnish_wishes(school: Organisation, students: list[Person], teacher: Account) -> None:
    """A wish of every student's family and a letter about it, an age limit for each as well, and an exception from it."""
    now, today = timezone.now(), timezone.localdate()
    asked = {"asked_by": "Gail", "asked_on": today, "source": "Form", "recorded_at": now, "recorded_by": "the tests"}
    FamilyWish.objects.bulk_create(FamilyWish(person=one, about="level", grade_from=12, **asked) for one in students)
    FamilyRequest.objects.bulk_create(
        FamilyRequest(person=one, guardian=one, text="Please ask us first.", asked_at=now) for one in students
    )
    AgeLimit.objects.bulk_create(
        AgeLimit(organisation=school, name=f"Limit {number}", interest_from=12, lowest_grade=12)
        for number in range(len(students))
    )
    given = {"first_day": today, "last_day": today, "given_by": "the tests", "given_at": now}
    AgeException.objects.bulk_create(
        AgeException(person=one, given_by_key=f"account:{teacher.pk}", **given) for one in students
    )


def furnish_years(school: Organisation, section: Section, rows: int) -> None:
    """``rows`` textbooks for a class, the first of them a class set, and as many closed years."""
    titles = Title.objects.filter(name__startswith=f"Hatchet and river {school.pk} ").order_by("pk")[:rows]
    SectionTextbook.objects.bulk_create(
        SectionTextbook(section=section, product=title, kind="each" if number else "set", wanted=0 if number else 20)
        for number, title in enumerate(titles)
    )
    YearEnd.objects.bulk_create(
        YearEnd(organisation=school, school_year=1900 + number, ended_at=timezone.now(), ended_by="the tests",
                cleared={"holds": number})
        for number in range(rows)
    )  # fmt: skip
