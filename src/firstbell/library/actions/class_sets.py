"""Class sets: asked for by a teacher, set aside by the library through circulation's reservations, handed out, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import cancel_reservation, lend_item, reserve
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, FirstbellError, Forbidden, Invalid
from firstbell.core.events import Change, change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Said
from firstbell.core.notifications.recipients import holders
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.library.actions._said import line
from firstbell.library.events import ClassSetAnswered, ClassSetAsked
from firstbell.library.models import ClassSet, ClassSetCopy, Copy, Title
from firstbell.library.notices import CLASS_SET_ANSWERED, CLASS_SET_ASKED
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.class_sets import copies_to_set_aside
from firstbell.people.models import Person, Section
from firstbell.people.queries import person_key

State = ClassSet.State
_SAID = {
    State.SET_ASIDE: Said("set aside", "apartado"),
    State.DECLINED: Said("not possible", "no es posible"),
}
#: A set is for a unit, not for a year: textbooks are another thing.
LONGEST_DAYS = 200


def ask_class_set(
    title: Title,
    *,
    section: Section,
    count: int,
    first_day: dt.date,
    last_day: dt.date,
    note: str = "",
    by: Actor,
) -> ClassSet:
    """Ask for ``count`` copies for a class, for oneself as its teacher. The library is told.

    Raises Forbidden (``library.class_set.ask`` there), Invalid with the field.
    """
    by.require(May.CLASS_SET_ASK, at=section.organisation.scope_path)
    person = Person.objects.filter(pk=by.person_id or 0).first()
    if person is None:
        raise Forbidden(May.CLASS_SET_ASK)
    if not Section.objects.visible_to(by).filter(pk=section.pk).exists():
        raise Invalid("That class is not yours.", remedy="Choose from the list.", field="section")
    _check(count, first_day, last_day)
    with change(by) as unit:
        kept = ClassSet.objects.create(
            title=title, organisation=section.organisation, person=person, section=section, count=count,
            first_day=first_day, last_day=last_day, note=line(note, "note", 300, is_needed=False), made_at=timezone.now(),
        )  # fmt: skip
        path = kept.organisation.scope_path
        unit.publish(ClassSetAsked(subject=_told(kept), org_path=path))
        send_notice(
            _told(kept), kind=CLASS_SET_ASKED.key, to=holders(May.CLASS_SET_FILL, path),
            values={"count": str(count), "title": title.name, "class": section.title, "day": first_day}, org_path=path,
            link=reverse("library:class_set", args=[kept.pk]), by=by,
        )  # fmt: skip
    return kept


def fill_class_set(kept: ClassSet, *, copies: Sequence[Copy] = (), answer: str = "", by: Actor) -> ClassSet:
    """Set copies aside: these, or those that fit best, as many as are still wanted. Each is reserved for the teacher.

    Fewer than wanted is possible and is told. Raises Forbidden (``library.class_set.fill``, ``circulation.reservation.edit``),
    Conflict when none is free on those days.
    """
    by.require(May.CLASS_SET_FILL, at=kept.organisation.scope_path)
    said = line(answer, "answer", 300, is_needed=False)
    with change(by) as unit:
        held = _held(kept)
        if not held.is_open:
            raise Conflict(f"It is {held.get_state_display().lower()} already.", remedy="The teacher can ask again.")
        left = held.count - held.copies.count()
        reasons = []
        for copy in copies or copies_to_set_aside(held):
            if left <= 0:
                break
            try:
                with transaction.atomic():
                    reservation = reserve(
                        held.person, first_day=held.first_day, last_day=held.last_day, item=copy, section=held.section,
                        by=by,
                    )  # fmt: skip
            except Conflict as refused:
                reasons.append(str(refused))
                continue
            ClassSetCopy.objects.create(class_set=held, copy=copy, reservation=reservation)
            left -= 1
        if not held.copies.exists():
            why = f" {reasons[0]}" if reasons else ""
            raise Conflict(f"No copy can be set aside on those days.{why}", remedy="Decline it with other days.")
        _answer(held, State.SET_ASIDE, said, unit, by)
    return held


def decline_class_set(kept: ClassSet, *, answer: str, by: Actor) -> ClassSet:
    """It is not possible; the words say why, or which days would be. What was set aside is free again."""
    by.require(May.CLASS_SET_FILL, at=kept.organisation.scope_path)
    said = line(answer, "answer", 300)
    with change(by) as unit:
        held = _held(kept)
        if not held.is_open:
            raise Conflict(f"It is {held.get_state_display().lower()} already.", remedy="Nothing more to do.")
        _let_go(held, by)
        _answer(held, State.DECLINED, said, unit, by)
    return held


def cancel_class_set(kept: ClassSet, *, by: Actor) -> ClassSet:
    """The teacher does not want it any more, as long as nothing is set aside; later the library takes it back.

    Raises Forbidden for others, Conflict when the library has copies ready.
    """
    is_own = by.person_id is not None and kept.person_id == by.person_id
    if not is_own:
        by.require(May.CLASS_SET_FILL, at=kept.organisation.scope_path)
    with change(by) as unit:
        held = _held(kept)
        if held.state == State.CANCELLED:
            return held
        if is_own and held.state == State.SET_ASIDE and not by.can(May.CLASS_SET_FILL, at=held.organisation.scope_path):
            raise Conflict("The library has set the copies aside.", remedy="Tell the library; it takes them back.")
        _let_go(held, by)
        old = State(held.state)
        held.state, held.answered_at = State.CANCELLED, timezone.now()
        held.save(update_fields=["state", "answered_at"])
        changes = {"state": (old.label, State.CANCELLED.label)}
        unit.publish(ClassSetAnswered(subject=_told(held), org_path=held.organisation.scope_path, changes=changes))
    return held


def hand_out_class_set(kept: ClassSet, *, by: Actor) -> tuple[int, list[str]]:
    """Lend every copy that is set aside to the teacher: how many went, and what spoke against the others, in words.

    Raises Forbidden (``circulation.loan.lend``), Conflict when nothing is set aside.
    """
    by.require(May.CLASS_SET_FILL, at=kept.organisation.scope_path)
    waiting = kept.copies.filter(reservation__ended_at=None, reservation__collected_at=None).select_related("copy")
    lent, problems = 0, []
    rows = list(waiting)
    if not rows:
        raise Conflict("Nothing is set aside any more.", remedy="Look at the list of its copies.")
    for row in rows:
        try:
            lend_item(row.copy, to=kept.person, by=by)
            lent += 1
        except Forbidden:
            raise
        except FirstbellError as refused:
            problems.append(f"{row.copy.label}: {refused}")
    return lent, problems


def forget_class_sets(old: QuerySet[ClassSet], *, by: Actor) -> int:
    """Class sets of long ago go. Raises Forbidden (``core.retention.edit``)."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        count = old.count()
        old.delete()
    return count


