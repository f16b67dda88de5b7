"""A withdrawn person becomes nobody in particular: rows that point to them keep pointing, and say no name."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet

from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.models import Attachment
from firstbell.core.names_in_audit import entries_about, forget_names
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.people.actions._photo_files import forget_photos
from firstbell.people.events import PersonForgotten
from firstbell.people.models import (
    Account,
    ApiToken,
    Enrollment,
    Guardianship,
    Membership,
    Person,
    PersonIdentifier,
    RoleGrant,
)

FORGOTTEN = "(name removed)"


def forget_people(people: QuerySet[Person], *, by: Actor) -> int:
    """Take out everything that tells who they were; the account is emptied and off. Returns how many.

    The caller has made sure that nothing is open and nobody is under a hold.
    """
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by) as unit:
        found = list(people.exclude(withdrawn_on=None).select_related("organisation"))
        ids = [person.pk for person in found]
        forget_names(entries_about(ids))
        _drop_what_hangs_on(ids)
        Person.objects.filter(pk__in=ids).update(
            given_name="Former", family_name=FORGOTTEN, middle_name="", preferred_given_name="", preferred_family_name="",
            sort_name="~ former", identifier="", username="", email="", grade="", homeroom=None, language="",
            provisional_note="", withdrawn_reason="", source=None, sourced_id="", row_hash=None,
        )  # fmt: skip
        for person in found:
            anonymous = Ref(Person.KIND_REF, person.pk, f"Person {person.pk}")
            unit.publish(PersonForgotten(subject=anonymous, org_path=person.organisation.scope_path))
        unit.reindex(Person.KIND_REF, *ids)
    return len(ids)


def _drop_what_hangs_on(ids: list[int]) -> None:
    forget_photos(ids)
    PersonIdentifier.objects.filter(person_id__in=ids).delete()
    Guardianship.objects.filter(guardian_id__in=ids).delete()
    Guardianship.objects.filter(student_id__in=ids).delete()
    for model in (Membership, Enrollment):
        model._default_manager.filter(person_id__in=ids).update(source=None, sourced_id="", row_hash=None)
    for attachment in Attachment.objects.filter(owner_kind=Person.KIND_REF, owner_id__in=ids):
        attachment.file.delete(save=False)
        attachment.delete()
    accounts = Account.objects.filter(person_id__in=ids)
    ApiToken.objects.filter(account__in=accounts).delete()
    RoleGrant.objects.filter(account__in=accounts).delete()
    for account in accounts:
        account.username, account.email, account.is_active = f"former-{uuid4().hex[:16]}", "", False
        account.password = make_password(None)
        account.save(update_fields=["username", "email", "is_active", "password"])
