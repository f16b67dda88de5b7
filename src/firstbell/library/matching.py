"""How a load treats records: the rules of a profile, which title a record is, whether it is better, what of ours stays.

Pure: knows no tables. :class:`Rules` is read from and written to the JSON of a load profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from typing import Any, NamedTuple

from firstbell.core.errors import Invalid
from firstbell.library.marc import encodings
from firstbell.library.marc.lines import read_mrk
from firstbell.library.marc.record import Field, Record, Unreadable
from firstbell.library.marc.saying import Derived

CONTROL, ISBN, UPC, LCCN, SYSTEM, TITLE = "control", "isbn", "upc", "lccn", "system", "title"
MATCHES = {
    CONTROL: "Control number (001 with 003)",
    ISBN: "ISBN (020)",
    UPC: "UPC or EAN (024)",
    LCCN: "LCCN (010)",
    SYSTEM: "Number of another system (035)",
    TITLE: "Title, author and year together",
}
HOLD, FIRST, NEW = "hold", "first", "new"
SEVERAL = {
    HOLD: "Keep the record aside, for a person to decide",
    FIRST: "Take the oldest of them",
    NEW: "Add a title of its own",
}
NEVER, BETTER, ALWAYS = "never", "better", "always"
OVERLAYS = {
    NEVER: "Never: only its copies are added",
    BETTER: "When the new record is as good or better",
    ALWAYS: "Always",
}
_SPEC = re.compile(r"[0-9X]{3}")
_SUBFIELDS = re.compile(r"[a-z0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class ItemFields:
    """Which subfields of which field tell of a copy. Call numbers are made of several, in the order given."""

    tag: str = "852"
    barcode: str = "p"
    call_number: str = "khim"
    price: str = "9"
    place: str = ""
    copy_number: str = "t"
    volume: str = ""
    note: str = "z"
    staff_note: str = "x"
    item_type: str = ""
    school: str = ""
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class TypeRule:
    """``when`` is “format”, “audience” or “prefix” (of the call number); ``code`` is that of a circulation type."""

    when: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What a load profile says. Tags may have X for any figure: “9XX”."""

    match: tuple[str, ...] = (CONTROL, ISBN, LCCN, UPC, TITLE)
    several: str = HOLD
    overlay: str = BETTER
    protect: tuple[str, ...] = ("590", "69X", "9XX")
    remove: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    set: tuple[str, ...] = ()
    items: ItemFields = field(default_factory=ItemFields)
    keeps_item_fields: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    types: tuple[TypeRule, ...] = ()
    usual_type: str = "library-book"
    encoding: str = ""
    quality: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


#: What makes a record better, in points; a profile may weigh otherwise. Idea: Evergreen's quality metrics (2026-11-24).
QUALITY: Mapping[str, float] = {
    "level_full": 30, "level_core": 20, "level_minimal": 8, "level_prepublication": 2,
    "summary": 8, "subject": 3, "subjects_at_most": 5, "contents": 3, "author": 4, "isbn": 2, "level": 3,
    "dewey": 3, "physical": 3, "kilobyte": 2, "kilobytes_at_most": 4,
}  # fmt: skip


def read_rules(data: Mapping[str, Any]) -> Rules:
    """The rules in a profile's JSON. Raises :class:`Invalid`, naming the field that is wrong."""
    known = {one.name for one in fields(Rules)}
    kept = {name: value for name, value in data.items() if name in known}
    for name in ("match", "protect", "remove", "add", "set"):
        if name in kept:
            kept[name] = tuple(str(one).strip() for one in kept[name] if str(one).strip())
    if "items" in kept:
        names = {one.name for one in fields(ItemFields)}
        kept["items"] = ItemFields(**{name: str(value) for name, value in kept["items"].items() if name in names})
    kept["types"] = tuple(
        TypeRule(str(one["when"]), str(one["value"]), str(one["code"])) for one in kept.get("types", ())
    )
    rules = Rules(**kept)
    _check(rules)
    return rules