def _told(kept: ClassSet) -> Ref:
    """As the trail names it: the class and how many, not the title."""
    whom = kept.section.title if kept.section is not None else "a class"
    return Ref(ClassSet.KIND_REF, kept.pk, f"{kept.count} copies for {whom}")


def _check(count: int, first_day: dt.date, last_day: dt.date) -> None:
    if not 1 <= count <= ClassSet.MOST:
        raise Invalid("How many copies?", remedy=f"Give 1 to {ClassSet.MOST}.", field="count")
    if first_day < timezone.localdate():
        raise Invalid("The first day is in the past.", remedy="Choose today or later.", field="first_day")
    if last_day < first_day:
        raise Invalid("The last day is before the first.", remedy="Turn them round.", field="last_day")
    if (last_day - first_day).days > LONGEST_DAYS:
        raise Invalid("That is too long.", remedy=f"{LONGEST_DAYS} days are the most.", field="last_day")


def _held(kept: ClassSet) -> ClassSet:
    related = ("organisation", "person", "section", "title")
    return ClassSet.objects.select_for_update(of=("self",)).select_related(*related).get(pk=kept.pk)


def _let_go(held: ClassSet, by: Actor) -> None:
    for row in held.copies.filter(reservation__ended_at=None).select_related("reservation"):
        cancel_reservation(row.reservation, by=by)


def _answer(held: ClassSet, state: State, said: str, unit: Change, by: Actor) -> None:
    old = State(held.state)
    held.state, held.answer, held.answered_at = state, said, timezone.now()
    held.save(update_fields=["state", "answer", "answered_at"])
    path = held.organisation.scope_path
    unit.publish(ClassSetAnswered(subject=_told(held), org_path=path, changes={"state": (old.label, state.label)}))
    send_notice(
        _told(held), kind=CLASS_SET_ANSWERED.key, to=[person_key(held.person_id)],
        values={"count": str(held.copies.count()), "asked": str(held.count), "title": held.title.name, "state": _SAID[state],
                "answer": said},
        occasion=str(held.answered_at), org_path=path, link=reverse("library:class_set", args=[held.pk]), by=by,
    )  # fmt: skip
