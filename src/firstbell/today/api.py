"""REST for a technician's day."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.core.api import ApiRequest, Router, found
from firstbell.core.errors import Invalid
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries.queue import reach
from firstbell.people.models import Organisation
from firstbell.today.queries.walks import drawn, schools_of, walk_of
from firstbell.today.schemas import WalkPlanOut

router = Router(tags=["Today"])


@router.get("/today/walk-plan", response=WalkPlanOut)
def read_walk_plan(request: ApiRequest, organisation_id: int | None = None) -> Any:
    """Where to walk from now on at one school, in which order, before which bell. Without `organisation_id`: the school with
    most to do."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    now = timezone.now()
    if organisation_id is not None:
        school = found(Organisation.objects.filter(reach(request.actor)[0].q("path")), organisation_id)
    else:
        busy = schools_of(request.actor, now, most=1)
        if not busy:
            raise Invalid(
                "There is nothing to walk to.",
                remedy="Give organisation_id for an empty plan.",
                field="organisation_id",
            )
        school = busy[0][0]
    walk = walk_of(request.actor, school, now)
    stretches = [
        {
            "before": one["before"],
            "building": one["building"],
            "floor": one["floor"],
            "stops": [
                {
                    **{name: stop[name] for name in ("key", "arrives", "is_agreed", "stops_teaching", "during_lesson")},
                    "title": stop["stop"].title,
                    "url": stop["stop"].url,
                    "place_id": stop["stop"].place.pk,
                    "place": stop["stop"].place.name,
                }
                for stop in one["stops"]
            ],
        }
        for one in drawn(walk)
    ]
    return {
        "organisation_id": school.pk, "organisation": school.name, "made_at": now, "more": walk.more,
        "stretches": stretches,
    }  # fmt: skip
