"""What goes out with a loaner in a swap."""

from __future__ import annotations

from firstbell.circulation.queries.accessories import CHARGER, expected_for
from firstbell.inventory.models import Item


def going_along(loaner: Item, *, charger_stays: bool) -> list[tuple[str, str]]:
    """(code, name) of what goes along; the charger only when the student's own does not stay with them.

    Where nothing is known of the model, a charger is still a charger.
    """
    pieces = [(one.code, one.name) for one in expected_for(loaner) if not (charger_stays and one.is_charger)]
    has_charger = any(code.split("-")[0] == CHARGER for code, _ in pieces)
    return pieces if charger_stays or has_charger else [*pieces, (CHARGER, CHARGER)]
