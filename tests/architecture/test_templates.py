"""What the content security policy would refuse, and what a keyboard could not reach, is found before a browser does."""

import re
from pathlib import Path

import pytest

from tests.architecture import house

INLINE = {
    "an inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json[\"'])[^>]*>", re.IGNORECASE
    ),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: link": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
    "htmx evaluating text": re.compile(r"\bhx-on[:=-]|hx-vals\s*=\s*[\"']js:", re.IGNORECASE),
    "a thing from another host": re.compile(
        r"(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']+\.(?:js|css|woff2?)", re.IGNORECASE
    ),
}


def templates() -> list[Path]:
    return sorted(house.SOURCE.rglob("templates/**/*.html"))


def test_there_are_templates() -> None:
    assert len(templates()) >= 20


@pytest.mark.parametrize("what", INLINE)
def test_templates_have_nothing_the_policy_refuses(what: str) -> None:
    found = []
    for path in templates():
        text = strip_comments(path.read_text())
        found += [house.where(path, text.count("\n", 0, hit.start()) + 1) for hit in INLINE[what].finditer(text)]
    assert not found, f"Templates with {what}: {found}"


def strip_comments(text: str) -> str:
    """Template comments, blanked so that line numbers stay true."""
    pattern = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
    return pattern.sub(lambda hit: "\n" * hit.group().count("\n"), text)


def test_python_writes_no_inline_style_or_script_either() -> None:
    found = [
        house.where(path, number)
        for path in house.python_files()
        if not house.is_test(path)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"<(?:script|style)(?:\s(?![^>]*\bsrc=)[^>]*)?>|<[^>]*\sstyle=[\"']", line)
    ]
    assert not found, f"HTML written by Python with inline script or style: {found}"
