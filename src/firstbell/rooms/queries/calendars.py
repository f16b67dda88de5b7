"""Questions about places and time: which days a school is open, and where its clock stands.

:func:`school_days_of` is what circulation and the ticket clock count with; :func:`zone_of` is the
school's own time zone, never the server's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from firstbell.core import prepared
from firstbell.core.calendars import DayException, SchoolDays
from firstbell.core.kept import kept
from firstbell.people.models import Organisation
from firstbell.rooms.models import BellPeriod, BellSchedule, CalendarEntry, SchoolWeek

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def zone_of(organisation: Organisation) -> ZoneInfo:
    """The school's time zone; the installation's when it has none or names one nobody knows."""
    if organisation.time_zone:
        try:
            return ZoneInfo(organisation.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            pass
    return ZoneInfo(settings.TIME_ZONE)


def ids_on(path: str) -> tuple[int, ...]:
    """The organisations on a path, the root first: ``"1.4.17."`` is ``(1, 4, 17)``."""
    return tuple(int(part) for part in path.split(".") if part)


def school_days_of(organisation: Organisation, *, first: dt.date, last: dt.date) -> SchoolDays:
    """The school's open days from ``first`` to ``last``, in one query.

    The nearest organisation with a usual week gives it. Closings and open days are inherited from
    above; a school's own entry wins over the district's for the same day, among equals the later one.
    Beyond the two dates only the usual week is known.
    """
    return school_days_of_many((organisation,), first=first, last=last)[organisation.pk]


def school_days_of_many(
    organisations: Iterable[Organisation], *, first: dt.date, last: dt.date
) -> dict[int, SchoolDays]:
    """The open days of several schools by their id, still in one query."""
    wanted = {one.pk: one for one in organisations}
    weeks: dict[int, frozenset[int]] = {}
    entries: dict[int, list[_Stretch]] = {}
    ancestors = {pk for one in wanted.values() for pk in ids_on(one.scope_path)}
    for org_id, week, stretch in _calendar_rows(ancestors, first, last):
        if week is not None:
            weeks[org_id] = week
        if stretch is not None:
            entries.setdefault(org_id, []).append(stretch)
    return {
        pk: _assembled(one.short, [(weeks.get(i), entries.get(i, ())) for i in ids_on(one.scope_path)], first, last)
        for pk, one in wanted.items()
    }


def school_days_by_id(org_ids: Iterable[int], first: dt.date, last: dt.date) -> dict[int, SchoolDays]:
    """The same by the organisations' ids, for who knows no more of them (``settings.FIRSTBELL_CALENDAR``)."""
    return school_days_of_many(Organisation.objects.filter(pk__in=set(org_ids)), first=first, last=last)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What counting needs of a calendar entry."""

    id: int
    first_day: dt.date
    last_day: dt.date
    is_open: bool
    reason: str
    repeats_yearly: bool


def entry_days(
    first_day: dt.date, last_day: dt.date, *, repeats_yearly: bool, first: dt.date, last: dt.date
) -> Iterator[dt.date]:
    """The days a calendar entry speaks of, from ``first`` to ``last``. 29 February repeats in leap years only."""
    if not repeats_yearly:
        yield from _days(max(first, first_day), min(last, last_day))
        return
    for day in _days(first_day, last_day):
        for year in range(max(day.year, first.year), last.year + 1):
            try:
                repeated = day.replace(year=year)
            except ValueError:
                continue
            if first <= repeated <= last:
                yield repeated


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for offset in range((last - first).days + 1):
        yield first + dt.timedelta(days=offset)


def _calendar_rows(
    ids: set[int], first: dt.date, last: dt.date
) -> Iterator[tuple[int, frozenset[int] | None, _Stretch | None]]:
    """Each organisation's usual week beside each of its standing entries that may matter."""
    for pk, *rest in prepared.rows(_weeks_and_entries, tuple(sorted(ids)), first=first, last=last):
        usual, (entry_id, first_day, last_day, effect, reason, repeats) = rest[:7], rest[7:]
        week = None if usual[0] is None else frozenset(n for n, is_open in enumerate(usual) if is_open)
        is_open = effect == CalendarEntry.Effect.OPEN
        stretch = None if entry_id is None else _Stretch(entry_id, first_day, last_day, is_open, reason, repeats)
        yield pk, week, stretch


