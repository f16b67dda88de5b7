"""For whom the tickets are opened that are compared with another help desk's."""

from __future__ import annotations

from typing import Any

from bench.work.names import TOKEN
from firstbell.people.models import Person
from firstbell.people.queries import actor_of_token


def requester() -> dict[str, Any]:
    """A teacher of the technician's school."""
    actor = actor_of_token(TOKEN.format("tess"))
    if actor is None or actor.person_id is None:
        raise RuntimeError("Tess's token opens nothing")
    tess = Person.objects.get(pk=actor.person_id)
    # Of her own school: she also sees whoever only teaches there, but opens tickets for those who belong there.
    teachers = Person.objects.visible_to(actor).filter(kind="staff", organisation=tess.organisation_id)
    return {"id": teachers.exclude(pk=tess.pk).order_by("pk")[0].pk}
