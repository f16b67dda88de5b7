"""The one way a source refuses a whole file: :class:`Rejected`, with where it was wrong and what to do."""

from __future__ import annotations

from firstbell.core.errors import FirstbellError


class Rejected(FirstbellError):
    """The file cannot be used at all; nothing was changed.

    ``file``, ``line``, ``column`` and ``value`` say where, as far as it is known.
    """

    code = "import_rejected"
    status = 422

    def __init__(
        self,
        message: str,
        *,
        remedy: str,
        code: str = "import_rejected",
        file: str = "",
        line: int = 0,
        column: str = "",
        value: str = "",
    ) -> None:
        super().__init__(message, remedy=remedy, code=code)
        self.file = file
        self.line = line
        self.column = column
        self.value = value
