"""A list of sources in one style: its order, the letters behind years, who is named again, what the text needs."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from firstbell.library.citations import apa, chicago, mla
from firstbell.library.citations.among import ALONE, Among, leaders
from firstbell.library.citations.capitals import headline
from firstbell.library.citations.sources import Kind, Name, Role, Source, Style
from firstbell.library.citations.text import Text

_BY_STYLE: dict[Style, ModuleType] = {Style.MLA: mla, Style.APA: apa, Style.CHICAGO: chicago}
#: What the list is called at the end of a paper.
HEADINGS = {Style.MLA: "Works Cited", Style.APA: "References", Style.CHICAGO: "References"}


@dataclass(frozen=True, slots=True)
class Cited:
    """One source as a style says it. ``is_listed``: False where it stands in the text only (one's own interview)."""

    source: Source
    entry: Text
    in_text: Text
    is_listed: bool = True
    position: int = 0


def cite(source: Source, style: Style, *, locator: str = "") -> Cited:
    """One source by itself. ``locator``: the page that is quoted."""
    return _said(source, style, ALONE, locator, 0)


def works_cited(sources: Iterable[Source], style: Style) -> list[Cited]:
    """The list in the order it is handed in; ``position`` is where each stood in what was given."""
    numbered = sorted(enumerate(sources), key=lambda pair: _key(pair[1], style))
    among = _among([source for _, source in numbered], style)
    return [
        _said(source, style, how, "", position)
        for (position, source), how in zip(numbered, among, strict=True)
    ]  # fmt: skip


def _said(source: Source, style: Style, among: Among, locator: str, position: int) -> Cited:
    speak = _BY_STYLE[style]
    is_listed = speak.is_listed(source) if style is not Style.MLA else True
    return Cited(source, speak.entry(source, among), speak.in_text(source, among, locator), is_listed, position)


def heads(source: Source, style: Style) -> tuple[Role | None, tuple[Name, ...]]:
    """Whom the entry begins with in this style."""
    if style is Style.MLA:
        return mla.leads(source)
    if source.kind is Kind.AI_CHAT and not source.authors and source.publisher:
        return Role.AUTHOR, (Name(source.publisher),)
    if style is Style.CHICAGO and (paper := chicago.leading_paper(source)):
        return None, (Name(paper),)
    return leaders(source)


def _among(ordered: Sequence[Source], style: Style) -> list[Among]:
    """How each stands among the others; ``ordered`` as the list will be."""
    found = [ALONE] * len(ordered)
    by_people: dict[tuple[Name, ...], list[int]] = defaultdict(list)
    by_family: dict[str, set[Name]] = defaultdict(set)
    for number, source in enumerate(ordered):
        _, names = heads(source, style)
        if names:
            by_people[names].append(number)
            by_family[letters(names[0].family)].add(names[0])
    for number, source in enumerate(ordered):
        role, names = heads(source, style)
        before = heads(ordered[number - 1], style) if number else (None, ())
        found[number] = Among(
            with_initials=bool(names) and len(by_family[letters(names[0].family)]) > 1,
            with_title=style is Style.MLA and bool(names) and len(by_people[names]) > 1,
            repeats=style is not Style.APA and bool(names) and (role, names) == before,
        )
    if style is not Style.MLA:
        for numbers in by_people.values():
            _letter(ordered, numbers, found)
    return found


def _letter(ordered: Sequence[Source], numbers: Sequence[int], found: list[Among]) -> None:
    """a, b, c behind a year that the same people have more than once."""
    by_year: dict[int | None, list[int]] = defaultdict(list)
    for number in numbers:
        by_year[ordered[number].date.year].append(number)
    for same in by_year.values():
        if len(same) > 1:
            for count, number in enumerate(same[:26]):
                found[number] = replace(found[number], letter="abcdefghijklmnopqrstuvwxyz"[count])


def _key(source: Source, style: Style) -> tuple[object, ...]:
    """By people, then by year (APA and Chicago) and title.

    MLA and Chicago go letter by letter (spaces do not count), APA puts nothing before something (“Chen” before “Chenoweth”,
    one author before the same with others). In APA what has no date comes first, in Chicago last.
    """
    _, names = heads(source, style)
    title = letters(_without_article(headline(source.title)), spaces=style is Style.APA)
    if not names:
        return ((title, ""),), 0, title
    spaces = style is Style.APA
    people = tuple((letters(one.family, spaces=spaces), letters(one.given)) for one in names)
    year = source.date.year
    if style is Style.MLA:
        return people, 0, title
    if year is None:
        year = -(10**6) if style is Style.APA else 10**6
    day = (source.date.month or 0) * 100 + (source.date.day or 0) if style is Style.APA else 0
    return people, year, title, day


def letters(text: str, *, spaces: bool = False) -> str:
    """What is compared: small letters without accents and marks; digits count, white space only where asked."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    kept = (one if one.isalnum() else " " if one.isspace() or one in "-–—" else "" for one in flat)
    said = "".join(kept)
    return " ".join(said.split()) if spaces else said.replace(" ", "")


def _without_article(title: str) -> str:
    first, _, rest = title.strip("“”\"'*{}").partition(" ")
    return rest if first.lower() in ("a", "an", "the") and rest else title
