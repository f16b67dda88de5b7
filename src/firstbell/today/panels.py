"""The way to the day's pages, from the first page and from the queue."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.panels import Context, Panel, register
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.queue import Part, part_at
from firstbell.today.queries.stuck import count_stuck
from firstbell.today.queries.walks import to_walk_to


def home_day(_today: Any, actor: Actor) -> Context:
    """How many stops, how many of them before a bell, how many tickets of one's own are stuck. Two statements."""
    now = timezone.now()
    pressing = Q(part__in=(int(Part.NOW), int(Part.BELL)))
    stops = to_walk_to(actor, now).annotate(part=part_at(now)).aggregate(
        all=Count("pk"), before_a_bell=Count("pk", filter=pressing)
    )  # fmt: skip
    return {"stops": stops["all"], "before_a_bell": stops["before_a_bell"], "stuck": count_stuck(actor)}


def queue_way(_board: Any, _actor: Actor) -> Context:
    return {}


register(Panel("core.home", "today", "today/panel_home.html", home_day, HelpdeskPermission.TICKET_WORK, order=5))
register(Panel("helpdesk.queue", "today", "today/panel_queue.html", queue_way, HelpdeskPermission.TICKET_WORK, order=5))
