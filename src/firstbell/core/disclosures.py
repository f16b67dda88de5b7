"""The disclosure log: every export to the outside is written down before its first byte leaves.

``disclose(...)`` is the door, for list exports, downloads of what was kept aside, person record files, webhooks and
whatever else hands data about people to somebody. It keeps what (data elements), about whom, to whom, why, on which
legal basis and when; the database refuses to change or remove a row, as with the audit trail. If the row cannot be
written, the export does not happen: call it first.

The rule behind it is FERPA's record of disclosures, 34 CFR 99.32: who got or asked for what, and their legitimate
interest, kept as long as the record lives (https://nces.ed.gov/pubs2004/privacy/section_6i.asp). It asks for no record
of what school officials see for their work; we keep that too, because “who has downloaded my child's data” is what a
family asks. Pages on screen, labels and slips are not exports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from os.path import commonprefix
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.models.disclosures import Disclosure, DisclosureBlock, DisclosurePerson
from firstbell.core.models.merges import PERSON, one_with

#: Up to here each person gets a link of their own; beyond, people are kept as blocks of bits.
MOST_LINKS = 200
#: One person's disclosures are looked for among this many of the newest large exports.
MOST_BLOCKS = 2000


class Basis(StrEnum):
    """The grounds the program itself names; what each means in law is data, in ``DisclosureGround``."""

    SCHOOL_OFFICIAL = "school_official"
    SELF = "self"
    GUARDIAN = "guardian"
    CONSENT = "consent"
    DIRECTORY = "directory"
    AUDIT = "audit"
    COURT = "court"
    EMERGENCY = "emergency"
    CONTRACT = "contract"


def disclose(
    what: str,
    *,
    title: str,
    elements: Sequence[str],
    by: Actor,
    to: str = "",
    purpose: str = "",
    basis: str = Basis.SCHOOL_OFFICIAL,
    people: Iterable[int | None] = (),
    rows: int = 0,
    org_path: str | None = None,
) -> Disclosure:
    """Write down one handing-out. ``people`` are person ids (repeats and None are fine); ``to`` "" is ``by``.

    ``org_path`` says who may read the entry; None: whoever reads the log of all places the actor works for.
    """
    ids = sorted({person for person in people if person is not None})
    with transaction.atomic():
        kept = Disclosure.objects.create(
            at=timezone.now(),
            what=what,
            title=title[:200],
            elements=list(elements),
            recipient=(to or by.name)[:200],
            purpose=purpose[:300],
            basis=basis,
            people=len(ids),
            rows=rows,
            actor_key=by.key,
            actor_name=by.name,
            via=by.via,
            org_path=reach_of(by) if org_path is None else org_path,
        )
        if len(ids) <= MOST_LINKS:
            DisclosurePerson.objects.bulk_create(DisclosurePerson(disclosure=kept, person_id=person) for person in ids)
        else:
            DisclosureBlock.objects.bulk_create(
                DisclosureBlock(disclosure=kept, number=number, bits=bits) for number, bits in blocks_of(ids)
            )
    return kept


def disclose_rows(
    what: str, rows: QuerySet[Any], *, title: str, elements: Sequence[str], about: Sequence[str], by: Actor
) -> Disclosure:
    """The same for a list that is about to be written out.

    ``about`` are the lookups that lead from a row to a person's id: ``("pk",)`` for a list of persons,
    ``("borrower_id",)`` for one of loans; a list about no person has none.
    """
    plain = rows.order_by()
    people: set[int | None] = set()
    for lookup in about:
        people.update(plain.values_list(lookup, flat=True).distinct())
    return disclose(what, title=title, elements=elements, people=people, rows=plain.count(), by=by)


def reach_of(actor: Actor) -> str:
    """The smallest subtree that holds every place the actor has a role at."""
    common = commonprefix([grant.org_path for grant in actor.grants])  # noqa: RUF071  not folders
    return common[: common.rfind(".") + 1]


def blocks_of(ids: Iterable[int]) -> list[tuple[int, bytes]]:
    """Person ids as (block number, bits)."""
    blocks: dict[int, bytearray] = defaultdict(lambda: bytearray(1 << (DisclosureBlock.BITS - 3)))
    for person in ids:
        place = person & ((1 << DisclosureBlock.BITS) - 1)
        blocks[person >> DisclosureBlock.BITS][place >> 3] |= 1 << (place & 7)
    return [(number, bytes(bits)) for number, bits in sorted(blocks.items())]


def disclosures_about(person_id: int, *, limit: int = 20) -> list[Disclosure]:
    """Who got what about this person, newest first, in four queries. The caller has asked ``visible_to``.

    Also what was handed out about an entry that was made one with this person's.
    """
    ids: set[int] = set()
    for one in one_with(PERSON, [person_id]):
        links = DisclosurePerson.objects.filter(person_id=one).order_by("-disclosure")
        ids.update(links.values_list("disclosure_id", flat=True)[:limit])
        blocks = DisclosureBlock.objects.filter(number=one >> DisclosureBlock.BITS).order_by("-disclosure")
        ids.update([block.disclosure_id for block in blocks[:MOST_BLOCKS] if block.holds(one)][:limit])
    return list(Disclosure.objects.filter(pk__in=ids).order_by("-id")[:limit])


def people_of(disclosure: Disclosure, *, limit: int) -> list[int]:
    """Ids of the people a disclosure was about, lowest first."""
    if disclosure.people <= MOST_LINKS:
        return list(disclosure.links.order_by("person_id").values_list("person_id", flat=True)[:limit])
    found: list[int] = []
    for block in disclosure.blocks.order_by("number"):
        found += block.person_ids()
        if len(found) >= limit:
            break
    return found[:limit]
