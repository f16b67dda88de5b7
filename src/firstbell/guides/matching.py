"""Which card fits what somebody wrote. Offline, in this process, in a millisecond or two; nothing leaves the house.

Multinomial naive Bayes over the cards (McCallum and Nigam 1998). A message, and every way of saying it that the cards list
(``says``), their titles and weakly the rest of their text, is taken apart into stems, pairs of stems, and pieces of words of
three to five letters, which forgive endings and spelling. Each feature weighs by how few cards have it; then each card is
asked how likely these features are in what it lists. What no card answers (thanks, lunch, heating: ``no_card.yaml``) stands
among the cards as one more, and a card must beat it clearly, or nothing is offered. docs/explanation/matching.md has the figures.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from firstbell.guides.content import LANGUAGES, CardContent
from firstbell.guides.spelling import Spelling

_SENTENCE = re.compile(r"[.!?;\n]+")
_WORD = re.compile(r"[a-z0-9]+")
_HERE = Path(__file__).parent / "shipped"
#: Longer messages are cut: nobody says what is wrong after a page.
MOST_LETTERS = 4000
#: The code of what no card answers; no card can have it (content.Code wants a capital first).
_NO_CARD = ""

# Chosen on the tuning half of the labelled messages; docs/explanation/matching.md says what else was tried.
#: How much each family of features weighs: stems, pairs of stems, pieces of words.
WORD, PAIR, PIECE = 1.0, 0.5, 1.0
SHORTEST, LONGEST = 3, 5
#: A word of the message counts also as its synonyms, that much; a word that says little (“today”) counts that much.
SYNONYM, WEAK = 0.5, 0.5
#: A sentence of a card's questions and steps, beside one of its ``says``.
TEXT = 0.3
#: Weight that a card has for a feature it never saw.
UNSEEN = 0.05
#: What a card about the kind of thing at hand gets on top, as log odds.
KIND = 2.0
#: By how much the best card must beat “no card” (log odds), in the whole message or in a sentence of it.
LEAST = 6.0
#: Cards that far behind the best (log odds) are not offered beside it.
BESIDE = 12.0

#: Features of one text, by family: how often each is in it.
Features = tuple[dict[str, float], ...]


@dataclass(frozen=True)
class Match:
    """``score``: between 0 and 1; one half is as far from “no card” as a card must be."""

    code: str
    score: float


@dataclass
class Index:
    """Built by :func:`build`; asked with :meth:`match`. Holds no message.

    ``rarity`` of a feature; ``votes``: for a feature, the cards that have it and by how much likelier it makes them;
    ``size``: for a card, what any feature costs that it does not have.
    """

    about: dict[str, str] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    votes: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    size: dict[str, float] = field(default_factory=dict)
    spelling: Spelling | None = None

    def match(self, text: str, *, about: Collection[str] = (), most: int = 3) -> list[Match]:
        """The best cards, best first; empty when nothing comes near. ``about``: kinds of things to favour."""
        text = text[:MOST_LETTERS]
        favour = {code: KIND for code, kind in self.about.items() if kind in about}
        odds = {code: one + favour.get(code, 0.0) for code, one in self.odds(text).items()}
        ranked = sorted(odds.items(), key=lambda pair: (-pair[1], pair[0]))
        if not ranked:
            return []
        best, most_odds = ranked[0]
        # A story has words for much that no card answers; then one sentence of it must say it.
        lift = max(self.odds(one).get(best, -math.inf) for one in (text, *_sentences(text)))
        lift += favour.get(best, 0.0) - most_odds
        if most_odds + lift < LEAST:
            return []
        return [Match(code, _sure(one + lift)) for code, one in ranked[:most] if one > most_odds - BESIDE]

    def odds(self, text: str) -> dict[str, float]:
        """For each card, how much likelier it is than “no card”, as log odds.

        Empty when no word is known: what pieces alone find is chance.
        """
        words = words_of(text) if self.spelling is None else [self.spelling.mended(one) for one in words_of(text)]
        of_text = features(words, is_message=True)
        if not any(name in self.rarity for name in of_text[0]):
            return {}
        weights = _weighed(of_text, self.rarity)
        total = sum(weights.values())
        found = {code: -total * size for code, size in self.size.items()}
        for name, weight in weights.items():
            for code, vote in self.votes[name]:
                found[code] += weight * vote
        nothing = found.pop(_NO_CARD)
        return {code: one - nothing for code, one in found.items()}


def build(cards: Iterable[CardContent]) -> Index:
    """An index over the cards, in both languages at once: people mix them."""
    index = Index()
    said: list[tuple[str, float, str]] = [(_NO_CARD, 1.0, one) for one in _no_card_sayings()]
    for card in cards:
        index.about[card.code] = card.about
        for language in LANGUAGES:
            said += [(card.code, 1.0, one) for one in (*getattr(card.says, language), card.title.in_(language))]
            said += [(card.code, TEXT, one) for one in card.texts(language)]
    words = [(code, share, words_of(one)) for code, share, one in said]
    index.spelling = Spelling(itertools.chain(_lists().known, *(one for _, _, one in words)), stem)
    texts = [(code, share, features(one)) for code, share, one in words]
    index.rarity = _rarity(texts)
    counts: dict[str, dict[str, float]] = {}
    totals: dict[str, float] = defaultdict(float)
    for code, share, of_text in texts:
        for name, weight in _weighed(of_text, index.rarity).items():
            by_card = counts.setdefault(name, {})
            by_card[code] = by_card.get(code, 0.0) + share * weight
            totals[code] += share * weight
    index.votes = {
        name: [(code, math.log1p(count / UNSEEN)) for code, count in by_card.items()]
        for name, by_card in counts.items()
    }
    index.size = {code: math.log(total + UNSEEN * len(counts)) for code, total in totals.items()}
    return index


def _rarity(texts: list[tuple[str, float, Features]]) -> dict[str, float]:
    """Inverse document frequency, where a document is a card."""
    had_by: dict[str, set[str]] = defaultdict(set)
    for code, _, of_text in texts:
        had_by[code].update(*of_text)
    times = Counter(itertools.chain.from_iterable(had_by.values()))
    return {name: 1 + math.log((1 + len(had_by)) / (1 + count)) for name, count in times.items()}


def _weighed(of_text: Features, rarity: dict[str, float]) -> dict[str, float]:
    """Each family brought to its weight, however long the text; features that no card has are left out."""
    found: dict[str, float] = {}
    for share, family in zip((WORD, PAIR, PIECE), of_text, strict=True):
        weights = {
            name: (1 + math.log(count) if count > 1 else count) * rarity[name]
            for name, count in family.items()
            if name in rarity
        }
        length = math.hypot(*weights.values())
        for name, weight in weights.items():
            found[name] = share * weight / length
    return found


def _sentences(text: str) -> list[str]:
    """Of a text with several, those that have something to say; forty at most."""
    found = _SENTENCE.split(text)
    return [one for one in found[:40] if len(words_of(one)) >= 4] if len(found) > 1 else []


def _sure(odds: float) -> float:
    return 1 / (1 + math.exp((LEAST - min(odds, 60.0)) / LEAST))


def plain_text(text: str) -> str:
    """Small letters without accents; apostrophes go, so that “can't” and “cant” are one."""
    folded = unicodedata.normalize("NFKD", text[:MOST_LETTERS].casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).replace("'", "").replace("’", "")


