"""HTML and foreign text as plain text that a database keeps and a page shows. Nothing here raises for bad input."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

#: Of one HTML part; what is longer is cut before it is read.
MOST_HTML = 2_000_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BLOCKS = {
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "table",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "hr",
    "dl",
    "dt",
    "dd",
}
_KEPT = _BLOCKS | {"br", "blockquote", "a", "td", "th", "b", "i", "em", "strong", "span"}


def clean(text: str) -> str:
    """Text a database keeps and a page shows: no NUL, no control or direction marks, no broken surrogates."""
    return _BIDI.sub("", _CONTROL.sub("", _whole(text).replace("\r\n", "\n").replace("\r", "\n")))


def _whole(text: str) -> str:
    """Halves of a character, which JSON may escape and nothing can store, become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


class _Lines(HTMLParser):
    """Lines of text; a quotation's begin with ``>`` as they would in a plain mail."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.quotes = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._new_line()
        elif tag == "blockquote":
            self._new_line(only_if_used=True)
            self.quotes = min(self.quotes + 1, 20)
        elif tag in _BLOCKS:
            self._new_line(only_if_used=True)
        elif tag in {"td", "th"} and self.lines[-1].strip():
            self.lines[-1] += "  "
        if tag == "li":
            self.handle_data("- ")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._new_line(only_if_used=True)
            self.quotes = max(0, self.quotes - 1)
        elif tag == "p":
            self._new_line(only_if_used=True)
            self._new_line()
        elif tag in _BLOCKS:
            self._new_line(only_if_used=True)
        elif tag == "a" and self.links:
            target = self.links.pop()
            if target.startswith(("http://", "https://")) and target not in self.lines[-1]:
                self.lines[-1] += f" <{target}>"

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if not self.lines[-1] and self.quotes and text.strip():
            self.lines[-1] = "> " * self.quotes
        self.lines[-1] += text if self.lines[-1] else text.lstrip()

    def _new_line(self, *, only_if_used: bool = False) -> None:
        if not only_if_used or self.lines[-1].strip():
            self.lines.append("")


def text_of_html(html: str) -> str:
    """What a person reads in it. Scripts, styles and everything that acts is gone before it is read."""
    safe = nh3.clean(
        _whole(html[:MOST_HTML]),
        tags=_KEPT,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        clean_content_tags={"script", "style", "title", "template", "noscript"},
        link_rel=None,
    )
    reader = _Lines()
    reader.feed(safe)
    reader.close()
    text = "\n".join(line.rstrip() for line in reader.lines)
    return re.sub(r"\n{3,}", "\n\n", clean(text)).strip()
