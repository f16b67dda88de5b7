"""Every code by which lending, renewing and taking back say no. Who speaks to readers (self-checks, terminals, class visits)
has words for each of them; ``tests/test_refusals.py`` holds the table against the code, and their words against the table.

What rooms above say (``queries.guards``) has codes of their own: whoever speaks sends those to a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from firstbell.core.notifications.languages import Said

LENDING = frozenset(
    {
        "already_lent", "already_lent_to_same", "not_lendable", "not_for_loan", "in_kit", "part_missing", "reserved",
        "in_transit", "on_hold_shelf", "on_hold", "withdrawn", "membership_ended", "blocked", "max_open_of_type",
        "max_open_total", "fees", "overdue",
    }
)  # fmt: skip
RETURNING = frozenset({"is_back"})

_ASK = Said("Please ask the library why.", "Pregunte en la biblioteca por qué.")
_WAITED_FOR = Said("Somebody else waits for it.", "Otra persona lo espera.")
#: With what readers hear of their own loan. A block and what a room above says sound alike.
RENEWING: Mapping[str, Said] = {
    "no_checkout": Said("You do not have it any more.", "Ya no lo tiene."),
    "item_denied_renewal": _ASK,
    "too_many": Said("It was renewed as often as it may be.", "Ya se renovó todas las veces permitidas."),
    "withdrawn": _ASK,
    "restriction": _ASK,
    "overdue": Said("It is overdue: please bring it back.", "Está atrasado: devuélvalo, por favor."),
    "recalled": _WAITED_FOR,
    "on_reserve": _WAITED_FOR,
    "reserved": Said("Somebody else reserved it.", "Otra persona lo reservó."),
    "too_soon": Said("It is too early to renew it.", "Aún es pronto para renovarlo."),
    "not_later": Said("It is too early to renew it.", "Aún es pronto para renovarlo."),
}
#: What only the clock says, before it renews by itself.
BY_ITSELF: Mapping[str, Said] = {
    "claimed": Said("It is being looked for.", "Se está buscando."),
    "membership_ended": Said("Your time at this school ends.", "Su tiempo en esta escuela termina."),
    "fees": _ASK,
}


def renewal_words(code: str) -> Said:
    """What a reader hears for a code of refusal; for one that is not of this table, to ask."""
    return RENEWING.get(code) or BY_ITSELF.get(code, _ASK)
