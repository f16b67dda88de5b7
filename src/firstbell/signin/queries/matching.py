"""Whose is this address? An account's, or that of somebody of the roster who has none yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from firstbell.people.models import Account, Person


@dataclass(frozen=True, slots=True)
class Match:
    """``is_shared``: several people have the address, so it proves nobody."""

    account: Account | None = None
    person: Person | None = None
    is_shared: bool = False


def match_for(address: str) -> Match:
    """Accounts by their address or their person's; people by theirs, the withdrawn left out. Two queries.

    An address that names two different people is shared, also when only one of them has an account.
    """
    accounts = list(
        Account.objects.filter(Q(email__iexact=address) | Q(person__email__iexact=address))
        .select_related("person__organisation")
        .order_by("pk")[:3]
    )
    people = list(
        Person.objects.current().filter(email__iexact=address).select_related("organisation").order_by("pk")[:3]
    )
    persons = {person.pk for person in people} | {one.person_id for one in accounts if one.person_id is not None}
    alone = [one for one in accounts if one.person_id is None]
    if len(persons) + len(alone) > 1:
        return Match(is_shared=True)
    if accounts:
        return Match(account=accounts[0])
    return Match(person=people[0]) if people else Match()
