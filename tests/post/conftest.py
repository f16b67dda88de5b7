"""A kind of notices for these tests, and people to tell: the cast's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from firstbell.core.models import Choice
from firstbell.core.notifications import kinds
from firstbell.core.notifications.kinds import NoticeKind, Variable, Words, register
from tests.post.postmen import Mailbox, Receiver, dripping_server, http_receiver, smtp_server


def _kind(key: str, **more: Any) -> NoticeKind:
    return NoticeKind(
        key=key,
        label="Something happened",
        who="whom it concerns",
        variables=(Variable("thing", "What", en="a bell", es="una campana"),),
        words={
            "en": Words("The line: {{ thing }}", "The title: {{ thing }}", "Hello {{ recipient }}: {{ thing }}."),
            "es": Words("La línea: {{ thing }}", "El título: {{ thing }}", "Hola, {{ recipient }}: {{ thing }}."),
        },
        **more,
    )


@pytest.fixture
def ring() -> Iterator[NoticeKind]:
    """A kind mailed at once, for people and teams."""
    yield register(_kind("tests.ring", for_teams=True))
    del kinds._kinds["tests.ring"]


@pytest.fixture
def alarm() -> Iterator[NoticeKind]:
    """An urgent kind nobody may switch off."""
    yield register(_kind("tests.alarm", is_urgent=True, is_optional=False))
    del kinds._kinds["tests.alarm"]


@pytest.fixture
def murmur() -> Iterator[NoticeKind]:
    """A kind that waits for the digest."""
    yield register(_kind("tests.murmur", email=Choice.DIGEST))
    del kinds._kinds["tests.murmur"]


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server, and mail set up to use it."""
    with smtp_server() as mailbox:
        settings.FIRSTBELL_MAIL = mailbox.transport
        settings.FIRSTBELL_URL = "https://firstbell.example.org"
        yield mailbox


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A real HTTP receiver in our own network, allowed."""
    with http_receiver() as found:
        settings.FIRSTBELL_PRIVATE_HOOKS = True
        yield found


@pytest.fixture
def dripping(settings: Any) -> Iterator[str]:
    """The address of a receiver that never comes to an end, in our own network, allowed."""
    with dripping_server() as address:
        settings.FIRSTBELL_PRIVATE_HOOKS = True
        yield address
