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
#: Small words of Spanish, French, German, Italian and Portuguese that are no English words. A title with several of them,
#: or with one and an accent, is in that language: its capitals stay as they are (MLA 9, 2.90; Chicago 17, 11.6).
_FOREIGN_TEXT = """
al como con das de degli del della delle der des di dos du el en entre et il la las le les lo los mais mi mit nel
nella para pas por pour que qui sans ses sobre sous su sur tu um uma un una und une unos von vom y zum zur
"""
_FOREIGN = frozenset(_FOREIGN_TEXT.split())
#: Those that stay small in an English title, too (“Diario de Greg”); the others are English words as well (“con man”).
_FOREIGN_ONLY = _FOREIGN - {"al", "como", "con", "pour", "um"}
_BEFORE_NOUNS = frozenset({"the", "a", "an", "my", "your", "our", "his", "her", "its", "their"})
_WORD = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W\d_]")
_STOPS = (":", "?", "!", ".", "—")


def headline(title: str) -> str:
    """“Diary of a wimpy kid” as “Diary of a Wimpy Kid”; what is in headline style or in another language stays."""
    if is_headline(title) or is_foreign(title):
        return _up_at_starts(title)
    words = _WORD.findall(title)
    made, begins, kept = [], True, False
    for number, word in enumerate(words):
        kept = kept or "{" in word
        is_edge = begins or number == len(words) - 1 or word[-1:] == ":" or _opens_a_quotation(word)
        is_edge = is_edge or _is_noun(word, words[number - 1])
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
    parts: list[list[str]] = [[]]
    begins = True
    for word in _WORD.findall(title):
        bare = re.sub(r"^[^\w]+|[^\w]+$", "", word)
        is_name = re.sub(r"[’']s$", "", bare).lower() in _NAMES
        if begins and parts[-1]:
            parts.append([])
        if not begins and len(bare) > 1 and _LETTER.match(bare) and bare.lower() not in SMALL and not is_name:
            parts[-1].append(bare)
        begins = _ends_a_part(word)
    counted = [one for part in parts for one in part]
    # A subtitle full of names says nothing about a title in small letters before it.
    is_mixed = any(len(part) > 1 and _capitals(part) * 2 < len(part) for part in parts)
    return bool(counted) and not is_mixed and _capitals(counted) * 4 >= len(counted) * 3


def _capitals(words: list[str]) -> int:
    return sum(one[0].isupper() for one in words)


def is_foreign(title: str) -> bool:
    """Whether it looks like a title in another language: only what English has no word for tells."""
    words = [one.strip("“”‘’\"'*(){},;:?!¿¡.").lower() for one in _WORD.findall(title)]
    if any(one in ("the", "of", "and", "for", "with", "to") for one in words):
        return False
    told = sum(one in _FOREIGN for one in words)
    return told > 1 or (told == 1 and any(ord(char) > 127 and char.isalpha() for char in title))


def is_guessed(title: str) -> bool:
    """Whether :func:`sentence` took a capital away that could have been a name's."""
    return is_headline(title) and sentence(title) != _up_at_starts(title)


def _headline_word(word: str, is_edge: bool) -> str:
    bare = word.strip("“”‘’\"'*(),;:?!").lower()
    if bare in SMALL and not is_edge:
        return word
    if bare in _FOREIGN_ONLY and word == word.lower() and not is_edge:  # “Diario de Greg”
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


def _is_noun(word: str, before: str) -> bool:
    """“the past” and “the outside” are no prepositions."""
    return word.strip(",.;:?!”’").lower() in ("past", "inside", "outside", "beyond") and before.lower() in _BEFORE_NOUNS


def _opens_a_quotation(word: str) -> bool:
    """A title that is quoted in a title begins with a capital, too."""
    return word[:1] in '“"‘' and len(word) > 1


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
