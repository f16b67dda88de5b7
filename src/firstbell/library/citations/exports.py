"""A list of sources for other programs: RIS, BibTeX and CSL-JSON, and as text or HTML to hand in.

RIS as its specification of 2011 describes it (Research Info Systems, “RIS Format Specifications”); CSL-JSON as the schema
of the Citation Style Language 1.0.2 (docs.citationstyles.org); BibTeX entry types of btxdoc.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from firstbell.library.citations.capitals import sentence
from firstbell.library.citations.lists import Cited
from firstbell.library.citations.sources import Date, Kind, Name, Role, Source

_RIS = {
    Kind.BOOK: "BOOK", Kind.EBOOK: "EBOOK", Kind.EDITED_BOOK: "EDBOOK", Kind.CHAPTER: "CHAP", Kind.JOURNAL: "JOUR",
    Kind.MAGAZINE: "MGZN", Kind.NEWSPAPER: "NEWS", Kind.WEB_PAGE: "ELEC", Kind.VIDEO: "VIDEO", Kind.FILM: "MPCT",
    Kind.PODCAST: "SOUND", Kind.INTERVIEW: "PCOMM", Kind.ENCYCLOPEDIA: "ENCYC", Kind.ARTWORK: "ART", Kind.AI_CHAT: "COMP",
}  # fmt: skip
_CSL = {
    Kind.BOOK: "book", Kind.EBOOK: "book", Kind.EDITED_BOOK: "book", Kind.CHAPTER: "chapter", Kind.JOURNAL: "article-journal",
    Kind.MAGAZINE: "article-magazine", Kind.NEWSPAPER: "article-newspaper", Kind.WEB_PAGE: "webpage",
    Kind.VIDEO: "motion_picture", Kind.FILM: "motion_picture", Kind.PODCAST: "broadcast", Kind.INTERVIEW: "interview",
    Kind.ENCYCLOPEDIA: "entry-encyclopedia", Kind.ARTWORK: "graphic", Kind.AI_CHAT: "software",
}  # fmt: skip
_BIBTEX = {
    Kind.BOOK: "book", Kind.EBOOK: "book", Kind.EDITED_BOOK: "book", Kind.CHAPTER: "incollection",
    Kind.ENCYCLOPEDIA: "incollection", Kind.JOURNAL: "article", Kind.MAGAZINE: "article", Kind.NEWSPAPER: "article",
}  # fmt: skip
_CSL_ROLES = {
    Role.AUTHOR: "author", Role.EDITOR: "editor", Role.TRANSLATOR: "translator", Role.DIRECTOR: "director", Role.HOST: "host",
    Role.INTERVIEWER: "interviewer", Role.UPLOADER: "author",
}  # fmt: skip
_RIS_ROLES = {Role.EDITOR: "ED", Role.TRANSLATOR: "A4"}
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}


def bare(title: str) -> str:
    """A title without our marks for italics and kept capitals."""
    return re.sub(r"[*{}]", "", title)


def as_text(heading: str, cited: Iterable[Cited]) -> str:
    """Heading and entries, an empty line between."""
    return "\n\n".join([heading, *(one.entry.plain for one in cited if one.is_listed)]) + "\n"


def as_html(heading: str, cited: Iterable[Cited]) -> str:
    """A small page of its own with hanging indents, which a word processor opens. It is handed out as a file, never shown."""
    rows = "\n".join(f'<p class="entry">{one.entry.html}</p>' for one in cited if one.is_listed)
    page = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")
    return page.replace("HEADING", escape(heading)).replace("ROWS", rows)


def as_ris(sources: Iterable[Source]) -> str:
    """Lines end with CR LF, as the specification wants them."""
    lines: list[str] = []
    for source in sources:
        pairs = [
            ("TY", _RIS[source.kind]),
            *_ris_people(source),
            ("TI", bare(source.title)),
            *_ris_facts(source),
            ("ER", ""),
        ]
        lines += [f"{tag}  - {_one_line(value)}" for tag, value in pairs if value or tag == "ER"]
    return "".join(f"{line}\r\n" for line in lines)


def _ris_people(source: Source) -> list[tuple[str, str]]:
    return [(_RIS_ROLES.get(role, "AU"), str(name)) for role, name in source.people]


def _ris_facts(source: Source) -> list[tuple[str, str]]:
    date = source.date
    first, _, last = re.sub(r"\s*[–—-]+\s*", "-", source.pages).partition("-")
    day = f"{date.year}/{date.month or '':0>2}/{date.day or '':0>2}/" if date.month else ""
    return [
        ("T2", bare(source.container)), ("DB", source.database), ("ET", source.edition), ("VL", source.volume),
        ("IS", source.number), ("SP", first), ("EP", last), ("PB", source.publisher), ("CY", source.place or source.location),
        ("PY", str(date.year or "")), ("DA", day.replace("/00", "/")), ("DO", source.doi), ("UR", source.url),
        ("M3", source.medium), ("Y2", source.accessed.strftime("%Y/%m/%d/") if source.accessed else ""),
    ]  # fmt: skip


def as_csl(sources: Iterable[Source]) -> str:
    """CSL-JSON; titles in sentence case, as citeproc programs expect them."""
    return json.dumps([_csl(one, number) for number, one in enumerate(sources, 1)], ensure_ascii=False, indent=2) + "\n"


def _csl(source: Source, number: int) -> dict[str, Any]:
    found: dict[str, Any] = {"id": f"source-{number}", "type": _CSL[source.kind]}
    for role, name in source.people:
        found.setdefault(_CSL_ROLES[role], []).append(_csl_name(name))
    if source.kind is Kind.AI_CHAT:
        found |= {"title": source.container, "note": bare(source.title)}
    else:
        found |= {"title": bare(sentence(source.title)), "container-title": bare(source.container)}
    found |= {
        "source": source.database, "edition": source.edition, "volume": source.volume, "page": source.pages,
        "issue" if source.kind in (Kind.JOURNAL, Kind.MAGAZINE) else "number": source.number, "publisher": source.publisher,
        "publisher-place": source.place, "archive": source.location, "medium": source.medium, "version": source.version,
        "DOI": source.doi, "URL": source.url, "issued": _csl_date(source.date),
        "accessed": _csl_date(Date(*source.accessed.timetuple()[:3])) if source.accessed else {},
        "original-date": _csl_date(Date(source.original_year)),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.is_whole:
        return {"literal": name.family}
    return {
        key: value for key, value in (("family", name.family), ("given", name.given), ("suffix", name.suffix)) if value
    }


def _csl_date(date: Date) -> dict[str, Any]:
    if date.year is None:
        return {}
    parts = [[one for one in (date.year, date.month, date.day) if one is not None]]
    if date.until:
        parts.append([date.until])
    return {"date-parts": parts} | ({"season": _SEASONS[date.season]} if date.season else {})


def as_bibtex(sources: Iterable[Source]) -> str:
    """Entries with keys made of the first name, the year and a letter where two are the same. UTF-8, special signs escaped."""
    known: dict[str, int] = {}
    return "\n".join(_bibtex(one, _key(one, known)) for one in sources)


def _bibtex(source: Source, key: str) -> str:
    kind = _BIBTEX.get(source.kind, "misc")
    where = {"article": "journal", "incollection": "booktitle"}.get(kind, "howpublished")
    facts = [
        ("author", _bibtex_names(source.authors or source.who(Role.UPLOADER) or source.who(Role.HOST))),
        ("editor", _bibtex_names(source.editors)), ("translator", _bibtex_names(source.translators)),
        ("title", _kept(sentence(source.title))), (where, _tex(bare(source.container))), ("edition", _tex(source.edition)),
        ("volume", _tex(source.volume)), ("number", _tex(source.number)), ("pages", _tex(source.pages).replace("–", "--")),
        ("publisher", _tex(source.publisher)), ("address", _tex(source.place)), ("year", str(source.date.year or "")),
        ("month", str(source.date.month or "")), ("doi", _tex(source.doi)), ("url", source.url.replace("}", "%7D").replace("{", "%7B")),
        ("urldate", source.accessed.isoformat() if source.accessed else ""),
    ]  # fmt: skip
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in facts if value)
    return f"@{kind}{{{key},\n{body}}}\n"


def _bibtex_names(names: Sequence[Name]) -> str:
    said = [f"{{{_tex(one.family)}}}" if one.is_whole else _tex(_bibtex_name(one)) for one in names]
    return " and ".join(said)


def _bibtex_name(name: Name) -> str:
    return ", ".join(filter(None, (name.family, name.suffix, name.given)))


def _kept(title: str) -> str:
    """Capitals that a BibTeX style would take away stand in braces."""
    plain = _tex(bare(title))
    first, *rest = plain.split(" ")
    return " ".join([first, *(f"{{{one}}}" if re.search(r"[A-Z]", one) else one for one in rest)])


def _tex(text: str) -> str:
    escaped = re.sub(r"([&%$#_])", r"\\\1", text.replace("\\", r"\textbackslash{}"))
    return escaped.replace("~", r"\textasciitilde{}").replace("^", r"\textasciicircum{}")


def _key(source: Source, known: dict[str, int]) -> str:
    name = source.people[0][1].family if source.people else (bare(source.title).split() or ["source"])[0]
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    stem = (re.sub(r"[^A-Za-z]", "", plain).lower() or "source") + str(source.date.year or "")
    known[stem] = known.get(stem, 0) + 1
    return (
        stem if known[stem] == 1 else f"{stem}{chr(95 + known[stem])}" if known[stem] < 28 else f"{stem}-{known[stem]}"
    )


def _one_line(value: str) -> str:
    return " ".join(value.split())
