"""Which row of the matrix wins: :func:`effective_rules`, each rule name on its own, in one query.

The nearest organisation wins over any patron group, a patron group over any item type; within a key the
particular row wins over the one for "any" (domain: circulation rule engine, how a rule is resolved).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from firstbell.circulation.models import CirculationRule, NamedDueDate
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.rules import RULES
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Organisation, Person
from firstbell.people.queries import schools_for
from firstbell.rooms.queries import ids_on


@dataclass(frozen=True, slots=True)
class Winner:
    """The value a rule name has for one case, and the row it comes from; ``rule`` None is the built-in default."""

    value: str
    rule: CirculationRule | None

    @property
    def because(self) -> str:
        """ "rule 14 (Loaner Chromebook × Students)", or "the built-in default"."""
        return f"{self.rule} ({self.rule.cell})" if self.rule is not None else "the built-in default"


@dataclass(frozen=True, slots=True)
class EffectiveRules:
    """Every rule's winning value for one organisation, person and item type."""

    winners: Mapping[str, Winner]

    def text(self, name: str) -> str:
        return self.winners[name].value

    def number(self, name: str) -> int | None:
        """None when the value is empty. 0 is a value."""
        value = self.winners[name].value
        return int(value) if value else None

    def flag(self, name: str) -> bool:
        return self.winners[name].value == "yes"

    def time(self, name: str) -> dt.time:
        return dt.time.fromisoformat(self.winners[name].value)

    def because(self, name: str) -> str:
        return self.winners[name].because

    def reasons(self) -> dict[str, str]:
        return {name: winner.because for name, winner in self.winners.items()}


def effective_rules(organisation: Organisation, person: Person | None, item: Item | ItemType) -> EffectiveRules:
    """The rules for lending ``item`` to ``person`` at ``organisation``. Without a person only rows for any group fit."""
    kind = item.pk if isinstance(item, ItemType) else item.item_type_id
    path, who = ids_on(organisation.scope_path), person.kind if person is not None else ""
    # 0 is no type: only rows for any type fit.
    rows = prepared.rows(_rows_for, path, kind=kind or 0, who=who)
    return _winners([row for row in rows if _fits(row, person)])


def _rows_for(path: Sequence[int], kind: int, who: str) -> QuerySet[CirculationRule]:
    return _rows_on(path, Q(item_type_id=kind)).filter(Q(patron_group=None) | Q(patron_group__person_kind=who))


def _fits(row: CirculationRule, person: Person | None) -> bool:
    return row.patron_group is None or (person is not None and row.patron_group.fits(person))


def effective_rules_of_types(
    organisation: Organisation, person: Person | None, types: Sequence[ItemType]
) -> dict[int, EffectiveRules]:
    """The same for many types at once, by type id; one query."""
    rows = _fitting(organisation, person, [kind.pk for kind in types])
    return {kind.pk: _winners([row for row in rows if row.item_type_id in (None, kind.pk)]) for kind in types}


def rules_of_many(
    organisation: Organisation, people: Iterable[Person], type_ids: Iterable[int]
) -> Iterator[tuple[Person, dict[int, EffectiveRules]]]:
    """The rules of each person by item type; one query, and the same answer for all who are alike in kind and grade."""
    kinds, rows = list(type_ids), None
    known: dict[tuple[str, str], dict[int, EffectiveRules]] = {}
    for person in people:
        alike = (person.kind, person.grade)
        if alike not in known:
            rows = list(_rows_at(organisation, kinds)) if rows is None else rows
            fit = [row for row in rows if row.patron_group is None or row.patron_group.fits(person)]
            known[alike] = {kind: _winners([row for row in fit if row.item_type_id in (None, kind)]) for kind in kinds}
        yield person, known[alike]


def _fitting(organisation: Organisation, person: Person | None, type_ids: Sequence[int]) -> list[CirculationRule]:
    """The rows for these types that fit the person."""
    kind = person.kind if person is not None else ""
    rows = _rows_at(organisation, type_ids).filter(Q(patron_group=None) | Q(patron_group__person_kind=kind))
    return [row for row in rows if _fits(row, person)]


def _rows_at(organisation: Organisation, type_ids: Sequence[int]) -> QuerySet[CirculationRule]:
    """The rows for these types that reach the organisation, whoever they are for."""
    return _rows_on(ids_on(organisation.scope_path), Q(item_type_id__in=type_ids))


