"""What a record says: the columns of a title, its numbers, headings and reading levels.

One walk over the fields; punctuation between subfields (ISBD) is taken off, text is NFC. :class:`Derived` mirrors
``library.models``. Nothing here changes the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from firstbell.core.folding import fold
from firstbell.library.marc import formats
from firstbell.library.marc.headings import Use, entry, name_of, series, subject, trimmed, without_article
from firstbell.library.marc.levels import Level, levels_of
from firstbell.library.marc.numbers import NUMBER_TAGS, Number, numbers_of
from firstbell.library.marc.record import Field, Record, composed

NO_TITLE = "[No title]"
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_NOT_PLACE = re.compile(r"^\W*(?:s\.?\s?l\.?|place of publication not identified)\W*$", re.IGNORECASE)
_NOT_PUBLISHER = re.compile(r"^\W*(?:s\.?\s?n\.?|publisher not identified)\W*$", re.IGNORECASE)
_LEADING_SIGNS = re.compile(r"^[^0-9a-z]+")
_DEWEY = re.compile(r"\d{1,3}(?:\.\d+)?")
_NON_SORTING = re.compile("\u0098.*?\u009c")


@dataclass(slots=True)
class Derived:
    """As ``library.models.Title``, with its rows beside it. ``former_numbers`` (019) are control numbers that the
    record had before it was merged; ``other_titles`` and ``other_scripts`` are for search only."""

    full_title: str = ""
    sort_title: str = ""
    responsibility: str = ""
    author: str = ""
    author_sort: str = ""
    edition: str = ""
    published_at: str = ""
    publisher: str = ""
    year: int | None = None
    year_text: str = ""
    extent: str = ""
    language: str = ""
    format: str = formats.BOOK
    audience: str = ""
    is_fiction: bool | None = None
    summary: str = ""
    contents: str = ""
    dewey: str = ""
    control_number: str = ""
    control_source: str = ""
    numbers: list[Number] = field(default_factory=list)
    headings: list[Use] = field(default_factory=list)
    levels: list[Level] = field(default_factory=list)
    former_numbers: list[str] = field(default_factory=list)
    other_titles: list[str] = field(default_factory=list)
    other_scripts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """``Product.name``: the title cut to its length, at a word."""
        if len(self.full_title) <= 200:
            return self.full_title
        return self.full_title[:199].rsplit(" ", 1)[0][:199] + "…"


class _Walk:
    """What the walk over the fields has met so far."""

    __slots__ = ("call", "carriers", "categories", "designation", "fixed", "graphic", "imprint", "imprint_rank", "notes", "series_entries",
                 "series_statements", "summaries", "translated")  # fmt: skip

    def __init__(self) -> None:
        self.fixed = self.designation = self.translated = self.call = ""
        self.graphic = False
        self.categories: list[str] = []
        self.carriers: list[str] = []
        self.imprint: Field | None = None
        self.imprint_rank = 0
        self.summaries: list[str] = []
        self.notes: list[str] = []
        self.series_statements: list[Use] = []
        self.series_entries: list[Use] = []


def derived(record: Record) -> Derived:
    """All that a record says. Never raises: a record without a title is called :data:`NO_TITLE`."""
    said = Derived()
    walk = _Walk()
    act_on = _BY_TAG.get
    for one in record.fields:
        body = one.body
        if not body.isascii() or "\x00" in body:
            one = Field(one.tag, composed(body.replace("\x00", "")))
        tag = one.tag
        act = act_on(tag)
        if act is not None:
            act(said, walk, one)
        elif tag[:1] == "6":
            _subject(said, walk, one)
    leader = record.leader
    _publication(said, walk)
    said.summary = "\n".join(walk.summaries)
    said.contents = "\n".join(walk.notes)
    said.language = formats.language_of(walk.fixed, walk.translated)
    said.audience = formats.audience_of(leader, walk.fixed)
    said.format = formats.format_of(leader, walk.categories, walk.carriers, walk.fixed, walk.designation, walk.graphic)
    said.is_fiction = formats.is_fiction(leader, walk.fixed, said.dewey, walk.call)
    if not said.full_title:
        said.full_title = next((one for one in said.other_titles if one), NO_TITLE)
        said.sort_title = fold(said.full_title)[:200]
    _authors(said, leader)
    known = {use.norm for use in walk.series_entries}
    said.headings += walk.series_entries
    said.headings += [use for use in walk.series_statements if use.norm not in known]
    return said


def _subject(said: Derived, walk: _Walk, one: Field) -> None:
    if (use := subject(one)) is not None:
        said.headings.append(use)
        if "o" in use.norm and not walk.graphic:
            walk.graphic = formats.says_graphic(use.text)


def _numbers(said: Derived, _walk: _Walk, one: Field) -> None:
    said.numbers.extend(numbers_of(one))


def _entry(said: Derived, _walk: _Walk, one: Field) -> None:
    tag = one.tag
    if (use := entry(one)) is not None:
        said.headings.append(use)
        if tag[:1] == "1" and tag != "130" and not said.author:
            said.author = _author_name(one)
    if tag in ("130", "730"):
        said.other_titles.append(trimmed(one.text("adfghklmnoprst")))


def _series(_said: Derived, walk: _Walk, one: Field) -> None:
    if (use := series(one)) is not None:
        (walk.series_statements if one.tag == "490" else walk.series_entries).append(use)


def _levels(said: Derived, _walk: _Walk, one: Field) -> None:
    said.levels.extend(levels_of(one))


def _summary(_said: Derived, walk: _Walk, one: Field) -> None:
    walk.summaries.append(one.text("ab"))


def _contents(_said: Derived, walk: _Walk, one: Field) -> None:
    walk.notes.append(one.text("agrt"))


def _edition(said: Derived, _walk: _Walk, one: Field) -> None:
    said.edition = said.edition or one.text("ab").rstrip(" ,:;/=")[:200]


def _extent(said: Derived, _walk: _Walk, one: Field) -> None:
    said.extent = said.extent or one.text("abcefg").rstrip(" .")[:300]


def _imprint(_said: Derived, walk: _Walk, one: Field) -> None:
    rank = 1 if one.tag == "260" else 3 if one.indicator2 == "1" else 1
    if rank > walk.imprint_rank:
        walk.imprint, walk.imprint_rank = one, rank


def _other_title(said: Derived, _walk: _Walk, one: Field) -> None:
    text = trimmed(one.text("t" if one.tag in ("780", "785") else "abnp"))
    if text:
        said.other_titles.append(text)


def _other_script(said: Derived, _walk: _Walk, one: Field) -> None:
    if text := one.text():
        said.other_scripts.append(text)


def _category(_said: Derived, walk: _Walk, one: Field) -> None:
    walk.categories.append(one.body[:2])


def _carrier(_said: Derived, walk: _Walk, one: Field) -> None:
    walk.carriers += one.all("b")


def _holding(_said: Derived, walk: _Walk, one: Field) -> None:
    walk.call = walk.call or one.first("h")


def _coded(said: Derived, walk: _Walk, one: Field) -> None:
    tag = one.tag
    if tag == "001":
        said.control_number = said.control_number or one.body.strip()[:60]
    elif tag == "003":
        said.control_source = said.control_source or one.body.strip()[:30]
    elif tag == "008":
        walk.fixed = walk.fixed or one.body
    elif tag == "019":
        said.former_numbers.extend(text.strip() for text in one.all("a"))
    elif tag == "041":
        walk.translated = walk.translated or one.first("a")
    elif tag in ("082", "092"):
        text = one.first("a")
        found = _DEWEY.match(text.replace("/", "").replace("'", "").replace("′", "").lstrip("[jJeE "))
        if found is not None and not said.dewey:
            said.dewey = found.group()[:30]
        elif found is None:
            walk.call = walk.call or text


def _title(said: Derived, walk: _Walk, one: Field) -> None:
    parts: list[str] = []
    for code, raw in one.subfields:
        if not code or code not in "abnpkfgs":
            continue
        text = trimmed(_NON_SORTING.sub(_inside, raw) if "\u0098" in raw else raw)
        if not text:
            continue
        if not parts:
            parts.append(text)
        elif code == "b":
            parts[-1] = parts[-1].removesuffix("--").rstrip()  # “Jupiter-- : the fifth planet”, as was once written
            parts.append(f" = {text}" if raw_before_is(parts, one, raw, "=") else f": {text}")
        else:
            parts.append((", " if code == "p" and _ends_in_number(parts[-1]) else ". ") + text)
    said.full_title = "".join(parts)
    said.responsibility = trimmed(one.text("c"))[:500]
    walk.designation = one.first("h")
    skip = int(one.indicator2) if one.indicator2.isdecimal() else 0
    raw = one.first("a")
    filing = said.full_title
    if "\u0098" in raw:
        filing = trimmed(_NON_SORTING.sub("", raw)) + "".join(parts[1:])
    elif skip:
        filing = without_article(filing, skip)
    said.sort_title = _LEADING_SIGNS.sub("", fold(filing))[:200] or fold(said.full_title)[:200]


def _inside(found: re.Match[str]) -> str:
    return found.group()[1:-1]


def _only_title(said: Derived, walk: _Walk, one: Field) -> None:
    if not said.full_title:
        _title(said, walk, one)


_BY_TAG: dict[str, Callable[[Derived, _Walk, Field], None]] = {
    **dict.fromkeys(NUMBER_TAGS, _numbers),
    **dict.fromkeys(("001", "003", "008", "019", "041", "082", "092"), _coded),
    **dict.fromkeys(("100", "110", "111", "130", "700", "710", "711", "730"), _entry),
    **dict.fromkeys(("210", "222", "240", "242", "246", "247", "740", "780", "785"), _other_title),
    **dict.fromkeys(("440", "490", "800", "810", "811", "830"), _series),
    **dict.fromkeys(("521", "526"), _levels),
    **dict.fromkeys(("260", "264"), _imprint),
    "007": _category,
    "338": _carrier,
    "245": _only_title,
    "250": _edition,
    "300": _extent,
    "505": _contents,
    "520": _summary,
    "852": _holding,
    "880": _other_script,
}


def raw_before_is(parts: list[str], one: Field, raw: str, sign: str) -> bool:
    """Whether the subfield before ``raw`` ends in ``sign``: ISBD puts the mark of a part at the end of the one before."""
    before = one.body.partition("\x1fb" + raw)[0]
    return bool(parts) and before.rstrip().endswith(sign)


def _ends_in_number(text: str) -> bool:
    return bool(re.search(r"\d$|\b(?:part|book|volume|vol)\b", text, re.IGNORECASE))


def _author_name(one: Field) -> str:
    """The main entry without dates: “Paulsen, Gary”, “Seuss, Dr.”."""
    if one.tag == "100":
        return trimmed(one.text("abc"))[:300]
    return name_of(one)[:300]


def _authors(said: Derived, leader: str) -> None:
    if not said.author:
        by = next((use for use in said.headings if use.kind == "person" and use.role == "author"), None)
        if by is not None:
            said.author = re.sub(r",\s*(?:b\.\s*|ca\.\s*)?\d{4}.*$", "", by.text)[:300]
    elif leader[6:7] in ("a", "t"):
        for place, use in enumerate(said.headings):
            if use.is_main and use.kind == "person" and not use.role:
                said.headings[place] = Use(
                    use.kind, use.text, use.norm, use.list, True, "author", use.volume, use.volume_sort
                )
    said.author_sort = fold(said.author)[:120]


def _publication(said: Derived, walk: _Walk) -> None:
    one = walk.imprint
    if one is not None:
        place, publisher = one.first("a"), one.first("b")
        said.published_at = "" if _NOT_PLACE.match(place) else _bare(place)[:200]
        said.publisher = "" if _NOT_PUBLISHER.match(publisher) else _bare(publisher)[:200]
        said.year_text = one.first("c").rstrip(" .,;)")[:60]
    said.year = _year(walk.fixed, said.year_text)


def _bare(text: str) -> str:
    """Abbreviations of states and publishers keep their full stop: “Mankato, Minn.”, “Garden City Pub. Co.”."""
    text = text.rstrip(" ,:;/=")
    return text[1:-1] if text.startswith("[") and text.endswith("]") and text.count("[") == 1 else text.lstrip("[")


def _year(fixed: str, printed: str) -> int | None:
    """The first date of 008 where it is four figures; else the last year printed; else the decade where that is known."""
    date = fixed[7:11]
    if fixed[6:7] not in ("b", "n", "|") and date.isdigit() and date.isascii() and 1000 <= int(date) <= 2100:
        return int(date)
    found = _YEAR.findall(printed)
    if found:
        return int(found[-1])
    if (
        len(date) == 4
        and date[:3].isdigit()
        and date.isascii()
        and date[3] in "u-?|"
        and 1000 <= int(date[:3]) * 10 <= 2100
    ):
        return int(date[:3]) * 10
    return None
