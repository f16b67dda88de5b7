"""Which articles fit what somebody wrote or searched for. Pure, in this process, in either language, one wrong letter forgiven.

Each word counts by how few articles have it (as in ``matching``, whose stems, synonyms and weak words it uses), and by
where: in the title most, then tags and summary, then the text. Fix cards go further (pieces of words, “no card”); an
article is read and not walked, so what fits loosely may stand in a list, while beside a fix card only what fits well may.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from firstbell.guides.matching import MOST_LETTERS, SYNONYM, features, stem, words_of
from firstbell.guides.spelling import Spelling

TITLE, HEAD, BODY = 4.0, 2.0, 1.0
#: A word counts once it is there; more of it adds ever less (the saturation of BM25).
SATURATION = 2.0
#: What an article about the kind of thing at hand gets on top, and again for its model, as a share of its score.
KIND = 0.5
#: Beside a fix card, an article whose title, tags or summary have that many of the words, or the weightier part of a few.
SURELY, FEW, PART = 2, 3, 0.5
#: And none that fits less than half as well as the best: one good article is better than three that share a word.
BESIDE_THE_BEST = 0.5
#: What a fix card is chosen by (“no sound”), and what any article may contain (“no tape”).
_EMPTY = frozenset({"no", "not", "sin"})


@dataclass(frozen=True)
class Text:
    """What is known of one article. ``group`` is the same for an article and its translations."""

    pk: int
    group: int
    title: str
    head: str
    body: str
    about: str = ""
    product_id: int | None = None


@dataclass(frozen=True)
class Fit:
    pk: int
    group: int
    score: float
    is_sure: bool


@dataclass
class Ranking:
    """Built by :func:`build`; holds no message. ``votes``: for a stem, each article's weight and whether its head has it."""

    texts: dict[int, Text] = field(default_factory=dict)
    rarity: dict[str, float] = field(default_factory=dict)
    votes: dict[str, list[tuple[int, float, bool]]] = field(default_factory=dict)
    spelling: Spelling | None = None

    def mended(self, words: Iterable[str]) -> list[str]:
        """The words, each with one wrong letter put right where an article has the word it was meant to be."""
        return [self.spelling.mended(one) for one in words] if self.spelling is not None else list(words)

    def fitting(self, text: str, *, about: str = "", product_id: int | None = None) -> list[Fit]:
        """Articles that have some of the words, best first. ``about``, ``product_id``: the thing at hand."""
        asked = _asked(self.mended(words_of(text)))
        scores: dict[int, float] = defaultdict(float)
        heads: Counter[int] = Counter()
        for name, (share, is_weak) in asked.items():
            for pk, weight, in_head in self.votes.get(name, ()):
                scores[pk] += share * self.rarity[name] * weight
                heads[pk] += in_head and not is_weak
        own = {name for name, (share, _) in asked.items() if share == 1.0}
        rarest = math.log(1 + len(self.texts))
        whole = sum(self.rarity.get(name, rarest) for name in own)
        covered: dict[int, float] = defaultdict(float)
        for name in own:
            for pk, _, in_head in self.votes.get(name, ()):
                covered[pk] += self.rarity[name] * in_head
        found = []
        for pk, score in scores.items():
            one = self.texts[pk]
            lift = KIND * (bool(about) and one.about == about) + KIND * (
                product_id is not None and one.product_id == product_id
            )
            is_sure = heads[pk] >= SURELY or (heads[pk] > 0 and len(own) <= FEW and covered[pk] >= PART * whole)
            found.append(Fit(pk, one.group, score * (1 + lift), is_sure))
        best = max((fit.score for fit in found if fit.is_sure), default=0.0)
        fits = [replace(fit, is_sure=fit.is_sure and fit.score >= BESIDE_THE_BEST * best) for fit in found]
        return sorted(fits, key=lambda fit: (-fit.score, fit.pk))


def build(texts: Iterable[Text]) -> Ranking:
    """A ranking over these articles."""
    ranking = Ranking()
    weights: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    heads: dict[str, set[int]] = defaultdict(set)
    words: list[str] = []
    for text in texts:
        ranking.texts[text.pk] = text
        for part, share in ((text.title, TITLE), (text.head, HEAD), (text.body, BODY)):
            of_part = [
                word
                for start in range(0, len(part), MOST_LETTERS)
                for word in words_of(part[start : start + MOST_LETTERS])
            ]
            words += of_part
            for name, times in features(of_part)[0].items():
                weights[name][text.pk] += share * (1 + math.log(times))
                if share > BODY:
                    heads[name].add(text.pk)
    ranking.spelling = Spelling(words, stem)
    count = len(ranking.texts)
    for name, by_text in weights.items():
        ranking.rarity[name] = math.log(1 + count / len(by_text))
        ranking.votes[name] = [
            (pk, weight / (weight + SATURATION), pk in heads[name]) for pk, weight in sorted(by_text.items())
        ]
    return ranking


def _asked(words: list[str]) -> dict[str, tuple[float, bool]]:
    """Stems of a message: how much each counts (1, less for synonyms), and whether it is a word that says little."""
    plain = features(words)[0]
    whole = features(words, is_message=True)[0]
    return {
        name: (min(1.0, weight), weight < 1.0 or name in _EMPTY) if name in plain else (SYNONYM, False)
        for name, weight in whole.items()
    }