def _check(rules: Rules) -> None:
    if unknown := [one for one in rules.match if one not in MATCHES]:
        raise Invalid(f"“{unknown[0]}” is nothing that titles are matched by.", field="match")
    if rules.several not in SEVERAL:
        raise Invalid(f"“{rules.several}” is no way to treat several matches.", field="several")
    if rules.overlay not in OVERLAYS:
        raise Invalid(f"“{rules.overlay}” is no rule for replacing records.", field="overlay")
    for name in ("protect", "remove"):
        for spec in getattr(rules, name):
            if not _SPEC.fullmatch(spec):
                raise Invalid(f"“{spec}” is no tag.", remedy="Three figures, X for any: 590 or 9XX.", field=name)
    for name in ("add", "set"):
        for line in getattr(rules, name):
            field_of(line, name)
    if rules.encoding and rules.encoding not in encodings.ALL:
        raise Invalid(f"“{rules.encoding}” is no encoding that is read here.", field="encoding")
    items = rules.items
    if items.tag and not re.fullmatch(r"[0-9]{3}", items.tag):
        raise Invalid(f"“{items.tag}” is no tag.", remedy="For example 852.", field="items_tag")
    for one in fields(ItemFields):
        if one.name != "tag" and not _SUBFIELDS.fullmatch(getattr(items, one.name)):
            raise Invalid(
                f"“{getattr(items, one.name)}” are no subfield codes.", remedy="Letters or figures, without $.",
                field=f"items_{one.name}",
            )  # fmt: skip
    for rule in rules.types:
        if rule.when not in ("format", "audience", "prefix"):
            raise Invalid(f"“{rule.when}” is nothing that a circulation type depends on.", field="types")


def field_of(line: str, name: str = "add") -> Field:
    """A field as MARCMaker writes it: ``=590  \\\\$aGift of the PTA``. Raises :class:`Invalid`."""
    try:
        record = read_mrk((line if line.startswith("=") else f"={line}").encode())
    except Unreadable:
        record = Record(fields=[])
    if len(record.fields) != 1 or not re.fullmatch(r"[0-9]{3}", record.fields[0].tag):
        raise Invalid(f"“{line}” is no field.", remedy="Write it like this: =590  \\\\$aGift of the PTA", field=name)
    return record.fields[0]


@cache
def _pattern(specs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(spec.replace("X", ".") for spec in specs) or "(?!)", re.DOTALL)


def is_among(specs: Iterable[str], tag: str) -> bool:
    """Whether a tag is one of these; “9XX” means all that begin with 9."""
    return _pattern(tuple(specs)).fullmatch(tag) is not None


# --- which title is it -------------------------------------------------------------------------------------------------

Key = tuple[str, str]


def keys_of(said: Derived, rules: Rules) -> list[list[Key]]:
    """What to look for, by the rules in their order; numbers that fail their check digit are left out."""
    found = []
    for rule in rules.match:
        if rule == CONTROL:
            own = [said.control_number, *said.former_numbers] if said.control_number else []
            keys = [(CONTROL, f"{said.control_source}\x1f{number}") for number in own]
        elif rule == TITLE:
            keys = []
            if said.sort_title and (said.author_sort or said.year):
                keys = [(TITLE, title_key(said.sort_title, said.author_sort, said.year, said.format))]
        else:
            kind = "other" if rule == SYSTEM else rule
            keys = [
                (rule, one.value) for one in said.numbers if one.kind == kind and one.is_valid and not one.is_other_form
            ]
        found.append(keys)
    return found


def is_bare(key: Key) -> bool:
    """Whether it is a control number that nobody signs (001 without 003): every vendor has a 100 of its own."""
    return key[0] == CONTROL and key[1].startswith("\x1f")


def title_key(sort_title: str, author_sort: str, year: int | None, kind: str) -> str:
    """Title, the author's family name, year and format: an audiobook is not its book."""
    return "\x1f".join((sort_title, author_sort.partition(",")[0], str(year or ""), kind))


# --- is it better ------------------------------------------------------------------------------------------------------


def quality(record: Record, said: Derived, size: int, weights: Mapping[str, float] = QUALITY) -> float:
    """Points for what a record offers: how fully it was catalogued, summary, subjects, length."""
    w = {**QUALITY, **weights}
    level = record.leader[17:18]
    points = w["level_full"] if level in (" ", "1", "I", "L") else w["level_core"] if level in ("4", "2") else 0.0
    if level in ("3", "5", "7", "K", "M", "u"):
        points = w["level_minimal"]
    elif level == "8":
        points = w["level_prepublication"]
    subjects = sum(use.kind in ("subject", "place", "genre") for use in said.headings)
    points += w["subject"] * min(subjects, w["subjects_at_most"])
    points += w["summary"] * bool(said.summary) + w["contents"] * bool(said.contents) + w["author"] * bool(said.author)
    points += w["isbn"] * any(one.kind == "isbn" and one.is_valid for one in said.numbers)
    points += w["level"] * bool(said.levels) + w["dewey"] * bool(said.dewey) + w["physical"] * bool(said.extent)
    return points + w["kilobyte"] * min(size / 1024, w["kilobytes_at_most"])


# --- what the record becomes -------------------------------------------------------------------------------------------


