"""What is cited: kinds of sources, people, dates. Values only; what they must be is said by :func:`remarks`.

A title is kept in its own capitals, best as catalogues write it ("Diary of a wimpy kid"): each style makes its own of them.
In it ``*Hamlet*`` marks another work's title, and ``{Rocky Mountains}`` words whose capitals no style may touch.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of sources a student meets."""

    BOOK = "book"
    EBOOK = "ebook"
    EDITED_BOOK = "edited_book"
    CHAPTER = "chapter"
    JOURNAL = "journal"
    MAGAZINE = "magazine"
    NEWSPAPER = "newspaper"
    WEB_PAGE = "web_page"
    VIDEO = "video"
    FILM = "film"
    PODCAST = "podcast"
    INTERVIEW = "interview"
    ENCYCLOPEDIA = "encyclopedia"
    ARTWORK = "artwork"
    AI_CHAT = "ai_chat"


class Role(StrEnum):
    """What somebody did. ``AUTHOR`` is also the artist, and the one who was interviewed."""

    AUTHOR = "author"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    DIRECTOR = "director"
    HOST = "host"
    INTERVIEWER = "interviewer"
    UPLOADER = "uploader"


class Style(StrEnum):
    MLA = "mla9"
    APA = "apa7"
    CHICAGO = "chicago17"


#: Months by number, and the seasons that journals are dated with.
SEASONS = ("spring", "summer", "fall", "autumn", "winter")
_LIKELY_ORGANISATION_TEXT = """
agency association bank board bureau center centre centers college committee company council department foundation
fund group institute institution league library ministry museum museums network of office organization organisation
press project school service services society states the trust union university
"""
_LIKELY_ORGANISATION = frozenset(_LIKELY_ORGANISATION_TEXT.split())


@dataclass(frozen=True, slots=True)
class Name:
    """A person (``family`` and ``given``), or, without ``given``, an organisation or somebody with one name only."""

    family: str
    given: str = ""
    suffix: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it is never turned around."""
        return not self.given

    @classmethod
    def read(cls, text: str) -> Name:
        """“Kinney, Jeff” or “King, Martin Luther, Jr.”; without a comma, or in braces, the whole is one name.

        “National Heart, Lung, and Blood Institute” and “United States, Department of Commerce” are organisations, too.
        """
        said = " ".join(text.replace("\x00", "").replace("'", "’").split())
        if said.startswith("{") or _is_organisation(said):
            return cls(" ".join(said.strip("{}").replace("{", "").replace("}", "").split()))
        parts = [one.strip() for one in said.split(",") if one.strip()]
        family, given, suffix = (*parts, "", "", "")[:3]
        is_company = given.rstrip(".") in ("Jr", "Sr", "II", "III", "IV", "Inc", "Ltd", "LLC")
        if len(parts) > 3 or is_company:
            return cls(", ".join(parts))
        return cls(family, given, suffix)

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def typed(self) -> str:
        """As :meth:`read` takes it: in braces where it would be taken for a person."""
        return str(self) if Name.read(str(self)) == self else f"{{{self.family}}}"


def _is_organisation(said: str) -> bool:
    """Whether what follows the first comma is no given name: “…, and …”, or a word that only organisations have."""
    _, comma, rest = said.partition(",")
    words = {one.strip(".,").lower() for one in rest.split()} - {"of", "the"}
    return bool(comma) and (", and " in said or ", & " in said or bool(_LIKELY_ORGANISATION & words))


@dataclass(frozen=True, slots=True)
class Date:
    """As much as is known. ``until``: the last year of a work that took several. ``season``: one of SEASONS."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: str = ""
    until: int | None = None

    @property
    def is_known(self) -> bool:
        return self.year is not None


