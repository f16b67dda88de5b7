"""Capitals of titles: headline style for MLA and Chicago, sentence style for APA.

From sentence style to headline style nothing has to be known. The other way a program cannot tell a name from a word;
it keeps what it recognises and :func:`is_guessed` says that somebody should look.
"""

from __future__ import annotations

import re

#: Lowercase in a headline unless first or last: articles, coordinating conjunctions, prepositions of any length.
_SMALL_TEXT = """
a an the and but or nor for so yet as at by in of off on out per to up via vs vs. about above across after against
along among around atop before behind below beneath beside besides between beyond concerning despite down during
except from inside into like near onto outside over past regarding since than through throughout toward towards under
underneath until unto upon versus with within without
"""
SMALL = frozenset(_SMALL_TEXT.split())
#: Words that keep their capital in a sentence: days, months, peoples, languages, countries, states, faiths, planets.
_NAMES_TEXT = """
monday tuesday wednesday thursday friday saturday sunday january february april june july august september october
november december christmas easter ramadan halloween thanksgiving africa african africans america american americans
antarctica arctic asia asian asians australia australian austria austrian atlantic brazil brazilian britain british
cambodia canada canadian caribbean chile chinese china colombia congo cuba cuban danish denmark dutch egypt egyptian
england english ethiopia europe european finland finnish france french german germany ghana greece greek haiti hawaii
hawaiian hispanic hungary iceland india indian indians indonesia iran iraq ireland irish israel israeli italian italy
jamaica japan japanese jewish kenya korea korean latin latina latino latinx mexican mexico morocco netherlands nigeria
norway norwegian pacific pakistan palestinian peru philippines poland polish portugal portuguese roman rome russia
russian scotland scottish singapore somalia spain spanish sudan sweden swedish swiss switzerland syria taiwan thailand
turkish ukraine ukrainian venezuela vietnam vietnamese wales welsh alabama alaska arizona arkansas california colorado
connecticut delaware florida georgia idaho illinois indiana iowa kansas kentucky louisiana maine maryland
massachusetts michigan minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania
tennessee texas utah vermont virginia wisconsin wyoming boston chicago london paris berlin washington bible bibles
buddhism buddhist catholic christian christianity hindu hinduism islam islamic judaism muslim muslims protestant quran
jupiter mars mercury neptune pluto saturn uranus venus internet google wikipedia youtube shakespeare darwin einstein
lincoln gandhi mozart picasso napoleon cinderella gatsby hamlet i i’m i’ll i’ve i’d
"""
_NAMES = frozenset(_NAMES_TEXT.split())
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_STOPS = (":", "?", "!", ".", "—")


def headline(title: str) -> str:
    """“Diary of a wimpy kid” as “Diary of a Wimpy Kid”; what is in headline style already stays as it is."""
    if is_headline(title):
        return _up_at_starts(title)
    words = _WORD.findall(title)
    made, begins, kept = [], True, False
    for number, word in enumerate(words):
        kept = kept or "{" in word
        is_edge = begins or number == len(words) - 1 or words[number][-1:] == ":"
        made.append(word if kept else _headline_word(word, is_edge))
        begins = _ends_a_part(word)
        kept = kept and "}" not in word
    return " ".join(made)


def sentence(title: str) -> str:
    """“Diary of a Wimpy Kid” as “Diary of a wimpy kid”; names that are known, acronyms and words in braces stay."""
    if not is_headline(title):
        return _up_at_starts(title)
    made, begins, kept = [], True, False
    for word in _WORD.findall(title):
        kept = kept or "{" in word
        made.append(word if kept else _up(word) if begins else _sentence_word(word))
        begins = _ends_a_part(word)
        kept = kept and "}" not in word
    return " ".join(made)


def is_headline(title: str) -> bool:
    """Whether three of four words that could be small begin with a capital; beginnings and known names do not count."""
    counted, begins = [], True
    for word in _WORD.findall(title):
        bare = re.sub(r"^[^\w]+|[^\w]+$", "", word)
        is_name = re.sub(r"[’']s$", "", bare).lower() in _NAMES
        if not begins and len(bare) > 1 and _LETTER.match(bare) and bare.lower() not in SMALL and not is_name:
            counted.append(bare)
        begins = _ends_a_part(word)
    return bool(counted) and sum(one[0].isupper() for one in counted) * 4 >= len(counted) * 3


def is_guessed(title: str) -> bool:
    """Whether :func:`sentence` took a capital away that could have been a name's."""
    return is_headline(title) and sentence(title) != _up_at_starts(title)


def _headline_word(word: str, is_edge: bool) -> str:
    bare = word.strip("“”‘’\"'*(),;:?!").lower()
    if bare in SMALL and not is_edge:
        return word
    parts = word.split("-")
    return "-".join(part if number and part.lower() in SMALL else _up(part) for number, part in enumerate(parts))


def _sentence_word(word: str) -> str:
    return "-".join(_lowered(part) for part in word.split("-"))


def _lowered(word: str) -> str:
    bare = re.sub(r"[’']s$", "", word.strip("“”‘’\"'*(),;:?!."))
    is_mixed = any(one.isupper() for one in bare[1:]) or any(one.isdigit() for one in bare)
    if bare.lower() in _NAMES or is_mixed or _is_initial(word):
        return word
    return word.lower()


def _ends_a_part(word: str) -> bool:
    """Whether what follows begins anew: after a colon, a question mark, a full stop that is no abbreviation's."""
    return word.rstrip("”’\"'*)}").endswith(_STOPS) and not _is_initial(word)


def _is_initial(word: str) -> bool:
    """“F.” of F. Scott, “vs.”: a full stop that ends no sentence."""
    return re.fullmatch(r"(?:\w\.)+|vs\.|St\.|Mr\.|Mrs\.|Ms\.|Dr\.|Jr\.", word) is not None


def _up(word: str) -> str:
    """The first letter as a capital, unless the word has one already (iPhone, eBay)."""
    if any(one.isupper() for one in word):
        return word
    found = _LETTER.search(word)
    if found is None or any(one.isdigit() for one in word[: found.start()]):
        return word
    at = found.start()
    return word[:at] + word[at].upper() + word[at + 1 :]


def _up_at_starts(title: str) -> str:
    made, begins, kept = [], True, False
    for word in _WORD.findall(title):
        kept = kept or "{" in word
        made.append(_up(word) if begins and not kept else word)
        begins = _ends_a_part(word)
        kept = kept and "}" not in word
    return " ".join(made)
