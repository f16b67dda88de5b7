"""Chance that can be repeated: a `Draw` for every named thing, and `spread` for numbers that look shuffled.

Nothing here has a state that travels from one thing to the next: student 4711 is the same person whether the district
is written from the start or only that student is asked for. That is what lets the writer stream, and what lets a later
night be compared with the night before without keeping either. The numbers come from BLAKE2b and not from `random`,
whose derived methods may change between Python releases.
"""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

# Once less than this is left of the 512 bits, the next draw starts from a fresh digest.
_LOW = 1 << 96


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=64).digest(), "big")


class Draw:
    """A repeatable row of draws for the thing named by `key`."""

    __slots__ = ("_key", "_left")

    def __init__(self, *key: str | int) -> None:
        self._key = "/".join(map(str, key))
        self._left = _digest(self._key)

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1."""
        if self._left < _LOW:
            self._key += "+"
            self._left = _digest(self._key)
        self._left, number = divmod(self._left, limit)
        return number

    def between(self, low: int, high: int) -> int:
        """A number from `low` to `high`, both possible."""
        return low + self.below(high - low + 1)

    def chance(self, per_mille: int) -> bool:
        """True in `per_mille` of 1000 cases."""
        return self.below(1000) < per_mille

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def weighted(self, things: Sequence[T], weights: Sequence[int]) -> T:
        """One of `things`, each as likely as its weight."""
        at = self.below(sum(weights))
        for thing, weight in zip(things, weights, strict=True):
            at -= weight
            if at < 0:
                return thing
        raise AssertionError("a draw fell outside its weights")

    def hexadecimal(self, length: int) -> str:
        """`length` hexadecimal digits, sixteen at a time."""
        return "".join(f"{self.below(1 << 64):016x}" for _ in range(-(-length // 16)))[:length]

    def text(self, alphabet: str, length: int) -> str:
        return "".join(self.pick(alphabet) for _ in range(length))


def spread(index: int, prime: int, seed: int) -> int:
    """The `index`-th of the numbers 1 .. `prime` - 1 in shuffled-looking order; no two indexes share one.

    Raises ValueError when `index` is outside 0 .. `prime` - 2.
    """
    if not 0 <= index < prime - 1:
        raise ValueError(f"{index} has no place among {prime - 1} numbers")
    return (index + 1) * _step(prime, seed) % prime


@cache
def _step(prime: int, seed: int) -> int:
    # Near the golden ratio neighbours land far apart.
    return 1 + (prime * 618 // 1000 + _digest(f"spread/{seed}/{prime}") % (prime // 40 + 1)) % (prime - 1)


def to_letters(number: int, alphabet: str, length: int) -> str:
    """`number` written with `alphabet` as digits, padded to `length`."""
    letters = []
    for _ in range(length):
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return "".join(reversed(letters))
