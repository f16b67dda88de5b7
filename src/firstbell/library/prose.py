"""Words and numbers of a catalogue and of those who ask it: folded, stemmed, and quoted so that no text can break a query.

Plain words, no database. Titles and questions go through the same functions, so both databases find the same things.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from firstbell.core.folding import fold
from firstbell.library.shipped import read

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = {code: " " for code in range(128) if not chr(code).isalnum()}
_NOT_OF_A_NUMBER = re.compile(r"[^0-9A-Za-z]")
_ISBN = re.compile(r"^(?:97[89]\d{10}|\d{9}[\dX])$")
_APOSTROPHE = re.compile(r"(?<=\w)['ʼ‘`´](?=\w)")

#: Words that say little: not asked for when there are others.
LIGHT = frozenset(
    word for line in read("light_words.txt").splitlines() if not line.startswith("#") for word in line.split()
)
#: Words that are Spanish only, and those that English titles have as well (“los angeles”, “el nino”).
_SPANISH = frozenset(["cuento", "cuentos", "del", "espanol", "libro", "libros", "para", "sobre", "una", "unas", "unos"])
_ALSO_SPANISH = frozenset(["con", "de", "el", "en", "la", "las", "los", "por", "sin", "su", "sus", "un", "y"])
#: More of a question than this is not read.
MOST_TERMS = 12


def terms(text: str) -> list[str]:
    """``Charlotte’s Web: a tale`` → charlottes, web, a, tale. Letters of every script; accents are gone."""
    plain = fold(text)
    if plain.isascii():
        if "'" in plain or "`" in plain:
            plain = _APOSTROPHE.sub("", plain)
        # As the pattern below does, without looking at each word.
        return plain.translate(_BETWEEN).split()
    return _WORD.findall(_APOSTROPHE.sub("", plain))


def weighty(asked: Sequence[str]) -> list[str]:
    """The terms without the light words; all of them when there are no others."""
    return [word for word in asked if word not in LIGHT] or list(asked)


@lru_cache(maxsize=100_000)
def stems(word: str) -> tuple[str, ...]:
    """What an English and a Spanish ending leave of a word; without the word itself.

    Light stemming: plurals, -ing, -ed; children ask for “dogs” and “volcanos”, not for “generalisation”.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return ()
    return tuple(dict.fromkeys(stem for stem in (_english(word), _spanish(word)) if stem != word and len(stem) > 2))


def _english(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")):
        return word[:-2]
    if word.endswith("ves") and len(word) > 5:
        return word[:-3] + "f"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and any(letter in "aeiouy" for letter in root):
            return root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
    return word


def _spanish(word: str) -> str:
    if word.endswith("ces") and len(word) > 4:
        return word[:-3] + "z"
    if word.endswith(("es", "os", "as")) and len(word) > 5:
        return word[:-2]
    if word.endswith(("o", "a")) and len(word) > 5:
        return word[:-1]
    return word


def can_go_on(word: str) -> bool:
    """Whether it says enough for the beginning of a word: two letters, or one of a script that writes words with one."""
    return len(word) > 1 or word >= "\u2e80"


def says_spanish(text: str) -> bool:
    """Whether the words around say that the question is in Spanish: one that no English title has, or two articles and the like."""
    asked = terms(text)
    return (
        not {"¿", "¡"}.isdisjoint(text) or not _SPANISH.isdisjoint(asked) or len(_ALSO_SPANISH.intersection(asked)) > 1
    )


def stems_of(words: Iterable[str]) -> list[str]:
    """The stems of a text that are not among its words."""
    kept = set(words)
    return sorted(set().union(*map(stems, kept)) - kept)


def fts_term(word: str, *, prefix: bool = False) -> str:
    """One term for FTS5: itself or one of its stems. Quoted, so that it is never read as an operator."""
    forms = [f'"{word}"' + ("*" if prefix else "")]
    forms += [f'"{stem}"' for stem in stems(word)]
    return forms[0] if len(forms) == 1 else f"({' OR '.join(forms)})"


def ts_term(word: str, *, prefix: bool = False) -> str:
    """The same for PostgreSQL's ``to_tsquery('simple', …)``."""
    forms = [f"'{word}'" + (":*" if prefix else ""), *(f"'{stem}'" for stem in stems(word))]
    return forms[0] if len(forms) == 1 else f"({' | '.join(forms)})"


def forms_of(text: str) -> set[str]:
    """The values under which a number may be kept: as typed, without hyphens and spaces, an ISBN-10 also as ISBN-13."""
    plain = _NOT_OF_A_NUMBER.sub("", text).upper()
    found = {text.strip(), plain, plain.lower()}
    if is_isbn(plain) and len(plain) == 10:
        found.add(isbn13(plain))
    elif is_isbn(plain) and plain.startswith("978"):
        found.add(isbn10(plain))
    return {one for one in found if one}


def is_isbn(text: str) -> bool:
    """Whether it has the shape of one; its check digit may be wrong."""
    return bool(_ISBN.match(_NOT_OF_A_NUMBER.sub("", text).upper()))


def isbn13(isbn10_: str) -> str:
    """ISO 2108: 978 and a check digit of weights 1 and 3."""
    body = "978" + isbn10_[:9]
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-total % 10}"


def isbn10(isbn13_: str) -> str:
    """Of one that begins with 978: weights 10 to 2, X is ten."""
    body = isbn13_[3:12]
    check = -sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    return f"{body}{'X' if check == 10 else check}"
