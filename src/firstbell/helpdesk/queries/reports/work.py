"""Who comes again, and who has what to do."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, Min, OuterRef, Q, QuerySet, Sum

from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.queries.reports.asked import PRIVATE, Counted, Group, Pair, counted_by
from firstbell.helpdesk.queries.reports.volume import groups
from firstbell.people.models import Account, Person

_MOST_PEOPLE = 25


def _repeats(counted: Counted, days: int, **only: bool) -> QuerySet[Ticket]:
    """Tickets before which the same person had the same symptom, at most so many days earlier."""
    since = ExpressionWrapper(OuterRef("opened_at") - dt.timedelta(days=days), output_field=DateTimeField())
    earlier = Ticket.objects.filter(
        requester=OuterRef("requester"), symptom=OuterRef("symptom"), opened_at__lt=OuterRef("opened_at"),
        opened_at__gte=since, **only,
    ).order_by()  # fmt: skip
    return counted.tickets().filter(Exists(earlier), requester__isnull=False, symptom__isnull=False, **only)


def repeat_groups(counted: Counted, dimension: str, *, days: int, of_many: bool = False) -> list[Group]:
    """Repeats by symptom, room or model. As :func:`volume.groups`."""
    return groups(counted, dimension, tickets=_repeats(counted, days), of_many=of_many)


@dataclass(frozen=True, slots=True)
class Repeat:
    """One person with one symptom, and how often they came again."""

    person_id: int
    label: str
    symptom: str
    times: int


def repeat_people(counted: Counted, *, days: int) -> list[Repeat]:
    """Who came again most often in the period, for those who work on their tickets; never of private ones. Two statements."""
    rows = _repeats(counted, days, is_private=False).filter(counted.now.holds("opened_at"))
    found = list(
        rows.values("requester_id", "symptom__label")
        .annotate(times=Count("pk"))
        .order_by("-times", "requester_id")[:_MOST_PEOPLE]
    )
    people = Person.objects.in_bulk([row["requester_id"] for row in found])
    return [
        Repeat(row["requester_id"], people[row["requester_id"]].name, row["symptom__label"], row["times"])
        for row in found
    ]


@dataclass(slots=True)
class Load:
    """What one colleague has: open now, of these overdue and waiting, the oldest; minutes written down in each period."""

    label: str
    account_id: int | None = None
    person_id: int | None = None
    still_open: int = 0
    overdue: int = 0
    waiting: int = 0
    oldest: dt.datetime | None = None
    minutes: Pair = field(default_factory=Pair)


def load(counted: Counted, now: dt.datetime) -> list[Load]:
    """Who has what open, and the time that was written down. Private tickets are one line, whoever has them. Three statements."""
    found: dict[str, Load] = defaultdict(lambda: Load(""))
    counts = {
        "count": Count("pk"), "oldest": Min("opened_at"), "late": Count("pk", filter=Q(due_at__lt=now)),
        "wait": Count("pk", filter=Q(state__startswith="waiting_")),
    }  # fmt: skip
    for row in counted_by(counted.tickets().open(), "is_private", "assignee_id", **counts):
        one = found[PRIVATE if row["is_private"] else f"account:{row['assignee_id']}"]
        one.still_open += row["count"]
        one.overdue += row["late"]
        one.waiting += row["wait"]
        one.oldest = min(filter(None, (one.oldest, row["oldest"])), default=None)
    lines = TicketEntry.objects.filter(counted.scope.q("ticket__organisation__path"), minutes__gt=0)
    spent = {name: Sum("minutes", filter=span.holds("at"), default=0) for name, span in counted.spans}
    for row in counted_by(lines.filter(counted.holds("at")).order_by(), "ticket__is_private", "author_key", **spent):
        one = found[PRIVATE if row["ticket__is_private"] else row["author_key"]]
        one.minutes += Pair(row["now"], row["before"])
    keys = {key: int(key.partition(":")[2]) for key in found if key.startswith("account:") and key[8:].isdigit()}
    accounts = Account.objects.select_related("person").in_bulk(keys.values())
    return _named(found, {key: accounts[pk] for key, pk in keys.items() if pk in accounts})


def _named(found: dict[str, Load], accounts: dict[str, Account]) -> list[Load]:
    rest = Load("Others, and programs")
    lines = []
    for key, one in found.items():
        account = accounts.get(key)
        if account is not None:
            one.label, one.account_id, one.person_id = account.display_name, account.pk, account.person_id
        elif key == PRIVATE:
            one.label = "Private tickets, whoever has them"
        elif key == "account:None":
            one.label = "Nobody yet"
        else:
            rest.minutes += one.minutes
            rest.still_open += one.still_open
            continue
        lines.append(one)
    lines.sort(key=lambda one: (one.account_id is None, -one.still_open, one.label))
    return [*lines, rest] if rest.minutes != Pair() or rest.still_open else lines
