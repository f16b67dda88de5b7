"""Which card fits what somebody wrote. Offline, in this process, in a millisecond or two; nothing leaves the house.

A message is compared with every way of saying it that the cards list (``says``), with their titles, and weakly with the
rest of their text: by words (stemmed, with synonyms), by pairs of words, and by pieces of four letters, which forgive
spelling. Each feature weighs by how few cards have it (TF-IDF); likeness is the cosine. Long stories are also read clause
by clause, because usually one sentence in them says it. ``bench/matching.py`` measures it.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from firstbell.guides.content import LANGUAGES, CardContent

_WORD = re.compile(r"[a-z0-9]+")
_CLAUSE = re.compile(r"[.!?;:\n,()]+|\b(?:and|but|because|so|when|y|pero|porque|cuando)\b")
_SYNONYMS = Path(__file__).parent / "shipped" / "synonyms.yaml"

#: Weights, chosen on the tuning half of the labelled messages; see docs/explanation/matching.md.
WORD, PAIR, PIECE = 1.0, 0.6, 0.35
SYNONYM = 0.7
BEST, WHOLE = 0.65, 0.35
KIND = 1.3
#: Below this likeness nothing is offered; a wrong card costs a person more than no card.
LEAST = 0.14


@dataclass(frozen=True)
class Match:
    code: str
    score: float


@dataclass
class _Document:
    """One way of saying it, or all the text of a card, as weighted features of length 1."""

    code: str
    weights: dict[str, float]


@dataclass
class Index:
    """Built by :func:`build`; asked with :meth:`match`. Holds no message."""

    about: dict[str, str] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    common: float = 1.0
    sayings: dict[str, list[tuple[int, float]]] = field(default_factory=dict)
    owners: list[str] = field(default_factory=list)
    wholes: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    def match(self, text: str, *, about: Collection[str] = (), most: int = 3) -> list[Match]:
        """The best cards, best first, at most one entry a card; empty when nothing comes near. ``about``: kinds to favour."""
        found: dict[str, float] = defaultdict(float)
        for clause in _readings(text):
            for code, score in self._scores(clause).items():
                found[code] = max(found[code], score)
        for code in found:
            if self.about[code] in about:
                found[code] *= KIND
        ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        return [Match(code, min(1.0, score)) for code, score in ranked[:most] if score >= LEAST]

    def _scores(self, clause: str) -> dict[str, float]:
        weights = _unit(self._weighed(_features(clause, is_query=True)))
        near: dict[int, float] = defaultdict(float)
        whole: dict[str, float] = defaultdict(float)
        for feature, weight in weights.items():
            for number, other in self.sayings.get(feature, ()):
                near[number] += weight * other
            for code, other in self.wholes.get(feature, ()):
                whole[code] += weight * other
        best: dict[str, float] = defaultdict(float)
        for number, score in near.items():
            code = self.owners[number]
            best[code] = max(best[code], score)
        return {code: BEST * best[code] + WHOLE * whole[code] for code in {*best, *whole}}

    def _weighed(self, features: dict[str, float]) -> dict[str, float]:
        return {name: count * self.rarity.get(name, self.common) for name, count in features.items()}


def build(cards: Iterable[CardContent]) -> Index:
    """An index over the cards, in both languages at once: people mix them."""
    index = Index()
    sayings: list[tuple[str, dict[str, float]]] = []
    wholes: dict[str, dict[str, float]] = {}
    seen: Counter[str] = Counter()
    for card in cards:
        index.about[card.code] = card.about
        own = [text for language in LANGUAGES for text in (*getattr(card.says, language), card.title.in_(language))]
        features = [_features(text) for text in own]
        sayings += [(card.code, one) for one in features]
        total: dict[str, float] = defaultdict(float)
        for one in features:
            for name, count in one.items():
                total[name] += count
        for language in LANGUAGES:
            for text in card.texts(language):
                for name, count in _features(text).items():
                    total[name] += 0.2 * count
        wholes[card.code] = {name: math.log1p(count) for name, count in total.items()}
        seen.update({name for one in features for name in one})
    number = max(1, len(wholes))
    index.rarity = {name: math.log1p(number / count) for name, count in _cards_with(sayings).items()}
    index.common = math.log1p(number)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for position, (code, features_of) in enumerate(sayings):
        index.owners.append(code)
        for name, weight in _unit(index._weighed(features_of)).items():
            postings[name].append((position, weight))
    index.sayings = dict(postings)
    by_card: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for code, features_of in wholes.items():
        for name, weight in _unit(index._weighed(features_of)).items():
            by_card[name].append((code, weight))
    index.wholes = dict(by_card)
    return index


def _cards_with(sayings: list[tuple[str, dict[str, float]]]) -> dict[str, int]:
    cards: dict[str, set[str]] = defaultdict(set)
    for code, features in sayings:
        for name in features:
            cards[name].add(code)
    return {name: len(codes) for name, codes in cards.items()}


def _unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {name: weight / length for name, weight in weights.items()} if length else {}


def _readings(text: str) -> Iterator[str]:
    """The whole, and each clause of a longer text that has something to say."""
    plain = plain_text(text)[:4000]
    yield plain
    clauses = [one.strip() for one in _CLAUSE.split(plain)]
    if len(clauses) > 1:
        yield from (one for one in clauses[:40] if len(_WORD.findall(one)) >= 3)


def plain_text(text: str) -> str:
    """Small letters without accents; apostrophes go, so that “can't” and “cant” are one."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).replace("'", "").replace("’", "")


def _features(text: str, *, is_query: bool = False) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    words = [word for word in _WORD.findall(plain_text(text)) if word not in _stop_words()]
    stems = [stem(word) for word in words]
    for one in stems:
        found[f"w {one}"] += WORD
        if is_query:
            for other in _synonyms().get(one, ()):
                found[f"w {other}"] = max(found[f"w {other}"], SYNONYM * WORD)
    for left, right in itertools.pairwise(stems):
        found[f"p {left} {right}"] += PAIR
    for word in words:
        if len(word) > 3:
            padded = f"_{word}_"
            for start in range(len(padded) - 3):
                found[f"c {padded[start : start + 4]}"] += PIECE / math.sqrt(len(padded) - 3)
    return found


@cache
def stem(word: str) -> str:
    """A rough stem that serves English and Spanish alike: one ending less, never shorter than three letters."""
    for ending in ("iendo", "ando", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] in "aeoy":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@cache
def _synonyms() -> dict[str, tuple[str, ...]]:
    """Stem -> stems that mean the same here."""
    found: dict[str, set[str]] = defaultdict(set)
    for group in yaml.safe_load(_SYNONYMS.read_text(encoding="utf-8"))["same"]:
        stems = {stem(plain_text(word)) for word in group}
        for one in stems:
            found[one] |= stems - {one}
    return {one: tuple(sorted(others)) for one, others in found.items()}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(plain_text(yaml.safe_load(_SYNONYMS.read_text(encoding="utf-8"))["stop"]).split())
