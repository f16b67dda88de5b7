"""Publication Manual of the APA, 7th edition: author, date, title, source (chapters 9 and 10)."""

from __future__ import annotations

from firstbell.library.citations.among import ALONE, Among, is_same, is_talk, leaders, short_title
from firstbell.library.citations.capitals import headline, sentence
from firstbell.library.citations.figures import (
    apa_date,
    apa_pages,
    doi_address,
    is_first,
    long_date,
    long_day,
    ordinal,
    pp,
    year_text,
)
from firstbell.library.citations.names import apa_editors, apa_list, surname
from firstbell.library.citations.sources import WHOLE, Date, Kind, Name, Role, Source
from firstbell.library.citations.text import (
    Text,
    closed,
    italic,
    italic_title,
    join,
    plain_title,
    quoted_title,
    sentences,
    upright,
)

#: Kinds whose own title is in italics; of the others their container's is.
_ITALIC = WHOLE | {Kind.WEB_PAGE, Kind.VIDEO, Kind.INTERVIEW}
_ROLES = {
    Role.EDITOR: ("Ed.", "Eds."),
    Role.DIRECTOR: ("Director", "Directors"),
    Role.HOST: ("Host", "Hosts"),
}
_BRACKETS = {
    Kind.VIDEO: "Video",
    Kind.FILM: "Film",
    Kind.PODCAST: "Audio podcast episode",
    Kind.INTERVIEW: "Interview",
}
#: In text, three or more are the first and “et al.” (8.17).
_ALL_IN_TEXT = 2


def entry(source: Source, among: Among = ALONE) -> Text:
    """The entry in the reference list."""
    if source.kind is Kind.AI_CHAT:
        return _program(source, among)
    who, date = _author(source), upright(f"({_date(source, among)})")
    title = _title(source)
    head = [who, date, title] if who else [title, date]
    return _with_address(sentences([*head, *_source(source)]), source)


def in_text(source: Source, among: Among = ALONE, locator: str = "") -> Text:
    """Between brackets in the text: “(Grady et al., 2019, p. 207)”."""
    if is_talk(source):
        told = [_own_name(one) for one in source.authors] or ["anonymous"]
        return upright(
            f"({', '.join([*told, 'personal communication', long_date(source.date) or apa_date(source.date)])})"
        )
    names = _program_names(source) if source.kind is Kind.AI_CHAT else leaders(source)[1]
    year = apa_date(_only_year(source.date), among.letter)
    if source.original_year:
        year = f"{year_text(source.original_year, 'B.C.E.')}/{year}"
    parts = [upright(_short_names(names, among))] if names else [_short(source)]
    whole = join([*parts, year, pp(locator)], ", ")
    if not names and parts[0].plain.endswith("”"):
        whole = closed(parts[0], ",") + " " + join([year, pp(locator)], ", ")
    return upright("(") + whole + ")"


def is_listed(source: Source) -> bool:
    """Talks one held oneself stand in the text only (8.9)."""
    return not is_talk(source)


def _author(source: Source) -> Text:
    role, names = leaders(source)
    said = apa_list(names)
    if said and role in _ROLES:
        said += f" ({_ROLES[role][len(names) > 1]})"
    return upright(said)


def _short_names(names: tuple[Name, ...], among: Among) -> str:
    said = [surname(one, with_initials=among.with_initials) for one in names]
    if len(said) > _ALL_IN_TEXT:
        return f"{said[0]} et al."
    return " & ".join(said)


def _own_name(name: Name) -> str:
    return surname(name, with_initials=True)


def _only_year(date: Date) -> Date:
    return Date(date.year, until=date.until)


def _date(source: Source, among: Among) -> str:
    """Periodicals and what is on the web with all that is known, books and films with the year."""
    if source.kind in WHOLE or source.kind in (Kind.CHAPTER, Kind.JOURNAL):
        return apa_date(_only_year(source.date), among.letter)
    return apa_date(source.date, among.letter)


def _title(source: Source) -> Text:
    """The title with what stands in round and in square brackets behind it."""
    if not source.title:
        return Text()
    title = sentence(source.title)
    if source.set_title:  # “APA handbook of …: Vol. 1. History, theory, and battlegrounds”
        title = f"{sentence(source.set_title)}: Vol. {source.volume}. {title}"
    said = italic_title(title) if source.kind in _ITALIC else plain_title(title)
    rounds, square = "", _BRACKETS.get(source.kind, "")
    if source.kind in WHOLE and source.kind not in (Kind.FILM, Kind.ARTWORK):
        rounds = _behind_title(source, _editors_behind(source))
    elif source.kind is Kind.PODCAST and source.number:
        rounds = f"Season {source.season}, Episode {source.number}" if source.season else f"No. {source.number}"
    if source.kind is Kind.ARTWORK:
        square = source.medium or "Artwork"
    return join([said, f"({rounds})" if rounds else "", f"[{square}]" if square else ""], " ")


