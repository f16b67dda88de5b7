"""Reading and interest levels out of fields 521 and 526, in the many ways in which they are spelled.

MARC 21 says what the first indicator of 521 means (0 reading grade, 1 interest age, 2 interest grade, 8 none); records say
everything else. Levels are licensed data of those who measured them: only what stands in a library's own records is read.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from firstbell.library.marc.record import Field

LEXILE, ATOS, READING_COUNTS, FOUNTAS_PINNELL, DRA = "lexile", "atos", "rc", "fp", "dra"
READING_GRADE, INTEREST_GRADE, INTEREST_AGE = "grade", "igrade", "iage"
OLDEST_AGE, HIGHEST_GRADE = 18.0, 12.0


class Level(NamedTuple):
    """As ``library.models.ReadingLevel``."""

    scheme: str
    low: float
    high: float
    text: str
    code: str = ""
    points: float | None = None
    quiz: str = ""
    field: str = ""


_DASH = r"\s*(?:-|–|—|--|to|thru|through|&|and|/)\s*"
_O = "0-9Oo"
_LEXILE_WORD = re.compile(r"lexile|meta\s?metrics", re.IGNORECASE)
_LEXILE_VALUE = re.compile(
    rf"(?<![A-Za-z0-9])(AD|BR|GN|HL|IG|NC|NP)?[\s:\-]*((?<![\d.])[1-9Oo0][{_O}]{{0,3}})\s?(L)?(?![A-Za-z0-9.])",
    re.IGNORECASE,
)
_LEXILE_CODE = re.compile(r"(?<![A-Za-z])(BR|NP)(?![A-Za-z])")
_AR_WORD = re.compile(
    r"accel\w*\s*read|renaissance|\batos\b|(?<![A-Za-z])A\.?\s?R\.?(?![A-Za-z])|(?<![A-Za-z])AR\s+(?:prog|bl|level|quiz)",
    re.IGNORECASE,
)
_AR_CASED = re.compile(r"(?<![A-Za-z])A\.?\s?R\.?(?![A-Za-z])")
_RC_WORD = re.compile(r"reading\s+counts|scholastic\s+r|(?<![A-Za-z])S?RC!?(?![A-Za-z])", re.IGNORECASE)
_FP_WORD = re.compile(
    r"fountas|pinnell|(?<![A-Za-z])F\s?(?:&|and|/|\+)?\s?P(?![A-Za-z])|guided\s+reading|(?<![A-Za-z])GRL(?![A-Za-z])",
    re.IGNORECASE,
)
_FP_VALUE = re.compile(rf"(?<![A-Za-z'’])([A-Z])(\+)?(?:{_DASH}([A-Z])(\+)?)?(?![A-Za-z'’&+])")
_DRA_WORD = re.compile(r"(?<![A-Za-z])DRA\s?2?(?![A-Za-z0-9])|developmental\s+reading", re.IGNORECASE)
_DRA_VALUE = re.compile(rf"(?<![A-Za-z0-9.])(\d{{1,2}}|A)(?:{_DASH}(\d{{1,2}}))?(?![0-9.]\d|[A-Za-z])")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,2})[.,](\d)(?!\d|[.,]\d)")
_NUMBER = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d+)?|[.,]\d+)(?![\d.,]*\d)")
_QUIZ = re.compile(r"quiz\s*(?:no\.?|number|num\.?|#|id)?\s*[:.#]?\s*([A-Z]?\d{2,10})", re.IGNORECASE)
_POINTS = re.compile(
    r"(?:(\d{1,3}(?:[.,]\d+)?)\s*(?:pts?\b|points?)|(?:pts?\b|points?)\s*[:.]?\s*(\d{1,3}(?:[.,]\d+)?))", re.IGNORECASE
)
_INTEREST = re.compile(r"(?<![A-Za-z])(LG|MG\+|MG|UG|LY|MY|UY)(?![A-Za-z])")
_INTEREST_GRADES = {"LG": (0.0, 3.0), "MG": (4.0, 8.0), "MG+": (6.0, 8.0), "UG": (9.0, 12.0)}
_INTEREST_GRADES |= {"LY": (0.0, 3.0), "MY": (4.0, 8.0), "UY": (9.0, 12.0)}
_NEGATED = re.compile(r"\bnot\s+(?:recommended|intended|suitable|for|appropriate)|\bunder\s+\d", re.IGNORECASE)

_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10", "eleventh": "11", "twelfth": "12",
}  # fmt: skip
_GRADE = r"(?:pre-?\s?k(?:indergarten)?|pre-?school|pk|kindergarten|k(?:inder)?|\d{1,2}(?:st|nd|rd|th)?(?:[.,]\d)?)"
_GRADE_RANGE = re.compile(
    rf"(?<![A-Za-z0-9.])({_GRADE})(?:{_DASH}(?:grades?\s+|gr\.?\s*)?({_GRADE})|\s*(\+|-?\s*(?:&|and)\s+(?:up|above|over|higher|older)|up\b|-\s*up))?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_GRADE_WORD = re.compile(r"\bgr(?:ade|ades|\.|s\.)?\b|\bgr\.?\s*\d|kindergarten|pre-?k\b|\bk\s*-\s*\d", re.IGNORECASE)
_AGE_WORD = re.compile(r"\bage[sd]?\b|\byears?\b|\byrs?\b|months?\b|\bchildren\b", re.IGNORECASE)
_AGE_RANGE = re.compile(
    rf"(?<![\d.])(\d{{1,3}})(?:\s*(months?|mos?\.?|years?|yrs?\.?))?(?:{_DASH}(?:ages?\s+)?(\d{{1,3}})(?:\s*(months?|mos?\.?|years?))?|\s*(\+|-?\s*(?:years?\s+|yrs?\.?\s+)?(?:old\s+)?(?:&|and)\s+(?:up|above|over|older)|up\b|-\s*up))?(?!\d)",
    re.IGNORECASE,
)
_THREE_FIGURES = re.compile(r"(?<!\d)(0\d{2})\s*[-–]\s*(0\d{2})(?!\d)")
_READING_LEVEL = re.compile(
    r"(?:\bR\.?\s?L\.?|reading\s+(?:grade\s+)?level|grade\s+level|book\s+level)\s*[:.]?\s*(?:gr(?:ade|\.)?\s*)?(\d{1,2}(?:[.,]\d)?)(?!\d)",
    re.IGNORECASE,
)


def levels_of(field: Field) -> list[Level]:
    """The levels that one field 521 or 526 tells; none when it tells none."""
    said = str(field)[:120]
    parts = [(code, text.strip()) for code, text in field.subfields if code.isalpha() or code in "58"]
    whole = " ".join(text for _, text in parts if text)
    found = _program_levels(field, parts, whole, said)
    if found:
        return found
    if field.tag != "521" or _NEGATED.search(whole):
        return []
    return _audience_levels(field, whole, said)


def _program_levels(field: Field, parts: list[tuple[str, str]], whole: str, said: str) -> list[Level]:
    """Lexile, Accelerated Reader, Reading Counts, Fountas & Pinnell, DRA: by the name of the program wherever it stands."""
    found: list[Level] = []
    first = field.first("a")
    is_lexile = bool(_LEXILE_WORD.search(whole))
    if is_lexile or _is_bare_lexile(first):
        found += _lexile(_LEXILE_WORD.sub(" ", whole) if is_lexile else first, said, is_lexile, field.tag)
    if _RC_WORD.search(whole):
        found += _measured(READING_COUNTS, field, parts, whole, said)
    elif _AR_CASED.search(whole) or re.search(r"accel\w*\s*read|renaissance|\batos\b", whole, re.IGNORECASE):
        found += _measured(ATOS, field, parts, whole, said)
    if _FP_WORD.search(whole):
        found += _fountas_pinnell(_FP_WORD.sub(" ", whole), said)
    if _DRA_WORD.search(whole):
        found += _dra(_DRA_WORD.sub(" ", whole), said)
    return found


# --- Lexile ------------------------------------------------------------------------------------------------------------


def _is_bare_lexile(text: str) -> bool:
    """“770L”, “AD77OL”, “BR40L”: nothing else ends so."""
    return bool(
        re.fullmatch(rf"(?:AD|BR|GN|HL|IG|NC|NP)?\s?[1-9][{_O}]{{0,3}}\s?L\.?|BR\s?\d{{1,3}}L?\.?", text, re.IGNORECASE)
    )


def _lexile(text: str, said: str, is_named: bool, tag: str) -> list[Level]:
    best: re.Match[str] | None = None
    for match in _LEXILE_VALUE.finditer(text):
        # In a field of another program the measure is the number that carries the L.
        if match.group(3) or match.group(1):
            best = match
            break
        if (best is None and is_named and tag == "521") or (best is None and is_named and len(match.group(2)) >= 3):
            best = match
    if best is None:
        alone = _LEXILE_CODE.search(text.upper())
        if is_named and alone is not None and alone.group(1) == "BR":
            # Before the measure below zero was told, BR alone said "below 0L".
            return [Level(LEXILE, -400.0, -1.0, "BR", "BR", field=said)]
        return []
    code = (best.group(1) or "").upper()
    measure = float(best.group(2).upper().replace("O", "0"))
    if measure > 2000:
        return []
    value = -measure if code == "BR" else measure
    return [Level(LEXILE, value, value, f"{code}{measure:.0f}L", code, field=said)]


# --- Accelerated Reader and Reading Counts: interest, level, points, quiz -------------------------------------------------


def _measured(scheme: str, field: Field, parts: list[tuple[str, str]], whole: str, said: str) -> list[Level]:
    found: list[Level] = []
    by_code = dict(reversed(parts))
    level = points = None
    if field.tag == "526":
        level, points = _number(by_code.get("c", "")), _number(by_code.get("d", ""))
    rest = _QUIZ.sub(" ", _LEXILE_VALUE_WITH_L.sub(" ", whole))
    told = _POINTS.search(rest)
    if told is not None:
        points = points if points is not None else _number(told.group(1) or told.group(2))
        rest = rest[: told.start()] + " " + rest[told.end() :]
    if level is None:
        loose = [_number(".".join(pair)) for pair in _DECIMAL.findall(rest)]
        if not loose:
            after = re.search(r"(?:level|BL|RL|ATOS|A\.?R\.?)\s*[:.]?\s*(\d{1,2})(?![\d.,])", rest)
            loose = [_number(after.group(1))] if after else []
        level = loose[0] if loose else None
        if points is None and len(loose) > 1 and field.tag == "526":
            points = loose[1]
    quiz = _QUIZ.search(whole)
    number = quiz.group(1) if quiz else ""
    if not number and field.tag == "526":
        bare = re.search(r"(?<![\d.])[A-Z]?\d{4,7}(?![\d.])", " ".join(text for code, text in parts if code in "xz5i"))
        number = bare.group() if bare else ""
    if level is not None and 0 <= level <= 20:
        found.append(Level(scheme, level, level, f"{level:.1f}", "", points, number[:20], said))
    interest = _INTEREST.search(by_code.get("b", "") or whole)
    if interest is not None:
        low, high = _INTEREST_GRADES[interest.group(1)]
        found.append(Level(INTEREST_GRADE, low, high, _grades_text(low, high), field=said))
    elif field.tag == "526" and (grades := _grade_range(by_code.get("b", ""))) is not None:
        found.append(Level(INTEREST_GRADE, *grades, _grades_text(*grades), field=said))
    return found


_LEXILE_VALUE_WITH_L = re.compile(
    rf"(?<![A-Za-z0-9])(?:AD|BR|GN|HL|IG|NC|NP)?\s?[1-9Oo0][{_O}]{{0,3}}\s?L(?![A-Za-z])", re.IGNORECASE
)


def _number(text: str | None) -> float | None:
    found = _NUMBER.search(re.sub(r"(?<=[\d.])[Oo]|[Oo](?=[.\d])", "0", text or ""))
    return float(found.group(1).replace(",", ".")) if found else None


# --- Fountas & Pinnell, DRA -----------------------------------------------------------------------------------------------


def _letter_value(letter: str, plus: str | None) -> float:
    return ord(letter) - 64 + (1.0 if plus and letter == "Z" else 0.0)


def _fountas_pinnell(text: str, said: str) -> list[Level]:
    text = re.sub(r"levels?|grl|text|gradient|[()“”\":.,;]", " ", text, flags=re.IGNORECASE)
    match = _FP_VALUE.search(text) or _FP_VALUE.search(text.upper() if len(text.split()) == 1 else "")
    if match is None:
        return []
    low = _letter_value(match.group(1), match.group(2))
    high = _letter_value(match.group(3), match.group(4)) if match.group(3) else low
    if high < low:
        return []
    shown = match.group(1) + ("+" if match.group(2) else "")
    if match.group(3):
        shown += f"–{match.group(3)}{match.group(4) or ''}"
    return [Level(FOUNTAS_PINNELL, low, high, shown, field=said)]


def _dra(text: str, said: str) -> list[Level]:
    match = _DRA_VALUE.search(re.sub(r"levels?|[()“”\":;]", " ", text, flags=re.IGNORECASE))
    if match is None:
        return []
    low = 0.0 if match.group(1) == "A" else float(match.group(1))
    high = float(match.group(2)) if match.group(2) else low
    if not low <= high <= 80:
        return []
    return [Level(DRA, low, high, match.group(1) + (f"–{match.group(2)}" if match.group(2) else ""), field=said)]


# --- grades and ages ------------------------------------------------------------------------------------------------------


def _grade_value(text: str) -> float:
    plain = text.lower().replace(" ", "").replace("-", "")
    if plain.startswith(("pre", "pk")):
        return -1.0
    if plain.startswith("k"):
        return 0.0
    return float(re.sub(r"[a-z]", "", plain).replace(",", "."))


def _grade_range(text: str) -> tuple[float, float] | None:
    for word, digit in _ORDINALS.items():
        if word in text.lower():
            text = re.sub(rf"\b{word}\b", digit, text, flags=re.IGNORECASE)
    for match in _GRADE_RANGE.finditer(text):
        low = _grade_value(match.group(1))
        high = _grade_value(match.group(2)) if match.group(2) else HIGHEST_GRADE if match.group(3) else low
        if -1 <= low <= high <= 13:
            return low, high
    return None


def _grade_name(value: float) -> str:
    return "PreK" if value < 0 else "K" if value == 0 else f"{value:g}"


def _grades_text(low: float, high: float) -> str:
    return f"Grade {_grade_name(low)}" if low == high else f"Grades {_grade_name(low)}–{_grade_name(high)}"


def _age_range(text: str) -> tuple[float, float] | None:
    three = _THREE_FIGURES.search(text)
    if three is not None:
        return float(three.group(1)), float(three.group(2))
    text = re.sub(r"newborns?|birth|infants?", "0", text, flags=re.IGNORECASE)
    text = re.sub(r"(\d{1,2}) (?:and|&) (?:under|younger|below)", r"0-\1", text)
    for match in _AGE_RANGE.finditer(text):
        low, high = float(match.group(1)), float(match.group(3) or match.group(1))
        if match.group(5):
            high = OLDEST_AGE
        unit_low, unit_high = (match.group(2) or "").lower(), (match.group(4) or "").lower()
        if unit_low.startswith("mo"):
            low, high = low // 12, high if match.group(3) or match.group(5) else low // 12
        elif unit_high.startswith("mo"):
            low, high = low // 12, high // 12
        elif low >= 12 and match.group(5) and "month" in text.lower():
            low = low // 12
        if 0 <= low <= high <= 99:
            return low, min(high, OLDEST_AGE) if low <= OLDEST_AGE else high
    return None


def _ages_text(low: float, high: float) -> str:
    if high >= OLDEST_AGE > low:
        return f"Ages {low:g} and up"
    return f"Age {low:g}" if low == high else f"Ages {low:g}–{high:g}"


def _audience_levels(field: Field, whole: str, said: str) -> list[Level]:
    """521 by its first indicator, unless the words say otherwise (“RL1 005-008”, “Ages 8-12” under reading grade)."""
    kind = field.indicator1
    if kind in "34":
        return []
    found: list[Level] = []
    told = _READING_LEVEL.search(whole)
    if told is not None:
        level = float(told.group(1).replace(",", "."))
        if level <= 13:
            found.append(Level(READING_GRADE, level, level, f"{level:g}", field=said))
        whole = whole[: told.start()] + " " + whole[told.end() :]
    # What stands behind the quotation is where it was found: “P. [4] of cover”.
    whole = re.split(r"[\"”]\s*--|--\s*(?:P\.|p\.|[Cc]over|[Jj]kt|[Jj]acket)|\s--\s*[Pp]\.", whole)[0]
    whole = re.sub(r"\b[Ll]evel\s+\d\s*[,:;]", " ", whole)
    is_age = bool(_AGE_WORD.search(whole)) or bool(_THREE_FIGURES.search(whole))
    is_grade = bool(_GRADE_WORD.search(whole)) and not is_age
    if is_age or (kind == "1" and not is_grade):
        if (kind != "8" or is_age) and (ages := _age_range(whole)) is not None:
            found.append(Level(INTEREST_AGE, *ages, _ages_text(*ages), field=said))
    elif re.search(r"reading\s+level", whole, re.IGNORECASE) and (grades := _grade_range(whole)) is not None:
        found.append(Level(READING_GRADE, *grades, _grades_text(*grades), field=said))
    elif (is_grade or kind in "02") and (grades := _grade_range(whole)) is not None and not (found and kind == "0"):
        if kind == "0" and (grades[0] == grades[1] or not is_grade):
            found.append(Level(READING_GRADE, *grades, _plain_range(*grades), field=said))
        elif kind == "0":
            found.append(Level(READING_GRADE, *grades, _grades_text(*grades), field=said))
        else:
            found.append(Level(INTEREST_GRADE, *grades, _grades_text(*grades), field=said))
    return found


def _plain_range(low: float, high: float) -> str:
    return _grade_name(low) if low == high else f"{_grade_name(low)}–{_grade_name(high)}"
