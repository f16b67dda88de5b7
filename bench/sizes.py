"""How large the districts are that are measured, and how patiently."""

from __future__ import annotations

from dataclasses import dataclass

SMALL_STUDENTS = 1000


@dataclass(frozen=True)
class Size:
    """``decides``: the budgets of imports are set for the full district; in a small one the fixed costs speak.

    ``rounds`` and ``patience``: a long measure is repeated so often, or until so many seconds have gone into it.
    """

    name: str
    students: int
    visits: int
    rounds: int
    patience: float
    decides: bool

    @property
    def word(self) -> str:
        return f"{self.students // 1000}k"


FULL = Size("full", students=100_000, visits=21, rounds=3, patience=100, decides=True)
QUICK = Size("quick", students=5_000, visits=15, rounds=3, patience=12, decides=False)