def _rows_on(path: Sequence[int], of_type: Q) -> QuerySet[CirculationRule]:
    return (
        CirculationRule.objects.filter(
            Q(organisation=None) | Q(organisation_id__in=path),
            Q(item_type=None) | of_type,
        )
        .select_related("organisation", "patron_group", "item_type")
        .order_by()
    )


def effective_place_rules(organisation: Organisation) -> EffectiveRules:
    """The rules that hold at a place for nobody and nothing in particular, such as when the desk opens."""
    rows = CirculationRule.objects.filter(
        Q(organisation=None) | Q(organisation_id__in=ids_on(organisation.scope_path)), patron_group=None, item_type=None
    )
    return _winners(list(rows.select_related("organisation")))


def _winners(fitting: Sequence[CirculationRule]) -> EffectiveRules:
    winners = {name: Winner(rule.default, None) for name, rule in RULES.items()}
    for row in sorted(fitting, key=_particularity, reverse=True):
        if row.name in winners:
            winners[row.name] = Winner(row.value, row)
    return EffectiveRules(winners)


def _particularity(row: CirculationRule) -> tuple[int, int, bool]:
    """Smaller is more particular. Sorted backwards, the winner comes last and overwrites the others."""
    depth = row.organisation.scope_path.count(".") if row.organisation is not None else 0
    group = row.patron_group.precedence if row.patron_group is not None else 1 << 16
    return -depth, group, row.item_type is None


def may_edit_rule(actor: Actor, path: str, item_type: ItemType | None) -> bool:
    """Whether ``actor`` may change a cell at ``path`` ("" is everywhere): the library its own types, and nothing for all."""
    if actor.can(CirculationPermission.POLICY_EDIT, at=path):
        return True
    is_library = item_type is not None and item_type.purpose == ItemType.Purpose.LIBRARY
    return is_library and actor.can(CirculationPermission.LIBRARY_POLICY_EDIT, at=path)


def may_edit_named_date(actor: Actor, path: str, code: str) -> bool:
    """Whether ``actor`` may change a date of this name at ``path``: the library those to which, there, only rules of its own
    types point."""
    return named_date_editor(actor)(path, code)


def named_date_editor(actor: Actor) -> Callable[[str, str], bool]:
    """The same for many dates: ``(path, code)``; at most one query for all of them."""
    others: list[tuple[str, str]] | None = None

    def may_edit(path: str, code: str) -> bool:
        nonlocal others
        if actor.can(CirculationPermission.POLICY_EDIT, at=path):
            return True
        if not actor.can(CirculationPermission.LIBRARY_POLICY_EDIT, at=path):
            return False
        if others is None:
            rows = (
                CirculationRule.objects.filter(name="named_due_date").exclude(value="").select_related("organisation")
            )
            rows = rows.exclude(item_type__purpose=ItemType.Purpose.LIBRARY).order_by()
            others = [(row.scope_path, row.value) for row in rows]
        return not any(one == code and (path.startswith(at) or at.startswith(path)) for at, one in others)

    return may_edit


def rule_organisations(actor: Actor) -> QuerySet[Organisation]:
    """Where the actor may change any cell."""
    return schools_for(actor, CirculationPermission.POLICY_EDIT) | schools_for(
        actor, CirculationPermission.LIBRARY_POLICY_EDIT
    )


def named_due_date(code: str, organisation: Organisation, on: dt.date) -> NamedDueDate | None:
    """The date a name stands for on a day: the nearest organisation's, of those active the latest.

    When the active one is over, the next one entered in advance counts; without one, the one that is
    over is returned, so that the explanation can say so. None when the name has no date at all.
    """
    rows = NamedDueDate.objects.filter(
        Q(organisation=None) | Q(organisation_id__in=ids_on(organisation.scope_path)), code=code
    ).select_related("organisation")

    def preference(row: NamedDueDate) -> tuple[bool, bool, int, int]:
        is_active, depth = row.active_from <= on, row.scope_path.count(".")
        nearness = row.active_from.toordinal()
        return row.date >= on, is_active, depth, nearness if is_active else -nearness

    return max(rows, key=preference, default=None)
