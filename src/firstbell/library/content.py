"""The public catalogue's own texts in English and Spanish, and its tree of topics; both are data in ``shipped``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from firstbell.library.shipped import read

Language = Literal["en", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "es")


@cache
def texts(language: Language) -> Mapping[str, str]:
    """Every text by its key."""
    at = LANGUAGES.index(language)
    return {key: str(pair[at]) for key, pair in yaml.safe_load(read("words.yaml")).items()}


def say(language: Language, key: str, **values: Any) -> str:
    """One text with its values put in; the key itself where there is none."""
    return texts(language).get(key, key).format(**values) if values else texts(language).get(key, key)


@cache
def languages() -> Mapping[str, tuple[str, str]]:
    """Names of languages by MARC code, in the order of ``LANGUAGES``."""
    rows = (line.split("|") for line in read("languages.txt").splitlines() if line and not line.startswith("#"))
    return {code: (english, spanish) for code, english, spanish in rows}


def language_name(code: str, language: Language = "en") -> str:
    """“Spanish” for ``spa``; the code itself where no name is known."""
    names = languages().get(code)
    return names[LANGUAGES.index(language)] if names is not None else code


@dataclass(frozen=True, slots=True)
class Topic:
    """One picture to click: limits or words to search, and narrower topics. ``picture`` names a drawing of ``topics.svg``."""

    key: str
    names: Mapping[str, str]
    picture: str
    limits: Mapping[str, str]
    words: str
    narrower: tuple[Topic, ...]

    def query(self) -> dict[str, str]:
        return {**({"q": self.words} if self.words else {}), **self.limits}


@cache
def topics() -> tuple[Topic, ...]:
    return tuple(_topic(row, "") for row in yaml.safe_load(read("topics.yaml")))


def every_topic() -> Iterator[Topic]:
    """Broad and narrow ones."""
    for topic in topics():
        yield topic
        yield from topic.narrower


def topic_of(key: str) -> Topic | None:
    return next((one for one in topics() if one.key == key), None)


@cache
def _drawn() -> frozenset[str]:
    sprite = Path(__file__).parent / "static/library/topics.svg"
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', sprite.read_text(encoding="utf-8")))


def _topic(row: Mapping[str, Any], above: str) -> Topic:
    picture = row["key"] if row["key"] in _drawn() else above
    return Topic(
        key=row["key"],
        names={"en": row["en"], "es": row["es"]},
        picture=picture,
        limits={name: str(value) for name, value in row.get("limits", {}).items()},
        words=str(row.get("words", "")),
        narrower=tuple(_topic(one, picture) for one in row.get("in", ())),
    )
