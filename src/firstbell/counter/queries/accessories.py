"""What goes out with a loaner or at a station, and what is asked for when something comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.circulation.queries.accessories import CHARGER, expected_for, lines_out
from firstbell.circulation.queries.kits import is_kit, part_loans
from firstbell.core.scan import normalise
from firstbell.counter.models import Campaign
from firstbell.inventory.models import Item


def going_along(loaner: Item, *, charger_stays: bool) -> list[tuple[str, str]]:
    """(code, name) of what goes along; the charger only when the student's own does not stay with them.

    Where nothing is known of the model, a charger is still a charger.
    """
    pieces = [(one.code, one.name) for one in expected_for(loaner) if not (charger_stays and one.is_charger)]
    has_charger = any(code.split("-")[0] == CHARGER for code, _ in pieces)
    return pieces if charger_stays or has_charger else [*pieces, (CHARGER, CHARGER)]


@dataclass(frozen=True, slots=True)
class Piece:
    """What went out with it: an accessory by its code, a part of a kit by "#" and its item's id."""

    code: str
    name: str


def pieces_out(loan: Loan | None) -> list[Piece]:
    """What a return asks for: one query, for a kit two. Needs the loan's ``item__item_type``."""
    if loan is None:
        return []
    pieces = [Piece(line.code, line.name) for line in lines_out(loan)]
    if is_kit(loan.item):
        out = [one for one in part_loans(loan) if one.is_open]
        pieces += [Piece(f"#{one.item_id}", f"{one.item.product.name} {one.item.label}") for one in out]
    return pieces


@dataclass(frozen=True, slots=True)
class Along:
    """``code`` is what a label on it says, normalised; ``name`` is for people."""

    code: str
    name: str


def goes_along(campaign: Campaign) -> list[Along]:
    """What a station of the campaign checks off with every device."""
    return [Along(normalise(name), name) for name in campaign.accessories]


def names_of(codes: Iterable[str], campaign: Campaign | None) -> list[str]:
    """The names of these codes, in the campaign's order; what the campaign does not know is left out."""
    wanted = set(codes)
    return [along.name for along in goes_along(campaign) if along.code in wanted] if campaign is not None else []


def expected_back(loan: Loan) -> list[Along]:
    """What went out with a loan and should come back with it."""
    return [Along(normalise(name), name) for name in loan.accessories]
