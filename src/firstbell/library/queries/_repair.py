"""What misspelled words may have meant, by the words that the catalogue has. For this folder only."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from firstbell.library.prose import LIGHT
from firstbell.library.queries._match import Terms, counted, known_forms, times_of, words_under
from firstbell.library.spelling import HEAD, HEARD, can_be_mended, distance, keys_asked, sound_of

#: Words looked at for one that was typed, and combinations that are tried.
MOST_NEAR, MOST_TRIES = 24, 10
#: Of words that sound alike, at most this part of the letters may be others: “xqzzy” is no “xix”.
LIKE = 0.6
#: What a place further down the list of likely words costs, in powers of ten of titles.
PLACE = 0.7


@dataclass(frozen=True, slots=True)
class Repaired:
    """The words as they are searched, and what was changed: (as typed, as searched)."""

    words: tuple[str, ...]
    changes: tuple[tuple[str, str], ...]


def repaired(words: Sequence[str], *, is_open: bool, has_hits: bool) -> Repaired | None:
    """The likeliest words that titles have together; None when nothing is misspelled or nothing is like it.

    First the words that the catalogue does not know. When it knows them all but no title has them together (and only then:
    ``has_hits``), each in turn. Where no title has all the mended words, they are given all the same: some will have most.
    """
    known = known_forms(words)
    strange = [at for at, word in enumerate(words) if not known[word]]
    if not strange and has_hits:
        return None
    suspects = strange or list(range(len(words)))
    pairs = {words[at] + words[at + 1]: at for at in range(len(words) - 1) if {at, at + 1} & set(strange)}
    near = _near([*(words[at] for at in suspects), *pairs], least_like=0 if strange else 1)
    joined = _joined(words, pairs, near)
    if joined is not None and counted(Terms.all_of(joined.words, is_open=is_open)):
        return joined
    for at in strange:
        if not near[words[at]]:
            near[words[at]] += _split(words[at])
    guess: Repaired | None = None
    best: tuple[float, Repaired] | None = None
    for place, choice in enumerate(islice(_choices(words, strange, suspects, near), MOST_TRIES)):
        flat = tuple(part for word in choice for part in word.split())
        tried = Repaired(flat, tuple((old, new) for old, new in zip(words, choice, strict=True) if old != new))
        guess = guess or tried
        if times := counted(Terms.all_of(flat, is_open=is_open)):
            # Likeliest as words, or what many titles have together: “homas edison” is no home.
            worth = math.log10(times) - place * PLACE
            if best is None or worth > best[0]:
                best = (worth, tried)
    if best is not None:
        return best[1]
    return guess if strange and len(words) > 1 else None


def _choices(
    words: Sequence[str], strange: Sequence[int], suspects: Sequence[int], near: dict[str, list[str]]
) -> Iterator[list[str]]:
    """Whole questions to try, the likeliest first."""
    if strange:
        few = 3 if len(strange) < 3 else 2
        options = [
            near[words[at]][:few] if at in strange and near[words[at]] else [words[at]] for at in range(len(words))
        ]
        # By how far down the lists they are together.
        ranked = sorted(product(*map(enumerate, options)), key=lambda one: sum(place for place, _ in one))
        yield from ([word for _, word in one] for one in ranked if [word for _, word in one] != list(words))
        return
    for depth in range(2):
        for at in suspects:
            if depth < len(near[words[at]]):
                yield [near[words[at]][depth] if place == at else word for place, word in enumerate(words)]


def _near(words: Sequence[str], *, least_like: int) -> dict[str, list[str]]:
    """For each word those of the catalogue that it may have meant, the likeliest first: two statements."""
    mendable = [word for word in words if can_be_mended(word)]
    keys = {key for word in mendable for key in keys_asked(word)}
    under = words_under(sorted(keys | {HEARD[word][:HEAD] for word in mendable if word in HEARD}))
    sounds = {word: sound_of(word) for word in under}
    shortlists: dict[str, list[tuple[float, str]]] = {word: [] for word in words}
    for word in mendable:
        sound = sound_of(word)
        for one in under:
            if one == word:
                continue
            if one in LIGHT and sorted(one) != sorted(word) and HEARD.get(word) != one:
                continue  # “hat” is no “that”, “teh” is “the”
            far, alike = distance(word, one, 5), sounds[one] == sound
            most = 1 if len(word) < 5 else 2
            if far <= most or (alike and far <= min(most + 2, int(len(word) * LIKE))) or HEARD.get(word) == one:
                shortlists[word].append((_cost(word, one, far, alike), one))
        shortlists[word] = sorted(shortlists[word])[:MOST_NEAR]
    times = times_of(sorted({one for every in shortlists.values() for _, one in every}))
    return {
        word: [
            one
            for _, one in sorted(
                (cost - 0.5 * math.log10(times[one]), one) for cost, one in every if times.get(one, 0) > least_like
            )
        ]
        for word, every in shortlists.items()
    }


def _cost(word: str, one: str, far: int, alike: bool) -> float:
    """Less is likelier. Of words that sound alike the letters say half as much."""
    if HEARD.get(word) == one:
        return -3
    return (far / 2 - 0.8 if alike else far) - (0.4 if word[0] == one[0] else 0) - (0.2 if word[-1] == one[-1] else 0)


def _joined(words: Sequence[str], pairs: Mapping[str, int], near: Mapping[str, list[str]]) -> Repaired | None:
    """“basket ball”, “baskit ball” where the catalogue says basketball."""
    exact = times_of(sorted(pairs)) if pairs else {}
    for pair, at in pairs.items():
        meant = pair if pair in exact else next(iter(near[pair]), "")
        if meant and distance(pair, meant) < 2:
            return Repaired((*words[:at], meant, *words[at + 2 :]), ((f"{words[at]} {words[at + 1]}", meant),))
    return None


def _split(word: str) -> list[str]:
    """“spiderman” where the catalogue says spider man; the split whose rarer half is the most frequent."""
    halves = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    times = times_of(sorted({half for pair in halves for half in pair}))
    both = [
        (min(times[left], times[right]), f"{left} {right}")
        for left, right in halves
        if left in times and right in times
    ]
    return [max(both)[1]] if both else []
