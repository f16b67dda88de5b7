"""A notice's texts for one recipient: the school's own words where there are any, else the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from firstbell.core.kept import kept
from firstbell.core.models.notifications import Channel, Wording
from firstbell.core.notifications import wording
from firstbell.core.notifications.kinds import NoticeKind, Words
from firstbell.core.notifications.languages import Spoken, Value, spoken, written
from firstbell.core.notifications.recipients import Recipient

Own = Mapping[tuple[str, str], tuple[str, str]]
"""(channel, language) to (title, body): what the school wrote."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What one recipient reads."""

    spoken: Spoken
    line: str
    title: str
    body: str


def own_words(kind: NoticeKind) -> Own:
    """The school's current words for the kind. Kept: one query."""

    def make() -> Own:
        rows = Wording.objects.filter(kind=kind.key, is_current=True)
        return {(row.channel, row.language): (row.title, row.body) for row in rows}

    return kept(("core.words", kind.key), [Wording], make)


def words_of(kind: NoticeKind, code: str, own: Own) -> Words:
    """The words in use in this language."""
    shipped = kind.words[code]
    line, _ = own.get((Channel.IN_APP, code), (shipped.line, ""))
    title, body = own.get((Channel.EMAIL, code), (shipped.title, shipped.body))
    return Words(line, title, body)


def render(kind: NoticeKind, recipient: Recipient, values: Mapping[str, Value], own: Own) -> Rendered:
    """Fill the words in the recipient's language. A variable nobody gave a value is empty."""
    said = spoken(recipient.languages)
    given = {"recipient": recipient.name, **values}
    texts = {name: written(given.get(name, ""), said.code, recipient.zone) for name in kind.names}
    words = words_of(kind, said.code, own)
    return Rendered(
        said,
        line=_one_line(wording.fill(words.line, texts))[:300],
        title=_one_line(wording.fill(words.title, texts))[:200],
        body=wording.fill(words.body, texts),
    )


def sample(kind: NoticeKind, code: str, words: Words, zone: ZoneInfo) -> Words:
    """The words filled with the kind's samples, for the preview. Raises Invalid."""
    texts = {name: written(value, code, zone) for name, value in kind.samples(code).items()}
    return Words(*(wording.fill(text, texts) for text in (words.line, words.title, words.body)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