def words_of(text: str) -> list[str]:
    return _WORD.findall(plain_text(text))


def features(words: Iterable[str], *, is_message: bool = False) -> Features:
    """Stems, pairs of stems, pieces. Synonyms and weak words count in messages only: the cards are as they were written."""
    lists = _lists()
    kept = [word for word in words if word not in lists.stop]
    stems: dict[str, float] = defaultdict(float)
    pairs: dict[str, float] = defaultdict(float)
    parts: dict[str, float] = defaultdict(float)
    for word in kept:
        share = WEAK if is_message and word in lists.weak else 1.0
        stems[f"w {stem(word)}"] += share
        for piece in pieces(word):
            parts[piece] += share
    if is_message:
        for word in kept:
            for other in lists.same.get(stem(word), ()):
                stems[f"w {other}"] = max(stems[f"w {other}"], SYNONYM)
    for left, right in itertools.pairwise(kept):
        pairs[f"p {stem(left)} {stem(right)}"] += 1
    return stems, pairs, parts


# Bounded: the words come from messages, and a process lives long.
@lru_cache(maxsize=8192)
def pieces(word: str) -> tuple[str, ...]:
    """Every run of three to five letters, the word's ends marked."""
    padded = f" {word[:40]} "
    return tuple(
        f"c {padded[start : start + length]}"
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(padded) - length + 1)
    )


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A rough stem that serves English and Spanish alike: one ending less, never shorter than three letters."""
    for ending in ("iendo", "ando", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] in "aeoy":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@dataclass(frozen=True)
class _Lists:
    """``same``: stem -> stems that mean the same here. ``stop`` words say nothing, ``weak`` ones little. ``known``: all."""

    same: dict[str, tuple[str, ...]]
    stop: frozenset[str]
    weak: frozenset[str]
    known: frozenset[str]


@cache
def _lists() -> _Lists:
    document = _read("synonyms.yaml")
    groups = [[plain_text(word) for word in group] for group in document["same"]]
    same: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        stems = {stem(word) for word in group}
        for one in stems:
            same[one] |= stems - {one}
    stop = frozenset(plain_text(document["stop"]).split())
    weak = frozenset(plain_text(document["weak"]).split())
    known = stop.union(weak, *groups)
    return _Lists({one: tuple(sorted(others)) for one, others in same.items()}, stop, weak, known)


def _no_card_sayings() -> list[str]:
    document = _read("no_card.yaml")
    return [one for language in LANGUAGES for one in document[language]]


def _read(name: str) -> Any:
    return yaml.safe_load((_HERE / name).read_text(encoding="utf-8"))