def _weeks_and_entries(ids: Sequence[int], first: dt.date, last: dt.date) -> QuerySet[Organisation, tuple[Any, ...]]:
    standing = Q(calendar_entries__revoked_at=None) & Q(calendar_entries__first_day__lte=last)
    in_range = Q(calendar_entries__last_day__gte=first) | Q(calendar_entries__repeats_yearly=True)
    differs = ~Q(calendar_entries__effect=CalendarEntry.Effect.DAY_TYPE)
    return (
        Organisation.objects.filter(pk__in=ids)
        .annotate(day=FilteredRelation("calendar_entries", condition=standing & in_range & differs))
        .order_by()
        .values_list(
            "pk",
            *(f"school_week__{weekday}" for weekday in WEEKDAYS),
            *("day__id", "day__first_day", "day__last_day", "day__effect", "day__reason", "day__repeats_yearly"),
        )
    )


def _assembled(
    name: str,
    levels: Sequence[tuple[frozenset[int] | None, Sequence[_Stretch]]],
    first: dt.date,
    last: dt.date,
) -> SchoolDays:
    """From the root down, so that what is nearer overwrites what is above."""
    open_weekdays = SchoolDays().open_weekdays
    exceptions: dict[dt.date, DayException] = {}
    for week, stretches in levels:
        if week is not None:
            open_weekdays = week
        for stretch in sorted(stretches, key=lambda one: one.id):
            repeats = stretch.repeats_yearly
            for day in entry_days(stretch.first_day, stretch.last_day, repeats_yearly=repeats, first=first, last=last):
                exceptions[day] = DayException(stretch.is_open, stretch.reason)
    return SchoolDays(open_weekdays, exceptions, name)


def day_types_of(organisation: Organisation, *, first: dt.date, last: dt.date) -> dict[dt.date, str]:
    """The days with another bell schedule and its kind, from ``first`` to ``last``, in one query.

    What is nearer to the school wins over what is above; among equals the later entry wins.
    """
    above = ids_on(organisation.scope_path)
    entries = CalendarEntry.objects.standing().filter(
        organisation__in=above, effect=CalendarEntry.Effect.DAY_TYPE, first_day__lte=last
    )
    found: dict[dt.date, str] = {}
    for entry in sorted(entries, key=lambda one: (above.index(one.organisation_id), one.pk)):
        repeats = entry.repeats_yearly
        for day in entry_days(entry.first_day, entry.last_day, repeats_yearly=repeats, first=first, last=last):
            found[day] = entry.day_type
    return found


REGULAR = "regular"


#: What bells and calendars are made of, for ``core.kept``.
CALENDAR = (SchoolWeek, CalendarEntry, BellSchedule, BellPeriod)


def bell_schedule_on(organisation: Organisation, day: dt.date) -> BellSchedule | None:
    """The school's bell schedule of that day; None when it is closed or has none.

    A kind of day without a schedule of its own rings the regular bells. Kept: one query, four when bells or calendars
    were written since.
    """
    key = ("rooms.bells", organisation.pk, organisation.scope_path, day)
    return kept(key, CALENDAR, lambda: _bell_schedule_on(organisation, day))


def _bell_schedule_on(organisation: Organisation, day: dt.date) -> BellSchedule | None:
    if not school_days_of(organisation, first=day, last=day).is_open(day):
        return None
    wanted = day_types_of(organisation, first=day, last=day).get(day, REGULAR)
    schedules = {
        one.day_type: one
        for one in BellSchedule.objects.filter(
            organisation=organisation, day_type__in={wanted, REGULAR}
        ).prefetch_related("periods")
    }
    return schedules.get(wanted, schedules.get(REGULAR))