def _editors_behind(source: Source) -> str:
    """Editors of a book that has an author."""
    return _edited(source.editors) if source.authors else ""


def _edited(names: tuple[Name, ...]) -> str:
    return f"{apa_editors(names)}, {'Eds.' if len(names) > 1 else 'Ed.'}" if names else ""


def _behind_title(source: Source, editors: str = "", pages: str = "") -> str:
    """“H. Weaver, Trans.; 2nd ed., Vol. 3, pp. 1–9”."""
    people = [editors, f"{apa_editors(source.translators)}, Trans." if source.translators else ""]
    edition = "" if is_first(source.edition) else f"{ordinal(source.edition)} ed."
    volume = f"Vol. {source.volume}" if source.volume and not source.set_title else ""
    numbers = ", ".join(filter(None, (edition, volume, pages)))
    return "; ".join(filter(None, (*people, numbers)))


def _short(source: Source) -> Text:
    """A title in the text is in headline style, also here (8.14)."""
    title = short_title(headline(source.title))
    return italic_title(title) if source.kind in _ITALIC else quoted_title(title)


def _source(source: Source) -> list[Text]:  # noqa: PLR0911 - one return a kind
    match source.kind:
        case Kind.JOURNAL | Kind.MAGAZINE | Kind.NEWSPAPER:
            return [_periodical(source), upright(source.database if not (source.doi or source.url) else "")]
        case Kind.CHAPTER | Kind.ENCYCLOPEDIA:
            return [_inside(source), _publisher(source)]
        case Kind.PODCAST:
            show = upright("In ") + italic_title(sentence(source.container)) if source.container else Text()
            return [show, _publisher(source)]
        case Kind.WEB_PAGE | Kind.VIDEO:
            return [upright(_other_than_author(source, source.container or source.publisher))]
        case Kind.INTERVIEW:
            return [upright("; ".join(filter(None, (source.container, source.publisher))))]
        case Kind.ARTWORK:
            return [upright(source.location)]
        case _:
            return [_publisher(source)]


def _periodical(source: Source) -> Text:
    """“*Journal*, *8*(3), 207–217”."""
    volume = italic(source.volume)
    if source.number and source.kind is not Kind.NEWSPAPER:
        volume = volume + f"({source.number})"
    pages = apa_pages(source.pages)
    if pages[:1] == "e" and pages[1:].isdigit():
        pages = f"Article {pages}"
    title = italic_title(headline(source.container))
    return join([title, Text() if source.kind is Kind.NEWSPAPER else volume, pages], ", ")


def _inside(source: Source) -> Text:
    """“In E. Editor (Ed.), *Book* (2nd ed., pp. 1–9)”."""
    editors = source.editors
    by = f"{apa_editors(editors)} ({'Eds.' if len(editors) > 1 else 'Ed.'}), " if editors else ""
    rounds = _behind_title(source, pages=pp(source.pages))
    book = italic_title(sentence(source.container)) + (f" ({rounds})" if rounds else "")
    return upright(f"In {by}") + book if source.container else upright(f"({rounds})" if rounds else "")


def _publisher(source: Source) -> Text:
    return upright(_other_than_author(source, source.publisher))


def _other_than_author(source: Source, name: str) -> str:
    """A publisher or site that is the author already is not said again (9.29, 9.32)."""
    return "" if any(is_same(one.family, name) for one in leaders(source)[1] if one.is_whole) else name


def _program_names(source: Source) -> tuple[Name, ...]:
    return source.authors or ((Name(source.publisher),) if source.publisher else ())


def _program(source: Source, among: Among) -> Text:
    """A chat cannot be opened by others, so the program is the source (APA Style blog, April 2023)."""
    version = source.version
    if version and "version" not in version.lower():
        version = f"{version} version"
    title = join(
        [italic_title(source.container), f"({version})" if version else "", f"[{source.medium or 'Large language model'}]"], " "
    )  # fmt: skip
    who = upright(apa_list(_program_names(source)))
    date = upright(f"({apa_date(_only_year(source.date), among.letter)})")
    return _with_address(sentences([who, date, title] if who else [title, date]), source)


def _with_address(said: Text, source: Source) -> Text:
    """The DOI, else the address; with the day where nobody knows how old it is. No full stop behind it."""
    address = doi_address(source.doi) or source.url.strip()
    if address and source.accessed is not None and not source.date.is_known and not doi_address(source.doi):
        address = f"Retrieved {long_day(source.accessed)}, from {address}"
    original = f"(Original work published {year_text(source.original_year, 'B.C.E.')})" if source.original_year else ""
    return join([said, address, original], " ")
