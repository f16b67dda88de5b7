"""What the library tells the rooms below: of which class a thing is, and what speaks against lending it; what it hears of people."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from firstbell.circulation.queries.findings import Finding
from firstbell.circulation.queries.guards import Asked, lending_guard
from firstbell.circulation.queries.numbers import classifies
from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.inventory.models import Item, ItemType
from firstbell.library.actions.forgetting import forget_readers
from firstbell.library.models import AgeException, Copy, FamilyRequest, FamilyWish
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.collection import class_of_key
from firstbell.library.queries.guards import AGE_LIMIT, FAMILY_ASKED, grade_words, may_have, verdict_on
from firstbell.people.events import PersonForgotten, PersonReadmitted, PersonWithdrawn

TO_STAFF = "Not for this reader: please see the librarian."
TO_READER = "Please ask the librarian about this one."
TO_LIBRARIAN = "You may lend it with a reason: it is kept apart, and goes when the book is back."


@classifies(ItemType.Purpose.LIBRARY)
def class_of_copy(item: Item) -> str:
    """“Fiction”, “500 Science”: the part of the shelf; "" for what is no copy."""
    key = Copy.objects.filter(pk=item.pk).values_list("call_sort", flat=True).first()
    return class_of_key(key) if key is not None else ""


@lending_guard(ItemType.Purpose.LIBRARY)
def ask_before_lending(asked: Asked) -> Iterator[Finding]:
    """A family's wish goes before an age limit, and neither says what it is about. One statement where there is nothing."""
    verdict = verdict_on(asked)
    if verdict.is_asked:
        yield _finding(asked, FAMILY_ASKED, LibraryPermission.FAMILY_WISH_EDIT, TO_STAFF, "")
    elif not may_have(asked.person, verdict.limits, asked.today):
        grade = max(verdict.limits)
        text = f"Lent from {grade_words(grade)} on; {asked.person.name} is in {grade_words(asked.person)}."
        remedy = "A teacher of theirs or the librarian can make an exception."
        yield _finding(asked, AGE_LIMIT, LibraryPermission.AGE_LIMIT_PASS, text, remedy)


def _finding(asked: Asked, code: str, permission: str, text: str, remedy: str) -> Finding:
    """Readers hear only that the librarian is to be asked, whatever it is."""
    if asked.is_self:
        return Finding(code, TO_READER, passed_by=permission)
    may = not asked.by.is_disguised and asked.by.can(permission, at=asked.person.organisation.scope_path)
    return Finding(code, text, TO_LIBRARIAN if may else remedy, overridable=may, passed_by=permission)


@listens(PersonWithdrawn)
def end_wishes(event: PersonWithdrawn, _by: Actor) -> None:
    """Who left is lent nothing: what their family asked ends, and goes by the rule of retention."""
    standing = FamilyWish.objects.filter(person_id=event.subject.id, ended_at=None)
    standing.update(ended_at=timezone.now(), ended_why=FamilyWish.Ended.LEFT)
    FamilyRequest.objects.filter(person_id=event.subject.id, state=FamilyRequest.State.ASKED).delete()
    AgeException.objects.filter(person_id=event.subject.id).delete()


@listens(PersonReadmitted)
def take_up_wishes(event: PersonReadmitted, _by: Actor) -> None:
    """Back again, perhaps after a mistake in the roster: what only leaving had ended stands again."""
    left = FamilyWish.objects.filter(person_id=event.subject.id, ended_why=FamilyWish.Ended.LEFT)
    left.update(ended_at=None, ended_why="")


@listens(PersonForgotten)
def forget_wishes(event: PersonForgotten, _by: Actor) -> None:
    """Nothing that a family asked, or a guardian wrote, outlives the name."""
    FamilyWish.objects.filter(person_id=event.subject.id).delete()
    FamilyRequest.objects.filter(person_id=event.subject.id).delete()
    FamilyRequest.objects.filter(guardian_id=event.subject.id).delete()
    AgeException.objects.filter(person_id=event.subject.id).delete()


@listens(PersonForgotten)
def forget_what_they_kept(event: PersonForgotten, by: Actor) -> None:
    """Lists, searches and reviews go with the name."""
    forget_readers([event.subject.id], by=by)
