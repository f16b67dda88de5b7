"""What kind of thing a record describes: format, audience, fiction, language; from leader, 006, 007, 008, 33X and 245 $h."""

from __future__ import annotations

import re
from collections.abc import Collection

BOOK, LARGE_PRINT, GRAPHIC, EBOOK, AUDIOBOOK, EAUDIO = "book", "large", "graphic", "ebook", "audio", "eaudio"
VIDEO, MUSIC, SCORE, MAP, SERIAL, KIT = "video", "music", "score", "map", "serial", "kit"
OBJECT, PICTURE, SOFTWARE, OTHER = "object", "picture", "software", "other"

#: Leader/06 alone, where nothing more is to be asked.
_BY_TYPE = {
    "c": SCORE, "d": SCORE, "e": MAP, "f": MAP, "g": VIDEO, "i": AUDIOBOOK, "j": MUSIC, "k": PICTURE,
    "m": SOFTWARE, "o": KIT, "p": KIT, "r": OBJECT,
}  # fmt: skip
#: General material designations of AACR2 (245 $h) and what people made of them; asked in this order.
_BY_DESIGNATION = (
    ("large print", LARGE_PRINT), ("audiobook", AUDIOBOOK), ("sound recording", AUDIOBOOK), ("spoken", AUDIOBOOK),
    ("videorec", VIDEO), ("video", VIDEO), ("dvd", VIDEO), ("motion picture", VIDEO), ("filmstrip", VIDEO),
    ("computer file", SOFTWARE), ("electronic", EBOOK), ("e-book", EBOOK), ("ebook", EBOOK),
    ("cartographic", MAP), ("map", MAP), ("globe", MAP), ("music", SCORE), ("kit", KIT), ("game", OBJECT),
    ("realia", OBJECT), ("toy", OBJECT), ("model", OBJECT), ("picture", PICTURE), ("art ", PICTURE), ("flash card", KIT),
    ("slide", PICTURE), ("chart", PICTURE), ("text (large", LARGE_PRINT), ("graphic novel", GRAPHIC),
)  # fmt: skip
_GRAPHIC = re.compile(r"graphic novel|comic book|comics \(graphic|manga", re.IGNORECASE)
_ONLINE_FORMS = frozenset("osq")
_WORDS_TYPES = frozenset("at")
#: 008/22 says the audience of these types of record.
_WITH_AUDIENCE = frozenset("atcdijgkmor")
_FICTION_CODES = frozenset("1fj")
_FACT_CODES = frozenset("0ei" + "s")


def is_continuing(leader: str) -> bool:
    return leader[6:7] in _WORDS_TYPES and leader[7:8] in ("b", "i", "s")


def format_of(
    leader: str, categories: Collection[str], carriers: Collection[str], fixed: str, designation: str, is_graphic: bool
) -> str:
    """``categories``: the first two characters of each 007; ``carriers``: the codes of 338; ``fixed`` is 008;
    ``designation`` 245 $h; ``is_graphic``: a heading calls it a graphic novel."""
    kind = leader[6:7]
    form_place = 29 if kind in ("e", "f", "g", "k", "o", "r") else 23
    form = fixed[form_place : form_place + 1]
    is_online = (form in _ONLINE_FORMS and form != "") or "cr" in carriers or "cr" in categories
    if kind not in _BY_TYPE:
        return _format_of_words(
            leader, fixed, designation.lower(), is_online, form == "d" or "tb" in categories, is_graphic
        )
    material = fixed[33:34]
    if kind == "i" and is_online:
        return EAUDIO
    if kind == "g" and material in ("s", "t", "b"):
        return KIT if material == "b" else PICTURE
    if kind == "k" and material == "g":
        return OBJECT
    if kind == "m" and fixed[26:27] in ("d", "e"):
        return EBOOK
    return _BY_TYPE[kind]


def _format_of_words(leader: str, fixed: str, said: str, is_online: bool, is_large: bool, is_graphic: bool) -> str:
    """Of language material, and of records whose type is none."""
    kind = leader[6:7]
    is_serial = is_continuing(leader)
    designated = next((value for word, value in _BY_DESIGNATION if word in said), "") if said else ""
    if designated == AUDIOBOOK and "online" in said:
        return EAUDIO
    if is_serial and designated in ("", EBOOK):
        return SERIAL
    if designated or is_online:
        return designated or EBOOK
    if is_large:
        return LARGE_PRINT
    if is_graphic or (kind in _WORDS_TYPES and "6" in fixed[24:28]):
        return GRAPHIC
    return BOOK if kind in _WORDS_TYPES or not kind.strip() else OTHER


def says_graphic(text: str) -> bool:
    return bool(_GRAPHIC.search(text))


def audience_of(leader: str, fixed: str) -> str:
    code = fixed[22:23]
    if leader[6:7] not in _WITH_AUDIENCE or is_continuing(leader):
        return ""
    return code if code and code in "abcdefgj" else ""


def is_fiction(leader: str, fixed: str, dewey: str, call: str) -> bool | None:
    """True, False, or None when the record does not say. ``call``: [Fic], [E] and the like from 082, 09X or 852."""
    kind = leader[6:7]
    if kind in _WORDS_TYPES and not is_continuing(leader):
        code = fixed[33:34]
        if code and code in _FICTION_CODES:
            return True
        if code and code in _FACT_CODES:
            return False
    elif kind == "i" and "f" in fixed[30:32]:
        return True
    plain = call.strip("[] .").lower()
    if plain in ("fic", "fiction", "e", "easy", "ef"):
        return True
    if re.match(r"\d{3}", dewey):
        # Dewey keeps novels under their literature, in the third figure 3 of 81X to 89X.
        return True if re.match(r"8[1-9]3(?:\D|$)", dewey) else False if dewey[0] != "8" else None
    return None


def language_of(fixed: str, translated: str) -> str:
    """MARC code: 008/35-37, else the first of 041 $a."""
    code = fixed[35:38].lower()
    if len(code) == 3 and code.isalpha() and code.isascii() and code not in ("zxx", "und"):
        return code
    first = translated.strip()[:3].lower()
    return first if len(first) == 3 and first.isalpha() and first.isascii() else ""