@dataclass(frozen=True)
class Source:
    """One source. What a kind has no use for is ignored, so that changing the kind loses nothing.

    ``container``: the book of a chapter, the journal, the newspaper, the site, the show, the program one chatted with.
    ``database``: where it was found in turn (JSTOR, Netflix). ``number``: a journal's issue, an episode. ``location``:
    the museum and its city. ``version``: of a program. ``medium``: what a work of art is made of, or a description in
    brackets where APA asks for one. For an AI chat ``title`` is the prompt. A book that is a volume with a title of its
    own has the title of the whole work as ``container``.
    """

    kind: Kind
    title: str = ""
    people: tuple[tuple[Role, Name], ...] = ()
    container: str = ""
    database: str = ""
    edition: str = ""
    volume: str = ""
    number: str = ""
    season: str = ""
    pages: str = ""
    publisher: str = ""
    place: str = ""
    location: str = ""
    medium: str = ""
    version: str = ""
    date: Date = field(default_factory=Date)
    original_year: int | None = None
    doi: str = ""
    url: str = ""
    accessed: dt.date | None = None

    def who(self, role: Role) -> tuple[Name, ...]:
        return tuple(name for held, name in self.people if held is role)

    @property
    def authors(self) -> tuple[Name, ...]:
        return self.who(Role.AUTHOR)

    @property
    def editors(self) -> tuple[Name, ...]:
        return self.who(Role.EDITOR)

    @property
    def translators(self) -> tuple[Name, ...]:
        return self.who(Role.TRANSLATOR)

    @property
    def set_title(self) -> str:
        """The whole work that a book is a volume of, where the volume has a title of its own."""
        return self.container if self.kind in _BOUND and self.volume else ""


#: Whose name a kind begins with where nobody is named as author.
LEADERS: dict[Kind, tuple[Role, ...]] = {
    Kind.BOOK: (Role.EDITOR,),
    Kind.EBOOK: (Role.EDITOR,),
    Kind.EDITED_BOOK: (Role.EDITOR,),
    Kind.FILM: (Role.DIRECTOR,),
    Kind.VIDEO: (Role.UPLOADER, Role.DIRECTOR),
    Kind.PODCAST: (Role.HOST,),
}

_BOUND = frozenset({Kind.BOOK, Kind.EBOOK, Kind.EDITED_BOOK})
#: Kinds that stand for themselves: their titles are set in italics, all others between quotation marks.
WHOLE = frozenset({Kind.BOOK, Kind.EBOOK, Kind.EDITED_BOOK, Kind.FILM, Kind.ARTWORK})


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at before handing it in. ``code`` is the key of its words, ``field`` where to mend it."""

    code: str
    field: str
    about: str = ""


_NEEDS: dict[Kind, tuple[str, ...]] = {
    Kind.CHAPTER: ("container", "pages"),
    Kind.JOURNAL: ("container", "volume"),
    Kind.MAGAZINE: ("container",),
    Kind.NEWSPAPER: ("container",),
    Kind.WEB_PAGE: ("url",),
    Kind.VIDEO: ("url",),
    Kind.PODCAST: ("container",),
    Kind.ENCYCLOPEDIA: ("container",),
    Kind.AI_CHAT: ("container",),
    Kind.BOOK: ("publisher",),
    Kind.EBOOK: ("publisher",),
    Kind.EDITED_BOOK: ("publisher",),
}


def remarks(source: Source, style: Style) -> Iterator[Remark]:
    """What is missing or looks wrong: nothing here keeps anybody from citing."""
    if not source.title.strip():
        yield Remark("no_title", "title")
    for name in _NEEDS.get(source.kind, ()):
        if not getattr(source, name):
            yield Remark("missing", name)
    if not source.people and source.kind is not Kind.AI_CHAT:
        yield Remark("nobody", "authors")
    if not source.date.is_known:
        yield Remark("no_date", "year")
        if source.url and source.accessed is None:
            yield Remark("no_access_date", "accessed")
    if style is Style.CHICAGO and source.kind in (Kind.BOOK, Kind.EDITED_BOOK) and not source.place:
        yield Remark("no_place", "place")
    for role, somebody in source.people:
        words = somebody.family.split()
        looks_like_a_person = 2 <= len(words) <= 3 and all(one[:1].isupper() for one in words)
        if somebody.is_whole and looks_like_a_person and not _LIKELY_ORGANISATION & {one.lower() for one in words}:
            yield Remark("turn_around", f"{role}s", str(somebody))
