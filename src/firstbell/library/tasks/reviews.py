"""Whoever keeps a pathfinder is asked whether it is still right, once for each date."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor, system_actor
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.recipients import holders
from firstbell.core.schedule import every
from firstbell.library.models import Pathfinder
from firstbell.library.notices import PATHFINDER_DUE
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.pathfinders import due_for_review

MOST_AT_ONCE = 200


@every(minutes=60, name="library.pathfinder_reviews", label="Ask for the review of pathfinders")
def ask_for_reviews(now: dt.datetime) -> str:
    """Pathfinders whose day has come and whose owner was not asked for that day."""
    by = system_actor("pathfinders", via="task")
    due = due_for_review(timezone.localdate(now)).filter(Q(told_for=None) | ~Q(told_for=F("review_on")))
    asked = [_ask(one, by) for one in due.select_related("organisation", "owner").order_by("pk")[:MOST_AT_ONCE]]
    return f"{len(asked)} pathfinders due, {sum(asked)} people asked"


def _ask(pathfinder: Pathfinder, by: Actor) -> int:
    path, owner = pathfinder.organisation.scope_path, pathfinder.owner
    is_kept = owner is not None and owner.is_active
    to = [f"account:{pathfinder.owner_id}"] if is_kept else holders(LibraryPermission.PATHFINDER_EDIT, path)
    with change(by):
        told = send_notice(
            pathfinder.ref, kind=PATHFINDER_DUE.key, to=to,
            values={"pathfinder": pathfinder.title, "day": pathfinder.review_on or ""},
            occasion=str(pathfinder.review_on), org_path=path,
            link=reverse("library:pathfinder_edit", args=[pathfinder.pk]), by=by,
        )  # fmt: skip
        Pathfinder.objects.filter(pk=pathfinder.pk).update(told_for=pathfinder.review_on)
    return told
