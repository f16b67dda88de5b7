"""What somebody asked a report for, and how much of it they may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from firstbell.core.actor import Actor
from firstbell.core.scope import Scope
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.reports import PRIVATE, Counted, Flow, Span, flow
from firstbell.people.models import Organisation
from firstbell.reports.models import ReportRule
from firstbell.reports.permissions import ReportsPermission
from firstbell.reports.queries.periods import Period, period_of
from firstbell.rooms.queries import ids_on, zone_of


def places_of(actor: Actor) -> QuerySet[Organisation]:
    """Where somebody may read reports: the schools, and what is above several of them."""
    scope = actor.scope(ReportsPermission.REPORT_VIEW)
    return Organisation.objects.filter(scope.q("path"), closed_at=None).order_by("path")


def rule_for(path: str, rules: Iterable[ReportRule] | None = None) -> ReportRule:
    """The nearest row of the organisation or above it; as shipped where there is none. One query, none with ``rules``."""
    above = ids_on(path)
    rows = rules if rules is not None else (
        ReportRule.objects.filter(organisation_id__in=above) | ReportRule.objects.filter(organisation=None)
    )  # fmt: skip
    by_place = {one.organisation_id: one for one in rows}
    return next((by_place[pk] for pk in (*reversed(above), None) if pk in by_place), ReportRule())


@dataclass(frozen=True)
class Asked:
    """``organisation`` None: all places of the reader's. ``is_exact``: small groups are shown as they are."""

    actor: Actor
    organisation: Organisation | None
    period: Period
    scope: Scope
    zone: ZoneInfo
    rule: ReportRule
    is_exact: bool

    @property
    def counted(self) -> Counted:
        period = self.period
        return Counted(
            self.scope,
            self._span(period.first, period.last),
            self._span(period.before_first, period.before_last),
            self.zone,
        )

    @cached_property
    def flow(self) -> Flow:
        """What several reports begin with, counted once."""
        return flow(self.counted)

    @property
    def works_here(self) -> bool:
        """Whether the reader works on the tickets of all that is counted."""
        return _covers(self.actor, HelpdeskPermission.TICKET_WORK, self.scope)

    @property
    def sees_load(self) -> bool:
        return _covers(self.actor, ReportsPermission.LOAD_VIEW, self.scope)

    @property
    def names_people(self) -> bool:
        return self.is_exact and self.works_here

    @property
    def place(self) -> str:
        return self.organisation.name if self.organisation is not None else "All your schools"

    @property
    def is_of_many(self) -> bool:
        return self.organisation is None or self.organisation.kind != Organisation.Kind.SCHOOL

    def tickets_url(self, **filters: int | str | None) -> str:
        """The ticket list with what was opened in the period; "" where it could not say the same, or may not be opened.

        The list shows its reader only what they may see, which can be less than was counted.
        """
        if not self.actor.can(HelpdeskPermission.TICKET_VIEW):
            return ""
        if any(value in (None, "", PRIVATE) for value in filters.values()):
            return ""
        query: dict[str, int | str] = {
            "state": "all", "opened_from": self.period.first.isoformat(), "opened_to": self.period.last.isoformat(),
        }  # fmt: skip
        if self.organisation is not None and not self.is_of_many:
            query["school"] = self.organisation.pk
        query |= {name: value for name, value in filters.items() if value is not None}
        return f"{reverse('helpdesk:tickets')}?{urlencode(query)}"

    def _span(self, first: dt.date, last: dt.date) -> Span:
        def midnight(day: dt.date) -> dt.datetime:
            return dt.datetime.combine(day, dt.time(), tzinfo=self.zone)

        return Span(midnight(first), midnight(last + dt.timedelta(days=1)))


def asked_for(
    actor: Actor,
    *,
    organisation: Organisation | None = None,
    period: str = "month",
    first: dt.date | None = None,
    last: dt.date | None = None,
    hides_small: bool = False,
) -> Asked:
    """Two queries at most, and one where the period is the roster's. ``organisation`` is one of :func:`places_of`.

    Raises Forbidden, Invalid. ``hides_small``: as everybody else sees it, for what is handed on.
    """
    path = organisation.scope_path if organisation is not None else None
    actor.require(ReportsPermission.REPORT_VIEW, at=path)
    scope = Scope.of([path]) if path is not None else actor.scope(ReportsPermission.REPORT_VIEW)
    if organisation is None and len(scope.paths) == 1 and not scope.is_everywhere:
        organisation = Organisation.objects.filter(path=scope.paths[0]).first()
    zone = zone_of(organisation) if organisation is not None else ZoneInfo(settings.TIME_ZONE)
    today = timezone.now().astimezone(zone).date()
    # Of several places none is nearest: what is set for everywhere counts.
    rule = rule_for(scope.paths[0] if len(scope.paths) == 1 else "")
    is_exact = not hides_small and _covers(actor, HelpdeskPermission.TICKET_WORK, scope)
    when = period_of(period, today=today, first=first, last=last)
    return Asked(actor, organisation, when, scope, zone, rule, is_exact)


def _covers(actor: Actor, permission: str, scope: Scope) -> bool:
    held = actor.scope(permission)
    return bool(scope.paths) and all(held.covers(path) for path in scope.paths)
