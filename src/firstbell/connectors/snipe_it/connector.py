"""Snipe-IT's assets as a register: shipped layout, screen labels, command-line headers, the custom report, and others."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.connectors.base.register.register import ITEM_FIELDS, Register
from firstbell.connectors.base.register.source import RegisterSource
from firstbell.connectors.base.tables.fields import Layout, folded, with_aliases
from firstbell.connectors.snipe_it.payloads import columns as c

SNIPE_IT = Register(
    key="snipe_it", name="Snipe-IT", note="Snipe-IT, list of assets", is_complete=True, is_escaped=True, statuses=c.STATUSES
)  # fmt: skip


class SnipeItAssets(RegisterSource):
    """All assets of a Snipe-IT, with who has them."""

    key = "snipe_it"
    label = "Assets from Snipe-IT (CSV or XLSX)"
    register = SNIPE_IT
    layout = Layout(
        with_aliases(ITEM_FIELDS, c.ASSETS), identifying=("serial", "tag"), keeps=True, left=c.LEFT_OUT
    )  # fmt: skip
    telling = c.TELLING
    enough = 5

    def knows(self, header: Sequence[str]) -> bool:
        """Also two names that are Snipe-IT's own: serial numbers, models and prices everybody has."""
        own = sum(folded(name) in _OWN for name in header)
        return own >= 2 and super().knows(header)


_OWN = frozenset(map(folded, c.OWN))
