"""Swaps: what belongs together when a broken device comes in and a loaner goes out."""

from firstbell.counter.models.swaps import Swap

__all__ = ["Swap"]
