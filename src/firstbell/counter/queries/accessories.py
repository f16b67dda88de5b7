"""What goes out with a loaner or at a station, and what is asked for when something comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from firstbell.circulation.models import Loan
from firstbell.circulation.queries.accessories import CHARGER, expected_for, lines_out, pieces_of
from firstbell.circulation.queries.kits import is_kit, part_loans
from firstbell.counter.models import Campaign
from firstbell.inventory.models import Item, ModelAccessory


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


def goes_along(campaign: Campaign, item: Item | None = None) -> list[Piece]:
    """What a station checks off with a device: what its model has, else what the campaign names. One query."""
    known = [Piece(one.code, one.name) for one in expected_for(item)] if item is not None else []
    return known or _named(campaign)


def go_along_by_product(campaign: Campaign, product_ids: Iterable[int]) -> dict[int, list[Piece]]:
    """The same for many models at once, by product id. One query."""
    found: dict[int, list[Piece]] = {pk: [] for pk in product_ids}
    lines = ModelAccessory.objects.filter(product_id__in=found).select_related("accessory").order_by("pk")
    for line in lines:
        found[line.product_id] += [Piece(one.code, one.name) for one in pieces_of(line)]
    return {pk: pieces or _named(campaign) for pk, pieces in found.items()}


def to_lend(codes: Iterable[str], campaign: Campaign | None, item: Item) -> list[tuple[str, str]]:
    """(what ``lend_item`` takes, name) of what was checked off; codes nobody knows are left out."""
    wanted = set(codes)
    if campaign is None or not wanted:
        return []
    model = {one.code for one in expected_for(item)}
    chosen = [piece for piece in goes_along(campaign, item) if piece.code in wanted]
    return [(piece.code if piece.code in model else piece.name, piece.name) for piece in chosen]


def _named(campaign: Campaign) -> list[Piece]:
    return [Piece(slugify(name)[:50] or "accessory", name) for name in campaign.accessories]
