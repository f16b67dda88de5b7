"""What is stuck, and on whom: waiting tickets by whom they wait for, the longest first, each with the one next step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Escalation, HelperJob, Ticket, TicketState
from firstbell.helpdesk.queries.clocks import PAUSED
from firstbell.helpdesk.queries.queue import work_of

#: Tickets shown for each of those who are waited for.
EACH = 25
S = TicketState


@dataclass(frozen=True)
class NextStep:
    """What to press: an address to go to, or with ``wakes`` the step that puts the ticket back to work."""

    label: str
    url: str = ""
    wakes: bool = False


@dataclass(frozen=True)
class StuckTicket:
    ticket: Ticket
    days: int
    step: NextStep


@dataclass(frozen=True)
class StuckOn:
    """``key``: requester, part, vendor, district, visit or helper."""

    key: str
    label: str
    total: int
    tickets: list[StuckTicket]


WHOM = {
    "requester": "The requester",
    "part": "A part",
    "vendor": "The vendor",
    "district": "The network team or the district",
    "visit": "A visit or a free room",
    "helper": "A student helper",
}


def stuck(actor: Actor, now: dt.datetime, *, only_mine: bool = False) -> list[StuckOn]:
    """By whom they wait for. Three statements, whatever the number of tickets."""
    helped = Exists(HelperJob.objects.standing().filter(ticket=OuterRef("pk")))
    waiting = work_of(actor).annotate(whom=_whom(helped)).exclude(whom="")
    if only_mine:
        waiting = waiting.filter(assignee_id=actor.account_id or 0)
    order = [F("state_since").asc(), F("pk").asc()]
    counted = waiting.annotate(
        place_in=Window(RowNumber(), partition_by=[F("whom")], order_by=order),
        in_all=Window(Count("pk"), partition_by=[F("whom")]),
    ).filter(place_in__lte=EACH)
    keys = list(counted.order_by("whom", "place_in").values_list("pk", "whom", "in_all"))
    ids = [pk for pk, *_ in keys]
    related = ("organisation", "requester", "place", "assignee__person")
    rows = {one.pk: one for one in Ticket.objects.filter(pk__in=ids).select_related(*related)}
    sent = Escalation.objects.filter(
        ticket_id__in=ids, state__in=(Escalation.State.SENT, Escalation.State.ACKNOWLEDGED)
    )
    escalated = set(sent.values_list("ticket_id", flat=True))
    found = []
    for key, label in WHOM.items():
        mine = [(pk, total) for pk, whom, total in keys if whom == key and pk in rows]
        if mine:
            tickets = [_stuck(rows[pk], key, now, is_escalated=pk in escalated) for pk, _ in mine]
            found.append(StuckOn(key, label, mine[0][1], tickets))
    return found


def count_stuck(actor: Actor) -> int:
    """How many of one's own wait for somebody."""
    return work_of(actor).filter(assignee_id=actor.account_id or 0, state__in=PAUSED).count()


def _whom(helped: Exists) -> Case:
    return Case(
        When(helped, then=Value("helper")),
        When(state=S.WAITING_REQUESTER, then=Value("requester")),
        When(state=S.WAITING_PART, then=Value("part")),
        When(state=S.WAITING_VENDOR, then=Value("vendor")),
        When(state=S.WAITING_DISTRICT, then=Value("district")),
        When(Q(state=S.WAITING_ROOM) | Q(state=S.SCHEDULED), then=Value("visit")),
        default=Value(""),
        output_field=CharField(),
    )


def _stuck(ticket: Ticket, key: str, now: dt.datetime, *, is_escalated: bool) -> StuckTicket:
    page = f"/helpdesk/{ticket.pk}/"
    steps = {
        "requester": NextStep("Remind", f"{page}#reply"),
        "part": NextStep("Wake", wakes=True),
        "vendor": NextStep("Wake", wakes=True),
        "district": NextStep("See the escalation" if is_escalated else "Escalate", f"{page}escalate/"),
        "visit": NextStep("Find a period", f"{page}visit/"),
        "helper": NextStep("See the work", page),
    }
    return StuckTicket(ticket, (now - ticket.state_since).days, steps[key])
