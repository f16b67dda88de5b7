"""What guides guards."""

from enum import StrEnum


class GuidesPermission(StrEnum):
    CARD_USE = "guides.card.use"
    """Read the cards and ask which one fits."""
    CARD_EDIT = "guides.card.edit"
    """Change what a card says; also needed to read every card as its author does."""
    WALK_VIEW = "guides.walk.view"
    """Other people's walks through cards, and the report on them."""
    WALK_START_FOR_OTHERS = "guides.walk.start_for_others"
    """Go through a card for somebody at the counter or on the telephone."""
