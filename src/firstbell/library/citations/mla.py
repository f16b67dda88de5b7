"""MLA Handbook, 9th edition: author, title, then containers with their core elements (chapter 5)."""

from __future__ import annotations

import re

from firstbell.library.citations.among import ALONE, Among, is_by_its_publisher, is_same, is_talk, leaders, short_title
from firstbell.library.citations.capitals import headline
from firstbell.library.citations.figures import (
    doi_address,
    is_first,
    mla_address,
    mla_date,
    mla_day,
    mla_pages,
    ordinal,
    year_text,
)
from firstbell.library.citations.names import mla_list, mla_straight, surname
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

#: Kinds whose entry begins with the title; the people stand behind it.
_TITLE_FIRST = frozenset({Kind.FILM, Kind.PODCAST})
_BEHIND = (
    (Role.DIRECTOR, "directed by"),
    (Role.HOST, "hosted by"),
    (Role.TRANSLATOR, "translated by"),
    (Role.EDITOR, "edited by"),
    (Role.UPLOADER, "uploaded by"),
)
#: With the “and” before it: “W. W. Norton & Company” is “W. W. Norton”.
_COMPANY = re.compile(
    r"(?:,?\s+(?:and|&))?,?\s+(?:Inc|Co|Corp|Ltd|Company|Corporation|Incorporated|Limited|LLC)\b\.?", re.IGNORECASE
)


def entry(source: Source, among: Among = ALONE) -> Text:
    """The entry in the list of works cited."""
    if source.kind is Kind.AI_CHAT:
        head = [_title(source) + " prompt" if source.title else Text()]
    elif is_talk(source):
        return _talk(source, among)
    else:
        head = [_author(source, among), _title(source), upright(_first_came_out(source))]
    return sentences([*head, *_middle(source), *_containers(source), _volume_of(source), _access(source)])


def in_text(source: Source, among: Among = ALONE, locator: str = "") -> Text:
    """Between brackets in the text: “(Jacobs 27)”. ``locator``: a page, without “p.”"""
    _, names = leads(source)
    said = _short_names(names, among)
    title = _short(source)
    parts = [upright(said), title] if said and among.with_title else [upright(said) if said else title]
    return upright("(") + join([join(parts, ", "), upright(locator.strip())], " ") + ")"


def leads(source: Source) -> tuple[Role | None, tuple[Name, ...]]:
    """An organisation that published it itself is named once, as publisher (MLA 9, 5.20)."""
    if source.kind in _TITLE_FIRST and not source.authors:
        return None, ()
    if source.kind is Kind.AI_CHAT or is_by_its_publisher(source):
        return None, ()
    if len(source.authors) == 1 and source.authors[0].is_whole and is_same(source.authors[0].family, source.container):
        return None, ()
    role, names = leaders(source)
    return (None, ()) if role is Role.UPLOADER else (role, names)


def _author(source: Source, among: Among) -> Text:
    role, names = leads(source)
    if not names:
        return Text()
    said = "---" if among.repeats else mla_list(names)
    if role in (Role.EDITOR, Role.DIRECTOR):
        said += f", {role}s" if len(names) > 1 else f", {role}"
    return upright(said)


def _short_names(names: tuple[Name, ...], among: Among) -> str:
    said = [surname(one, with_initials=among.with_initials) for one in names]
    if len(said) > 2:
        return f"{said[0]} et al."
    return " and ".join(said)


def _title(source: Source) -> Text:
    if not source.title:
        return Text()
    if source.kind is Kind.AI_CHAT:
        return quoted_title(source.title)
    title = headline(source.title)
    return italic_title(title) if source.kind in WHOLE else quoted_title(title)


def _short(source: Source) -> Text:
    title = short_title(headline(source.title) if source.kind is not Kind.AI_CHAT else source.title)
    return italic_title(title) if source.kind in WHOLE else quoted_title(title)


def _first_came_out(source: Source) -> str:
    """The year of the first edition stands behind the title (MLA 9, 5.107)."""
    return year_text(source.original_year) if source.original_year != source.date.year else ""


def _volume_of(source: Source) -> Text:
    """“Vol. 2 of *History of Philosophy*” at the end, where the volume has a title of its own."""
    if not source.set_title:
        return Text()
    return upright(f"Vol. {source.volume} of ") + italic_title(headline(source.set_title))