def prepared(record: Record, rules: Rules) -> Record:
    """The incoming record as the profile wants it: fields removed, added, set; without its item fields."""
    items = rules.items.tag if not rules.keeps_item_fields else ""
    if not (rules.remove or rules.add or rules.set) and not any(one.tag == items for one in record.fields):
        return record
    gone = rules.remove
    setting = [field_of(line, "set") for line in rules.set]
    tags = {one.tag for one in setting}
    kept = [
        one
        for one in record.fields
        if one.tag not in tags
        and not is_among(gone, one.tag)
        and not (one.tag == items and _says(one, rules.items.barcode))
    ]
    added = [*setting, *(field_of(line) for line in rules.add)]
    if not added and len(kept) == len(record.fields):
        return record
    return replace(record, fields=_in_order(kept, added))


def merged(incoming: Record, ours: Record, rules: Rules) -> Record:
    """The incoming record with our protected fields in place of its own."""
    local = [one for one in ours.fields if is_among(rules.protect, one.tag)]
    if not local:
        return incoming
    theirs = {one.tag for one in local}
    return replace(incoming, fields=_in_order([one for one in incoming.fields if one.tag not in theirs], local))


def _in_order(kept: list[Field], added: Iterable[Field]) -> list[Field]:
    """Added fields go behind the last that has no higher tag; what stands stays in its order."""
    found = list(kept)
    for one in added:
        place = len(found)
        while place and found[place - 1].tag > one.tag:
            place -= 1
        found.insert(place, one)
    return found


# --- copies ------------------------------------------------------------------------------------------------------------

_PRICE = re.compile(r"\d[\d.,]*")
#: “1,234.56” and “1.234,56”.
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}(?:\.\d{3})+,\d{1,2}")


class CopyFound(NamedTuple):
    """One copy as an item field tells it; ``occurrence`` counts the record's item fields from 1."""

    occurrence: int
    barcode: str
    call_number: str
    cents: int | None
    place: str
    copy_number: str
    volume: str
    note: str
    staff_note: str
    item_type: str
    school: str
    vendor: str


def _says(one: Field, codes: str) -> bool:
    return any(one.first(code) for code in codes)


def copies_in(record: Record, items: ItemFields) -> Iterator[CopyFound]:
    """The copies a record tells of."""
    occurrence = 0
    for one in record.fields:
        if one.tag != items.tag:
            continue
        occurrence += 1
        parts = one.subfields
        # Some write all copies of a title into one field, with a barcode for each.
        barcodes = next((found for code in items.barcode if (found := _each(parts, code))), [""])
        first = CopyFound(
            occurrence,
            "",
            " ".join(text for code in items.call_number for text in _each(parts, code))[:100],
            cents(_first(parts, items.price)),
            _first(parts, items.place)[:100],
            _first(parts, items.copy_number)[:20],
            _first(parts, items.volume)[:60],
            _first(parts, items.note)[:300],
            _first(parts, items.staff_note)[:1000],
            _first(parts, items.item_type)[:60],
            _first(parts, items.school)[:100],
            _first(parts, items.vendor)[:100],
        )
        for barcode in dict.fromkeys(barcodes):
            yield first._replace(barcode=barcode)


def _each(parts: list[tuple[str, str]], code: str) -> list[str]:
    # A zero character is no part of a barcode or a call number, and PostgreSQL keeps none.
    texts = (text.replace("\0", "").strip() for own, text in parts if own == code)
    return [text for text in texts if text]


def _first(parts: list[tuple[str, str]], codes: str) -> str:
    """The first of these subfields that says something, in the order in which the profile names them."""
    return next((text for code in codes for text in _each(parts, code)), "")


def cents(text: str) -> int | None:
    """“$18.99”, “USD 18.99”, “18,99”, “1,234.50”, “18”: cents; None for what is no price or has more than six figures."""
    plain = text.replace(" ", "")
    found = _PRICE.search(plain)
    if found is None or plain[: found.start()].endswith("-"):
        return None
    price = found.group().rstrip(".,")
    if _THOUSANDS.fullmatch(price):
        price = price.replace(min(",.", key=lambda sign: price.find(sign) % 1000), "")
    whole, _, part = price.replace(",", ".").partition(".")
    return int(whole) * 100 + int(f"{part}00"[:2]) if len(whole) <= 6 and "." not in part else None


@cache
def _beginning(prefix: str) -> re.Pattern[str]:
    return re.compile(re.escape(prefix.casefold()) + r"(?![a-z])")


def type_code(rules: Rules, kind: str, audience: str, call_number: str) -> str:
    """The code of the circulation type: the first rule that fits, else the usual one. ``kind``: the title's format."""
    if not rules.types:
        return rules.usual_type
    plain = call_number.strip().casefold()
    for rule in rules.types:
        if rule.when == "format":
            fits = kind == rule.value
        elif rule.when == "audience":
            fits = audience == rule.value
        else:
            fits = _beginning(rule.value).match(plain) is not None
        if fits:
            return rule.code
    return rules.usual_type
