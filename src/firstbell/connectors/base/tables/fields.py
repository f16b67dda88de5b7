"""What a table's columns can be, and what a header proposes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xxhash

KEEP = "keep"
"""The column is ours in no way: its values are kept and shown beside the record."""
LEAVE = "leave"
"""The column is left out; somebody said so."""

_NOISE = re.compile(r"(?:[^\w#]|_)+")


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column can hold. ``aliases``: names it has been seen under, compared as :func:`folded`."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    help: str = ""


def folded(name: str) -> str:
    """``"Checked Out To: E-mail"``, ``"checked_out_to_email"``: letters and digits of any alphabet, without case.

    ``#`` counts: “Model #” is not “Model”."""
    return _NOISE.sub("", name).casefold()


@dataclass(frozen=True)
class Layout:
    """The fields of one kind of table. ``identifying``: at least one of them must be among the columns of a row's table;
    ``required`` all of them. ``keeps`` tells whether columns we do not know are kept (else they are left out)."""

    fields: tuple[Field, ...]
    identifying: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    keeps: bool = False
    left: tuple[str, ...] = ()
    """Names of columns that are left out unless somebody says otherwise."""

    def label(self, key: str) -> str:
        return next((field.label for field in self.fields if field.key == key), key)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(field.key for field in self.fields)

    def choices(self) -> list[tuple[str, str]]:
        """Everything that a column can be, as (key, words)."""
        kept = [(KEEP, "Keep it, shown as it is")] if self.keeps else []
        return [*((field.key, field.label) for field in self.fields), *kept, (LEAVE, "Leave it out")]

    def propose(self, header: Sequence[str]) -> list[str]:
        """For each column of the header: a field's key, :data:`KEEP` or :data:`LEAVE`.

        No field twice: a column with the field's very name counts before one with an alias, else the first.
        """
        known: dict[str, str] = {}
        for field in self.fields:
            for name in (field.label, field.key, *field.aliases):
                known.setdefault(folded(name), field.key)
        unwanted = {folded(name) for name in self.left}
        spelled = [folded(name) for name in header]
        very = {folded(field.label): field.key for field in self.fields}
        exact = {key: spelled.index(name) for name, key in very.items() if name in spelled and known[name] == key}
        taken: set[str] = set()
        proposed = []
        for position, name in enumerate(header):
            key = known.get(spelled[position], "")
            if not key or key in taken or exact.get(key, position) != position:
                key = KEEP if self.keeps and folded(name) and folded(name) not in unwanted else LEAVE
            else:
                taken.add(key)
            proposed.append(key)
        return proposed

    def recognised(self, header: Sequence[str]) -> set[str]:
        return set(self.propose(header)) - {KEEP, LEAVE}

    def missing(self, chosen: Iterable[str]) -> list[str]:
        """In plain words, what must still be said of the columns; empty when a table can be read."""
        found = set(chosen)
        absent = [self.label(key) for key in self.required if key not in found]
        if self.identifying and not found & set(self.identifying):
            absent.append(" or ".join(self.label(key) for key in self.identifying))
        return absent


def fingerprint(header: Sequence[str], *, has_header: bool = True) -> str:
    """The same for the same columns in the same order, however they are spelled; without a header, for the same width."""
    if not has_header:
        return f"width-{len(header)}"
    return f"{xxhash.xxh64_intdigest(chr(31).join(folded(name) for name in header).encode()):016x}"


def with_aliases(fields: Sequence[Field], more: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """The fields with a system's own names for them added; its names are asked first."""
    return tuple(Field(one.key, one.label, (*more.get(one.key, ()), *one.aliases), one.help) for one in fields)
