"""REST for walks: a program that leads somebody through a fix card, one thing to do at a time."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.guides.actions.walks import (
    answer_question,
    go_on,
    hand_over,
    leave_walk,
    record_step,
    reopen_walk,
    start_walk,
)
from firstbell.guides.models import Card, StepTry, Walk
from firstbell.guides.models.walks import WalkQuerySet
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import (
    Ask,
    CardContent,
    Do,
    Elsewhere,
    Stop,
    content_of,
    equipment_of,
    item_named,
    meant_by,
    person_meant,
    place_meant,
    screen_of,
)
from firstbell.guides.schemas import (
    WalkAnswerIn,
    WalkDetailOut,
    WalkFilter,
    WalkHandOverIn,
    WalkIn,
    WalkOut,
    WalkStepIn,
)
from firstbell.inventory.models import Item
from firstbell.people.models import Person
from firstbell.rooms.models import Place

router = Router(tags=["Fix cards"])
_RELATED = ("card", "organisation", "person__organisation", "place__organisation", "item__product", "item__item_type")
Outcome = StepTry.Outcome


def _walks(request: ApiRequest) -> WalkQuerySet:
    return Walk.objects.visible_to(request.actor).select_related(*_RELATED)


@router.get("/walks", response=Page[WalkOut])
def list_walks(request: ApiRequest, paging: Query[Paging], asked: Query[WalkFilter]) -> Any:
    """Your own walks, and those of where you may see other people's, the newest first."""
    walks = Walk.objects.visible_to(request.actor).select_related("card")
    walks = walks.filter(**asked.equals("state", "organisation_id", "place_id"))
    return paginate(walks.filter(card__code=asked.card) if asked.card else walks, paging, order=("-pk",))


@router.get("/walks/{pk}", response=WalkDetailOut)
def read_walk(request: ApiRequest, pk: int) -> Any:
    """Where a walk stands: ``screen`` is the one thing to do now."""
    return _shown(found(_walks(request), pk))


@router.post("/walks", response={201: WalkDetailOut})
def start_one_walk(request: ApiRequest, body: WalkIn) -> Any:
    """Begin to go through a card: for oneself, or for somebody else with the rights to start and to see their walks."""
    card = Card.objects.in_use().filter(code=body.card).first()
    if card is None:
        raise NotFound(f"There is no card {body.card}.", remedy="List the cards to see their codes.")
    person = person_meant(body.person_id, request.actor)
    me = person if person.pk == request.actor.person_id else None  # what others have is only for who may see it
    place = place_meant(body.place, me, request.actor)
    organisation = place.organisation if place is not None else person.organisation
    if me is None:  # who cannot see the walk could not go on with it
        request.actor.require(GuidesPermission.WALK_VIEW, at=organisation.scope_path)
    walk = start_walk(
        card, organisation=organisation, person=person, place=place, item=_item(request, body.item, card, me, place),
        language=body.language, said=body.said, by=request.actor,
    )  # fmt: skip
    return created(_shown(walk))


@router.post("/walks/{pk}/answer", response=WalkDetailOut)
def answer_walk_question(request: ApiRequest, pk: int, body: WalkAnswerIn) -> Any:
    """Answer a question; again changes the answer."""
    walk = found(_walks(request), pk)
    return _shown(answer_question(walk, question=body.question, answer=body.answer, by=request.actor))


@router.post("/walks/{pk}/step", response=WalkDetailOut)
def record_walk_step(request: ApiRequest, pk: int, body: WalkStepIn) -> Any:
    """Say what a step brought; ``worked`` ends the walk as solved. Again replaces what was said first."""
    record_step(found(_walks(request), pk), step=body.step, outcome=body.outcome, by=request.actor)
    return _shown(found(_walks(request), pk))


@router.post("/walks/{pk}/go-on", response={201: WalkDetailOut})
def go_on_with_card(request: ApiRequest, pk: int) -> Any:
    """An answer led to another card (``elsewhere``): this walk is left, that one begun with the same room and device."""
    return created(_shown(go_on(found(_walks(request), pk), by=request.actor)))


@router.post("/walks/{pk}/hand-over", response=WalkDetailOut)
def hand_walk_over(request: ApiRequest, pk: int, body: WalkHandOverIn) -> Any:
    """A person takes it from here, without a ticket in this house; for one with all that is known see the walk's ticket."""
    return _shown(hand_over(found(_walks(request), pk), escalation=body.escalation, by=request.actor))


@router.post("/walks/{pk}/leave", response=WalkDetailOut)
def leave_one_walk(request: ApiRequest, pk: int) -> Any:
    """Given up; twice is once."""
    return _shown(leave_walk(found(_walks(request), pk), by=request.actor))


@router.post("/walks/{pk}/reopen", response=WalkDetailOut)
def reopen_one_walk(request: ApiRequest, pk: int) -> Any:
    """“It came back”: what was said to have worked did not."""
    reopen_walk(found(_walks(request), pk), by=request.actor)
    return _shown(found(_walks(request), pk))


def _shown(walk: Walk) -> Walk:
    """With what only a single walk shows."""
    shown: Any = walk
    content = content_of(walk)
    shown.title, shown.safety = content.title.in_(walk.language), list(content.safety)
    shown.screen = _screen(walk, content)
    return walk


def _screen(walk: Walk, content: CardContent) -> dict[str, Any]:
    if not walk.is_open:
        return {"kind": "over"}
    say, screen = walk.language, screen_of(walk, content)
    if isinstance(screen, Ask):
        answers = [{"key": one.key, "say": one.say.in_(say)} for one in screen.question.answers]
        text = screen.question.ask.in_(say)
        return {"kind": "ask", "key": screen.question.key, "text": text, "answers": answers,
                "number": screen.number, "of": screen.of}  # fmt: skip
    if isinstance(screen, Do):
        step = screen.step
        outcomes = [Outcome.WORKED, Outcome.DID_NOT] if step.fixes else [Outcome.DONE]
        return {"kind": "do", "key": step.key, "text": step.do.in_(say), "picture": step.picture, "keys": step.keys,
                "risk": step.risk, "outcomes": [*outcomes, Outcome.SKIPPED], "number": screen.number,
                "of": screen.of}  # fmt: skip
    if isinstance(screen, Elsewhere):
        return {"kind": "elsewhere", "card": screen.code}
    stop = screen.escalation if isinstance(screen, Stop) else None
    urgent = stop is not None and stop.urgent
    asked = [] if urgent else [one for one in content.evidence if not one.is_known]
    evidence = [{"key": one.key, "what": one.what.in_(say), "kind": one.kind} for one in asked]
    if stop is None:
        reasons = [{"key": one.key, "say": one.when.in_(say)} for one in content.escalate]
        return {"kind": "out", "escalations": reasons, "evidence": evidence}
    first = [one.do.in_(say) for one in screen.first] if isinstance(screen, Stop) else []
    return {"kind": "stop", "key": stop.key, "text": stop.when.in_(say), "urgent": urgent, "first": first,
            "evidence": evidence}  # fmt: skip


def _item(request: ApiRequest, code: str, card: Card, me: Person | None, place: Place | None) -> Item | None:
    equipment = equipment_of(place) if place is not None else []
    item = item_named(code, me, request.actor, equipment)
    if item is None and code.strip():
        raise Invalid(f"There is no device “{code}” that you may see.", remedy="Give a tag or a serial.", field="item")
    meant = meant_by(card, equipment) if item is None else []
    return meant[0] if len(meant) == 1 else item
