"""REST for fix cards: read them, which of them fit a message, write them, and how well they do."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, paginate
from firstbell.core.errors import NotFound
from firstbell.guides.actions.cards import add_card, save_card, switch_card
from firstbell.guides.content import as_text, read
from firstbell.guides.models import Card, CardVersion
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import cards_in, cards_saying, report, suggestions
from firstbell.guides.schemas import (
    CardDetailOut,
    CardMatchOut,
    CardOut,
    CardReportOut,
    CardSwitchIn,
    CardTextOut,
    CardVersionOut,
    EditCardIn,
    FixCardFilter,
    MatchIn,
    NewCardIn,
)

router = Router(tags=["Fix cards"])


@router.get("/fix-cards", response=Page[CardOut])
def list_fix_cards(request: ApiRequest, paging: Query[Paging], asked: Query[FixCardFilter]) -> Any:
    """The cards in use, by code; for those who edit cards by ``state`` also the others."""
    request.actor.require(GuidesPermission.CARD_EDIT if asked.state else GuidesPermission.CARD_USE)
    cards = Card.objects.filter(cards_in(asked.state), **asked.equals("about", "category"))
    return paginate(cards.filter(cards_saying(asked.q)) if asked.q else cards, paging, order=("code",))


@router.post("/fix-cards/match", response=list[CardMatchOut])
def match_fix_cards(request: ApiRequest, body: MatchIn) -> Any:
    """Which cards fit what somebody wrote, best first; none where nothing comes near. The text is not kept."""
    request.actor.require(GuidesPermission.CARD_USE)
    return [{"code": one.card.code, "title": one.card.title(body.language), "sure": round(one.sure, 3)}
            for one in suggestions(body.text, about=[body.about] if body.about else [], most=body.most)]  # fmt: skip


@router.post("/fix-cards", response={201: CardDetailOut})
def add_fix_card(request: ApiRequest, body: NewCardIn) -> Any:
    """A card of one's own; the text says its code."""
    return created(add_card(text=body.text, by=request.actor))


@router.get("/fix-cards/{code}", response=CardDetailOut)
def read_fix_card(request: ApiRequest, code: str) -> Any:
    """One card with all it says, in both languages. One that is switched off is for those who edit cards."""
    request.actor.require(GuidesPermission.CARD_USE)
    return _card(code, in_use=not request.actor.can(GuidesPermission.CARD_EDIT))


@router.get("/fix-cards/{code}/text", response=CardTextOut)
def read_fix_card_text(request: ApiRequest, code: str, version: int | None = None) -> Any:
    """What the card says as it is edited; ``version``: as it was then."""
    request.actor.require(GuidesPermission.CARD_EDIT)
    card = _card(code)
    content = card.content
    if version is not None:
        older = CardVersion.objects.filter(card=card, number=version).first() if 0 < version < 2**31 else None
        if older is None:
            raise NotFound(f"There is no version {version}.", remedy="Choose one from the list of versions.")
        content = older.content
    return {"code": card.code, "version": card.version, "text": as_text(read(content))}


@router.put("/fix-cards/{code}", response=CardDetailOut)
def put_fix_card(request: ApiRequest, code: str, body: EditCardIn) -> Any:
    """Store what was edited as the card's next version; 409 when somebody saved in between."""
    request.actor.require(GuidesPermission.CARD_EDIT)
    return save_card(_card(code), text=body.text, note=body.note, seen_version=body.seen_version, by=request.actor)


@router.post("/fix-cards/{code}/switch", response=CardDetailOut)
def switch_fix_card(request: ApiRequest, code: str, body: CardSwitchIn) -> Any:
    """Offer a card, or stop offering it. Walks that are under way go on."""
    request.actor.require(GuidesPermission.CARD_EDIT)
    return switch_card(_card(code), is_active=body.is_active, by=request.actor)


@router.get("/fix-cards/{code}/versions", response=Page[CardVersionOut])
def list_fix_card_versions(request: ApiRequest, code: str, paging: Query[Paging]) -> Any:
    """Every version with what it said, the newest first."""
    request.actor.require(GuidesPermission.CARD_EDIT)
    return paginate(CardVersion.objects.filter(card=_card(code)), paging, order=("-number",))


@router.get("/fix-card-report", response=list[CardReportOut])
def read_fix_card_report(request: ApiRequest) -> Any:
    """Which cards save tickets and which want rewriting: of the walks you may see, the busiest first."""
    request.actor.require(GuidesPermission.WALK_VIEW)
    return report(request.actor)


def _card(code: str, *, in_use: bool = False) -> Card:
    cards = Card.objects.in_use() if in_use else Card.objects.all()
    card = cards.filter(code=code).first()
    if card is None:
        raise NotFound(f"There is no card {code[:20]}.", remedy="List the cards to see their codes.")
    return card
