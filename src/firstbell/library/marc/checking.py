"""Whether a record keeps to MARC 21: tags, indicators, repeats, subfields, fixed fields. What is wrong is a remark, never an end.

Records from other libraries break small rules all the time; a remark says where, what, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from firstbell.library.marc import standard
from firstbell.library.marc.numbers import numbers_of
from firstbell.library.marc.record import FIELD_END, SUBFIELD, Field, Record, Remark, Severity

MOST_REMARKS = 60
_TAG = re.compile(r"[0-9]{3}")
_LENGTH_007 = {
    "a": 8,
    "c": 14,
    "d": 6,
    "f": 10,
    "g": 9,
    "h": 13,
    "k": 6,
    "m": 23,
    "o": 2,
    "q": 2,
    "r": 11,
    "s": 14,
    "t": 2,
    "v": 9,
    "z": 2,
}


def check_record(record: Record) -> list[Remark]:
    """Everything that breaks a rule, in the order of the record; at most :data:`MOST_REMARKS`."""
    return [] if _is_faultless(record) else list(islice(_all(record), MOST_REMARKS))


#: Of a field what can be wrong but for its text: indicators and subfield codes. A field begins with 0x1E.
_SHAPE = re.compile(
    f"{FIELD_END}[^{SUBFIELD}{FIELD_END}]{{0,3}}(?={SUBFIELD})|{FIELD_END}|{SUBFIELD}[^{SUBFIELD}{FIELD_END}]?"
)
_MOST_SHAPES = 50_000
_right_shapes: set[tuple[str, str]] = set()
"""(tag, shape) that have been met and were right; where the text matters the tag is none of these."""
_MAIN_ENTRIES = frozenset(("100", "110", "111", "130"))


def _is_faultless(record: Record) -> bool:
    """Whether there is nothing to remark, told with one look at the whole record; most are so. False: look closely."""
    fields = record.fields
    tags = [one.tag for one in fields]
    text = FIELD_END + FIELD_END.join([one.body for one in fields])
    shapes = "".join(_SHAPE.findall(text)).split(FIELD_END)
    if len(shapes) != len(tags) + 1 or "\ufffd" in text:
        return False
    once = [tag for tag in tags if tag in _once()]
    met = set(once)
    if len(met) != len(once) or "245" not in met or "008" not in met or len(met & _MAIN_ENTRIES) > 1:
        return False
    del shapes[0]
    if not all(_is_right_shape(*one) for one in set(zip(tags, shapes, strict=True)) - _right_shapes):
        return False
    leader = record.leader
    if next(check_leader(leader), None) is not None:
        return False
    return not any(one.tag in _LOOKED_INTO and not _is_right_text(one, leader) for one in fields)


@cache
def _once() -> frozenset[str]:
    """Tags that may stand once, and the main entries, of which there may be one."""
    return frozenset(tag for tag, rule in standard.fields().items() if not rule.is_repeatable) | _MAIN_ENTRIES


def _is_right_shape(tag: str, shape: str) -> bool:
    rule = standard.fields().get(tag)
    if rule is None:
        is_right = _unknown_tag(Field(tag, ""), 1) is None
    elif tag[:2] == "00":
        is_right = True
    else:
        # The numbers' texts are looked into afterwards.
        is_right = shape[2:3] == SUBFIELD and next(_check_shape(Field(tag, shape), rule, 1), None) is None
    if is_right and len(_right_shapes) < _MOST_SHAPES:
        _right_shapes.add((tag, shape))
    return is_right


def _is_right_text(one: Field, leader: str) -> bool:
    if one.tag in _FIXED:
        return next(_check_fixed(one, leader, 1), None) is None
    return all(number.is_valid or number.is_other_form for number in numbers_of(one))


def _all(record: Record) -> Iterator[Remark]:
    yield from check_leader(record.leader)
    rules = standard.fields()
    seen: dict[str, int] = {}
    for one in record.fields:
        tag = one.tag
        count = seen[tag] = seen.get(tag, 0) + 1
        rule = rules.get(tag)
        if rule is None:
            if (remark := _unknown_tag(one, count)) is not None:
                yield remark
            continue
        if count == 2 and not rule.is_repeatable:
            yield Remark(
                "repeated_field",
                f"Field {tag} ({rule.name}) may stand only once.",
                "Keep the right one.",
                tag,
                occurrence=count,
            )
        if tag[:2] == "00":
            if tag in _FIXED:
                yield from _check_fixed(one, record.leader, count)
        else:
            yield from check_field(one, rule, count)
    if "245" not in seen:
        yield Remark(
            "no_title", "There is no title (field 245).", "Add field 245 with the title in $a.", "245", Severity.ERROR
        )
    get = seen.get
    if get("100", 0) + get("110", 0) + get("111", 0) + get("130", 0) > 1:
        yield Remark("two_main_entries", "There is more than one main entry (1XX).", "Make all but one a 7XX.", "1XX")
    if "008" not in seen:
        yield Remark("no_008", "There is no field 008.", "Add it with the fixed-field helper.", "008", Severity.NOTE)


_FIXED = frozenset(("006", "007", "008"))
_NUMBERED = frozenset(("020", "022", "024"))
_LOOKED_INTO = _FIXED | _NUMBERED


def _unknown_tag(one: Field, count: int) -> Remark | None:
    tag = one.tag
    if not _TAG.fullmatch(tag):
        shown = "".join(letter if letter.isprintable() else "?" for letter in tag)
        return Remark("bad_tag", f"“{shown}” is no tag.", "A tag has three figures.", shown, occurrence=count)
    if "9" in tag:
        return None  # X9X, 9XX: for local use
    return Remark(
        "unknown_tag", f"MARC 21 knows no field {tag}.", "Use the field that says the same, or a local one (9XX).", tag,
        Severity.NOTE, count,
    )  # fmt: skip


def check_leader(leader: str) -> Iterator[Remark]:
    """Remarks on the leader; its numbers (length, base address) are the writer's."""
    if len(leader) != 24:
        yield Remark("bad_leader", f"The leader has {len(leader)} characters instead of 24.", "", "LDR")
        return
    if standard.pattern_of("leader").fullmatch(leader) is None:
        for place in standard.leader_positions():
            yield from _check_position(place, leader, "LDR", 1)


