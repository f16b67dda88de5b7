"""Cards, facts, timelines, toasts: what one reads."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from firstbell.core.ui.context import mark_active
from firstbell.core.ui.shapes import Change, Fact, NavItem, NavSection, Tab, TimelineEntry
from firstbell.core.ui.toasts import Toast, toast_later, toast_now, toasts_of

HOSTILE = "<img src=x onerror=alert(1)>"


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_card_with_a_title_is_a_section_with_a_heading() -> None:
    html = drawn('{% card title=t icon="laptop" url="/x/" %}<p>in</p>{% endcard %}', t=HOSTILE)
    assert html.startswith("<section")
    assert "<h2>&lt;img" in html
    assert "<p>in</p>" in html
    assert 'href="/x/"' in html


def test_what_is_inside_a_block_tag_is_escaped_as_ever() -> None:
    html = drawn('{% callout "warn" title=t %}{{ t }}{% endcallout %}{% toolbar t %}{{ t }}{% endtoolbar %}', t=HOSTILE)
    assert "<img" not in html


def test_facts_show_a_dash_for_nothing_a_link_and_a_badge() -> None:
    html = drawn(
        "{% facts items %}{% fact_row items %}",
        items=[
            Fact("Warranty", None),
            Fact("Model", "Spin", url="/m/"),
            Fact("State", "Out", tone="info"),
            Fact("Note", HOSTILE),
            {"label": "Zero", "text": 0},
        ],
    )
    assert html.count("—") == 2
    assert '<a href="/m/">Spin</a>' in html
    assert "badge tone-info" in html
    assert "<dd>0</dd>" in html
    assert "<img" not in html


def test_a_figure_with_an_address_is_a_link() -> None:
    assert drawn('{% stat "Out" 412 url="/x/" %}').startswith('<a href="/x/"')
    assert drawn('{% stat "Out" 412 hint="3 late" tone="bad" %}').startswith("<div")


def test_tabs_mark_the_page_we_are_on() -> None:
    html = drawn(
        '{% tabs items label="Device" %}', items=[Tab("One", "/1/", active=True), Tab("Two", "/2/", badge="3")]
    )
    assert html.count('aria-current="page"') == 1


def test_progress_without_an_end_says_that_it_goes_on() -> None:
    assert 'value="40" max="100"' in drawn('{% progress 40 100 "Rows" %}')
    assert " value=" not in drawn('{% progress None 0 "Rows" %}')
    assert 'value="4000" max="12345"' in drawn('{% progress 4000 12345 "Rows" %}')


def test_an_empty_state_says_what_to_do_next() -> None:
    html = drawn('{% empty_state icon="laptop" title="No loans" action_label="Lend" action_url="/c/" %}')
    assert '<a href="/c/"' in html
    assert "<a" not in drawn('{% empty_state title="No loans" %}')


def test_the_timeline_tells_who_what_when_and_the_change() -> None:
    entry = TimelineEntry(
        datetime(2026, 1, 5, 8, 0, tzinfo=UTC),
        "Tess Okafor",
        "swap",
        HOSTILE,
        changes=[Change("State", "Out", HOSTILE)],
        note=f"{HOSTILE}\nsecond line",
    )
    html = drawn("{% timeline entries %}", entries=[entry])
    assert "Tess Okafor" in html
    assert "<del>Out" in html
    assert "<br>second line" in html
    assert "<img" not in html


def test_a_chip_clears_its_filter() -> None:
    html = drawn('{% chip text "/list/?page=1" %}', text=HOSTILE)
    assert 'href="/list/?page=1"' in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/", "Today"),
        ("/people/", "People"),
        ("/people/7/", "People"),
        ("/people/import/", "Import"),
        ("/peoples/", ""),
    ],
)
def test_the_navigation_marks_the_longest_address_that_leads_here(path: str, active: str) -> None:
    nav = [
        NavSection(
            "",
            [
                NavItem("Today", "/", "home"),
                NavItem("People", "/people/", "people"),
                NavItem("Import", "/people/import/", "import"),
            ],
        )
    ]
    marked = [item.label for section in mark_active(nav, path) for item in section.items if item.active]
    assert marked == ([active] if active else [])


def test_a_toast_survives_the_redirect_with_its_undo() -> None:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    storage = FallbackStorage(request)
    request._messages = storage  # type: ignore[attr-defined]
    toast = Toast("Lent to Ana", "good", "/undo/1/", 60)
    toast_later(request, toast)
    toast_later(request, Toast("Careful", "warn"))
    assert toasts_of(storage) == [toast, Toast("Careful", "warn")]


def test_plain_django_messages_are_toasts_too() -> None:
    stored = [Message(constants.ERROR, "No"), Message(constants.SUCCESS, "Yes", extra_tags="not json")]
    assert [(toast.text, toast.tone) for toast in toasts_of(stored)] == [("No", "bad"), ("Yes", "good")]


def test_a_toast_rides_on_an_htmx_response() -> None:
    response = toast_now(HttpResponse(), Toast("Ana’s loan", "info"))
    assert '"toast"' in response.headers["HX-Trigger"]


def test_toasts_of_the_server_work_without_javascript() -> None:
    html = drawn(
        '{% include "core/ui/toasts.html" %}',
        messages=[Message(constants.SUCCESS, HOSTILE, extra_tags='{"tone": "good", "undo_url": "/undo/1/"}')],
    )
    shown, _, template = html.partition("<template")
    assert 'action="/undo/1/"' in shown
    assert "<img" not in html
    assert "hidden" in template
