"""Single people who come back under a new id, night after night: a transfer within the district, an entry made anew.

Whole rosters re-numbered are another matter (``matching.Adoptable``): those are held, and a person decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.search import fold

if TYPE_CHECKING:
    from firstbell.connectors.oneroster.mapping.entity import EntityStage
    from firstbell.connectors.oneroster.mapping.stored import Known

_KIND, _GIVEN, _FAMILY, _IDENTIFIER, _USERNAME, _EMAIL = 0, 2, 3, 8, 9, 10


class Renumbered:
    """People whom a complete file no longer names, by what makes them the same person beyond doubt; each only once.

    Nobody confirms it before it is applied, so more is asked than of a whole roster's proposal: the number with a name,
    or username or address with both names; never against another number or another kind. What two share recognises neither.
    """

    def __init__(self, people: Iterable[Known]) -> None:
        self._by_key: dict[Any, Known | None] = {}
        self._taken: set[int] = set()
        for known in people:
            for _, key in _keys(known.values):
                self._by_key[key] = None if key in self._by_key else known

    def take(self, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """The person that these values are, and why."""
        for why, key in _keys(values):
            known = self._by_key.get(key)
            if known is None or known.id in self._taken or _other_number(known.values, values):
                continue
            self._taken.add(known.id)
            return known, f"{why} and name, new id; the old id is not in the export any more"
        return None


def unlisted(stage: EntityStage) -> list[Known]:
    """Whom we hold and a complete file does not name: live, closed, or missing already. One scan, and none on a quiet night."""
    if stage.nameless or not stage.rows:
        return []
    listed = {row[0] for row in stage.rows} | stage.kept_aside
    remaining = stage.ledger.remaining
    found = [known for known in stage.recheck.values() if known.sourced_id not in listed]
    if remaining:
        rows = stage.select("missing_since IS NULL AND row_hash <> 0")
        found += [known for known in rows if known.hash in remaining and known.sourced_id not in listed]
    return found


def few_enough(stage: EntityStage, people: list[Known]) -> list[Known]:
    """Those of places where no guard would speak of a re-numbered roster."""
    policy = GuardPolicy("users")
    live = [known for known in people if not known.is_closed]
    if len(live) < policy.floor:
        return people
    stage.count_live()
    limit = policy.rekey_percent / 100
    if len(live) > sum(stage.live.values()) * limit:
        return []
    counts = Counter(stage.place_of(known.values) for known in live)
    many = {place for place, count in counts.items() if count >= policy.floor and count > stage.live[place] * limit}
    return [known for known in people if stage.place_of(known.values) not in many]


def _keys(values: tuple[Any, ...]) -> list[tuple[str, Any]]:
    kind, given, family = values[_KIND], fold(values[_GIVEN]), fold(values[_FAMILY])
    keys: list[tuple[str, Any]] = []
    if number := _text(values[_IDENTIFIER]):
        keys += [("same number", (kind, _IDENTIFIER, number, at, name)) for at, name in enumerate((given, family))]
    for why, at in (("same username", _USERNAME), ("same e-mail address", _EMAIL)):
        if text := _text(values[at]):
            keys.append((why, (kind, at, text, given, family)))
    return keys


def _text(value: Any) -> str:
    return value.strip().casefold() if isinstance(value, str) else ""


def _other_number(ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> bool:
    old, new = _text(ours[_IDENTIFIER]), _text(theirs[_IDENTIFIER])
    return bool(old and new and old != new)
