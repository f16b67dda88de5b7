"""Questions about guides. ``cards``: fix cards and walks; ``articles``: who reads what, what fits a message, what helps."""

from firstbell.guides.queries.cards import (
    Ask,
    CardContent,
    Do,
    Elsewhere,
    Out,
    ReportRow,
    Screen,
    Stop,
    Suggestion,
    WalksOfCard,
    audience_of,
    cards_in,
    cards_saying,
    common_cards,
    content_of,
    counts_of,
    index,
    order_for,
    own_unknown,
    report,
    screen_of,
    suggestions,
    walks_by_card,
)
from firstbell.guides.queries.equipment import (
    equipment_of,
    item_named,
    kind_of_item,
    meant_by,
    own_items,
    person_meant,
    place_meant,
    place_named,
)

__all__ = [
    "Ask", "CardContent", "Do", "Elsewhere", "Out", "ReportRow", "Screen", "Stop", "Suggestion", "WalksOfCard", "audience_of",
    "cards_in", "cards_saying",    "common_cards",
    "content_of", "counts_of", "equipment_of", "index", "item_named", "kind_of_item", "meant_by", "order_for", "own_items",
    "own_unknown", "person_meant", "place_meant", "place_named", "report", "screen_of", "suggestions", "walks_by_card",
]  # fmt: skip
