"""Telling unchanged rows by the hash of their raw bytes, without parsing them.

A row's hash is seeded with everything that decides what the row means to us (source, entity,
header, value map, version of the mapping), so a change of any of these makes every row be read
again. Hashes are signed 64-bit numbers; 0 is kept for "look at this row again next time".
"""

from __future__ import annotations

from collections.abc import Iterable

import xxhash

_SIGN = 1 << 63
_RANGE = 1 << 64


def row_seed(*parts: str) -> int:
    """The seed for all rows of one file: give it all that decides what a row means."""
    return xxhash.xxh64_intdigest("\x1f".join(parts).encode())


def row_hash(record: bytes, seed: int) -> int:
    """The signed 64-bit hash of one record; never 0."""
    digest = xxhash.xxh64_intdigest(record, seed)
    if digest >= _SIGN:
        return digest - _RANGE
    return digest or 1


class HashLedger:
    """The hashes of all rows we hold; what the file repeats is crossed off.

    What is left in ``remaining`` after the last block is changed or gone.
    """

    def __init__(self, known: Iterable[int]) -> None:
        self.remaining: set[int] = known if isinstance(known, set) else set(known)
        self.known_at_start = len(self.remaining)
        self.same = 0

    def unseen(self, records: list[bytes], seed: int) -> list[tuple[int, int]]:
        """Cross off the records we know; gives (index, hash) of the others, in order.

        A second copy of a known row counts as unseen: whoever looks at it finds it doubled.
        """
        digest = xxhash.xxh64_intdigest
        hashes = [digest(record, seed) for record in records]
        hashes = [one - _RANGE if one >= _SIGN else one or 1 for one in hashes]
        remaining = self.remaining
        if not remaining:
            return list(enumerate(hashes))
        distinct = set(hashes)
        if len(distinct) == len(hashes) and distinct <= remaining:
            remaining -= distinct
            self.same += len(hashes)
            return []
        found: list[tuple[int, int]] = []
        for index, one in enumerate(hashes):
            if one in remaining:
                remaining.remove(one)
                self.same += 1
            else:
                found.append((index, one))
        return found
