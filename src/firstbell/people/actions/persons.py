"""Changes to people: enter one by hand, edit, withdraw, readmit."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.models import UndoOffer
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.people.actions.badges import add_badge
from firstbell.people.events import PersonAdded, PersonEdited, PersonReadmitted, PersonWithdrawn
from firstbell.people.models import Membership, Organisation, Person, Section
from firstbell.people.permissions import PeoplePermission

ALWAYS_EDITABLE = ("preferred_given_name", "preferred_family_name", "language", "homeroom")
"""What a person may be called and where to find them: the roster does not always know."""
PROVISIONAL_EDITABLE = ("given_name", "middle_name", "family_name", "identifier", "grade", "email", "provisional_note")
"""What the roster will bring itself once it knows the person."""

ROLE_OF_KIND = {
    Person.Kind.STUDENT: Membership.Role.STUDENT,
    Person.Kind.STAFF: Membership.Role.AIDE,
    Person.Kind.GUARDIAN: Membership.Role.GUARDIAN,
}
"""An aide has no rights by rule: nobody gains a role by being entered by hand."""


def add_provisional_person(
    *,
    given_name: str,
    family_name: str,
    organisation: Organisation,
    kind: str = Person.Kind.STUDENT,
    grade: str = "",
    homeroom: Section | None = None,
    identifier: str = "",
    language: str = "",
    note: str = "",
    badge: str = "",
    username: str = "",
    email: str = "",
    even_if_similar: bool = False,
    by: Actor,
) -> Person:
    """Somebody who is here but not yet in the roster; the roster takes the row over when it brings them.

    Raises Forbidden, Invalid (``field`` names it), and Conflict when somebody of that name is at
    the school already, unless ``even_if_similar``.
    """
    by.require(PeoplePermission.PERSON_ADD_PROVISIONAL, at=organisation.scope_path)
    if kind not in Person.Kind.values:
        raise Invalid(f"“{kind}” is not a kind of person.", remedy="Choose student, staff or guardian.", field="kind")
    person = Person(
        kind=kind,
        organisation=organisation,
        given_name=_name(given_name, "given_name", "a first name"),
        family_name=_name(family_name, "family_name", "a last name"),
        grade=_text(grade, "grade"),
        homeroom=_homeroom_of(homeroom, organisation),
        identifier=_text(identifier, "identifier"),
        username=_text(username, "username"),
        email=_text(email, "email"),
        language=_text(language, "language"),
        is_provisional=True,
        provisional_note=_text(note, "provisional_note"),
    )
    if not even_if_similar:
        _refuse_similar(person)
    with change(by) as unit:
        person.save()
        Membership.objects.create(person=person, organisation=organisation, role=ROLE_OF_KIND[Person.Kind(kind)])
        unit.publish(PersonAdded(subject=person.ref, org_path=organisation.scope_path, note=person.provisional_note))
        unit.reindex(Person.KIND_REF, person.pk)
        if badge.strip():
            add_badge(person, value=badge, by=by)
    return person


def edit_person(person: Person, *, values: dict[str, Any], by: Actor) -> Person:
    """Change what may be changed by hand: everybody's :data:`ALWAYS_EDITABLE`, and until the roster
    knows them a provisional person's :data:`PROVISIONAL_EDITABLE`.

    Raises Forbidden, and Invalid for a value that belongs to the roster or is wrong.
    """
    by.require(PeoplePermission.PERSON_EDIT, at=person.organisation.scope_path)
    editable = ALWAYS_EDITABLE + (PROVISIONAL_EDITABLE if person.is_provisional else ())
    changes: dict[str, tuple[Any, Any]] = {}
    for field, value in values.items():
        if field not in editable:
            raise Invalid(
                f"“{field.replace('_', ' ')}” of {person} comes from the roster.",
                remedy="Change it in the student information system; the next import brings it here.",
                field=field,
            )
        old, new = getattr(person, field), _cleaned(person, field, value)
        if old != new:
            changes[field] = (str(old or ""), str(new or ""))
            setattr(person, field, new)
    if not changes:
        return person
    with change(by) as unit:
        person.save(update_fields=[*changes, "sort_name"])
        unit.publish(PersonEdited(subject=person.ref, org_path=person.organisation.scope_path, changes=changes))
        unit.reindex(Person.KIND_REF, person.pk)
    return person


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The withdrawn person, and the offer to take it back."""

    person: Person
    undo: UndoOffer


def withdraw_person(person: Person, *, reason: str = "", on: dt.date | None = None, by: Actor) -> Withdrawal:
    """The person left on that day (today when not said). Their account is switched off; nothing is deleted.

    Raises Forbidden, Conflict when already withdrawn, Invalid for a day in the future.
    """
    by.require(PeoplePermission.PERSON_WITHDRAW, at=person.organisation.scope_path)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Invalid(f"{day:%B %-d, %Y} is in the future.", remedy="Withdraw on the day itself or later.", field="on")
    with change(by) as unit:
        person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
        if person.withdrawn_on is not None:
            raise Conflict(f"{person} is withdrawn since {person.withdrawn_on:%B %-d, %Y}.", remedy="Nothing to do.")
        person.withdrawn_on, person.withdrawn_reason = day, _text(reason, "withdrawn_reason")
        person.save(update_fields=["withdrawn_on", "withdrawn_reason"])
        had_account = _switch_account(person, on=False)
        unit.publish(
            PersonWithdrawn(
                subject=person.ref,
                org_path=person.organisation.scope_path,
                changes={"withdrawn on": (None, day)},
                note=person.withdrawn_reason,
            )
        )
        payload = {"person": person.pk, "account": had_account}
        undo = offer_undo(undo_withdraw, payload, label=f"Withdrawal of {person}", by=by)
    return Withdrawal(person, undo)


