"""Swaps: what belongs together when a broken device comes in and a loaner goes out; and the loaner pools."""

from firstbell.counter.models.pools import LoanerPool
from firstbell.counter.models.swaps import Swap

__all__ = ["LoanerPool", "Swap"]
