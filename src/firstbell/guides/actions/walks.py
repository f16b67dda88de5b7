"""Go through a card: start, answer, try, end. Every outcome is counted, so that the order of steps learns."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.guides.content import read
from firstbell.guides.events import WalkEnded, WalkStarted
from firstbell.guides.models import Card, StepTally, StepTry, Walk
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import Elsewhere, audience_of, content_of, order_for, screen_of
from firstbell.guides.walking import may_do
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

Outcome = StepTry.Outcome


def start_walk(
    card: Card,
    *,
    organisation: Organisation,
    by: Actor,
    person: Person | None = None,
    place: Place | None = None,
    item: Item | None = None,
    language: str = "en",
    said: str = "",
    audience: str | None = None,
) -> Walk:
    """Begin. One's own trouble needs no permission; somebody else's ``guides.walk.start_for_others``.

    ``audience`` None: what the actor is. ``item`` must be one's own, or visible to the actor.
    """
    if person is None or person.pk != by.person_id:
        by.require(GuidesPermission.WALK_START_FOR_OTHERS, at=organisation.scope_path)
    if not card.is_active:
        raise Conflict(f"{card} is not in use any more.", remedy="Choose another card.")
    content = read(card.content)
    product_id = item.product_id if item is not None else None
    with change(by) as unit:
        walk = Walk.objects.create(
            card=card,
            version=card.version,
            organisation=organisation,
            person=person,
            place=place,
            item=item,
            product_id=product_id,
            audience=audience or audience_of(by),
            language="es" if language.lower().startswith("es") else "en",
            said=said.strip()[:500],
            order=order_for(card, content, product_id=product_id, place_id=place.pk if place is not None else None),
            started_at=timezone.now(),
        )
        unit.publish(WalkStarted(subject=walk.ref, org_path=organisation.scope_path, about=_about(walk)))
    return walk


def answer_question(walk: Walk, *, question: str, answer: str, by: Actor) -> Walk:
    """``answer`` "" is “I do not know”. Answering again changes the answer."""
    _require(walk, by)
    content = content_of(walk)
    asked = next((one for one in content.questions if one.key == question), None)
    if asked is None or (answer and answer not in {one.key for one in asked.answers}):
        raise Invalid("That answer does not belong to this card.", remedy="Reload the page and choose again.")
    with change(by):
        walk.answers = {**walk.answers, question: answer}
        walk.save(update_fields=["answers"])
    return walk


def record_step(walk: Walk, *, step: str, outcome: str, by: Actor) -> Walk:
    """What a step brought. ``worked`` ends the walk as solved. A second answer to the same step replaces the first."""
    _require(walk, by)
    content = content_of(walk)
    known = next((one for one in content.steps if one.key == step), None)
    if known is None or not may_do(known, walk.audience) or outcome not in Outcome.values:
        raise Invalid("That step does not belong to this card.", remedy="Reload the page.")
    if (outcome == Outcome.DONE) != (not known.fixes) and outcome != Outcome.SKIPPED:
        raise Invalid("That is no answer to this step.", remedy="Reload the page.")
    with change(by):
        walk = Walk.objects.select_for_update(of=("self",)).select_related("card", "organisation").get(pk=walk.pk)
        before = StepTry.objects.filter(walk=walk, step=step).first()
        if before is not None and before.outcome == outcome:
            return walk
        StepTry.objects.update_or_create(walk=walk, step=step, defaults={"outcome": outcome, "at": timezone.now()})
        _count(walk, step, outcome, +1)
        if before is not None:
            _count(walk, step, before.outcome, -1)
        if outcome == Outcome.WORKED:
            _end(walk, Walk.State.SOLVED, step=step, by=by)
    return walk


def hand_over(walk: Walk, *, escalation: str = "", by: Actor) -> Walk:
    """Nothing helped, or there is nothing to try: whoever opens the ticket says so here."""
    _require(walk, by)
    if escalation and escalation not in {one.key for one in content_of(walk).escalate}:
        raise Invalid("That is no reason of this card.", remedy="Choose one of the card's.", field="escalation")
    with change(by):
        walk.escalation = escalation
        _end(walk, Walk.State.HANDED_OVER, by=by)
    return walk


def leave_walk(walk: Walk, *, by: Actor) -> Walk:
    """Given up, or gone on with another card. Leaving twice is leaving once."""
    if not walk.is_open:
        return walk
    _require(walk, by)
    with change(by):
        _end(walk, Walk.State.LEFT, by=by)
    return walk


def go_on(walk: Walk, *, by: Actor) -> Walk:
    """An answer led to another card: this walk is left, that one begun with the same room and device.

    Raises Conflict where no answer did, NotFound when that card is not in use any more.
    """
    _require(walk, by)
    screen = screen_of(walk)
    if not isinstance(screen, Elsewhere):
        raise Conflict("This walk does not lead to another card.", remedy="Go on with it.")
    card = Card.objects.in_use().filter(code=screen.code).first()
    if card is None:
        raise NotFound(f"Card {screen.code} is not in use any more.", remedy="Open a ticket.")
    with change(by):
        leave_walk(walk, by=by)
        return start_walk(
            card, organisation=walk.organisation, person=walk.person, place=walk.place, item=walk.item,
            language=walk.language, said=walk.said, audience=walk.audience, by=by,
        )  # fmt: skip


def reopen_walk(walk: Walk, *, by: Actor) -> Walk:
    """“It came back”: the step that was said to have worked did not."""
    if walk.state != Walk.State.SOLVED:
        raise Conflict("This walk has not ended as solved.", remedy="Start again.")
    _may(walk, by)
    with change(by):
        worked = walk.tries.filter(outcome=Outcome.WORKED).last()
        walk.state, walk.ended_at = Walk.State.OPEN, None
        walk.save(update_fields=["state", "ended_at"])
        if worked is not None:
            walk = record_step(walk, step=worked.step, outcome=Outcome.DID_NOT, by=by)
    return walk


def _end(walk: Walk, state: str, *, by: Actor, step: str = "") -> None:
    with change(by) as unit:
        walk.state, walk.ended_at = state, timezone.now()
        walk.save(update_fields=["state", "ended_at", "escalation"])
        unit.publish(
            WalkEnded(
                subject=walk.ref, org_path=walk.organisation.scope_path, about=_about(walk), state=state, step=step
            )
        )


def _about(walk: Walk) -> tuple[Ref, ...]:
    """The room and the device, never the person: what somebody could not manage is nobody's business."""
    return tuple(thing.ref for thing in (walk.place, walk.item) if thing is not None)


def _may(walk: Walk, by: Actor) -> None:
    if walk.person_id is None or walk.person_id != by.person_id:
        by.require(GuidesPermission.WALK_START_FOR_OTHERS, at=walk.organisation.scope_path)


def _require(walk: Walk, by: Actor) -> None:
    _may(walk, by)
    if not walk.is_open:
        raise Conflict("This walk has ended.", remedy="Start again, or open a ticket.")


def _count(walk: Walk, step: str, outcome: str, by: int) -> None:
    if outcome == Outcome.DONE:
        return  # it could not have helped, so it teaches nothing
    scopes = [(StepTally.Scope.ALL, 0)]
    if walk.product_id is not None:
        scopes.append((StepTally.Scope.MODEL, walk.product_id))
    if walk.place_id is not None:
        scopes.append((StepTally.Scope.PLACE, walk.place_id))
    StepTally.objects.bulk_create(
        [StepTally(card_id=walk.card_id, step=step, scope=scope, scope_id=key) for scope, key in scopes],
        ignore_conflicts=True,
    )
    for scope, key in scopes:
        tally = StepTally.objects.filter(card_id=walk.card_id, step=step, scope=scope, scope_id=key)
        tally.update(**{outcome: F(outcome) + by})
