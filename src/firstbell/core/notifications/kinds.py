"""Kinds of notices: what is told, to whom, with which words. Each room registers its own in its ``notices.py``::

    DUE = register(
        NoticeKind(
            key="circulation.loan_due",
            label="A loan is due",
            who="the borrower",
            variables=(Variable("device", "What was lent", en="Chromebook EHS-1042", es="Chromebook EHS-1042"), ...),
            words={"en": Words(line=..., title=..., body=...), "es": Words(...)},
            email=Choice.NOW,
        )
    )

and sends it from a listener or a job with ``send_notice(subject, kind=DUE.key, to=[...], values={...}, by=by)``.
Texts for families keep to short words and short sentences, and name a child by first name only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from firstbell.core.errors import NotFound
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications import wording
from firstbell.core.notifications.languages import SHIPPED, Value


@dataclass(frozen=True, slots=True)
class Variable:
    """A value a wording may use, with samples for the preview."""

    name: str
    label: str
    en: Value
    es: Value | None = None

    def sample(self, code: str) -> Value:
        return self.es if code == "es" and self.es is not None else self.en


COMMON = (Variable("recipient", "Who gets the notice", en="Ana Alvarez"),)


@dataclass(frozen=True, slots=True)
class Words:
    """``line`` is what the program and chat show; ``title`` and ``body`` are the mail."""

    line: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind. ``email`` and ``in_app`` are what somebody gets who chose nothing.

    ``is_urgent`` passes quiet hours. ``is_optional`` may be switched off by the recipient. ``hold_seconds`` keeps mail
    back, so that what is undone at once was never sent. ``for_teams`` may go into a chat room.
    ``may_wait`` False keeps it out of the digest. ``needs`` is the permission without which nobody gets it, so that nobody is asked about what never comes.
    ``words_by`` is the permission of those who may write its words besides who manages notices: they are the same everywhere.
    ``is_printed``: a letter that somebody prints, never sent; its mail is the letter, its line the strip.
    """

    key: str
    label: str
    who: str
    variables: tuple[Variable, ...]
    words: Mapping[str, Words]
    email: Choice = Choice.NOW
    in_app: Choice = Choice.NOW
    is_urgent: bool = False
    is_optional: bool = True
    is_family: bool = False
    for_teams: bool = False
    needs: str = ""
    words_by: str = ""
    may_wait: bool = True
    is_printed: bool = False
    hold_seconds: int = 0

    @property
    def offered(self) -> tuple[Variable, ...]:
        """What its wordings may use: its own variables and those of every kind."""
        return (*self.variables, *COMMON)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.offered)

    @property
    def hold(self) -> dt.timedelta:
        return dt.timedelta(seconds=self.hold_seconds)

    def default(self, channel: str) -> Choice:
        return {Channel.IN_APP: self.in_app, Channel.EMAIL: self.email}.get(Channel(channel), Choice.NOW)

    def samples(self, code: str) -> dict[str, Value]:
        return {one.name: one.sample(code) for one in self.offered}


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> NoticeKind:
    """Add a kind; its shipped words are checked at start, so a slip of the pen never reaches a family."""
    if kind.key in _kinds:
        raise ValueError(f"Two kinds of notices are called {kind.key!r}")
    if missing := SHIPPED.keys() - kind.words.keys():
        raise ValueError(f"{kind.key} has no words in {sorted(missing)}")
    for words in kind.words.values():
        for text in (words.line, words.title, words.body):
            wording.check(text, kind.names)
    _kinds[kind.key] = kind
    return kind


def kind_named(key: str) -> NoticeKind:
    """Raises NotFound for a kind nobody registered."""
    found = _kinds.get(key)
    if found is None:
        raise NotFound(f"There is no kind of notice “{key}”.", remedy="Choose one from the list of notices.")
    return found


def label_of(key: str) -> str:
    """The kind's name on screen; its key when the room that sent it is gone."""
    return _kinds[key].label if key in _kinds else key


def all_kinds() -> list[NoticeKind]:
    """Every kind, by room and name."""
    return sorted(_kinds.values(), key=lambda kind: (kind.key.partition(".")[0], kind.label))
