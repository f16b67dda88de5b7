"""Own devices for many people at once, as an import proposes them: the rules of ``lend_item``, in bulk.

Whoever has nothing open, owes nothing and is not blocked is lent to in bulk; everybody else goes through
``lend_item`` one by one, with all of its checks. Both leave the same loan, status change and audit entry.
There is no undo offer for the many: a return takes each of them back.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from firstbell.circulation.actions.loans import LendingRefused, lend_item
from firstbell.circulation.due_dates import DueDate
from firstbell.circulation.events import ItemLent
from firstbell.circulation.models import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.lending import calendar_for, due_for
from firstbell.circulation.queries.plain import last_days, people_to_check
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules
from firstbell.core import audit, bulk, search
from firstbell.core.actor import Actor
from firstbell.core.calendars import SchoolDays
from firstbell.core.events import Change, change
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.refs import Ref
from firstbell.inventory.actions.fleet import hand_out_many
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import zone_of

_CHUNK = 500


@dataclass(slots=True)
class Assigned:
    """How many loans were made; ``refused`` says of each (item id, person id) that was not, why."""

    made: int = 0
    refused: list[tuple[int, int, str]] = field(default_factory=list)


def assign_many(
    pairs: Sequence[tuple[int, int]], *, why: str, by: Actor, reindex: frozenset[int] | None = None
) -> Assigned:
    """Give each person (item id, person id) the device as their own, where nothing speaks against it.

    Only AVAILABLE items of an assignment type that nobody holds are given; ``why`` goes into the audit.
    ``reindex``: items whose search document must be made anew; by default all (a caller that has just
    indexed new items with their owners leaves them out). Raises Forbidden (``circulation.loan.lend`` at
    every school concerned).
    """
    with change(by) as unit:
        return _Assigning(unit, why, by, reindex).run(pairs)


class _Assigning:
    """One run: the rules and calendars it has looked up are kept."""

    def __init__(self, unit: Change, why: str, by: Actor, reindex: frozenset[int] | None) -> None:
        self.unit = unit
        self.why = why
        self.by = by
        self.reindex = reindex
        self.now = timezone.now()
        self.outcome = Assigned()
        self.organisations = Organisation.objects.in_bulk()
        self._days: dict[int, SchoolDays] = {}
        self._rules: dict[tuple[Any, ...], EffectiveRules] = {}
        self._due: dict[tuple[Any, ...], DueDate] = {}

    def run(self, pairs: Sequence[tuple[int, int]]) -> Assigned:
        if not pairs:
            return self.outcome
        self.to_check = people_to_check(today=timezone.localdate(self.now))
        self.last_days = last_days()
        given: set[int] = set()
        for start in range(0, len(pairs), _CHUNK):
            part = pairs[start : start + _CHUNK]
            items = self._items([item for item, _ in part])
            people = Person.objects.in_bulk([person for _, person in part])
            plain = []
            for item_id, person_id in part:
                item, person = items.get(item_id), people.get(person_id)
                if item is None or person is None:
                    self.outcome.refused.append((item_id, person_id, "It is not free any more."))
                elif self._is_plain(item, person) and person_id not in given:
                    given.add(person_id)
                    plain.append((item, person))
                else:
                    self._one_by_one(item, person)
            self._lend(plain)
        return self.outcome

    def _items(self, ids: list[int]) -> dict[int, Item]:
        free = Item.objects.select_for_update(of=("self",)).filter(
            pk__in=ids,
            status=Status.AVAILABLE,
            holder=None,
            assigned_to=None,
            item_type__purpose=ItemType.Purpose.ASSIGNMENT,
            item_type__holder_is_private=False,
        )
        found = {item.pk: item for item in free.select_related("item_type")}
        lent = set(Loan.objects.open().filter(item_id__in=list(found)).values_list("item_id", flat=True))
        for item in found.values():
            item.organisation = self.organisations[item.organisation_id]
            self.by.require(CirculationPermission.LOAN_LEND, at=item.organisation.scope_path)
        return {pk: item for pk, item in found.items() if pk not in lent}

    def _is_plain(self, item: Item, person: Person) -> bool:
        if person.pk in self.to_check or person.withdrawn_on is not None:
            return False
        last_day = self.last_days.get(person.pk)
        if last_day is not None and last_day < self.now.astimezone(zone_of(item.organisation)).date():
            return False
        rules = self._rules_for(item, person)
        return rules.number("max_open_of_type") != 0 and rules.number("max_open_total") != 0

    def _one_by_one(self, item: Item, person: Person) -> None:
        try:
            lend_item(item, to=person, purpose=Loan.Purpose.ASSIGNMENT, by=self.by)
        except LendingRefused as refused:
            self.outcome.refused.append((item.pk, person.pk, str(refused)))
        else:
            self.outcome.made += 1

    # --- what is the same for many --------------------------------------------------------------------------------

    def _key(self, item: Item, person: Person) -> tuple[Any, ...]:
        return (item.organisation_id, person.kind, person.grade, item.item_type_id)

    def _rules_for(self, item: Item, person: Person) -> EffectiveRules:
        key = self._key(item, person)
        if key not in self._rules:
            self._rules[key] = effective_rules(item.organisation, person, item)
        return self._rules[key]

    def _due_for(self, item: Item, person: Person) -> DueDate:
        rules, where = self._rules_for(item, person), item.organisation
        last_day = self.last_days.get(person.pk) if rules.flag("return_before_leaving") else None
        key = (*self._key(item, person), last_day)
        if key not in self._due:
            if where.pk not in self._days:
                self._days[where.pk] = calendar_for(where, [], self.now.astimezone(zone_of(where)).date())
            self._due[key] = due_for(rules, where, now=self.now, days=self._days[where.pk], last_day=last_day)
        return self._due[key]

    # --- writing --------------------------------------------------------------------------------------------------

    def _lend(self, pairs: list[tuple[Item, Person]]) -> None:
        if not pairs:
            return
        first = bulk.reserve_ids(Loan._meta.db_table, len(pairs))
        bulk.insert(
            Loan._meta.db_table,
            [
                "id", "item_id", "borrower_id", "organisation_id", "purpose", "lent_at", "lent_by", "due_at",
                "due_explain", "renewals", "override_reason", "accessories", "returned_by", "return_condition",
            ],
            self._loan_rows(first, pairs),
        )  # fmt: skip
        hand_out_many([(item.pk, person.pk, self.why) for item, person in pairs], by=self.by)
        self._audit(first, pairs)
        stale = [item.pk for item, _ in pairs if self.reindex is None or item.pk in self.reindex]
        search.index(Item.KIND_REF, stale)
        self.outcome.made += len(pairs)

    def _loan_rows(self, first: int, pairs: list[tuple[Item, Person]]) -> Iterator[tuple[Any, ...]]:
        now, by, purpose = bulk.moment(self.now), self.by.name[:200], Loan.Purpose.ASSIGNMENT.value
        for number, (item, person) in enumerate(pairs, first):
            due = self._due_for(item, person)
            yield (
                number, item.pk, person.pk, item.organisation_id, purpose, now, by, _stored(due.at),
                json.dumps(list(due.lines)), 0, "", "[]", "", "",
            )  # fmt: skip

    def _audit(self, first: int, pairs: list[tuple[Item, Person]]) -> None:
        serials = dict(Item.objects.filter(pk__in=[item.pk for item, _ in pairs]).values_list("pk", "device__serial"))
        entries = []
        for number, (item, person) in enumerate(pairs, first):
            due = self._due_for(item, person)
            event = ItemLent(
                subject=Ref(Item.KIND_REF, item.pk, item.barcode or serials.get(item.pk, item.label)),
                org_path=item.organisation.scope_path,
                about=(person.ref,),
                changes={"Status": (Status.AVAILABLE.label, Status.ASSIGNED.label), "Assigned to": (None, person.name)},
                note=self.why,
                loan_id=number,
                to=person.name,
                due=_due_words(due),
            )
            entries.append((event, audit.entry_for(event, self.unit, self.now)))
        AuditEntry.objects.bulk_create([entry for _, entry in entries])
        AuditLink.objects.bulk_create(
            AuditLink(entry=entry, kind=ref.kind, object_id=ref.id)
            for event, entry in entries
            for ref in (event.subject, *event.about)
        )


def _stored(moment: dt.datetime | None) -> Any:
    return None if moment is None else bulk.moment(moment)


def _due_words(due: DueDate) -> str:
    headline = due.lines[0] if due.lines else "no due date."
    return headline[:1].lower() + headline[1:].split(" because ")[0].rstrip(".")
