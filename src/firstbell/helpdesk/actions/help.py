"""From a walk that did not help to a ticket that leaves nothing to ask for."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from firstbell.core.actor import Actor, system_actor
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.events import change
from firstbell.guides.actions.walks import hand_over
from firstbell.guides.models import Walk
from firstbell.guides.queries import CardContent, content_of
from firstbell.helpdesk.actions.conversation import Files, attach_to_ticket
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Symptom, Ticket
from firstbell.helpdesk.queries import coming_lesson, urgency_of
from firstbell.inventory.actions.status import quarantine_item
from firstbell.inventory.models import Status


def ticket_from_walk(
    walk: Walk,
    *,
    escalation: str = "",
    words: str = "",
    evidence: Mapping[str, str] | None = None,
    files: Files = (),
    origin: Ticket.Origin = Ticket.Origin.PORTAL,
    by: Actor,
) -> Ticket:
    """Nothing helped: a ticket with room, device, steps tried and an urgency from the bells. Twice is once.

    ``words``: what the person adds. ``evidence``: what the card asks for, by its key. ``files``: photos. Raises Conflict
    when the walk has ended another way, Invalid for a file that is not kept here; then there is no ticket yet.
    """
    existing = Ticket.objects.filter(walk=walk).first()
    if existing is not None:
        return existing
    if walk.person is None:
        raise Conflict("Nobody is named whose trouble this is.", remedy="Open a ticket and name the person there.")
    content = content_of(walk)
    chosen = next((one for one in content.escalate if one.key == escalation), None)
    with change(by):
        walk.evidence = {
            one.key: str((evidence or {}).get(one.key, "")).strip()[:500]
            for one in content.evidence
            if not one.is_known and str((evidence or {}).get(one.key, "")).strip()
        }
        walk.save(update_fields=["evidence"])
        lesson = coming_lesson(walk.person, walk.place, timezone.now())
        ticket = open_ticket(
            walk.organisation,
            title=_title(walk, content),
            description="\n\n".join(part for part in (walk.said, words.strip()) if part),
            requester=walk.person,
            symptom=Symptom.objects.filter(code=content.symptom).first() if content.symptom else None,
            items=[walk.item] if walk.item is not None else [],
            place=walk.place,
            urgency=urgency_of(lesson, timezone.now(), is_urgent=chosen is not None and chosen.urgent),
            impact=Ticket.Impact.CLASS if lesson is not None and walk.place is not None else Ticket.Impact.ONE,
            is_private=content.category == "safety",
            origin=origin,
            walk=walk,
            by=by,
        )
        hand_over(walk, escalation=chosen.key if chosen is not None else "", by=by)
        attach_to_ticket(ticket, files, by=by)
        if chosen is not None and chosen.do == "quarantine":
            _isolate(walk, content)
    return ticket


def _isolate(walk: Walk, content: CardContent) -> None:
    """A dangerous device is out of use from now on, where it is known where it lies. Done by the house, not by the child."""
    item = walk.item
    if item is None or walk.place is None or item.status == Status.QUARANTINE:
        return
    try:
        quarantine_item(
            item, hazard=_hazard(content), place=walk.place, reason=f"Reported on card {content.code}: {content.title.en}",
            by=system_actor("safety"),
        )  # fmt: skip
    except FirstbellError:
        return  # a status that cannot go there by itself: the ticket says it, a person decides


def _hazard(content: CardContent) -> str:
    """One of ``inventory.lifecycle.HAZARDS``: liquid where the card is about liquid, else the battery, the graver one."""
    is_liquid = content.symptom == "liquid" or ("liquid" in content.safety and "battery" not in content.safety)
    return "liquid" if is_liquid else "battery"


def _title(walk: Walk, content: CardContent) -> str:
    where = f", {walk.place.name}" if walk.place is not None else ""
    return f"{content.title.en}{where}"[:200]