def withdraw_people(people: Iterable[Person], *, reason: str, by: Actor) -> int:
    """Withdraw several in one change, all or none; those withdrawn already are passed over. Returns how many."""
    withdrawn = 0
    with change(by):
        for person in people:
            if person.withdrawn_on is None:
                withdraw_person(person, reason=reason, by=by)
                withdrawn += 1
    return withdrawn


def readmit_person(person: Person, *, note: str = "", by: Actor) -> Person:
    """Back again: no longer withdrawn, account switched on. Raises Forbidden, Conflict when not withdrawn."""
    by.require(PeoplePermission.PERSON_WITHDRAW, at=person.organisation.scope_path)
    with change(by) as unit:
        person = Person.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=person.pk)
        if person.withdrawn_on is None:
            raise Conflict(f"{person} is not withdrawn.", remedy="Nothing to do.")
        changes = {"withdrawn on": (person.withdrawn_on, None)}
        person.withdrawn_on, person.withdrawn_reason = None, ""
        # Whoever brings them back knows better than the last import.
        person.missing_since, person.missing_runs = None, 0
        person.save(update_fields=["withdrawn_on", "withdrawn_reason", "missing_since", "missing_runs"])
        _switch_account(person, on=True)
        unit.publish(
            PersonReadmitted(
                subject=person.ref, org_path=person.organisation.scope_path, changes=changes, note=note.strip()
            )
        )
    return person


@undo_handler
def undo_withdraw(payload: dict[str, Any], *, by: Actor) -> None:
    """Take a withdrawal back; the account comes back only if it was on."""
    person = Person.objects.select_related("organisation").get(pk=payload["person"])
    by.require(PeoplePermission.PERSON_WITHDRAW, at=person.organisation.scope_path)
    if person.withdrawn_on is None:
        raise Conflict(f"{person} was readmitted already.", remedy="Nothing to do.")
    with change(by) as unit:
        before = person.withdrawn_on
        person.withdrawn_on, person.withdrawn_reason = None, ""
        person.save(update_fields=["withdrawn_on", "withdrawn_reason"])
        if payload["account"]:
            _switch_account(person, on=True)
        unit.publish(
            PersonReadmitted(
                subject=person.ref,
                org_path=person.organisation.scope_path,
                changes={"withdrawn on": (before, None)},
                note="The withdrawal was undone.",
            )
        )


def _switch_account(person: Person, *, on: bool) -> bool:
    """Switch the person's account; True when that changed something."""
    account = getattr(person, "account", None)
    if account is None or account.is_active == on:
        return False
    account.is_active = on
    account.save(update_fields=["is_active"])
    return True


def _cleaned(person: Person, field: str, value: Any) -> Any:
    if field == "homeroom":
        return _homeroom_of(value, person.organisation)
    if field in ("given_name", "family_name"):
        return _name(value, field, "a name")
    return _text(value, field)


def _homeroom_of(homeroom: Section | None, organisation: Organisation) -> Section | None:
    if homeroom is not None and homeroom.organisation_id != organisation.pk:
        raise Invalid(
            f"{homeroom} is not a class of {organisation}.", remedy="Choose one of that school.", field="homeroom"
        )
    return homeroom


def _name(text: str, field: str, what: str) -> str:
    cleaned = _text(text, field)
    if not cleaned:
        raise Invalid(f"The person needs {what}.", remedy="Write it as the person says it.", field=field)
    return cleaned


def _text(text: str, field: str) -> str:
    """White space put in order; control and direction characters, which make a name look like another, refused."""
    cleaned = " ".join(unicodedata.normalize("NFC", str(text)).split())
    strange = next((letter for letter in cleaned if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"}), None)
    if strange is not None and strange not in "\u200c\u200d":  # joiners are part of some scripts' spelling
        raise Invalid(
            f"There is an invisible character (U+{ord(strange):04X}) in it.",
            remedy="Type it again instead of pasting it.",
            field=field,
        )
    longest: int | None = getattr(Person._meta.get_field(field), "max_length", None)
    if longest is not None and len(cleaned) > longest:
        raise Invalid(f"It is longer than {longest} letters.", remedy="Shorten it.", field=field)
    return cleaned


def _refuse_similar(person: Person) -> None:
    sort_name = Person.sort_name_of(person.given_name, person.family_name)
    at_school = Person.objects.current().filter(sort_name=sort_name, organisation_id=person.organisation_id)
    similar = at_school.filter(kind=person.kind).first()
    if similar is not None:
        number = f", number {similar.identifier}" if similar.identifier else ""
        raise Conflict(
            f"{similar} is at {person.organisation} already{number}.",
            remedy="Use that person, or say that this is another one with the same name.",
            field="family_name",
            code="similar_person",
        )
