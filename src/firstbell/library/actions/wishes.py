"""What a family asks for its own child: recorded by the librarian, ended, taken out, and kept from everybody else.

The trail learns that a wish changed at a school, and no more: neither the child nor what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.events import Change, change
from firstbell.core.permissions import CorePermission
from firstbell.library.events import FamilyRequestChanged, FamilyWishesChanged
from firstbell.library.models import FamilyRequest, FamilyWish, Heading, Title
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.wishes import is_child_of
from firstbell.people.models import Person

About = FamilyWish.About
FACTS = ("is_welcome", "asked_by", "asked_on", "source", "note", "until")
GRADES = range(13)
#: Years of a life behind a name: another record of the same person may lack them.
_YEARS = re.compile(r",\s*(?:b\.\s*|ca\.\s*|approximately\s*)?\d{4}.*$")


def record_wish(
    person: Person,
    *,
    about: str,
    of: Title | Heading | None = None,
    grade_from: int | None = None,
    values: Mapping[str, Any],
    answers: FamilyRequest | None = None,
    by: Actor,
) -> FamilyWish:
    """Keep one wish for a student. ``of`` is the title, or the heading of a series, author or subject; ``values`` by
    :data:`FACTS`; ``answers`` the guardian's letter that it settles.

    Raises Forbidden (``library.family_wish.edit`` at the student's school), Conflict (no current student, the same wish stands
    already), Invalid with ``field``.
    """
    _require(person, by)
    if not person.is_student or person.withdrawn_on is not None:
        raise Conflict(f"{person.name} is no student here.", remedy="Wishes are for students who are here.")
    wish = FamilyWish(person=person, about=about, recorded_at=timezone.now(), recorded_by=by.name[:200])
    _say_what(wish, of, grade_from)
    if values.get("asked_on") is None:
        raise Invalid("On which day was it asked?", remedy="The day of the form or the call.", field="asked_on")
    for name in FACTS:
        if name in values:
            setattr(wish, name, values[name])
    _require_whole(wish)
    same = FamilyWish.objects.standing(timezone.localdate()).filter(
        person=person, about=wish.about, norm=wish.norm, author_norm=wish.author_norm, grade_from=wish.grade_from
    )
    if same.filter(is_welcome=wish.is_welcome).exists():
        raise Conflict("This wish stands already.", remedy="Look at the list; end the old one first to change it.")
    with change(by) as unit:
        wish.save(force_insert=True)
        if answers is not None:
            _settle(answers, FamilyRequest.State.RECORDED, "")
        _tell(unit, person)
    return wish


def end_wish(wish: FamilyWish, *, by: Actor) -> FamilyWish:
    """The family took it back: it counts no more, and goes by the rule of retention. Raises Forbidden, Conflict."""
    _require(wish.person, by)
    with change(by) as unit:
        held = FamilyWish.objects.select_for_update(of=("self",)).get(pk=wish.pk)
        if held.ended_at is not None:
            raise Conflict("This wish has ended already.", remedy="Nothing more to do.")
        _end(held, FamilyWish.Ended.FAMILY)
        _tell(unit, wish.person)
    return held


def remove_wish(wish: FamilyWish, *, by: Actor) -> None:
    """Take it out altogether, now: it was recorded by mistake, or nobody should know of it. Raises Forbidden."""
    _require(wish.person, by)
    with change(by) as unit:
        FamilyWish.objects.filter(pk=wish.pk).delete()
        _tell(unit, wish.person)


def send_request(person: Person, *, text: str, by: Actor) -> FamilyRequest:
    """A guardian writes to the library about their own child. Raises NotFound for anybody else's, Invalid, Conflict."""
    guardian = _guardian(person, by)
    if not text.strip():
        raise Invalid("Write what the library should know.", remedy="A sentence is enough.", field="text")
    waiting = FamilyRequest.objects.filter(person=person, guardian=guardian, state=FamilyRequest.State.ASKED).count()
    if waiting >= MOST_WAITING:
        raise Conflict(
            f"{waiting} of your letters wait to be read.", remedy="Wait for an answer, or take one back.", field="text"
        )
    with change(by) as unit:
        made = FamilyRequest.objects.create(
            person=person, guardian=guardian, text=text.strip()[:1000], asked_at=timezone.now()
        )
        _tell_request(unit, person)
    return made


MOST_WAITING = 5


def take_back_request(letter: FamilyRequest, *, by: Actor) -> None:
    """It was never written. By the guardian who wrote it, while nobody has answered. Raises NotFound, Conflict."""
    if by.person_id != letter.guardian_id or by.is_disguised:
        raise NotFound("That letter is not yours.")
    with change(by) as unit:
        gone, _ = FamilyRequest.objects.filter(pk=letter.pk, state=FamilyRequest.State.ASKED).delete()
        if not gone:
            raise Conflict("The library has answered it already.", remedy="Write again if something is different.")
        _tell_request(unit, letter.person)


