"""Whether lending is all right, and when it would be due: :func:`check_lending` answers before anything is written.

``blocks`` refuse (some can be overridden with the permission and a reason), ``warnings`` only tell.
``actions.loans.lend_item`` asks the same question again with the item locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import cast
from zoneinfo import ZoneInfo

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from firstbell.circulation.due_dates import (
    END_OF_DAY,
    DaysMode,
    DueDate,
    DueTerms,
    HoursMode,
    NamedDate,
    NamedMode,
    Unit,
    day_text,
    due_date,
)
from firstbell.circulation.models import Hold, Loan, Reservation
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import Standing, standing_of
from firstbell.circulation.queries.desks import desk_for
from firstbell.circulation.queries.findings import Case, Finding, last_seen, updates_end
from firstbell.circulation.queries.guards import Asked, guarded
from firstbell.circulation.queries.holds import has_holds, hold_terms, is_travelling
from firstbell.circulation.queries.loans import loans_touching
from firstbell.circulation.queries.overrides import may_override
from firstbell.circulation.queries.policies import EffectiveRules, effective_rules, named_due_date
from firstbell.circulation.queries.reservations import promise_at, promised
from firstbell.circulation.queries.visits import visit_days_of
from firstbell.core.actor import Actor
from firstbell.core.calendars import SEARCH_LIMIT_DAYS, SchoolDays
from firstbell.inventory.models import Item, ItemType, ManagementRecord
from firstbell.inventory.models.items import ItemQuerySet
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import school_days_of, zone_of

# Far enough for next school year's end; a loan that goes further is counted on the usual week.
_CALENDAR_AHEAD = dt.timedelta(days=2 * SEARCH_LIMIT_DAYS)
_CALENDAR_BACK = dt.timedelta(days=400)


@dataclass(frozen=True, slots=True)
class LendingCheck:
    """The answer. ``due_at`` is aware, None for no due date; ``explain`` is lines for people.

    ``reservation`` is the borrower's own, which lending collects: it says the due date. ``hold`` is the borrower's own,
    which lending fulfils; ``took_from`` is the hold that this copy was set aside for instead.
    """

    rules: EffectiveRules
    due_at: dt.datetime | None
    explain: tuple[str, ...]
    blocks: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    standing: Standing | None = None
    open_loans: list[Loan] = field(default_factory=list)
    reservation: Reservation | None = None
    hold: Hold | None = None
    took_from: Hold | None = None

    @property
    def is_allowed(self) -> bool:
        return not self.blocks

    @property
    def is_overridable(self) -> bool:
        """Whether every block may be passed with a reason. True as well when there is none."""
        return all(block.overridable for block in self.blocks)

    @property
    def is_quiet(self) -> bool:
        """Whether only a room above says no: shown without alarm, since who stands at the desk reads along."""
        return bool(self.blocks) and all(block.passed_by for block in self.blocks)

    def may_pass(self, by: Actor, kind: ItemType, *, at: str) -> bool:
        """Whether ``by`` may lend a thing of this kind all the same at this place, with a reason."""
        others = not self.blocks or any(not block.passed_by for block in self.blocks)
        return self.is_overridable and (not others or may_override(by, kind, at=at))


def check_lending(
    item: Item,
    person: Person | None,
    *,
    by: Actor,
    organisation: Organisation | None = None,
    at: dt.datetime | None = None,
    standing: Standing | None = None,
) -> LendingCheck:
    """What would happen if ``item`` were lent to ``person`` now (or ``at``), at most eight queries, and what rooms above ask
    for (``queries.guards``).

    ``person`` None is lending to a place: limits and blocks of people do not apply. ``organisation`` is
    where it is lent, by default the item's school or the desk the actor serves (``queries.desks``); its rules, calendar and time zone count. Load
    ``item`` by :func:`lendable_items` to save queries, and give the ``standing`` that was read already. Raises Forbidden without the permission to lend
    or to see the policies there.
    """
    where = organisation or desk_for(item, by, CirculationPermission.LOAN_LEND)
    if not by.can(CirculationPermission.POLICY_VIEW, at=where.scope_path):
        by.require(CirculationPermission.LOAN_LEND, at=where.scope_path)
    now = at or timezone.now()
    zone = zone_of(where)
    today = now.astimezone(zone).date()
    rules = effective_rules(where, person, item)
    loans = loans_touching(person, item) if person is not None else loans_of_item(item)
    if standing is None and person is not None:
        standing = standing_of(person, today=today)
    days = calendar_for(where, loans, today)
    last_day = standing.last_day if standing is not None else None
    due = due_for(rules, where, now=now, days=days, last_day=last_day, person=person)
    until = due.at.astimezone(zone).date() if due.at is not None else None
    promise = promise_at(item, person, item.organisation, today=today, until=until, by=by)
    due = _as_reserved(due, promise.mine, zone)
    terms = hold_terms(item, person, today=today)
    case = Case(item, person, by, where, now, today, rules, days, loans, standing, promise, terms)
    asked = Asked(item.product_id, item, person, where, today, by) if person is not None else None
    return LendingCheck(
        rules=rules,
        due_at=due.at,
        explain=due.lines,
        blocks=[*case.blocks(), *(guarded(asked, item.item_type) if asked is not None else ())],
        warnings=list(case.warnings()),
        standing=standing,
        open_loans=[loan for loan in loans if person is not None and loan.borrower_id == person.pk],
        reservation=promise.mine,
        hold=terms.mine,
        took_from=terms.other if terms.is_set_aside else None,
    )


def _as_reserved(due: DueDate, mine: Reservation | None, zone: ZoneInfo) -> DueDate:
    """What was reserved is due on the last day of the reservation."""
    if mine is None:
        return due
    at = dt.datetime.combine(mine.last_day, END_OF_DAY, tzinfo=zone)
    return DueDate(at, (f"Due {day_text(mine.last_day)} because it is reserved until then.", *due.lines[1:]))


def lendable_items(today: dt.date | None = None) -> ItemQuerySet:
    """Items with all that :func:`check_lending` looks at, in one query per item or for many at once. ``today`` is that of
    the district's clock, by default now."""
    records = ManagementRecord.objects.filter(device_id=OuterRef("pk")).order_by().values("device_id")
    seen = records.annotate(
        seen=Greatest(
            Max(Coalesce("last_policy_sync", "most_recent_activity")),
            Max(Coalesce("most_recent_activity", "last_policy_sync")),
        )
    )
    return Item.objects.select_related(
        "item_type", "organisation", "product__devicemodel", "device", "assigned_to", "kit_part__kit"
    ).annotate(
        console_seen=Subquery(seen.values("seen")),
        is_promised=promised(today or timezone.localdate()),
        has_holds=has_holds(),
        is_travelling=is_travelling(),
    )