def _check_fixed(one: Field, leader: str, count: int) -> Iterator[Remark]:
    tag, body = one.tag, one.body
    if tag == "008":
        if len(body) != 40:
            yield Remark(
                "bad_length",
                f"Field 008 has {len(body)} characters instead of 40.",
                "Use the fixed-field helper.",
                "008",
            )
            return
        if standard.pattern_of(standard.material(leader) or "008").fullmatch(body) is not None:
            return
        places = standard.positions_008(leader)
    elif tag == "006":
        if len(body) != 18:
            yield Remark(
                "bad_length", f"Field 006 has {len(body)} characters instead of 18.", "", "006", occurrence=count
            )
            return
        places = standard.positions_006(body[:1])
    elif tag == "007":
        wanted = _LENGTH_007.get(body[:1])
        if wanted is not None and len(body) != wanted and not (body[:1] == "c" and len(body) in (2, 3, 4, 5, 6)):
            yield Remark(
                "bad_length", f"Field 007 for “{body[:1]}” has {len(body)} characters instead of {wanted}.", "", "007",
                Severity.NOTE, count,
            )  # fmt: skip
        places = standard.positions_007(body[:1])
    else:
        return
    for place in places:
        yield from _check_position(place, body, tag, count)


def _check_position(place: standard.Position, body: str, tag: str, count: int) -> Iterator[Remark]:
    text = body[place.start : place.end]
    values = place.values
    if not values or not text or text in values:
        return
    width = place.end - place.start
    if width > 1 and all(letter in values for letter in text):
        return
    where = f"{place.start:02}" if width == 1 else f"{place.start:02}-{place.end - 1:02}"
    shown = "".join("#" if letter == " " else letter if letter.isprintable() else "?" for letter in text)
    yield Remark(
        "bad_value",
        f"{tag}/{where} ({place.name}) is “{shown}”, which MARC 21 does not know.",
        "Choose one of its values with the fixed-field helper.",
        tag,
        occurrence=count,
        position=place.start,
    )


