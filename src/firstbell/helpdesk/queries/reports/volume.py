"""How much there was: opened, ended, still open; by day; by kind, place and device."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Trunc

from firstbell.helpdesk.models import Ticket, TicketItem
from firstbell.helpdesk.queries.reports.asked import ENDED, PRIVATE, Counted, Group, Pair, counted_by, sorted_groups
from firstbell.inventory.models import Product


@dataclass(frozen=True, slots=True)
class Flow:
    """``standing`` at the beginning, and ``opened``, less ``resolved`` and ``ended`` otherwise, is ``still_open`` at the end.

    ``ended``: closed without a solution: cancelled, spam, duplicate, no reply.
    """

    standing: Pair
    opened: Pair
    resolved: Pair
    ended: Pair
    still_open: Pair


def flow(counted: Counted) -> Flow:
    """One statement."""
    wanted: dict[str, Any] = {}
    for name, span in counted.spans:
        wanted |= {
            f"standing_{name}": Q(opened_at__lt=span.start) & (Q(ended=None) | Q(ended__gte=span.start)),
            f"opened_{name}": span.holds("opened_at"),
            f"resolved_{name}": span.holds("resolved_at"),
            f"ended_{name}": span.holds("closed_at") & Q(resolved_at=None),
            f"still_open_{name}": Q(opened_at__lt=span.end) & (Q(ended=None) | Q(ended__gte=span.end)),
        }
    first, last = min(counted.before.start, counted.now.start), max(counted.before.end, counted.now.end)
    tickets = counted.tickets().annotate(ended=ENDED).filter(opened_at__lt=last)
    tickets = tickets.filter(Q(ended=None) | Q(ended__gte=first))
    found = tickets.aggregate(**{name: Count("pk", filter=where) for name, where in wanted.items()})
    names = ("standing", "opened", "resolved", "ended", "still_open")
    return Flow(*(Pair(found[f"{name}_now"], found[f"{name}_before"]) for name in names))


def series(counted: Counted, unit: str) -> list[tuple[dt.date, int, int]]:
    """(first day, opened, resolved) of each ``day``, ``week`` or ``month`` of the period. Two statements."""
    opened = _by_time(counted, "opened_at", unit)
    resolved = _by_time(counted, "resolved_at", unit)
    first = counted.now.start.astimezone(counted.zone).date()
    last = (counted.now.end - dt.timedelta(microseconds=1)).astimezone(counted.zone).date()
    return [(day, opened.get(day, 0), resolved.get(day, 0)) for day in _days(first, last, unit)]


def _by_time(counted: Counted, field: str, unit: str) -> dict[dt.date, int]:
    bucket = Trunc(field, unit, tzinfo=counted.zone, output_field=DateField())
    rows = counted.tickets().filter(counted.now.holds(field)).annotate(bucket=bucket).values_list("bucket")
    return dict(rows.annotate(times=Count("pk")))


def _days(first: dt.date, last: dt.date, unit: str) -> Iterable[dt.date]:
    day = first
    if unit == "week":
        day -= dt.timedelta(days=day.weekday())
    if unit == "month":
        day = day.replace(day=1)
    while day <= last:
        yield day
        if unit == "month":
            day = (day + dt.timedelta(days=31)).replace(day=1)
        else:
            day += dt.timedelta(days=7 if unit == "week" else 1)


@dataclass(frozen=True, slots=True)
class _Dimension:
    """``fields``: the key, the parts of the label. ``nothing``: what a ticket without one is called."""

    fields: tuple[str, ...]
    nothing: str
    choices: Mapping[str, Any] | None = None
    #: Says of a private ticket no more than that it is there.
    is_open: bool = False


#: The short name of a room's school, and its whole one where it has none.
_OF_SCHOOL = ("place__organisation__code", "place__organisation__name")
DIMENSIONS = {
    "symptom": _Dimension(("symptom_id", "symptom__label"), "No symptom given"),
    "category": _Dimension(("walk__card__category", "walk__card__category"), "Without a fix card"),
    "origin": _Dimension(("origin", "origin"), "", dict(Ticket.Origin.choices), is_open=True),
    "school": _Dimension(("organisation_id", "organisation__name"), "", is_open=True),
    "room": _Dimension(("place_id", "place__name", *_OF_SCHOOL), "No room given"),
    "building": _Dimension(("place__building_id", "place__building__name", *_OF_SCHOOL), "No building given"),
    "model": _Dimension(("model_id",), "No device"),
}


def groups(
    counted: Counted, dimension: str, *, tickets: QuerySet[Ticket] | None = None, of_many: bool = False
) -> list[Group]:
    """Tickets opened in each period, by one of :data:`DIMENSIONS`; the groups together are all of them.

    One statement, for models two. A ticket about several devices counts for the first of them. ``of_many``: of several
    schools, so that a room says of which.
    """
    asked = DIMENSIONS[dimension]
    rows = (tickets if tickets is not None else counted.tickets()).filter(counted.holds("opened_at"))
    if dimension == "model":
        first = TicketItem.objects.filter(ticket=OuterRef("pk")).order_by("pk").values("item__product_id")[:1]
        rows = rows.annotate(model_id=Subquery(first))
    fields = dict.fromkeys(("is_private", *asked.fields))
    counts = {name: Count("pk", filter=span.holds("opened_at")) for name, span in counted.spans}
    found: dict[tuple[int | str | None, str], Pair] = defaultdict(Pair)
    for row in counted_by(rows, *fields, **counts):
        key, label = (
            (PRIVATE, "Private tickets") if row["is_private"] and not asked.is_open else _named(asked, row, of_many)
        )
        found[key, label] += Pair(row["now"], row["before"])
    if dimension == "model":
        names = Product.objects.in_bulk([key for key, _ in found if isinstance(key, int)])
        found = {
            (key, names[key].name if isinstance(key, int) else label): pair for (key, label), pair in found.items()
        }
    return sorted_groups(Group(key, label, pair) for (key, label), pair in found.items())


def _named(asked: _Dimension, row: Mapping[str, Any], of_many: bool) -> tuple[int | str | None, str]:
    key, *parts = (row[name] for name in asked.fields)
    if key in (None, ""):
        return None, asked.nothing
    if asked.choices is not None:
        return key, str(asked.choices.get(key, key))
    words = [str(part) for part in parts if part]
    if asked.fields[0] == "walk__card__category":
        words = [str(key).replace("_", " ").capitalize()]
    return key, f"{words[0]} ({words[1]})" if len(words) > 1 and of_many else "".join(words[:1])
