"""Who may pass what speaks against a lending, with a reason: `circulation.loan.override` for everything, and for library material
also `circulation.library_loan.override`, which librarians have without having a say in devices."""

from __future__ import annotations

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Forbidden
from firstbell.inventory.models import ItemType


def may_override(by: Actor, kind: ItemType, *, at: str) -> bool:
    """Whether ``by`` may pass blocks for things of this kind at a place."""
    if by.can(CirculationPermission.LOAN_OVERRIDE, at=at):
        return True
    return kind.purpose == ItemType.Purpose.LIBRARY and by.can(CirculationPermission.LIBRARY_LOAN_OVERRIDE, at=at)


def require_override(by: Actor, kind: ItemType, *, at: str) -> None:
    """Raises Forbidden (``circulation.loan.override``)."""
    if not may_override(by, kind, at=at):
        raise Forbidden(CirculationPermission.LOAN_OVERRIDE)
