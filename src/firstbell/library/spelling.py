"""How a misspelled word finds the one that was meant: by what is left when a letter is left out, and by its sound.

Plain words, no database; ``queries.repair`` looks the keys up. The first finds a letter too many, too few, wrong, or two
exchanged in the head of a word, the second is a table of English spellings that children write as they hear them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import lru_cache

from firstbell.library.shipped import read

#: Shorter words have too many neighbours.
SHORTEST, LONGEST = 3, 24
#: Letters of a word of which one is left out; what stands behind them is compared afterwards.
HEAD = 7


def _rows(name: str) -> list[list[str]]:
    return [line.split() for line in read(name).splitlines() if line and not line.startswith("#")]


_SOUNDS = tuple((re.compile(pattern), "" if sound == "-" else sound) for pattern, sound in _rows("sounds.txt"))
#: As children write it → what they mean, where neither letters nor sounds tell.
HEARD: Mapping[str, str] = dict(_rows("heard.txt"))
_LETTERS = string.ascii_lowercase
_VOWELS = re.compile(r"(?<=.)[aeiouyw]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=50_000)
def sound_of(word: str) -> str:
    """``dinasor`` and ``dinosaur``, ``fisicks`` and ``physics`` sound alike. In capitals after a ``~``: no word looks so."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    first = "a" if word[:1] in tuple("aeiou") else word[:1]
    return "~" + _DOUBLE.sub(r"\1", _VOWELS.sub("", first + word[1:])).upper()[:20]


def can_be_mended(word: str) -> bool:
    """Numbers, short words and other scripts are left alone."""
    return SHORTEST <= len(word) <= LONGEST and word.isascii() and word.isalpha()


def keys_of(word: str) -> tuple[str, str]:
    """Under which keys a word is kept: its head and its sound. Two, because a first load brings fifty thousand words."""
    return word[:HEAD], sound_of(word)


def keys_asked(word: str) -> set[str]:
    """Under which keys a word looks for others: its sound, and every head that is its own when either lacks a letter or both.

    Up to some 1,300; all that they may find has the same head but for a letter more, less, other or exchanged.
    """
    head = word[:HEAD]
    shorter = {head[:at] + head[at + 1 :] for at in range(len(head))}
    longer = (head, *shorter) if len(head) < HEAD else tuple(shorter)
    found = {one[:at] + letter + one[at:] for one in longer for at in range(len(one) + 1) for letter in _LETTERS}
    return {head, sound_of(word), *shorter, *found}


def distance(left: str, right: str, most: int = 3) -> int:
    """Letters more, less, other or exchanged with the neighbour (optimal string alignment); ``most`` when it is not less."""
    if abs(len(left) - len(right)) >= most:
        return most
    before: list[int] = []
    last = list(range(len(right) + 1))
    for at, letter in enumerate(left, 1):
        row = [at]
        for place, other in enumerate(right, 1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (letter != other))
            if at > 1 and place > 1 and letter == right[place - 2] and left[at - 2] == other:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        if min(row) >= most:
            return most
        before, last = last, row
    return min(last[-1], most)
