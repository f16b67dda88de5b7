"""How a misspelled word finds the one that was meant: by what is left when a letter is left out, and by its sound.

Plain words, no database; ``queries.repair`` looks the keys up. The first is the idea of SymSpell (a letter too many, too
few, wrong, or two exchanged), the second a table of English spellings that children write as they hear them.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Shorter words have too many neighbours.
SHORTEST, LONGEST = 3, 24
#: Letters of a word of which one is left out; what stands behind them is compared afterwards.
HEAD = 7

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        # How English writes what a child hears, in the order it is applied.
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"^x", "s"),
        (r"rh", "r"),
        (r"ph", "f"),
        (r"(?<=[aeiou])ugh(?=t|$)", ""),
        (r"gh(?=t)", ""),
        (r"gh", "g"),
        (r"wh", "w"),
        (r"tch|tu(?=r)", "C"),
        (r"sch(?=[oe])", "sk"),
        (r"ch(?=r)", "k"),
        (r"ch", "C"),
        (r"[ts]ion", "Sn"),
        (r"[ct]ia", "Sa"),
        (r"sh", "S"),
        (r"th", "T"),
        (r"dg(?=[eiy])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"ck|cq|qu|q|c", "k"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"v", "f"),
        (r"mb$", "m"),
        (r"(?<=.)h", ""),
    )
)
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


def keys_of(word: str) -> set[str]:
    """Under which keys a word is kept, and by which a misspelled one looks: its head, less a letter each, and its sound."""
    head = word[:HEAD]
    return {head, sound_of(word), *(head[:at] + head[at + 1 :] for at in range(len(head)))}


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
