"""What the library knows of somebody, and why it is in no record: what one reads and cites is nobody else's business."""

from __future__ import annotations

from django.db.models import Q

from firstbell.core.record import Part, initials, not_in_record, record_section
from firstbell.library.models import AgeException, ClassSet, FamilyRequest, FamilyWish, Review
from firstbell.people.models import Person

not_in_record("library.Pathfinder.owner", "Who keeps a pathfinder right does so for the school")
not_in_record(
    "library.CitationList.owner",
    "What somebody cites is what they read: they alone see it, and take it along as a file",
)
not_in_record("library.BookList.owner", "Who makes a list does so for the school")
not_in_record(
    "library.ReadingList.owner", "What somebody means to read is theirs alone to see; they have it on their own page"
)
not_in_record(
    "library.SavedSearch.owner", "What somebody looks for is theirs alone to see; they have it on their own page"
)
not_in_record("library.ReviewReport.account", "Who reported a review is told to nobody, so that children dare to")


@record_section("library.reviews", "Reviews in the library's catalogue", covers=("library.Review.author",), order=62)
def reviews(person: Person, internal: bool) -> Part:
    """In the file that somebody takes along alone; in one that staff hand out it would say what they read."""
    if internal:
        return Part([])
    rows = Review.objects.filter(author__person=person).select_related("title").order_by("pk")
    return Part([
        {"Title": one.title.name, "Stars": one.stars, "Words": one.text, "Written": one.written_on, "Stands": one.get_state_display()}
        for one in rows
    ])  # fmt: skip


@record_section("library.class_sets", "Class sets asked for", covers=("library.ClassSet.person",), order=63)
def class_sets(person: Person, _internal: bool) -> Part:
    rows = ClassSet.objects.filter(person=person).select_related("title", "section").order_by("pk")
    return Part([
        {"Title": one.title.name, "Copies": one.count, "From": one.first_day, "To": one.last_day,
         "Class": one.section.title if one.section else "", "Note": one.note, "Stands": one.get_state_display()}
        for one in rows
    ])  # fmt: skip


@record_section(
    "library.family_wishes", "What the family asked of the library", covers=("library.FamilyWish.person",), order=45
)
def family_wishes(person: Person, internal: bool) -> Part:
    """In full for the family that takes its record. Whoever hands one out for the school is no librarian: that there is one."""
    rows = FamilyWish.objects.filter(person=person).order_by("pk")
    if internal:
        return Part([{"Asked on": one.asked_on, "What": "Kept by the librarian: ask there for a copy"} for one in rows])
    return Part([{"About": one.get_about_display(), "What": one.words or _level(one), "All right": one.is_welcome,
                  "Asked by": initials(one.asked_by), "Asked on": one.asked_on, "How": one.source, "Note": one.note,
                  "Until": one.until, "Ended": one.ended_at} for one in rows])  # fmt: skip


def _level(wish: FamilyWish) -> str:
    return f"from grade {wish.grade_from}" if wish.grade_from is not None else ""


@record_section(
    "library.family_requests",
    "Letters to the library",
    covers=("library.FamilyRequest.person", "library.FamilyRequest.guardian"),
    order=45,
)
def family_requests(person: Person, internal: bool) -> Part:
    """Those about the student, and those a guardian wrote; their words are between the family and the librarian."""
    rows = FamilyRequest.objects.filter(Q(person=person) | Q(guardian=person)).order_by("pk")
    return Part([{"Written": one.asked_at, "State": one.get_state_display()} | ({} if internal else {"Text": one.text, "Answer": one.answer})
                 for one in rows])  # fmt: skip


@record_section(
    "library.age_exceptions", "Exceptions from age limits", covers=("library.AgeException.person",), order=46
)
def age_exceptions(person: Person, internal: bool) -> Part:
    rows = AgeException.objects.filter(person=person).order_by("pk")
    return Part(
        [{"From": one.first_day, "Through": one.last_day, "Note": one.note if internal else ""} for one in rows]
    )
