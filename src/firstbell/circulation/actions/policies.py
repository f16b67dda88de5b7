"""Changes of the policy matrix: rules, patron groups, named due dates. Every one is audited with old and new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from firstbell.circulation.events import NamedDueDateChanged, PatronGroupChanged, RuleChanged
from firstbell.circulation.models import CirculationRule, NamedDueDate, PatronGroup
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.policies import may_edit_named_date, may_edit_rule
from firstbell.circulation.rules import KEY_LABELS, RuleName, rule_named
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation, Person


def set_rule(
    name: str,
    value: str,
    *,
    organisation: Organisation | None = None,
    patron_group: PatronGroup | None = None,
    item_type: ItemType | None = None,
    note: str = "",
    source: str = "",
    by: Actor,
) -> CirculationRule:
    """Put ``value`` into the cell, whether or not it had one. Keys left out mean any.

    Raises Forbidden (``circulation.policy.edit`` at the organisation; everywhere without one; for a type of library
    material ``circulation.library_policy.edit`` will do), Invalid for an unknown rule, a value it cannot have, or a key
    it does not differ by.
    """
    _require_right(by, organisation.scope_path if organisation else EVERYWHERE, item_type)
    rule = rule_named(name)
    _check_keys(rule, organisation=organisation, patron_group=patron_group, item_type=item_type)
    value = rule.cleaned(value)
    if rule.kind == "named_date" and value:
        _check_named(value)
    with change(by):
        row = _cell(name, organisation, patron_group, item_type)
        old = rule.readable(row.value) if row is not None else "no rule"
        row = row or CirculationRule(
            name=name, organisation=organisation, patron_group=patron_group, item_type=item_type
        )
        row.value, row.note, row.source = value, note.strip()[:200], source.strip()[:200] or f"set by {by.name}"[:200]
        row.last_checked = timezone.localdate()
        row.save()
        _publish(row, rule, old=old, new=rule.readable(value), by=by)
    return row


def remove_rule(row: CirculationRule, *, by: Actor) -> None:
    """Empty the cell: the rule falls back to the next row. Raises Forbidden as :func:`set_rule` does."""
    _require_right(by, row.scope_path, row.item_type)
    rule = rule_named(row.name)
    with change(by):
        _publish(row, rule, old=rule.readable(row.value), new="no rule", by=by)
        CirculationRule.objects.filter(pk=row.pk).delete()


def save_patron_group(
    group: PatronGroup | None = None,
    *,
    code: str,
    name: str,
    person_kind: str,
    grades: Sequence[str] = (),
    precedence: int,
    by: Actor,
) -> PatronGroup:
    """Add a group, or change one. ``precedence``: the lowest of those a person fits wins; each is used once.

    Raises Forbidden (``circulation.policy.edit`` everywhere), Invalid.
    """
    by.require(CirculationPermission.POLICY_EDIT, at=EVERYWHERE)
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise Invalid("A group needs a code and a name.", remedy="E.g. seniors, Seniors.", field="code")
    if person_kind not in Person.Kind.values:
        known = ", ".join(Person.Kind.values)
        raise Invalid(f"“{person_kind}” is not a kind of person.", remedy=f"Use one of: {known}.", field="person_kind")
    other = (
        PatronGroup.objects.filter(Q(code=code) | Q(precedence=precedence)).exclude(pk=group.pk if group else 0).first()
    )
    if other is not None:
        what = f"code “{code}”" if other.code == code else f"precedence {precedence}"
        field = "code" if other.code == code else "precedence"
        raise Invalid(f"“{other.name}” has the {what} already.", remedy="Use another one.", field=field)
    with change(by) as unit:
        old = _group_text(group) if group is not None else None
        group = group or PatronGroup()
        group.code, group.name, group.person_kind = code, name, person_kind
        group.grades, group.precedence = [grade.strip() for grade in grades if grade.strip()], precedence
        group.save()
        changes = {"Group": (old, _group_text(group))}
        unit.publish(PatronGroupChanged(subject=group.ref, org_path=EVERYWHERE, changes=changes))
    return group


def remove_patron_group(group: PatronGroup, *, by: Actor) -> None:
    """Remove a group no rule uses. Raises Forbidden, Conflict."""
    by.require(CirculationPermission.POLICY_EDIT, at=EVERYWHERE)
    used = group.rules.count()
    if used:
        raise Conflict(f"{used} rules use “{group.name}”.", remedy="Remove or change those rules first.")
    with change(by) as unit:
        changes = {"Group": (_group_text(group), None)}
        unit.publish(PatronGroupChanged(subject=group.ref, org_path=EVERYWHERE, changes=changes))
        group.delete()


def save_named_due_date(
    named: NamedDueDate | None = None,
    *,
    code: str,
    name: str,
    organisation: Organisation | None = None,
    active_from: dt.date,
    date: dt.date,
    by: Actor,
) -> NamedDueDate:
    """Add a date for a name, or change one. Loans made from ``active_from`` on use it.

    Raises Forbidden (``circulation.policy.edit`` at the organisation; everywhere without one; or
    ``circulation.library_policy.edit``, for a name that only the library's rules use there), Invalid.
    """
    if named is not None:
        _require_named(by, named.scope_path, named.code)
    _require_named(by, organisation.scope_path if organisation else EVERYWHERE, code.strip())
    code, name = rule_named("named_due_date").cleaned(code), name.strip()
    if not code or not name:
        raise Invalid("A named date needs a code and a name.", remedy="E.g. school_year_end.", field="code")
    if date < active_from:
        remedy = "Loans use it from the first date on; make that the earlier one."
        raise Invalid(f"{date} is before {active_from}.", remedy=remedy, field="date")
    same = NamedDueDate.objects.filter(code=code, organisation=organisation, active_from=active_from)
    if same.exclude(pk=named.pk if named else 0).exists():
        remedy = "Change that one, or use another first day."
        raise Invalid(f"“{code}” has a date from {active_from} on already.", remedy=remedy, field="active_from")
    with change(by) as unit:
        old = _named_text(named) if named is not None else None
        named = named or NamedDueDate()
        named.code, named.name, named.organisation = code, name[:100], organisation
        named.active_from, named.date = active_from, date
        named.save()
        changes = {"Date": (old, _named_text(named))}
        unit.publish(NamedDueDateChanged(subject=named.ref, org_path=named.scope_path, changes=changes))
    return named


def remove_named_due_date(named: NamedDueDate, *, by: Actor) -> None:
    """Remove one date of a name. Loans made keep theirs. Raises Forbidden as :func:`save_named_due_date` does, and Invalid."""
    _require_named(by, named.scope_path, named.code)
    with change(by) as unit:
        changes = {"Date": (_named_text(named), None)}
        unit.publish(NamedDueDateChanged(subject=named.ref, org_path=named.scope_path, changes=changes))
        named.delete()


def _require_named(by: Actor, path: str, code: str) -> None:
    if may_edit_named_date(by, path, code):
        return
    if by.can(CirculationPermission.LIBRARY_POLICY_EDIT, at=path):
        raise Invalid(
            f"Other things than the library's are due by “{code}” as well.",
            remedy="Use a code of the library's own, and let the rules of its types point at it.",
            field="code",
        )
    by.require(CirculationPermission.POLICY_EDIT, at=path)


def _require_right(by: Actor, path: str, item_type: ItemType | None) -> None:
    if not may_edit_rule(by, path, item_type):
        by.require(CirculationPermission.POLICY_EDIT, at=path)


def _cell(
    name: str, organisation: Organisation | None, group: PatronGroup | None, item_type: ItemType | None
) -> CirculationRule | None:
    return (
        CirculationRule.objects.select_for_update()
        .filter(name=name, organisation=organisation, patron_group=group, item_type=item_type)
        .first()
    )


def _check_keys(rule: RuleName, **keys: object) -> None:
    """A key outside of the declared ones is an error: such a row would never be read as it is meant."""
    for key, value in keys.items():
        if value is not None and key not in rule.keys:
            allowed = ", ".join(KEY_LABELS[one] for one in sorted(rule.keys))
            raise Invalid(
                f"“{rule.label}” cannot differ by {KEY_LABELS[key]}.",
                remedy=f"It may differ by: {allowed}. Leave the other empty.",
                field=key,
            )


def _check_named(code: str) -> None:
    if not NamedDueDate.objects.filter(code=code).exists():
        raise Invalid(
            f"There is no named due date “{code}”.", remedy="Enter its date first, then the rule.", field="value"
        )


def _publish(row: CirculationRule, rule: RuleName, *, old: str, new: str, by: Actor) -> None:
    with change(by) as unit:
        unit.publish(
            RuleChanged(
                subject=row.ref,
                org_path=row.scope_path,
                label=rule.label,
                cell=row.cell,
                changes={rule.label: (old, new)},
                note=row.note,
            )
        )


def _group_text(group: PatronGroup) -> str:
    grades = f", grades {', '.join(group.grades)}" if group.grades else ""
    return f"{group.name} ({group.code}): {group.person_kind}{grades}, precedence {group.precedence}"


def _named_text(named: NamedDueDate) -> str:
    where = f" at {named.organisation}" if named.organisation is not None else ""
    return f"{named.name} ({named.code}){where}: {named.date} for loans from {named.active_from} on"
