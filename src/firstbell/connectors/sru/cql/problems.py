"""What can be wrong with a query."""

from __future__ import annotations


class CqlError(ValueError):
    """``number`` is that of the SRU diagnostic list; ``position`` counts characters from 0, None where no one place is at fault.

    ``details`` is what the list asks for with that number: the index, the relation, the maximum; else where and why.
    """

    def __init__(self, number: int, message: str, *, position: int | None = None, details: str = "") -> None:
        super().__init__(message)
        self.number = number
        self.message = message
        self.position = position
        self.details = details or (f"{message} (character {position + 1})" if position is not None else message)
