"""How long it took: medians and ninetieth percentiles, never means, which one forgotten ticket spoils; and promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, Expression, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from firstbell.helpdesk.models import Ticket, TicketClock, TicketState
from firstbell.helpdesk.queries.reports.asked import Counted, Pair, counted_by

#: Ended without having been work: what was promised for them is neither kept nor broken.
_NO_WORK = (TicketState.CANCELLED, TicketState.DUPLICATE, TicketState.SPAM)


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Seconds, by nearest rank: half took at most ``median``, nine of ten at most ``ninetieth``. None of nothing."""

    count: Pair
    median: tuple[float | None, float | None]
    ninetieth: tuple[float | None, float | None]


def times(counted: Counted) -> dict[str, Quantiles]:
    """``teach_work``, ``teach_time``: from the report to the end of what stopped teaching, in working time and by the clock on
    the wall; ``answer``: until the first answer; ``resolution``: until it was resolved. Four statements.

    Working time is what the ticket's own clock counted: school hours, without the time in which it waited for others.
    """
    taken = ExpressionWrapper(F("resolved_at") - F("opened_at"), output_field=DurationField())
    stopped = counted.tickets().filter(counted.holds("resolved_at"), urgency=Ticket.Urgency.CANNOT_TEACH)
    clocks = _clocks(counted).filter(counted.holds("ended_at"), ended_at__isnull=False)
    resolved = clocks.filter(kind=TicketClock.Kind.RESOLUTION, ticket__resolved_at__isnull=False)
    taught = resolved.filter(ticket__urgency=Ticket.Urgency.CANNOT_TEACH)
    answers = clocks.filter(kind=TicketClock.Kind.ANSWER)
    return {
        "teach_time": _quantiles(counted, stopped, "resolved_at", taken),
        "teach_work": _quantiles(counted, taught, "ended_at", F("spent")),
        "answer": _quantiles(counted, answers, "ended_at", F("spent")),
        "resolution": _quantiles(counted, resolved, "ended_at", F("spent")),
    }


def _clocks(counted: Counted) -> QuerySet[TicketClock]:
    clocks = TicketClock.objects.filter(counted.scope.q("ticket__organisation__path")).order_by()
    return clocks.exclude(ticket__state__in=_NO_WORK)


def _quantiles(counted: Counted, rows: QuerySet[Any], moment: str, value: Expression | F) -> Quantiles:
    """The rows at the two ranks, found by the database."""
    rows = rows.annotate(span=counted.which(moment), taken=value)
    ranked = rows.annotate(
        rank=Window(RowNumber(), partition_by=[F("span")], order_by=[F("taken").asc(), F("pk").asc()]),
        many=Window(Count("pk"), partition_by=[F("span")]),
    )
    found: dict[str, dict[str, float]] = defaultdict(dict)
    sizes: dict[str, int] = {}
    middle, late = (F("many") + 1) / 2, (F("many") * 9 + 9) / 10
    at_rank = ranked.filter(Q(rank=middle) | Q(rank=late)).values_list("span", "rank", "many", "taken")
    for span, rank, many, taken in at_rank:
        seconds = float(taken.total_seconds() if hasattr(taken, "total_seconds") else taken)
        sizes[span] = many
        if rank == (many + 1) // 2:
            found[span]["median"] = seconds
        if rank == (many * 9 + 9) // 10:
            found[span]["ninetieth"] = seconds
    return Quantiles(
        Pair(sizes.get("now", 0), sizes.get("before", 0)),
        *((found["now"].get(name), found["before"].get(name)) for name in ("median", "ninetieth")),
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """What was promised for one urgency: kept, and broken."""

    kind: str
    urgency: str
    kept: Pair
    broken: Pair


def promises(counted: Counted) -> list[Promise]:
    """Promises that were decided in the period: kept when the clock ended in time, broken when it ran out. One statement.

    The moment of a broken one is when it ran out, so that what is still not answered counts as well.
    """
    kept = Q(breached_at=None, ended_at__isnull=False)
    counts: Mapping[str, Count] = {
        f"{name}_{what}": Count("pk", filter=where)
        for name, span in counted.spans
        for what, where in (("kept", kept & span.holds("ended_at")), ("broken", span.holds("breached_at")))
    }
    clocks = _clocks(counted).filter(counted.holds("ended_at") | counted.holds("breached_at"))
    rows = counted_by(clocks, "kind", "ticket__urgency", **counts)
    return sorted(
        (
            Promise(
                row["kind"],
                row["ticket__urgency"],
                Pair(row["now_kept"], row["before_kept"]),
                Pair(row["now_broken"], row["before_broken"]),
            )
            for row in rows
        ),
        key=lambda one: (one.kind, Ticket.Urgency.values.index(one.urgency)),
    )
