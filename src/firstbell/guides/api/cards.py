"""REST for fix cards: read them, and which of them fit a message."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, paginate
from firstbell.core.errors import NotFound
from firstbell.guides.models import Card
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries import suggestions
from firstbell.guides.schemas import CardDetailOut, CardMatchOut, CardOut, MatchIn

router = Router(tags=["Fix cards"])


@router.get("/fix-cards", response=Page[CardOut])
def list_fix_cards(request: ApiRequest, paging: Query[Paging]) -> Any:
    """The cards in use, by code."""
    request.actor.require(GuidesPermission.CARD_USE)
    return paginate(Card.objects.in_use(), paging, order=("code",))


@router.post("/fix-cards/match", response=list[CardMatchOut])
def match_fix_cards(request: ApiRequest, body: MatchIn) -> Any:
    """Which cards fit what somebody wrote, best first; none where nothing comes near. The text is not kept."""
    request.actor.require(GuidesPermission.CARD_USE)
    return [{"code": one.card.code, "title": one.card.title(body.language), "sure": round(one.sure, 3)}
            for one in suggestions(body.text, about=[body.about] if body.about else [], most=body.most)]  # fmt: skip


@router.get("/fix-cards/{code}", response=CardDetailOut)
def read_fix_card(request: ApiRequest, code: str) -> Any:
    """One card with all it says, in both languages."""
    request.actor.require(GuidesPermission.CARD_USE)
    card = Card.objects.in_use().filter(code=code).first()
    if card is None:
        raise NotFound(f"There is no card {code[:20]}.", remedy="List the cards to see their codes.")
    return card
