"""What the library knows of somebody, and why it is in no record: what one reads and cites is nobody else's business."""

from __future__ import annotations

from firstbell.core.record import Part, not_in_record, record_section
from firstbell.library.models import ClassSet, Review
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
