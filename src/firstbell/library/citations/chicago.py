"""Chicago Manual of Style, 17th edition, author and date (chapter 15)."""

from __future__ import annotations

import re

from firstbell.library.citations.among import ALONE, Among, is_same, is_talk, leaders, short_title
from firstbell.library.citations.capitals import headline
from firstbell.library.citations.figures import (
    chicago_pages,
    chicago_year,
    doi_address,
    is_first,
    long_date,
    long_day,
    ordinal,
    year_text,
)
from firstbell.library.citations.names import chicago_list, chicago_straight, listed, surname
from firstbell.library.citations.sources import WHOLE, Kind, Name, Role, Source
from firstbell.library.citations.text import (
    Text,
    closed,
    first_up,
    italic_title,
    join,
    quoted_title,
    sentences,
    upright,
)

_ROLES = {
    Role.EDITOR: ("ed.", "eds."),
    Role.DIRECTOR: ("dir.", "dirs."),
    Role.HOST: ("host", "hosts"),
}


def entry(source: Source, among: Among = ALONE) -> Text:
    """The entry in the reference list."""
    who, year = _author(source, among), upright(_years(source, among, "()"))
    title = _title(source)
    head = [who, year, title] if who else [title, year]
    return sentences([*head, *_rest(source), upright(_address(source))])


def in_text(source: Source, among: Among = ALONE, locator: str = "") -> Text:
    """Between brackets in the text: “(Grazer and Fishman 2015, 12)”."""
    if source.kind is Kind.AI_CHAT:
        day = long_date(source.date) or chicago_year(source.date)
        return upright("(") + join([source.container, day], ", ") + ")"
    _, names = leaders(source)
    if paper := leading_paper(source):
        said = italic_title(paper)
    else:
        said = upright(_short_names(names, among)) if names else _short(source)
    year = _years(source, among, "[]")
    if is_talk(source):
        told = f"{_full(names)}, interview, {long_date(source.date) or year}"
        return upright(f"({told})")
    if not source.date.is_known:
        said = closed(said, ",")  # inside a closing quotation mark
    return upright("(") + join([join([said, year], " "), chicago_pages(locator)], ", ") + ")"


def is_listed(source: Source) -> bool:
    """Talks one held oneself (14.214) and chats with programs (the Manual's online questions, 2023) stand in the text."""
    return not (is_talk(source) or source.kind is Kind.AI_CHAT)


def leading_paper(source: Source) -> str:
    """An unsigned article of a newspaper begins with the newspaper (15.49)."""
    is_unsigned = source.kind is Kind.NEWSPAPER and not leaders(source)[1]
    return _periodical(source.container) if is_unsigned else ""


def _years(source: Source, among: Among, marks: str) -> str:
    """“(1813) 2003” in the list and “[1813] 2003” in the text: when it first came out, and this edition (15.40)."""
    year = chicago_year(source.date, among.letter)
    if source.original_year in (None, source.date.year) or source.kind is Kind.AI_CHAT:
        return year
    return f"{marks[0]}{year_text(source.original_year)}{marks[1]} {year}"


def _author(source: Source, among: Among) -> Text:
    if paper := leading_paper(source):
        return upright("———") if among.repeats else italic_title(paper)
    role, names = leaders(source)
    if source.kind is Kind.AI_CHAT and not names:
        return upright(source.publisher)
    said = "———" if among.repeats else chicago_list(names)
    if said and role in _ROLES:
        said += f", {_ROLES[role][len(names) > 1]}"
    return upright(said)


def _short_names(names: tuple[Name, ...], among: Among) -> str:
    """Up to three by name; four or more are the first and “et al.” (15.29)."""
    said = [surname(one, with_initials=among.with_initials) for one in names]
    return f"{said[0]} et al." if len(said) > 3 else listed(said, "and")


def _full(names: tuple[Name, ...]) -> str:
    return chicago_straight(names) if names else "anonymous"


def _title(source: Source) -> Text:
    if source.kind is Kind.AI_CHAT:
        return quoted_title(source.title)
    title = headline(source.title)
    return italic_title(title, inner="quoted") if source.kind in WHOLE else quoted_title(title)


def _short(source: Source) -> Text:
    title = short_title(headline(source.title))
    return italic_title(title, inner="quoted") if source.kind in WHOLE else quoted_title(title)