def _talk(source: Source, among: Among) -> Text:
    """One's own interview: who was asked, and when."""
    held = source.who(Role.INTERVIEWER)
    by = f"Interview. Conducted by {mla_straight(held)}" if held else "Interview with the author"
    return sentences([_author(source, among), upright(by), upright(mla_date(source.date))])


def _middle(source: Source) -> list[Text]:
    """Between title and container: who asked; the year of a work of art stands with its museum."""
    held = source.who(Role.INTERVIEWER)
    return [upright(f"Interview by {mla_straight(held)}")] if held and source.kind is Kind.INTERVIEW else []


def _containers(source: Source) -> list[Text]:
    doi, url = doi_address(source.doi), mla_address(source.url)
    address = upright(doi or url)
    inner = _inner(source)
    if source.database:
        first = join(inner, ", ")
        return [first_up(first), join([italic_title(source.database), address], ", ")]
    whole = join([*inner, address], ", ")
    return [whole if source.container and source.kind not in WHOLE else first_up(whole)]


def _inner(source: Source) -> list[Text | str]:
    """Core elements 3 to 9 of the first container, in their order."""
    kind, found = source.kind, list[Text | str]()
    if kind not in WHOLE and source.container:
        found.append(italic_title(headline(source.container)))
    found += _contributors(source)
    found += _versions(source)
    found += _numbers(source)
    if kind is Kind.ARTWORK:
        found += [mla_date(source.date), source.location]
    else:
        found += [_publisher(source), mla_date(source.date)]
    if kind in (Kind.CHAPTER, Kind.JOURNAL, Kind.MAGAZINE, Kind.NEWSPAPER, Kind.ENCYCLOPEDIA, Kind.INTERVIEW):
        found.append(mla_pages(source.pages))
    return found


def _contributors(source: Source) -> list[str]:
    role, _ = leads(source)
    return [f"{verb} {mla_straight(source.who(one))}" for one, verb in _BEHIND if one is not role and source.who(one)]


def _versions(source: Source) -> list[str]:
    found = [] if is_first(source.edition) else [_edition(source.edition)]
    if source.kind is Kind.EBOOK:
        found.append("e-book ed.")
    if source.version:
        said = source.version
        found.append(said if "version" in said.lower() else f"version {said}")
    return found


def _edition(edition: str) -> str:
    said = ordinal(edition)
    return f"{said} ed." if said[:1].isdigit() else f"{said[:1].lower() + said[1:]} ed."


def _numbers(source: Source) -> list[str]:
    if source.kind is Kind.PODCAST:
        return [f"{word} {value}" for word, value in (("season", source.season), ("episode", source.number)) if value]
    is_told = source.volume and not source.set_title and source.kind is not Kind.NEWSPAPER
    found = [f"vol. {source.volume}"] if is_told else []
    if source.number and source.kind in (Kind.JOURNAL, Kind.MAGAZINE):
        found.append(f"no. {source.number}")
    return found


def _publisher(source: Source) -> str:
    """Left out where the site or the newspaper has the same name, and for periodicals (MLA 9, 5.58-5.66)."""
    if source.kind in (Kind.JOURNAL, Kind.MAGAZINE, Kind.NEWSPAPER) or is_same(source.publisher, source.container):
        return ""
    return press(source.publisher)


def press(publisher: str) -> str:
    """“University of Chicago Press” as “U of Chicago P”, “Oxford University Press” as “Oxford UP”, without “Inc.” and without “The”
    at the beginning."""
    return " / ".join(_press(one.strip()) for one in publisher.split("/"))


def _press(publisher: str) -> str:
    said = _COMPANY.sub("", publisher.removeprefix("The ")).replace(" & ", " and ")
    said = re.sub(r"\bUniversity Press\b", "UP", said)
    if said.endswith(" Press") and re.search(r"\bUniversity\b|\bMIT\b", said):
        said = said.removesuffix("ress")
    return re.sub(r"\bUniversity\b", "U", said) if said.endswith((" P", " UP")) else said


def _access(source: Source) -> Text:
    if source.accessed is None or not source.url:
        return Text()
    return closed(upright(f"Accessed {mla_day(source.accessed)}"))
