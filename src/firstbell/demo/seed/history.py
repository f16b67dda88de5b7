"""Three months of help desk before today, so that the reports have something to say.

Actions know only now, so what lies in the past is written straight: tickets with their lines, clocks, ratings and what the
audit trail would say of them; and walks through fix cards that ended without a ticket.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from firstbell.core import search
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.demo.generator import DistrictManifest
from firstbell.demo.seed.stories import PAST
from firstbell.demo.seed.walks import make_walks
from firstbell.helpdesk.events import TicketAssigned, TicketOpened, TicketStateChanged
from firstbell.helpdesk.models import (
    Resolution,
    Symptom,
    Ticket,
    TicketClock,
    TicketEntry,
    TicketItem,
    TicketRating,
    TicketState,
)
from firstbell.helpdesk.queries.clocks import Promises, promises_of
from firstbell.inventory.models import Item
from firstbell.people.models import Account, Organisation, Person
from firstbell.rooms.models import Place
from firstbell.rooms.queries import school_days_of, zone_of

DAYS = 100
ROOMS = 14
WALKS = 240


@dataclass
class _Desk:
    """A school, who works there, and what trouble is about."""

    school: Organisation
    worker: Account
    teachers: list[Person]
    rooms: list[Place]
    items: list[Item]
    symptoms: dict[str, Symptom]
    promises: Promises
    trail: list[tuple[AuditEntry, int]] = field(default_factory=list)


def make_history(manifest: DistrictManifest) -> None:
    """At every school, most at the cast's."""
    draw = random.Random(23)
    workers = {name: Account.objects.select_related("person").get(username=one["username"])
               for name, one in manifest.cast.items() if name in ("tess", "sam", "dita")}  # fmt: skip
    own = workers["tess"].person
    assert own is not None
    for school in Organisation.objects.schools().order_by("pk"):
        is_cast = school.pk == own.organisation_id
        desk = _desk(school, workers["tess"] if is_cast else workers.get("sam", workers["dita"]))
        if desk is not None:
            _tickets(desk, draw, each_day=2.4 if is_cast else 0.8)
            moments = list(_moments(desk, draw, 1))
            make_walks(school, desk.teachers, desk.rooms, moments, draw, WALKS if is_cast else WALKS // 4)


def _desk(school: Organisation, worker: Account) -> _Desk | None:
    teachers = list(Person.objects.filter(organisation=school, memberships__role="teacher").distinct()[:40])
    rooms = list(Place.objects.filter(organisation=school, room_type="classroom").order_by("name")[:ROOMS])
    items = list(Item.objects.filter(organisation=school, holder__kind="student").order_by("pk")[:60])
    if not teachers or not rooms:
        return None
    now = timezone.now()
    promises = promises_of(school, since=now - dt.timedelta(days=DAYS + 2), now=now)
    symptoms = {one.code: one for one in Symptom.objects.all()}
    return _Desk(school, worker, teachers, rooms, items, symptoms, promises)


def _moments(desk: _Desk, draw: random.Random, each_day: float) -> Iterator[dt.datetime]:
    """Somebody writes on school days, mostly in the morning; more as the year goes on."""
    zone, now = zone_of(desk.school), timezone.now()
    today = now.astimezone(zone).date()
    open_days = school_days_of(desk.school, first=today - dt.timedelta(days=DAYS), last=today)
    for back in range(DAYS, 0, -1):
        day = today - dt.timedelta(days=back)
        if open_days.is_open(day):
            busy = each_day * (1.2 if day.weekday() == 0 else 1) * (0.8 + 0.4 * (DAYS - back) / DAYS)
            for _ in range(int(busy) + (draw.random() < busy % 1)):
                hour = draw.choice((7, 8, 8, 9, 9, 10, 11, 12, 13, 14))
                yield dt.datetime.combine(day, dt.time(hour, draw.randrange(60)), tzinfo=zone).astimezone(dt.UTC)


def _tickets(desk: _Desk, draw: random.Random, *, each_day: float) -> None:
    moments = list(_moments(desk, draw, each_day))
    tickets = [_ticket(desk, draw, at) for at in moments]
    for ticket in tickets:
        _end(desk, draw, ticket)
    Ticket.objects.bulk_create(tickets)
    links, clocks, lines, ratings = [], [], [], []
    for ticket in tickets:
        if ticket.symptom is not None and ticket.symptom.code != "other" and desk.items:
            links.append(TicketItem(ticket=ticket, item=draw.choice(desk.items)))
        clocks += _clocks(desk, draw, ticket)
        lines += _lines(desk, draw, ticket)
        if ticket.resolved_at is not None and draw.random() < 0.4:
            at = ticket.resolved_at + dt.timedelta(hours=2)
            ratings.append(
                TicketRating(ticket=ticket, resolved_at=ticket.resolved_at, is_good=draw.random() < 0.86, at=at)
            )
        _tell(desk, draw, ticket)
    TicketItem.objects.bulk_create(links)
    TicketClock.objects.bulk_create(clocks)
    TicketEntry.objects.bulk_create(lines)
    TicketRating.objects.bulk_create(ratings)
    AuditEntry.objects.bulk_create([entry for entry, _ in desk.trail])
    AuditLink.objects.bulk_create(
        [AuditLink(entry=entry, kind=Ticket.KIND_REF, object_id=pk) for entry, pk in desk.trail]
    )
    desk.trail.clear()
    search.index(Ticket.KIND_REF, [one.pk for one in tickets])


def _ticket(desk: _Desk, draw: random.Random, at: dt.datetime) -> Ticket:
    title, code, urgency = draw.choices(PAST, weights=[one[3] for one in PAST])[0][:3]
    # A few rooms and people make most of the work.
    place = desk.rooms[min(int(draw.expovariate(0.35)), len(desk.rooms) - 1)]
    requester = desk.teachers[min(int(draw.expovariate(0.15)), len(desk.teachers) - 1)]
    origin = draw.choices(
        (Ticket.Origin.PORTAL, Ticket.Origin.EMAIL, Ticket.Origin.QR, Ticket.Origin.ON_BEHALF), weights=(5, 3, 2, 2)
    )[0]
    level = desk.promises.levels.get((Ticket.Impact.ONE, urgency))
    return Ticket(
        organisation=desk.school, title=title, state=TicketState.IN_PROGRESS, origin=origin, urgency=urgency,
        symptom=desk.symptoms.get(code), requester=requester, opened_by=requester.name, assignee=desk.worker,
        place=place, opened_at=at, state_since=at, up_at=at, priority=level.priority if level is not None else 3,
    )  # fmt: skip


def _end(desk: _Desk, draw: random.Random, ticket: Ticket) -> None:
    """Most are solved within a day or two, a few are not wanted any more, and some of the last days are still open."""
    slow = {"cannot_teach": 2.0, "slowed": 9.0, "can_wait": 30.0}[ticket.urgency]
    seconds = int(draw.expovariate(1 / slow) * 3600) + 420
    at = desk.promises.time.after(ticket.opened_at, seconds)
    if at is None or at >= timezone.now():
        return
    ticket.state_since = at
    if draw.random() < 0.05:
        ticket.state, ticket.closed_at = TicketState.CANCELLED, at
        return
    ticket.state, ticket.resolved_at = TicketState.CLOSED, at
    ticket.closed_at = min(at + dt.timedelta(days=2), timezone.now())
    ticket.resolution = draw.choice(
        (Resolution.RESTART, Resolution.CABLE, Resolution.USER_GUIDANCE, Resolution.PART_REPLACED)
    )


def _clocks(desk: _Desk, draw: random.Random, ticket: Ticket) -> list[TicketClock]:
    found, ended = [], ticket.resolved_at or ticket.closed_at
    for kind in TicketClock.Kind:
        allowed = desk.promises.allowed(ticket, kind)
        if allowed is None:
            continue
        clock = TicketClock(ticket=ticket, kind=kind, allowed=allowed, started_at=ticket.opened_at)
        at = ended
        if kind == TicketClock.Kind.ANSWER and ended is not None:
            at = desk.promises.time.after(ticket.opened_at, int(draw.expovariate(1 / 1500))) or ended
            at = min(at, ended)
        if at is None:
            clock.running_since = ticket.opened_at
            clock.due_at = desk.promises.time.after(ticket.opened_at, allowed)
        else:
            clock.spent, clock.ended_at = desk.promises.time.between(ticket.opened_at, at), at
            if clock.spent > allowed:
                clock.breached_at = desk.promises.time.after(ticket.opened_at, allowed)
        found.append(clock)
    return found


def _lines(desk: _Desk, draw: random.Random, ticket: Ticket) -> list[TicketEntry]:
    ended = ticket.resolved_at or ticket.closed_at
    if ended is None:
        return []
    common = {"ticket": ticket, "author_key": f"account:{desk.worker.pk}", "author_name": desk.worker.display_name}
    answers = draw.choices((0, 1, 2, 3), weights=(4, 4, 2, 1))[0]
    step = (ended - ticket.opened_at) / (answers + 1)
    lines = [
        TicketEntry(
            kind=TicketEntry.Kind.REPLY, text="I am on my way; please leave it as it is.",
            at=ticket.opened_at + step * (number + 1), minutes=draw.choice((None, 3, 5)), **common,
        )
        for number in range(answers)
    ]  # fmt: skip
    word = "Resolved: it works again." if ticket.resolved_at is not None else "Cancelled: not needed any more."
    minutes = draw.choice((5, 10, 10, 15, 20, 40))
    return [*lines, TicketEntry(kind=TicketEntry.Kind.STATE, text=word, at=ended, minutes=minutes, **common)]


def _tell(desk: _Desk, draw: random.Random, ticket: Ticket) -> None:
    """What the trail says: opened, assigned, ended; one in twenty had been opened again on the way."""
    name = desk.worker.display_name
    _write(desk, ticket, TicketOpened.verb, ticket.opened_at, f"Ticket opened: {ticket.ref.label}", {})
    at = ticket.opened_at + dt.timedelta(minutes=4)
    _write(desk, ticket, TicketAssigned.verb, at, f"Assigned to {name}: {ticket.ref.label}", {"assignee": [None, name]})
    ended = ticket.resolved_at or ticket.closed_at
    if ended is None:
        return
    label = "Resolved" if ticket.resolved_at is not None else "Cancelled"
    _step(desk, ticket, ended, "In progress", label)
    if ticket.resolved_at is not None and draw.random() < 0.05:
        half = ticket.opened_at + (ended - ticket.opened_at) / 2
        _step(desk, ticket, half, "In progress", "Resolved")
        _step(desk, ticket, half + dt.timedelta(minutes=1), "Resolved", "In progress")


def _step(desk: _Desk, ticket: Ticket, at: dt.datetime, old: str, new: str) -> None:
    _write(desk, ticket, TicketStateChanged.verb, at, f"{new}: {ticket.ref.label}", {"state": [old, new]})


def _write(
    desk: _Desk, ticket: Ticket, verb: str, at: dt.datetime, summary: str, changes: dict[str, Sequence[str | None]]
) -> None:
    entry = AuditEntry(
        change_id=uuid.uuid4(), at=at, actor_key=f"account:{desk.worker.pk}", actor_name=desk.worker.display_name,
        via="web", verb=verb, summary=summary[:300], subject_kind=Ticket.KIND_REF, subject_id=ticket.pk,
        subject_label=ticket.ref.label[:200], org_path=desk.school.scope_path, changes=changes,
    )  # fmt: skip
    desk.trail.append((entry, ticket.pk))
