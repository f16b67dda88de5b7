"""A real Chromium against the live server. `signed_in(member)` gives a page of that person; the clock is the machine's."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from firstbell.people.tests.factories import Member

Scheme = Literal["light", "dark"]
SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(chromium: Browser, live_server: Any) -> Iterator[SignedIn]:
    """A page of ``member`` at a width and in a colour scheme; an error in the console fails the test."""
    contexts = []
    faults: list[str] = []

    def open_page(member: Member, *, width: int = 1280, scheme: Scheme = "light") -> Page:
        client = Client()
        client.force_login(member.account)
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, faults


#: What the round begins with, as `make test` hands them out one by one. The first day needs the data that migrations bring,
#: which tests on a live server wash away; a long walk begun last would leave the other process waiting.
FIRST = ("test_first_day", "test_every_page_of_ours", "test_gym", "test_every_page")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((place for place, name in enumerate(FIRST) if name in item.nodeid), len(FIRST)))
