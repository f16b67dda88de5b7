"""What REST shows of self-checks, and takes for them. No password is ever shown but a new one, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from firstbell.core.api import Schema


class TerminalOut(Schema):
    id: int
    name: str
    organisation_id: int
    place_id: int | None
    uid: str
    is_on: bool
    institution: str
    encoding: str
    line_end: str
    error_detection: str
    due_form: str
    language: str
    allowed: list[str]
    pin: str
    takes_numbers: bool
    tells_names: str
    tells_emails: str
    tells_fees: bool
    asks_about_fees: bool
    most_connections: int
    most_misses: int
    seen_at: dt.datetime | None
    seen_from: str
    problem: str
    problem_at: dt.datetime | None


class TerminalWithPassword(Schema):
    """``password`` is in this answer and nowhere else."""

    terminal: TerminalOut
    password: str


class TerminalIn(Schema):
    """What is left out stays as it is; for a new one, as usual."""

    name: str | None = None
    uid: str | None = None
    is_on: bool | None = None
    institution: str | None = None
    encoding: str | None = None
    line_end: str | None = None
    error_detection: str | None = None
    due_form: str | None = None
    language: str | None = None
    allowed: list[str] | None = None
    pin: str | None = None
    takes_numbers: bool | None = None
    tells_names: str | None = None
    tells_emails: str | None = None
    tells_fees: bool | None = None
    asks_about_fees: bool | None = None
    most_connections: int | None = None
    most_misses: int | None = None

    def values(self) -> dict[str, Any]:
        given = self.model_dump(exclude_unset=True, exclude={"organisation_id"})
        return {name: value for name, value in given.items() if value is not None}


class NewTerminalIn(TerminalIn):
    organisation_id: int
    name: str
    uid: str


class TerminalNoteOut(Schema):
    """Something a machine did or could not do, to be looked at. It names the thing, never a borrower."""

    id: int
    terminal_id: int
    at: dt.datetime
    text: str
    item_id: int | None
    settled_at: dt.datetime | None
    settled_by: str


class ScreenTextOut(Schema):
    """``when`` it is shown; ``is_own``: in one language at least it is not as shipped."""

    key: str
    when: str
    en: str
    es: str
    is_own: bool


class ScreenTextIn(Schema):
    """An empty text is said as shipped."""

    en: str = Field("", max_length=300)
    es: str = Field("", max_length=300)
