"""What people write as Markdown is shown, and cannot act."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.guides.prose import Line, as_html, as_words, differences, plain

PICTURES = {"menu one.png": "/attachments/7/"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Big\n\n## Less", "<h2>Big</h2>\n<h3>Less</h3>"),
        ("## First\n\n#### Much deeper\n\n## Next", "<h2>First</h2>\n<h3>Much deeper</h3>\n<h2>Next</h2>"),
        ("**Restart** it", "<strong>Restart</strong>"),
        ("1. one\n2. two", "<li>two</li>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>2</td>"),
        ("[desk](/helpdesk/help/)", '<a href="/helpdesk/help/" rel="noopener noreferrer nofollow">desk</a>'),
        (
            "[out](https://example.org/a)",
            'href="https://example.org/a" target="_blank" rel="noopener noreferrer nofollow"',
        ),
        ("![the menu](menu%20one.png)", '<img src="/attachments/7/" alt="the menu">'),
        ("![spy](https://example.org/pixel.png)", "<p>spy</p>"),
    ],
)
def test_markdown_is_shown(text: str, shown: str) -> None:
    assert shown in as_html(text, PICTURES)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "![x](data:image/png;base64,AAAA)",
        "[x](data:text/html;base64,AAAA)",
        '[x](/a "onmouseover=alert(1) ")',
        "<style>p{display:none}</style>",
        '<https://example.org/"onclick=alert(1)>',
        "![x](menu.png)\n\n<iframe src=//example.org>",
        "```\n</code></pre><script>alert(1)</script>\n```",
    ],
)
def test_nothing_in_it_acts(text: str) -> None:
    assert_harmless(as_html(text, PICTURES))


@given(st.text(alphabet="<>/[]()!\"'=&;:#`*_|\\ \nabjs", max_size=200))
def test_whatever_is_typed_cannot_act(text: str) -> None:
    assert_harmless(as_html(text, PICTURES))


def assert_harmless(html: str) -> None:
    for tag in re.findall(r"<[^>]*>", html):
        assert re.fullmatch(r"</?[a-z0-9]+(?: [a-z]+=\"[^\"]*\")* ?/?>", tag), tag
        assert re.match(
            r"</?(?:a|blockquote|br|code|del|em|h[2-6]|hr|img|li|ol|p|pre|s|strong|t(?:able|body|d|h|head|r)|ul)\b", tag
        )
        assert not re.search(r" (?:on\w+|style|srcset)=", tag)
        assert not re.search(r'(?:href|src)="\s*(?:javascript|data|vbscript):', tag, re.IGNORECASE)
        assert not tag.startswith("<img") or 'src="/attachments/' in tag or " src=" not in tag


def test_words_for_the_search_have_no_marks_and_no_addresses() -> None:
    text = "## Wi-Fi\n\nPress **Ctrl** and see [this page](https://example.org/secret).\n\n```\nping\n```"
    assert as_words(text).split() == ["Wi-Fi", "Press", "Ctrl", "and", "see", "this", "page.", "ping"]


@given(st.text(alphabet="ab *_[]()<>#`|~\\!&;:/.", max_size=80))
def test_words_of_somebody_else_stay_words(text: str) -> None:
    html = str(as_html(f"x{plain(text)}x"))
    assert not re.search(r"<(?!/?p>|br)", html)


def test_what_changed_is_shown_with_what_is_around() -> None:
    old = "\n".join(f"line {n}" for n in range(20))
    new = old.replace("line 3\n", "line three\n").replace("line 15\n", "")
    lines = differences(old, new)
    assert Line("out", "line 3") in lines
    assert Line("in", "line three") in lines
    assert Line("out", "line 15") in lines
    assert Line("gap") in lines
    assert Line("same", "line 9") not in lines
    assert differences(old, old) == []
