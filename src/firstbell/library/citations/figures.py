"""Dates, pages, editions and addresses as each style writes them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from firstbell.library.citations.sources import Date

#: MLA 9, appendix 1: May, June and July are written out.
_MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_RANGE = re.compile(r"(\d+)\s*[-–—]+\s*(\d+)")
_DOI = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)


def month(number: int | None) -> str:
    return calendar.month_name[number] if number else ""


def year_text(year: int | None, era: str = "BCE") -> str:
    """“1994”; before our era “40 BCE” (MLA 9, appendix 1; Chicago 17, 9.34), in APA 7 “B.C.E.”"""
    return "" if year is None else f"{-year} {era}" if year < 0 else str(year)


def _years(
    year: int | None, until: int | None, ending: Callable[[str, str], str], *, era: str = "BCE", letter: str = ""
) -> str:
    """One year or several. Before our era all digits stay: “385–378 BCE”, “10 BCE–20 CE”."""
    if year is None or until is None:
        return year_text(year, era) + letter
    if year > 0:
        return f"{year}{letter}–{ending(str(year), str(until))}"
    if until < 0:
        return f"{-year}{letter}–{year_text(until, era)}"
    return f"{year_text(year, era)}{letter}–{until} {era.replace('B.', '').replace('B', '')}"


def mla_date(date: Date) -> str:
    """“8 Mar. 2017”, “spring 2016”, “1826-27”."""
    if not date.is_known:
        return ""
    year = _years(date.year, date.until, _two_at_least)
    if date.season:
        return f"{date.season} {year}"
    parts = [str(date.day) if date.day else "", _MLA_MONTHS[date.month - 1] if date.month else "", year]
    return " ".join(filter(None, parts))


def apa_date(date: Date, letter: str = "") -> str:
    """What stands in the brackets: “2019a, March 22”, “n.d.”"""
    if not date.is_known:
        return f"n.d.-{letter}" if letter else "n.d."
    year = _years(date.year, date.until, _in_full, era="B.C.E.", letter=letter)
    if date.season:
        return f"{year}, {date.season.capitalize()}"
    rest = " ".join(filter(None, (month(date.month), str(date.day) if date.day and date.month else "")))
    return f"{year}, {rest}" if rest else year


def chicago_year(date: Date, letter: str = "") -> str:
    if not date.is_known:
        return f"n.d.-{letter}" if letter else "n.d."
    return _years(date.year, date.until, _chicago_end) + letter


def long_date(date: Date) -> str:
    """“March 8, 2017”, “March 2017”, “Spring 2017”; only the year is no date of its own."""
    if date.season:
        return f"{date.season.capitalize()} {year_text(date.year)}"
    if not (date.is_known and date.month):
        return ""
    year = year_text(date.year)
    return f"{month(date.month)} {date.day}, {year}" if date.day else f"{month(date.month)} {year}"


def long_day(day: dt.date) -> str:
    return f"{month(day.month)} {day.day}, {day.year}"


def mla_day(day: dt.date) -> str:
    return mla_date(Date(day.year, day.month, day.day))


def mla_pages(pages: str) -> str:
    """“pp. 149–66”, “p. 7”; letters as they are."""
    said = _RANGE.sub(lambda found: f"{found[1]}–{_two_at_least(found[1], found[2])}", pages.strip())
    return f"{'pp.' if _are_many(said) else 'p.'} {said}" if said else ""


def apa_pages(pages: str) -> str:
    """“207–217”: in full (APA 7, 6.31 gives all digits as printed)."""
    return _RANGE.sub(lambda found: f"{found[1]}–{_full(found[1], found[2])}", pages.strip())


def pp(pages: str) -> str:
    """With “p.” or “pp.”, in full."""
    said = apa_pages(pages)
    return f"{'pp.' if _are_many(said) else 'p.'} {said}" if said else ""


def chicago_pages(pages: str) -> str:
    """“167–95”, “101–8”, “100–104” (Chicago 17, 9.61)."""
    return _RANGE.sub(lambda found: f"{found[1]}–{_chicago_end(found[1], _full(found[1], found[2]))}", pages.strip())


def _are_many(pages: str) -> bool:
    return "–" in pages or "," in pages


def _full(first: str, last: str) -> str:
    """“66” after 149 is 166."""
    return first[: len(first) - len(last)] + last if len(last) < len(first) else last


def _two_at_least(first: str, last: str) -> str:
    last = _full(first, last)
    if len(first) != len(last) or len(first) < 3:
        return last
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    return last[min(same, len(last) - 2) :]


def _in_full(_first: str, last: str) -> str:
    return last


def _chicago_end(first: str, last: str) -> str:
    if len(first) != len(last) or len(first) < 3 or first.endswith("00"):
        return last
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    if first[-2] == "0" and same >= len(first) - 2:
        return last[max(same, len(last) - 1) :]
    if len(first) == 4 and same == 1:
        return last[1:]
    return last[min(same, len(last) - 2) :]


def ordinal(edition: str) -> str:
    """“2”, “2nd”, “second edition” and “2nd ed.” are one: “2nd”. Words other than numbers stay: “Rev.”, “Summer 2019”."""
    said = re.sub(r"\s*\b(?:edition|edición|ed\.?|edn\.?)\s*$", "", edition.strip(), flags=re.IGNORECASE).strip()
    words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    if said.lower() in words:
        said = str(words.index(said.lower()) + 1)
    number = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th|\.)?", said, flags=re.IGNORECASE)
    if number is None:
        return said
    count = int(number[1])
    ending = "th" if 10 < count % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def is_first(edition: str) -> bool:
    """First editions are not named."""
    return ordinal(edition) in ("", "1st")


def doi_address(doi: str) -> str:
    """“https://doi.org/10...” of a DOI in any spelling; nothing where it is none."""
    found = _DOI.match(doi.strip())
    return f"https://doi.org/{found[1]}" if found else ""


def mla_address(url: str) -> str:
    """Without “https://” (MLA 9, 5.95), but for a DOI."""
    return re.sub(r"^https?://", "", url.strip()) if "//doi.org/" not in url else url.strip()
