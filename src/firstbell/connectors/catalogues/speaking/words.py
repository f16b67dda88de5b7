"""What somebody looks for, in the query languages of other catalogues.

CQL: https://www.loc.gov/standards/sru/cql/. PQF: https://software.indexdata.com/yaz/doc/tools.html#PQF.
Bib-1 attributes: https://www.loc.gov/z3950/agency/defns/bib1.html.
"""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.library.ports import CatalogueQuery

#: Longer words find nothing anywhere; zoomsh reads lines of at most 1,000 bytes.
MOST_CHARACTERS = 150


@dataclass(frozen=True, slots=True)
class Indexes:
    """How a catalogue calls what one searches in; an empty one is not asked."""

    isbn: str
    title: str
    author: str


def tidy(text: str) -> str:
    """One line of printable words, cut to what a catalogue bears."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.split())[:MOST_CHARACTERS].strip()


def isbn_forms(isbn: str) -> list[str]:
    """The ISBN, and its old form of ten digits where it has one: old records have only that."""
    digits = "".join(char for char in isbn.upper() if char.isdigit() or char == "X")
    if len(digits) != 13 or not digits.startswith("978") or "X" in digits:
        return [digits] if digits else []
    nine = digits[3:12]
    check = (11 - sum((10 - place) * int(digit) for place, digit in enumerate(nine)) % 11) % 11
    return [digits, nine + ("X" if check == 10 else str(check))]


def by_isbn(query: CatalogueQuery, indexes: Indexes) -> list[tuple[str, str]]:
    """Pairs of index and number of which one must fit."""
    return [(indexes.isbn, one) for one in isbn_forms(query.isbn)] if indexes.isbn else []


def by_words(query: CatalogueQuery, indexes: Indexes) -> list[tuple[str, str]]:
    """Pairs of index and words that must all fit."""
    pairs = ((indexes.title, tidy(query.title)), (indexes.author, tidy(query.author)))
    return [(index, words) for index, words in pairs if index and words]


def cql(pairs: list[tuple[str, str]], joined: str, relation: str = "=") -> str:
    return f" {joined} ".join(f"{index} {relation} {_quoted(words)}" for index, words in pairs)


def pqf(pairs: list[tuple[str, str]], joined: str) -> str:
    """Words of a title are a list of words (4=6), a number is one word (4=2)."""
    clauses = [f"@attr 1={index} @attr 4={2 if words.isalnum() else 6} {_quoted(words)}" for index, words in pairs]
    return f"@{joined} " * (len(clauses) - 1) + " ".join(clauses)


def _quoted(words: str) -> str:
    masked = "".join(f"\\{char}" if char in '"\\*?^' else char for char in words)
    return f'"{masked}"'
