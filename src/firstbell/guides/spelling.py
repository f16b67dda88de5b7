"""One wrong letter in a word of a message, mended from the words that the cards use. For the matcher.

A letter too many, one too few, a wrong one, or two that changed places; by looking up what is left when one letter is left out
(the idea of SymSpell), so that a word costs a dozen look-ups whatever the vocabulary.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

#: Short words have too many neighbours; long ones are no words.
SHORTEST, LONGEST = 5, 24


class Spelling:
    """Knows the words it was built from. Words whose stem is known are left alone: “machines” is no mistake for “machine”."""

    def __init__(self, words: Iterable[str], stem: Callable[[str], str]) -> None:
        self._times = Counter(words)
        self._stem = stem
        self._stems = {stem(word) for word in self._times}
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._times:
            if SHORTEST - 1 <= len(word) <= LONGEST:
                for rest in _rests(word):
                    self._near[rest].append(word)

    def knows(self, word: str) -> bool:
        return word in self._times

    def mended(self, word: str) -> str:
        """The word, or the known one it was probably meant to be: with the same first letter, the most frequent."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._times or not word.isalpha():
            return word
        if self._stem(word) in self._stems:
            return word
        known = {one for rest in _rests(word) for one in self._near.get(rest, ()) if one[0] == word[0]}
        close = [one for one in known if _is_one_off(word, one)]
        return max(close, key=lambda one: (self._times[one], one), default=word)


def _rests(word: str) -> set[str]:
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _is_one_off(left: str, right: str) -> bool:
    """Whether one letter more, less or other, or two neighbours exchanged, makes one of the other."""
    at = 0
    while at < min(len(left), len(right)) and left[at] == right[at]:
        at += 1
    a, b = left[at:], right[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
