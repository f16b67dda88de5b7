"""Markdown of articles: as HTML that cannot act, as plain words for search, and what changed between two texts.

Raw HTML in the text is shown as text. What the renderer made is cleaned once more; links get ``rel`` and, where they
leave this house, a new tab; pictures come only from the article's own files, by their file name.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

#: Longer articles are refused: nobody reads them, and they want to be two.
MOST_LETTERS = 40_000
#: Lines shown around a change.
AROUND = 2
_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~]")
_OUTSIDE = ("http://", "https://", "//")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def as_html(text: str, pictures: Mapping[str, str] | None = None) -> SafeString:
    """Safe HTML. ``pictures``: file name to address, of the pictures kept with the article; others become their words."""
    known = dict(pictures or {})
    parser = _parser()
    tokens = parser.parse(text[:MOST_LETTERS])
    _put_headings_in_order(tokens)
    for token in tokens:
        if token.children is not None:
            token.children = [_harmless(one, known) for one in token.children]
    addresses = frozenset(known.values())
    safe = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=_TAGS,
        attributes={"a": {"href", "target"}, "img": {"src", "alt"}, "ol": {"start"}},
        attribute_filter=lambda tag, name, value: (
            value if (tag, name) != ("img", "src") or value in addresses else None
        ),
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
    return mark_safe(safe)  # noqa: S308 - cleaned by nh3 just above


def _put_headings_in_order(tokens: Sequence[Token]) -> None:
    """The page has the h1: the text's highest become h2, and none is more than one level below the one before it."""
    headings = [one for one in tokens if one.type in ("heading_open", "heading_close")]
    lift = 2 - min((int(one.tag[1]) for one in headings), default=2)
    level = 1
    for token in headings:
        if token.type == "heading_open":
            level = min(int(token.tag[1]) + lift, level + 1, 6)
        token.tag = f"h{level}"


def _harmless(token: Token, pictures: Mapping[str, str]) -> Token:
    if token.type == "link_open" and str(token.attrGet("href") or "").lower().startswith(_OUTSIDE):
        token.attrSet("target", "_blank")
    if token.type == "image":
        name = unquote(str(token.attrGet("src") or ""))
        if name not in pictures:
            return Token("text", "", 0, content=token.content)
        token.attrs = {"src": pictures[name], "alt": ""}
    return token


def as_words(text: str) -> str:
    """What a reader reads, without marks and addresses: for the search."""
    return "\n".join(_read(_parser().parse(text[:MOST_LETTERS])))


def _read(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("code_block", "fence"):
            yield token.content
        elif token.children is not None:
            yield "".join(
                " " if one.type in ("softbreak", "hardbreak") else one.content
                for one in token.children
                if one.type in ("text", "code_inline", "softbreak", "hardbreak", "image")
            )


def plain(text: str) -> str:
    """Words of somebody else as Markdown that says just these words."""
    return _MARKS.sub(r"\\\g<0>", text)


@dataclass(frozen=True)
class Line:
    """``kind``: same, out, in; or gap, where equal lines are left out."""

    kind: str
    text: str = ""


def differences(old: str, new: str) -> list[Line]:
    """Line by line what went out and came in, with a little of what is around; empty when nothing changed."""
    before, after = old.splitlines(), new.splitlines()
    if before == after:
        return []
    found: list[Line] = []
    for number, group in enumerate(difflib.SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND)):
        if number:
            found.append(Line("gap"))
        for verb, from_old, to_old, from_new, to_new in group:
            if verb == "equal":
                found += [Line("same", one) for one in before[from_old:to_old]]
                continue
            found += [Line("out", one) for one in before[from_old:to_old]]
            found += [Line("in", one) for one in after[from_new:to_new]]
    return found
