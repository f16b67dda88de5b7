"""What can go wrong outside."""

from __future__ import annotations


class Unanswered(Exception):
    """The catalogue gave no answer one could use. ``remedy`` says what a person can do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    @property
    def sentence(self) -> str:
        return f"{self.message} {self.remedy}"
