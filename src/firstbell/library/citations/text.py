"""Runs of text, upright or in italics, and the punctuation between them: what every style builds entries from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

_ENDS = ".?!"
_MARKED = re.compile(r"\*([^*]+)\*")
#: Characters that open what follows, so that a straight quotation mark after them opens, too.
_OPENING = " (\t\n[—–-/“‘"


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Runs in order. ``plain`` is for copying as text, ``html`` is escaped and uses ``<i>`` only."""

    runs: tuple[Run, ...] = ()

    def __add__(self, other: Text | str) -> Text:
        added = (Run(other),) if isinstance(other, str) else other.runs
        runs = list(self.runs)
        for run in added:
            if not run.text:
                continue
            if runs and runs[-1].italic == run.italic:
                runs[-1] = Run(runs[-1].text + run.text, run.italic)
            else:
                runs.append(run)
        return Text(tuple(runs))

    def __bool__(self) -> bool:
        return any(run.text for run in self.runs)

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def html(self) -> str:
        return "".join(f"<i>{escape(r.text)}</i>" if r.italic else escape(r.text) for r in self.runs)


def upright(text: str) -> Text:
    return Text((Run(text),)) if text else Text()


def italic(text: str) -> Text:
    return Text((Run(text, True),)) if text else Text()


def join(parts: Iterable[Text | str], between: str) -> Text:
    """The parts that say something, with ``between`` between them."""
    whole = Text()
    for part in parts:
        one = upright(part) if isinstance(part, str) else part
        if one:
            whole = whole + (between if whole else "") + one
    return whole


def closed(text: Text, mark: str = ".") -> Text:
    """Ended with ``mark``, inside a closing quotation mark; none where it ends with a full stop, ``?`` or ``!`` already."""
    if not text:
        return text
    said = text.plain
    inner = said.rstrip("”’")
    if mark in _ENDS and inner and inner[-1] in _ENDS:
        return text
    if said.endswith("”"):
        return _before_the_last_quote(text, mark)
    return text + mark


def _before_the_last_quote(text: Text, mark: str) -> Text:
    last = text.runs[-1]
    body = last.text.rstrip("”")
    closing = last.text[len(body) :]
    # ‘Photobomb’” takes its comma inside both.
    if body.endswith("’") and "‘" in body:
        body, closing = body[:-1], "’" + closing
    return Text(text.runs[:-1]) + Text((Run(body + mark + closing, last.italic),))


def sentences(parts: Iterable[Text]) -> Text:
    """Each part closed with a full stop, one space between."""
    return join((closed(part) for part in parts), " ")


def first_up(text: Text) -> Text:
    """The first letter as a capital: what begins after a full stop."""
    if not text:
        return text
    head = text.runs[0]
    return Text((Run(head.text[:1].upper() + head.text[1:], head.italic), *text.runs[1:]))


def smart(text: str) -> str:
    """Straight quotation marks and apostrophes as printed ones; runs of white space as one."""
    made: list[str] = []
    for char in " ".join(text.split()):
        before = made[-1] if made else " "
        if char == '"':
            char = "“" if before in _OPENING else "”"
        elif char == "'":
            char = "‘" if before in _OPENING else "’"
        made.append(char)
    return "".join(made)


def italic_title(title: str, *, inner: str = "upright") -> Text:
    """A title in italics. Another title inside it: upright again, or with ``inner="quoted"`` in quotation marks."""
    whole = Text()
    for number, part in enumerate(_MARKED.split(_bare(title))):
        if not number % 2:
            whole = whole + italic(part)
        else:
            whole = whole + (italic(f"“{part}”") if inner == "quoted" else upright(part))
    return whole


def quoted_title(title: str) -> Text:
    """A title in quotation marks; those inside become single, another title inside it is in italics."""
    inner = _bare(title).replace("“", "‘").replace("”", "’")
    return upright("“") + _with_marks(inner) + "”"


def plain_title(title: str) -> Text:
    """A title as APA sets that of an article: neither italic nor quoted, but for a title inside it."""
    return _with_marks(_bare(title))


def _with_marks(title: str) -> Text:
    whole = Text()
    for number, part in enumerate(_MARKED.split(title)):
        whole = whole + (italic(part) if number % 2 else upright(part))
    return whole


def _bare(title: str) -> str:
    """Without braces, catalogues' spaces before colons and full stop, with printed quotation marks."""
    said = smart(title.replace("{", "").replace("}", ""))
    said = re.sub(r"([?!]) ?: ", r"\1 ", said.replace(" : ", ": ").replace(" ; ", "; "))  # as catalogues part them
    return said.rstrip(" .") if _is_ended(said) else said


def _is_ended(title: str) -> bool:
    """A full stop at the end of a title is the catalogue's, unless it is an ellipsis or an abbreviation like “U.S.”"""
    said = title.rstrip()
    return said.endswith(".") and not said.endswith("..") and not re.search(r"(?:\b\w\.)+$", said)
