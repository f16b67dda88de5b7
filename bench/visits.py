"""What a self-check machine sends: the same messages over the network and in one process."""

from __future__ import annotations

#: Copies of its own for each machine; it begins again with the first.
BOOKS_EACH = 20
_NOW = b"20261126    101500"


def visit(number: int, borrower: int) -> list[tuple[bytes, bytes]]:
    """The messages of one borrower at a machine, and how the answer to each begins: card, look, borrow, look, bring back."""
    card = f"AACARD{number:05}|".encode()
    book = f"ABBOOK{number * BOOKS_EACH + borrower % BOOKS_EACH:06}|".encode()
    stamp = f"20261126    {borrower % 24:02}{borrower // 24 % 60:02}{number:02}".encode()
    return [
        (b"63001" + _NOW + b"  Y       AO|" + card + b"AD|", b"64"),
        (b"17" + _NOW + b"AO|" + book, b"18"),
        (b"11NN" + stamp + stamp + b"AO|" + card + book + b"AC|", b"121"),
        (b"23001" + _NOW + b"AO|" + card + b"AC|AD|", b"24"),
        (b"09N" + stamp + stamp + b"AP|AO|" + book + b"AC|", b"101"),
    ]
