"""What the answers are made of."""

from firstbell.connectors.sip2.queries.items import Thing, thing_of
from firstbell.connectors.sip2.queries.patrons import Facts, Slice, card_holder, facts_of, item_lists
from firstbell.connectors.sip2.queries.terminals import KindCount, actor_of, is_paused, said, todays_counts

__all__ = [
    "Facts",
    "KindCount",
    "Slice",
    "Thing",
    "actor_of",
    "card_holder",
    "facts_of",
    "is_paused",
    "item_lists",
    "said",
    "thing_of",
    "todays_counts",
]