def _rest(source: Source) -> list[Text]:  # noqa: PLR0911 - one return a kind
    match source.kind:
        case Kind.JOURNAL:
            return [_journal(source), upright(_found_in(source))]
        case Kind.MAGAZINE | Kind.NEWSPAPER:
            paper = "" if leading_paper(source) else _periodical(source.container)
            return [join([italic_title(paper), long_date(source.date)], ", "), upright(_found_in(source))]
        case Kind.CHAPTER | Kind.ENCYCLOPEDIA:
            return [_inside(source), upright(_imprint(source)), upright(_found_in(source))]
        case Kind.WEB_PAGE:
            site = source.container or source.publisher
            said = "" if any(is_same(one.family, site) for one in source.authors if one.is_whole) else headline(site)
            return [upright(said), upright(long_date(source.date)), upright(_access(source))]
        case Kind.VIDEO:
            show = headline(source.container)
            return [upright(show), upright(long_date(source.date)), upright("Video"), upright(_access(source))]
        case Kind.PODCAST:
            return _podcast(source)
        case Kind.INTERVIEW:
            return _interview(source)
        case Kind.ARTWORK:
            return [first_up(upright(source.medium)), upright(source.location)]
        case Kind.AI_CHAT:
            version = source.version
            return [join([upright(source.container), version], ", "), upright(long_date(source.date))]
        case _:
            return _book(source)


def _book(source: Source) -> list[Text]:
    """Edition, volume, who translated and edited, the place and the publisher, how it was read."""
    role, _ = leaders(source)
    people = []
    if source.translators:
        people.append(f"translated by {chicago_straight(source.translators)}")
    if source.editors and role is not Role.EDITOR:
        people.append(f"edited by {chicago_straight(source.editors)}")
    read_as = "" if source.kind is not Kind.EBOOK else source.medium or ("" if source.url or source.doi else "E-book")
    return [
        upright(_edition(source)),
        _volume(source),
        upright(". ".join(f"{one[0].upper()}{one[1:]}" for one in people)),
        upright(_imprint(source)),
        upright(read_as or _found_in(source)),
    ]


def _volume(source: Source) -> Text:
    """“Vol. 2”, or “Vol. 2 of *History of Philosophy*”."""
    if not source.set_title:
        return upright(f"Vol. {source.volume}" if source.volume else "")
    return upright(f"Vol. {source.volume} of ") + italic_title(headline(source.set_title), inner="quoted")


def _edition(source: Source) -> str:
    if is_first(source.edition):
        return ""
    said = ordinal(source.edition)
    return f"{said} ed."


def _imprint(source: Source) -> str:
    return ": ".join(filter(None, (source.place, source.publisher)))


def _inside(source: Source) -> Text:
    """“In *The Making of the American Essay*, edited by John D’Agata, 167–95”."""
    if not source.container:
        return Text()
    edition = _edition(source)
    parts: list[Text | str] = [
        upright("In ") + italic_title(headline(source.container), inner="quoted"),
        edition[:1].lower() + edition[1:],
        f"vol. {source.volume}" if source.volume else "",
        f"translated by {chicago_straight(source.translators)}" if source.translators else "",
        f"edited by {chicago_straight(source.editors)}" if source.editors else "",
        chicago_pages(source.pages),
    ]
    return join(parts, ", ")


def _journal(source: Source) -> Text:
    """“*Journal* 11, no. 1 (Spring): 1–34”; without month or season “*Journal* 38 (1): 95–109”, and without a volume
    “*Journal*, no. 62 (February): 47–95” (14.171)."""
    date = source.date
    when = date.season.capitalize() or (long_date(date).rsplit(" ", 1)[0].rstrip(",") if date.month else "")
    said = join([italic_title(_periodical(source.container)), source.volume], " ")
    if source.number and not source.volume:
        said = said + f", no. {source.number}" + (f" ({when})" if when else "")
    elif source.number and when:
        said = said + f", no. {source.number} ({when})"
    elif source.number or when:
        said = said + f" ({source.number or when})"
    return join([said, chicago_pages(source.pages)], ": ")


def _periodical(name: str) -> str:
    """A “The” before the name of a journal, magazine or newspaper is left out (14.170, 14.194)."""
    return re.sub(r"^the\s+(?=\S)", "", headline(name), flags=re.IGNORECASE)


def _podcast(source: Source) -> list[Text]:
    show = upright("In ") + italic_title(headline(source.container)) if source.container else Text()
    number = ", ".join(
        f"{word} {value}" for word, value in (("season", source.season), ("episode", source.number)) if value
    )
    return [
        upright(long_date(source.date)),
        join([show, source.publisher], ", "),
        first_up(upright(number)),
        upright("Podcast"),
    ]


def _interview(source: Source) -> list[Text]:
    """“Interview by Terry Gross. *Fresh Air*, NPR, April 19, 2017”."""
    held = source.who(Role.INTERVIEWER)
    if is_talk(source):
        return [
            upright(f"Interview by {chicago_straight(held) if held else 'author'}"),
            upright(long_date(source.date)),
        ]
    where: list[Text | str] = [italic_title(headline(source.container)), source.publisher, long_date(source.date)]
    return [upright(f"Interview by {chicago_straight(held)}" if held else "Interview"), join(where, ", ")]


def _found_in(source: Source) -> str:
    return source.database if not _address(source) else ""


def _access(source: Source) -> str:
    """Only where nobody knows how old it is (15.50)."""
    if source.accessed is None or source.date.is_known:
        return ""
    return f"Accessed {long_day(source.accessed)}"


def _address(source: Source) -> str:
    return doi_address(source.doi) or source.url.strip()
