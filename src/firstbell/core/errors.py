"""Errors a person can cause, each with what was wrong and what to do next.

Views and the REST layer turn them into a page, a toast or ``problem+json``; actions raise them.
"""

from __future__ import annotations


class FirstbellError(Exception):
    """Base of all errors that are shown to a person.

    ``message`` says what was wrong; ``remedy`` what to do next; ``code`` is stable for programs.
    """

    code = "error"
    status = 400

    def __init__(self, message: str, *, remedy: str = "", field: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class Forbidden(FirstbellError):
    """The actor does not hold the permission at that place."""

    code = "forbidden"
    status = 403

    def __init__(self, permission: str, at: str | None = None) -> None:
        super().__init__(
            "You may not do this here.",
            remedy=f"It needs the permission “{permission}”. Ask whoever manages roles in your district.",
        )
        self.permission = permission
        self.at = at


class Invalid(FirstbellError):
    """A value is missing or wrong; ``field`` names it."""

    code = "invalid"
    status = 422


class Conflict(FirstbellError):
    """Somebody or something else was first; nothing was changed."""

    code = "conflict"
    status = 409


class NotFound(FirstbellError):
    """It does not exist, or the actor may not know that it does."""

    code = "not_found"
    status = 404


class ReadOnly(FirstbellError):
    """Somebody looks at this as another account, and looking is all that was asked for."""

    code = "read_only"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "You are looking at this as somebody else, and nothing can be changed that way.",
            remedy="End it in the banner, then do it as yourself.",
        )
