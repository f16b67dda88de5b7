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
from firstbell.guides.queries.equipment import equipment_of, kind_of_item, meant_by

__all__ = [
    "Ask", "CardContent", "Do", "Elsewhere", "Out", "ReportRow", "Screen", "Stop", "Suggestion", "WalksOfCard", "audience_of",
    "common_cards",
    "content_of", "counts_of", "equipment_of", "index", "kind_of_item", "meant_by", "order_for", "own_unknown", "report", "screen_of", "suggestions", "walks_by_card",
]  # fmt: skip
