"""The unread part of a file, for those who look for the ends of records."""

from __future__ import annotations

from collections.abc import Callable

BLOCK = 1 << 20


class Window:
    """The unread part of a stream, grown as far as it is asked for."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self.data = b""
        self.at = 0
        self.base = 0
        self.is_over = False

    def grow(self) -> bool:
        block = b"" if self.is_over else self._read(BLOCK)
        if not block:
            self.is_over = True
            return False
        self.base += self.at
        self.data = self.data[self.at :] + block
        self.at = 0
        return True

    def has(self, size: int) -> bool:
        while len(self.data) - self.at < size:
            if not self.grow():
                return False
        return True

    @property
    def offset(self) -> int:
        return self.base + self.at

    def take(self, size: int) -> bytes:
        taken = self.data[self.at : self.at + size]
        self.at += size
        return taken