def answer_request(letter: FamilyRequest, *, answer: str = "", by: Actor) -> FamilyRequest:
    """The librarian answers without recording a wish, or after it. Raises Forbidden, Conflict when it is answered."""
    _require(letter.person, by)
    with change(by) as unit:
        held = FamilyRequest.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        if held.state != FamilyRequest.State.ASKED:
            raise Conflict("This letter is answered already.", remedy="Nothing more to do.")
        _settle(held, FamilyRequest.State.ANSWERED, answer)
        _tell_request(unit, letter.person)
    return held


def forget_wishes(wishes: QuerySet[FamilyWish], requests: QuerySet[FamilyRequest], *, by: Actor) -> int:
    """Take out ended wishes and answered letters whose time is over. Raises Forbidden (``core.retention.edit``)."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        gone = [FamilyWish.objects.filter(pk__in=list(wishes.values_list("pk", flat=True))).delete()[0]]
        gone.append(FamilyRequest.objects.filter(pk__in=list(requests.values_list("pk", flat=True))).delete()[0])
    return sum(gone)


# --- what they share ---


def _require(person: Person, by: Actor) -> None:
    """The librarian's own right at the student's school, and not through somebody else's eyes."""
    by.require(LibraryPermission.FAMILY_WISH_EDIT, at=person.organisation.scope_path)
    if by.is_disguised:
        raise Forbidden(LibraryPermission.FAMILY_WISH_EDIT, person.organisation.scope_path)


def _guardian(person: Person, by: Actor) -> Person:
    if by.is_disguised or not is_child_of(person, by.person_id):
        raise NotFound("That is no child of yours here.", remedy="Ask the school office who is named as guardian.")
    return Person.objects.get(pk=by.person_id or 0)


def _say_what(wish: FamilyWish, of: Title | Heading | None, grade_from: int | None) -> None:
    if wish.about not in About.values:
        raise Invalid(
            f"“{wish.about}” is not something to wish.", remedy=f"Use {', '.join(About.values)}.", field="about"
        )
    if wish.about == About.LEVEL:
        if grade_from not in GRADES:
            raise Invalid("From which grade on?", remedy="A grade from 0 (kindergarten) to 12.", field="grade_from")
        wish.grade_from = grade_from
        return
    if wish.about == About.EVERYTHING:
        return
    if isinstance(of, Title) and wish.about == About.TITLE:
        wish.title, wish.norm, wish.author_norm = of, of.sort_title, of.author_sort
        wish.words = f"{of.full_title} / {of.author}"[:400] if of.author else of.full_title[:400]
    elif isinstance(of, Heading) and wish.about not in (About.TITLE, About.LEVEL):
        wish.words, wish.norm = of.text, of.norm
        if wish.about == About.AUTHOR:
            wish.norm = _YEARS.sub("", of.norm)
    else:
        raise Invalid("Choose what it is about.", remedy="Look it up in the catalogue.", field="about")


def _require_whole(wish: FamilyWish) -> None:
    today = timezone.localdate()
    if wish.is_welcome and wish.about in (About.LEVEL, About.EVERYTHING):
        raise Invalid(
            "“All right” needs something particular.", remedy="Choose a title, series or author.", field="is_welcome"
        )
    if not wish.asked_by.strip():
        raise Invalid("Who asked for it?", remedy="e.g. the mother, Ana Núñez.", field="asked_by")
    if not wish.source.strip():
        raise Invalid("How did the family ask?", remedy="e.g. form of September 12, phone call.", field="source")
    if wish.asked_on > today:
        raise Invalid("The day it was asked is not past.", remedy="The day of the form or the call.", field="asked_on")
    if wish.until is not None and wish.until < today:
        raise Invalid("That day is past.", remedy="Leave it empty: as long as the student is here.", field="until")


def _end(wish: FamilyWish, why: str) -> None:
    wish.ended_at, wish.ended_why = timezone.now(), why
    wish.save(update_fields=["ended_at", "ended_why"])


def _settle(letter: FamilyRequest, state: str, answer: str) -> None:
    letter.state, letter.answer, letter.answered_at = state, answer.strip()[:500], timezone.now()
    letter.save(update_fields=["state", "answer", "answered_at"])


def _tell(unit: Change, person: Person) -> None:
    where = person.organisation
    unit.publish(FamilyWishesChanged(subject=where.ref, org_path=where.scope_path))


def _tell_request(unit: Change, person: Person) -> None:
    where = person.organisation
    unit.publish(FamilyRequestChanged(subject=where.ref, org_path=where.scope_path))
