"""Recognising records under new ids: hand-made people the roster brings, and whole rosters re-numbered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from firstbell.core.search import fold
from firstbell.people.models import Person

if TYPE_CHECKING:
    from firstbell.connectors.oneroster.mapping.entity import EntityStage
    from firstbell.connectors.oneroster.mapping.stored import Known

_KIND, _ORG, _GIVEN, _FAMILY, _SORT, _IDENTIFIER, _USERNAME, _EMAIL, _GRADE = 0, 1, 2, 3, 7, 8, 9, 10, 11


def person_keys(values: tuple[Any, ...]) -> list[tuple[str, Any]]:
    """By what a person is recognised, surest first: (why, key).

    A number alone is enough. A username or an address can be given to somebody else, so one of
    the names must agree as well.
    """
    keys: list[tuple[str, Any]] = []
    if _text(values[_IDENTIFIER]):
        keys.append(("same number", ("number", values[_IDENTIFIER].strip().casefold())))
    for why, at in (("same username", _USERNAME), ("same e-mail address", _EMAIL)):
        if _text(values[at]):
            for name in (_FAMILY, _GIVEN):
                keys.append((why, (at, values[at].strip().casefold(), name, fold(values[name]))))
    return keys


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


class Adoptable:
    """Records that would be gone, to be taken over by new rows that mean the same; each only once.

    A key that two records share recognises neither.
    """

    def __init__(self, stage: EntityStage, records: Iterable[Known]) -> None:
        self._stage = stage
        self._by_key: dict[Any, Known | None] = {}
        self._taken: set[int] = set()
        for record in records:
            for _, key in self._keys(record.values):
                self._by_key[key] = None if key in self._by_key else record

    def _keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return self._stage.natural_keys(values)

    def take(self, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """The record that these values are, and why."""
        for why, key in self._keys(values):
            record = self._by_key.get(key)
            if record is not None and record.id not in self._taken:
                self._taken.add(record.id)
                return record, f"{why}, new id"
        return None


class HandMade:
    """People without a roster: entered by hand at the counter, waiting for the roster to bring them."""

    def __init__(self, stage: EntityStage, org_path: str) -> None:
        self._stage = stage
        self._by_key: dict[Any, list[tuple[Known, str]]] = {}
        self._taken: set[int] = set()
        people = Person.objects.filter(source=None, sourced_id="", merged_into=None).filter(
            organisation__path__startswith=org_path
        )
        columns = ["id", "sourced_id", "row_hash", "missing_since", "closed_at", *stage.table.columns]
        for row in people.values_list(*columns, "is_provisional"):
            known = stage.known_of((row[0], row[1], None, False, row[4] is not None, *row[5:-1]))
            for why, key in self._keys(known.values, by_name=row[-1]):
                self._by_key.setdefault(key, []).append((known, why))

    @staticmethod
    def _keys(values: tuple[Any, ...], *, by_name: bool) -> list[tuple[str, Any]]:
        keys: list[tuple[str, Any]] = []
        if _text(values[_IDENTIFIER]):
            keys.append(("same number", ("number", values[_IDENTIFIER].strip().casefold())))
        if _text(values[_EMAIL]):
            keys.append(("same e-mail address", ("email", values[_EMAIL].strip().casefold())))
        if by_name and _text(values[_GRADE]) and values[_SORT]:
            keys.append(("same name, grade and school", ("name", values[_SORT], values[_GRADE], values[_ORG])))
        return keys

    def take(self, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """The one person this row can be; with two candidates nobody is guessed."""
        for why, key in self._keys(values, by_name=True):
            found = [one for one, _ in self._by_key.get(key, ()) if one.id not in self._taken]
            if len(found) == 1:
                if key[0] == "name" and _contradicts(found[0].values, values):
                    continue
                self._taken.add(found[0].id)
                return found[0], f"{why}; entered by hand before"
        return None


def _contradicts(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
    """Two different student numbers are two people, however alike their names."""
    return _text(ours[_IDENTIFIER]) and _text(theirs[_IDENTIFIER]) and ours[_IDENTIFIER] != theirs[_IDENTIFIER]
