"""The cast, and providers set up through the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache

from firstbell.core.actor import system_actor
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.signin.actions.providers import add_provider, switch_provider
from firstbell.signin.models import IdentityProvider

SetUp = Callable[..., IdentityProvider]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def set_up(db: None) -> SetUp:
    """A provider that is on and may vouch for example.org."""

    def make(kind: str, **values: Any) -> IdentityProvider:
        by = system_actor("tests")
        wanted = {"name": kind.title(), "allowed_domains": "example.org", "makes_accounts": True, **values}
        return switch_provider(add_provider(kind, values=wanted, by=by), on=True, by=by)

    return make


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