def check_field(one: Field, rule: standard.FieldRule, count: int = 1) -> Iterator[Remark]:
    """Remarks on one data field."""
    yield from _check_shape(one, rule, count)
    if SUBFIELD in one.body:
        yield from _check_text(one, count)


def _check_shape(one: Field, rule: standard.FieldRule, count: int) -> Iterator[Remark]:
    """Its indicators and subfield codes."""
    tag, body = one.tag, one.body
    if body[2:3] != SUBFIELD:
        if SUBFIELD not in body:
            yield Remark(
                "no_subfields",
                f"Field {tag} has no subfields.",
                "Put its text into subfield $a.",
                tag,
                occurrence=count,
            )
            return
        yield Remark("bad_indicators", f"Field {tag} has not two indicators.", "", tag, occurrence=count)
    else:
        if body[0] not in rule.indicator1:
            yield _bad_indicator(one, 1, body[0], rule, count)
        if body[1] not in rule.indicator2:
            yield _bad_indicator(one, 2, body[1], rule, count)
    yield from _check_subfields(one, rule, count)


def _check_subfields(one: Field, rule: standard.FieldRule, count: int) -> Iterator[Remark]:
    tag = one.tag
    seen = ""
    for part in one.body.split(SUBFIELD)[1:]:
        code = part[:1]
        may_repeat = rule.subfields.get(code)
        if may_repeat is None:
            # $9 and $5 are for local use everywhere.
            if code not in ("9", "5", "0", "1"):
                shown = code if code.isprintable() else "?"
                yield Remark(
                    "unknown_subfield", f"Field {tag} ({rule.name}) has no subfield ${shown}.",
                    "Use the subfield that says the same.", tag,
                    Severity.NOTE if code.isascii() and code.isalnum() else Severity.WARNING, count,
                )  # fmt: skip
        elif not may_repeat and code in seen:
            yield Remark(
                "repeated_subfield", f"${code} may stand only once in field {tag} ({rule.name}).", "Put it into one, or repeat the field.",
                tag, Severity.NOTE, count,
            )  # fmt: skip
        seen += code


def _check_text(one: Field, count: int) -> Iterator[Remark]:
    tag = one.tag
    if "\ufffd" in one.body:
        yield Remark(
            "lost_letters", f"Field {tag} holds � where letters were lost.", "Write them again from the book.", tag,
            occurrence=count,
        )  # fmt: skip
    if tag in ("020", "022", "024"):
        for number in numbers_of(one):
            if not number.is_valid and not number.is_other_form:
                yield Remark(
                    "bad_check_digit", f"{number.kind.upper()} “{number.text}” has a wrong check digit.",
                    "It is searched, but nothing is matched by it. Compare it with the book.", tag, Severity.NOTE, count,
                )  # fmt: skip


def _bad_indicator(one: Field, which: int, value: str, rule: standard.FieldRule, count: int) -> Remark:
    allowed = rule.indicator1 if which == 1 else rule.indicator2
    shown = "#" if value == " " else value if value.isprintable() else "?"
    known = ", ".join("#" if mark == " " else mark for mark in sorted(allowed))
    return Remark(
        "bad_indicator", f"Indicator {which} of field {one.tag} ({rule.name}) is “{shown}”; it may be {known} (# is blank).",
        "Choose one of these.", one.tag, occurrence=count, position=which - 1,
    )  # fmt: skip
