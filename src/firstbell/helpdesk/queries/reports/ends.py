"""How it ended: at the first contact, to somebody's satisfaction, or not for good."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import BooleanField, Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from firstbell.core.models import AuditEntry, AuditLink, Merge
from firstbell.helpdesk.events import TicketAssigned, TicketStateChanged
from firstbell.helpdesk.models import Escalation, Ticket, TicketEntry, TicketRating, TicketState
from firstbell.helpdesk.queries.reports.asked import PRIVATE, Counted, Group, Pair, counted_by, sorted_groups

_BACK = TicketState.IN_PROGRESS.label
_OVER = tuple(one.label for one in (TicketState.RESOLVED, TicketState.CLOSED, TicketState.CLOSED_NO_REPLY))
_MOST_INCIDENTS = 20


@dataclass(frozen=True, slots=True)
class Contact:
    """Of one symptom: resolved, and how many of these at the first contact."""

    key: int | str | None
    label: str
    resolved: Pair
    first: Pair


def first_contacts(counted: Counted) -> list[Contact]:
    """Resolved with at most one answer, never opened again, escalated or given to a second person. One statement.

    An answer is a reply by somebody else than the requester, or a question to them; the words that go with the end itself
    are none. Who had it and whether it was opened again is read from the audit trail, which forgets nothing.
    """
    rows = counted.tickets().filter(counted.holds("resolved_at")).annotate(at_first=_is_first())
    counts = {
        f"{name}_{what}": Count("pk", filter=where)
        for name, span in counted.spans
        for what, where in (
            ("resolved", span.holds("resolved_at")),
            ("first", span.holds("resolved_at") & Q(at_first=True)),
        )
    }
    found: dict[tuple[int | str | None, str], tuple[Pair, Pair]] = defaultdict(lambda: (Pair(), Pair()))
    for row in counted_by(rows, "is_private", "symptom_id", "symptom__label", **counts):
        key = _symptom(row["is_private"], row["symptom_id"], row["symptom__label"])
        resolved, first = found[key]
        resolved += Pair(row["now_resolved"], row["before_resolved"])
        found[key] = resolved, first + Pair(row["now_first"], row["before_first"])
    lines = [Contact(key, label, resolved, first) for (key, label), (resolved, first) in found.items()]
    return sorted(lines, key=lambda one: (one.key in (None, PRIVATE), -one.resolved.now, one.label))


def _symptom(is_private: bool, key: int | None, label: str | None) -> tuple[int | str | None, str]:
    return (PRIVATE, "Private tickets") if is_private else (key, label or "No symptom given")


def _is_first() -> Case:
    account = Cast("ticket__requester__account__pk", CharField())
    own = Concat(Value("account:"), Coalesce(account, Value("none")))
    own_by_mail = Concat(Value("person:"), Coalesce(Cast("ticket__requester_id", CharField()), Value("none")))
    asked = Q(kind=TicketEntry.Kind.STATE, text__startswith=TicketState.WAITING_REQUESTER.label)
    replied = Q(kind=TicketEntry.Kind.REPLY) & ~Q(author_key=F("own")) & ~Q(author_key=F("own_by_mail"))
    said = TicketEntry.objects.annotate(own=own, own_by_mail=own_by_mail).filter(ticket=OuterRef("pk"))
    sent = Escalation.objects.filter(ticket=OuterRef("pk"), sent_at__isnull=False)
    assigned = _trail(TicketAssigned.verb).exclude(entry__summary__startswith="Assigned to nobody")
    return Case(
        When(Exists(said.filter(asked | replied).order_by()[1:2]), then=Value(False)),
        When(Exists(sent), then=Value(False)),
        When(Exists(assigned.order_by()[1:2]), then=Value(False)),
        When(Exists(_opened_again()), then=Value(False)),
        default=Value(True),
        output_field=BooleanField(),
    )


def _trail(verb: str) -> QuerySet[AuditLink]:
    """What the trail says of the ticket outside; by its timeline, which is short."""
    return AuditLink.objects.filter(kind=Ticket.KIND_REF, object_id=OuterRef("pk"), entry__verb=verb)


def _opened_again() -> QuerySet[AuditLink]:
    from_where = Q(entry__changes__state__0=_OVER[0])
    for label in _OVER[1:]:
        from_where |= Q(entry__changes__state__0=label)
    return _trail(TicketStateChanged.verb).filter(from_where, entry__changes__state__1=_BACK)


@dataclass(frozen=True, slots=True)
class Returned:
    """``times`` tickets were opened again in the period; of those ``resolved`` in it, ``since`` have been opened again."""

    times: Pair
    tickets: Pair


def reopenings(counted: Counted) -> Returned:
    """How often tickets were opened again, and how many tickets that were. One statement."""
    over = Q(changes__state__0=_OVER[0])
    for label in _OVER[1:]:
        over |= Q(changes__state__0=label)
    rows = AuditEntry.objects.filter(counted.holds("at"), over, changes__state__1=_BACK)
    rows = rows.filter(counted.scope.q("org_path"), verb=TicketStateChanged.verb, subject_kind=Ticket.KIND_REF)
    spans = {name: span.holds("at") for name, span in counted.spans}
    found = rows.order_by().aggregate(
        **{f"times_{name}": Count("pk", filter=where) for name, where in spans.items()},
        **{f"tickets_{name}": Count("subject_id", distinct=True, filter=where) for name, where in spans.items()},
    )
    return Returned(
        Pair(found["times_now"], found["times_before"]), Pair(found["tickets_now"], found["tickets_before"])
    )


def reopened_groups(counted: Counted) -> list[tuple[Group, Pair]]:
    """By symptom: tickets opened in the period, and how many of them were opened again since. One statement."""
    rows = counted.tickets().filter(counted.holds("opened_at")).annotate(again=Exists(_opened_again()))
    counts = {
        f"{name}_{what}": Count("pk", filter=where)
        for name, span in counted.spans
        for what, where in (
            ("all", span.holds("opened_at")),
            ("again", span.holds("opened_at") & Q(again=True)),
        )
    }
    found: dict[tuple[int | str | None, str], tuple[Pair, Pair]] = defaultdict(lambda: (Pair(), Pair()))
    for row in counted_by(rows, "is_private", "symptom_id", "symptom__label", **counts):
        key = _symptom(row["is_private"], row["symptom_id"], row["symptom__label"])
        opened, again = found[key]
        opened += Pair(row["now_all"], row["before_all"])
        found[key] = opened, again + Pair(row["now_again"], row["before_again"])
    by_key = {key: again for (key, _), (_, again) in found.items()}
    order = sorted_groups(Group(key, label, opened) for (key, label), (opened, _) in found.items())
    return [(one, by_key[one.key]) for one in order]


def merged(counted: Counted) -> Pair:
    """Tickets that went on as another one, and were not taken apart since. One statement."""
    rows = Merge.objects.filter(counted.scope.q("org_path"), kind=Ticket.KIND_REF, split_at=None)
    found = rows.aggregate(**{name: Count("pk", filter=span.holds("merged_at")) for name, span in counted.spans})
    return Pair(found["now"], found["before"])


@dataclass(frozen=True, slots=True)
class Incident:
    """``people``: who reported it, with the first, and who said “me too”."""

    pk: int
    label: str
    people: int
    is_open: bool


def incidents(counted: Counted) -> tuple[Pair, Pair, list[Incident]]:
    """(incidents, people they touched, those of the period that touched most). What an incident's title says is public.

    Two statements. Somebody who reported twice counts twice.
    """
    rows = counted.tickets().filter(counted.holds("opened_at"), is_incident=True, is_private=False)
    sizes = rows.annotate(
        hanging=Count("reports", distinct=True),
        watching=Count("watchers", distinct=True),
        span=counted.which("opened_at"),
    )
    many, touched = {"now": 0, "before": 0}, {"now": 0, "before": 0}
    found: list[Incident] = []
    listed = sizes.order_by("-opened_at").values_list(
        "pk", "title", "hanging", "watching", "span", "resolved_at", "closed_at"
    )
    for pk, title, hanging, watching, span, resolved_at, closed_at in listed:
        people = 1 + hanging + watching
        many[span] += 1
        touched[span] += people
        if span == "now":
            found.append(Incident(pk, f"T-{pk} {title}", people, resolved_at is None and closed_at is None))
    found.sort(key=lambda one: (-one.people, -one.pk))
    return Pair(**many), Pair(**touched), found[:_MOST_INCIDENTS]


@dataclass(frozen=True, slots=True)
class Rated:
    """What requesters said of the end, of one symptom."""

    key: int | str | None
    label: str
    good: Pair
    bad: Pair


def ratings(counted: Counted) -> list[Rated]:
    """By symptom; never why, which is read on the ticket. One statement."""
    rows = TicketRating.objects.filter(counted.scope.q("ticket__organisation__path"), counted.holds("at")).order_by()
    counts = {
        f"{name}_{what}": Count("pk", filter=span.holds("at") & Q(is_good=what == "good"))
        for name, span in counted.spans
        for what in ("good", "bad")
    }
    found: dict[tuple[int | str | None, str], tuple[Pair, Pair]] = defaultdict(lambda: (Pair(), Pair()))
    for row in counted_by(rows, "ticket__is_private", "ticket__symptom_id", "ticket__symptom__label", **counts):
        key = _symptom(row["ticket__is_private"], row["ticket__symptom_id"], row["ticket__symptom__label"])
        good, bad = found[key]
        good += Pair(row["now_good"], row["before_good"])
        found[key] = good, bad + Pair(row["now_bad"], row["before_bad"])
    lines = [Rated(key, label, good, bad) for (key, label), (good, bad) in found.items()]
    return sorted(lines, key=lambda one: (one.key in (None, PRIVATE), -one.good.now - one.bad.now, one.label))