def loans_of_item(item: Item) -> list[Loan]:
    return list(
        Loan.objects.open()
        .filter(item_id=item.pk)
        .select_related("item__item_type", "borrower", "place", "organisation")
    )


def calendar_for(organisation: Organisation, loans: Sequence[Loan], today: dt.date) -> SchoolDays:
    """The school's days, from the oldest due date that matters to as far as a due date may lie."""
    oldest = min((loan.due_at.date() for loan in loans if loan.due_at is not None), default=today)
    first = max(min(oldest, today), today - _CALENDAR_BACK)
    return school_days_of(organisation, first=first, last=today + _CALENDAR_AHEAD)


def due_for(
    rules: EffectiveRules,
    organisation: Organisation,
    *,
    now: dt.datetime,
    days: SchoolDays,
    last_day: dt.date | None = None,
    is_renewal: bool = False,
    person: Person | None = None,
) -> DueDate:
    """The due date by the rules. A renewal counts its own length when there is one; the library days are those of the
    ``person``'s homeroom."""
    zone = zone_of(organisation)
    code = rules.text("named_due_date")
    date = named_due_date(code, organisation, now.astimezone(zone).date()) if code else None
    length_rule = "renewal_length" if is_renewal and rules.text("renewal_length") else "loan_length"
    reasons = rules.reasons()
    terms = DueTerms(
        length=rules.number(length_rule),
        unit=cast(Unit, rules.text("loan_unit")),
        days_mode=cast(DaysMode, rules.text("days_mode")),
        due_time=rules.time("due_time"),
        hours_mode=cast(HoursMode, rules.text("hours_mode")),
        opens_at=rules.time("desk_opens"),
        closes_at=rules.time("desk_closes"),
        named=NamedDate(date.name, date.date) if date is not None else None,
        named_mode=cast(NamedMode, rules.text("named_due_mode")),
        last_day=last_day if rules.flag("return_before_leaving") else None,
        visit_days=visit_days_of(person) if rules.text("loan_unit") == "visits" else frozenset(),
        because=reasons | {"loan_length": reasons[length_rule]},
    )
    due = due_date(now, terms, days, zone)
    if code and date is None:
        return replace(due, lines=(*due.lines, f"The named due date “{code}” has no date yet and was not used."))
    return due


__all__ = [
    "Finding",
    "LendingCheck",
    "calendar_for",
    "check_lending",
    "due_for",
    "last_seen",
    "lendable_items",
    "updates_end",
]
