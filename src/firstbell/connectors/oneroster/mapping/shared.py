"""Numbers and usernames that two people have. Both land: which of them is wrong, only the school knows; but it is said."""

from __future__ import annotations

from array import array
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from firstbell.connectors.oneroster.mapping.stored import Parsed

if TYPE_CHECKING:
    from firstbell.connectors.oneroster.mapping.entity import EntityStage

_NAMED = 3
_WORDS = {"identifier": "number", "username": "username"}


class SharedNames:
    """Watches one column of the users. Only a hash per looked-at row is kept; who they are is looked up when two agree."""

    def __init__(self, stage: EntityStage, column: str, at: int) -> None:
        self._stage = stage
        self._column = column
        self._at = at
        self._hashes = array("q")

    def see(self, value: str, old: str | None) -> None:
        """A row landed with this value; ``old`` is what the person had before, None for a new one."""
        if value and value != old:
            self._hashes.append(hash(value.casefold()))

    def tell(self) -> None:
        """Say which values two people have after this file; those whom nothing was changed of count, too."""
        if not self._hashes:
            return
        fresh, suspects = set(self._hashes), set[int]()
        if len(fresh) < len(self._hashes):
            seen: set[int] = set()
            suspects = {one for one in self._hashes if one in seen or seen.add(one)}  # type: ignore[func-returns-value]
        self._hashes = array("q")
        stored = []
        stage = self._stage
        if stage.has_any:
            leaving = {key for (key,) in stage.plan.gone} | {row[-1] for row in stage.plan.adopted}
            for key, sourced_id, value in stage.night.known(
                stage.table.table, f"id, sourced_id, {self._column}", "missing_since IS NULL AND merged_into_id IS NULL"
            ):
                if value and hash(value.casefold()) in fresh and key not in leaving:
                    stored.append((sourced_id, value))
                    suspects.add(hash(value.casefold()))
        if suspects:
            self._look_closer(suspects, stored)

    def _look_closer(self, suspects: set[int], stored: list[tuple[str, str]]) -> None:
        stage = self._stage
        found: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
        listed: set[str] = set()
        for row in (Parsed(*plain) for plain in stage.rows):
            listed.add(row.sourced_id)
            value: Any = row.values[self._at] if row.values else ""
            if isinstance(value, str) and hash(value.casefold()) in suspects and row.sourced_id not in stage.kept_aside:
                found[value.casefold()].setdefault(row.sourced_id, (value, row.line))
        for sourced_id, value in stored:
            if sourced_id not in listed:
                found[value.casefold()].setdefault(sourced_id, (value, 0))
        for people in found.values():
            if len(people) > 1:
                self._tell_one(people)

    def _tell_one(self, people: dict[str, tuple[str, int]]) -> None:
        named = [
            f"“{sourced_id}” ({f'line {line}' if line else 'known from before'})"
            for sourced_id, (_, line) in list(people.items())[:_NAMED]
        ]
        others = len(people) - len(named)
        names = ", ".join(named[:-1]) + f" and {named[-1]}" if not others else f"{', '.join(named)} and {others:,} more"
        key, (value, line) = max(people.items(), key=lambda one: one[1][1])
        word = _WORDS[self._column]
        self._stage.ctx.issues.warning(
            f"shared_{word}", file=self._stage.file, line=line, column=self._column, value=value, key=key,
            entity=self._stage.entity, group=f"One {word}, several people",
            message=f"{len(people):,} people have the {word} “{value}”: {names}. All of them landed.",
            todo=f"Correct the {word} in the student system. If they are one person, "
            "make them one on the page “Possible duplicates”; nothing they have is lost.",
        )  # fmt: skip
