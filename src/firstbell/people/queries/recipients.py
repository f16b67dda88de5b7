"""Who can be told, for ``core.notifications``: its directory (``settings.FIRSTBELL_DIRECTORY``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from firstbell.core.actor import Actor, all_roles
from firstbell.core.imports.places import WHOLE, Place
from firstbell.core.notifications.recipients import Recipient
from firstbell.people.models import Account, Guardianship, Membership, Organisation, Person, RoleGrant, RoleRule

#: What is looked at of a person who is told something.
_TOLD = (
    *("given_name", "family_name", "preferred_given_name", "preferred_family_name", "kind", "email", "language"),
    *("organisation", "organisation__path", "organisation__time_zone", "account__is_active"),
)


def person_key(person_id: int) -> str:
    """The key under which notices to this person are kept."""
    return f"person:{person_id}"


def family_keys(student: Person) -> list[str]:
    """The keys of the student's guardians."""
    ids = student.guardians.filter(guardian__withdrawn_on=None).order_by("pk").values_list("guardian_id", flat=True)
    return [person_key(pk) for pk in ids]


class PeopleDirectory:
    """Persons by ``person:17``, accounts by ``account:3``; an account of a person is that person."""

    def recipients(self, keys: Iterable[str]) -> dict[str, Recipient]:
        """Three queries at most, one for persons alone. Guardians without a language of their own get that of their children."""
        person_ids, account_ids = _ids(keys, "person"), _ids(keys, "account")
        accounts = list(Account.objects.filter(pk__in=account_ids, is_active=True)) if account_ids else []
        person_ids |= {account.person_id for account in accounts if account.person_id is not None}
        people = Person.objects.filter(pk__in=person_ids, withdrawn_on=None).select_related("organisation", "account")
        found = {one.pk: one for one in people.only(*_TOLD)}
        speechless = [pk for pk, one in found.items() if one.kind == Person.Kind.GUARDIAN and not one.language]
        spoken = _languages_of_children(speechless)
        known = {person_key(pk): _of_person(one, spoken.get(pk, ())) for pk, one in found.items()}
        for account in accounts:
            key = f"account:{account.pk}"
            if account.person_id is None:
                known[key] = Recipient(key, account.username, account.email, has_account=True)
            elif account.pk in account_ids and account.person_id in found:
                known[key] = known[person_key(account.person_id)]
        return known

    def holders(self, permission: str, org_path: str) -> list[str]:
        """By roles given by hand and by roster roles; two queries and the rules."""
        roles = [key for key, role in all_roles().items() if permission in role.permissions]
        today = timezone.localdate()
        above = _above(org_path)
        given = (
            RoleGrant.objects.filter(role__in=roles, account__is_active=True)
            .filter(Q(organisation=None) | Q(organisation__path__in=above) | _only_root(org_path))
            .filter(Q(expires_on=None) | Q(expires_on__gte=today))
            .values_list("account_id", "account__person_id")
        )
        keys = [person_key(person) if person else f"account:{account}" for account, person in given]
        by_rule = list(RoleRule.objects.filter(role__in=roles).values_list("roster_role", flat=True))
        if by_rule and above:
            members = (
                Membership.objects.filter(role__in=by_rule, organisation__path__in=above, closed_at=None)
                .filter(Q(end_date=None) | Q(end_date__gt=today))
                .filter(person__account__is_active=True, person__withdrawn_on=None)
            )
            keys += [person_key(pk) for pk in members.values_list("person_id", flat=True)]
        return sorted(set(keys))

    def places(self, actor: Actor, permission: str) -> list[Place]:
        """Standing organisations in the permission's reach; one query."""
        scope = actor.scope(permission)
        if scope.is_nowhere:
            return []
        rows = Organisation.objects.filter(scope.q("path"), closed_at=None).order_by("path")[:500]
        return [*([WHOLE] if scope.is_everywhere else []), *(Place(one.pk, one.scope_path, one.name) for one in rows)]


def _only_root(org_path: str) -> Q:
    """What belongs to the whole installation belongs to who looks after its roots."""
    return Q(organisation__parent=None, organisation__isnull=False) if not org_path else Q(pk__in=[])


def _above(org_path: str) -> list[str]:
    """``"1.4."`` is below ``"1."`` and itself."""
    parts = [part for part in org_path.split(".") if part]
    return [".".join(parts[: n + 1]) + "." for n in range(len(parts))]


def _ids(keys: Iterable[str], kind: str) -> set[int]:
    return {int(key.partition(":")[2]) for key in keys if key.startswith(f"{kind}:")}


def _languages_of_children(guardian_ids: list[int]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    if guardian_ids:
        rows = Guardianship.objects.filter(guardian_id__in=guardian_ids).exclude(student__language="").order_by("pk")
        for guardian_id, language in rows.values_list("guardian_id", "student__language"):
            found[guardian_id] = (*found.get(guardian_id, ()), language)
    return found


def _of_person(person: Person, spoken: tuple[str, ...]) -> Recipient:
    account = getattr(person, "account", None)
    return Recipient(
        key=person_key(person.pk),
        name=person.name,
        email=person.email,
        languages=(person.language,) if person.language else spoken,
        org_id=person.organisation_id,
        org_path=person.organisation.scope_path,
        time_zone=person.organisation.time_zone,
        has_account=account is not None and account.is_active,
    )


DIRECTORY = PeopleDirectory()
