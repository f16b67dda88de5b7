"""What readers keep and say in the district to walk through: lists, searches, reviews, class sets."""

import datetime as dt

from django.utils import timezone

from firstbell.circulation.models import Reservation
from firstbell.core.search import index
from firstbell.library.models import (
    BookList,
    BookListClass,
    BookListTitle,
    ClassSet,
    ClassSetCopy,
    ReadingList,
    ReadingListTitle,
    Review,
    ReviewReport,
    ReviewSettings,
    SavedSearch,
    Title,
)
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Account, Organisation, Person, Section
from firstbell.people.tests.factories import make_account


def furnish_readers(
    school: Organisation,
    mark: str,
    owner: Account,
    teacher: Person,
    students: list[Person],
    section: Section,
    title: Title,
) -> tuple[BookList, ClassSet]:
    """Lists on the first page with as many titles as students; every student reviewed ``title``; a set of as many copies."""
    now, today, rows = timezone.now(), timezone.localdate(), len(students)
    titles = [make_title(f"Reading {number}") for number in range(rows)]  # titles are the district's: no mark
    lists = BookList.objects.bulk_create(
        BookList(
            organisation=school, owner=owner, name=f"List {number} {mark}", search_text="list", reach="school",
            is_shown=True, is_pick=True, changed_at=now, shown_at=now,
        )
        for number in range(rows)
    )  # fmt: skip
    BookListClass.objects.create(book_list=lists[0], section=section)
    BookListTitle.objects.bulk_create(
        BookListTitle(book_list=one, title=listed, position=number)
        for one in {lists[0], *lists[-6:]}  # the newest are those that are shown first
        for number, listed in enumerate(titles, 1)
    )
    index(BookList.KIND_REF, [one.pk for one in lists])
    ReviewSettings.objects.create(organisation=school, is_on=True, signature="first")
    readers = [make_account(student) for student in students]
    Review.objects.bulk_create(
        Review(
            title=title, author=reader, organisation=school, stars=4, text="Good", state="shown", written_on=today,
            decided_at=now,
        )
        for reader in readers
    )  # fmt: skip
    waiting = Review.objects.bulk_create(
        Review(title=titles[0], author=reader, organisation=school, stars=2, text="So so", written_on=today)
        for reader in readers
    )
    ReviewReport.objects.bulk_create(ReviewReport(review=one, account=owner, words="Rude", at=now) for one in waiting)
    return lists[0], _class_set(school, mark, teacher, section, rows)


def _class_set(school: Organisation, mark: str, teacher: Person, section: Section, rows: int) -> ClassSet:
    now, today = timezone.now(), timezone.localdate()
    title = make_title(f"Set of {school.pk}")
    sets = ClassSet.objects.bulk_create(
        ClassSet(
            title=title, organisation=school, person=teacher, section=section, count=rows, first_day=today,
            last_day=today + dt.timedelta(days=14), note=f"For {mark}", made_at=now,
        )
        for _ in range(rows)
    )  # fmt: skip
    for _ in range(rows):
        copy = make_copy(school, title)
        reservation = Reservation.objects.create(
            organisation=school, person=teacher, item=copy, first_day=today, last_day=today, keep_until=today, made_at=now,
            made_by="the tests",
        )  # fmt: skip
        ClassSetCopy.objects.create(class_set=sets[0], copy=copy, reservation=reservation)
    return sets[0]


def furnish_own(owner: Account, rows: int) -> tuple[ReadingList, SavedSearch]:
    """One's own: as many lists and searches as rows, the first list with as many titles."""
    now = timezone.now()
    lists = [
        ReadingList.objects.create(owner=owner, name=f"To read {number}", changed_at=now) for number in range(rows)
    ]
    titles = Title.objects.filter(name__startswith="Reading ").order_by("pk")[:rows]
    ReadingListTitle.objects.bulk_create(ReadingListTitle(list=lists[0], title=title) for title in titles)
    searches = SavedSearch.objects.bulk_create(
        SavedSearch(
            owner=owner, name=f"Search {number}", text="reading", limits={"format": "book"}, made_at=now, seen_at=now,
            counted_at=now, new_count=1,
        )
        for number in range(rows)
    )  # fmt: skip
    return lists[0], searches[0]
