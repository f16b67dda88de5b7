"""Comparing one file with what we hold of it: two passes, the second only over rows we do not know.

Pass one (``reader``) hashes every raw row; those whose hash we hold are unchanged and never parsed.
Pass two, here, finds doubled ids, looks the rest up, resolves what they refer to, and decides: new,
changed, the same in other words, back again, to be removed. Hashes that the file did not repeat are
rows that are gone, if the file is complete.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.mapping.duplicates import Duplicates
from firstbell.connectors.oneroster.mapping.matching import Adoptable
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.reader import RowReader
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, REMOVED
from firstbell.connectors.oneroster.payloads.layout import FileLayout
from firstbell.core.imports.diff import HashLedger

_LIVE = "missing_since IS NULL AND closed_at IS NULL AND row_hash <> 0"


class EntityStage(RowReader):
    """One file's comparison; subclasses know the entity's columns and what they refer to."""

    defaults: ClassVar[tuple[Any, ...]]
    """For columns a file does not have, in new rows."""

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self.adoptable: Adoptable | None = None
        self.unlisted: list[Known] | None = None

    # --- what subclasses say --------------------------------------------------------------------------------------

    @abstractmethod
    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        """Values in the table's order with references; False when an optional one is open.

        Raises :class:`Waiting`, or :class:`BadRow` for what only the whole file shows."""

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        """The row has its place (``ref``): remember it for those that refer to it."""

    def adopt(self, row: Parsed, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        """A record we have under another id that this new row is, and why."""
        return None

    def before(self) -> None:
        """All rows of the file are read, and none is decided yet."""

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        """What names the record besides its id, surest first: (why, key)."""
        return []

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        """An existing record changes ("changed") or is closed ("closed")."""

    def adopted(self, row: Parsed, known: Known, values: tuple[Any, ...]) -> None:
        """An existing record gets this row's id."""

    def after(self) -> None:
        """All rows are decided."""

    # --- pass two -------------------------------------------------------------------------------------------------

    def second_pass(self) -> None:
        self.ctx.tally.add(self.entity, "same", 0, self.ledger.same)
        self._set_doubled_aside()
        if self.night.adopts and not self.is_delta:
            self._load_adoptable()
        self.before()
        for chunk in self.rows.chunks():
            self._decide([Parsed(*row) for row in chunk])
        if not self.is_delta:
            self._gone()
        self.after()
        self.rows.close()
        # A million hashes and ids are not kept while the next file is read.
        self.ledger, self.duplicates, self.recheck, self.kept_aside = HashLedger(set()), Duplicates(), {}, set()
        self.unlisted = None

    def _set_doubled_aside(self) -> None:
        self.duplicates.look_closer((Parsed(*row) for row in self.rows), self.kept_aside)
        for sourced_id, line in self.duplicates.identical:
            self._tell_identical(sourced_id, line)

    def _tell_identical(self, sourced_id: str, line: int) -> None:
        self.ctx.issues.warning(
            "identical_twice", file=self.file, line=line, key=sourced_id, entity=self.entity, column="sourcedId",
            value=sourced_id, group="The same row stands in the file twice",
            message=f"“{sourced_id}” stands in the file twice, word for word. It was taken once.",
            todo="Nothing to do; the student system may want to know.",
        )  # fmt: skip

    def _doubled(self, row: Parsed, why: str = "we cannot know which is right") -> None:
        bad = BadRow(
            "doubled_id", "sourcedId", row.sourced_id,
            f"“{row.sourced_id}” stands in the file twice with different content; {why}.",
            "Correct one of the two in the student system. What we had before stays as it is.",
        )  # fmt: skip
        self.keep_aside(bad, row.sourced_id, row.line, row.raw)

    def _decide(self, rows: list[Parsed]) -> None:
        kept = []
        for row in rows:
            verdict = self.duplicates.verdict(row)
            if verdict == "doubled":
                self._doubled(row)
            elif verdict == "take":
                kept.append(row)
        known = self.look_up([row.sourced_id for row in kept])
        for row in kept:
            found = known.get(row.sourced_id)
            if found is not None and self._repeats_unchanged_row(row, found):
                continue
            self._decide_one(row, found)

    def _repeats_unchanged_row(self, row: Parsed, found: Known) -> bool:
        """The stored version of this id was in the file as well, so this is a second row of the same id."""
        if self.is_delta or not found.hash or found.is_missing or found.hash in self.ledger.remaining:
            return False
        if found.hash == row.hash:
            self._tell_identical(row.sourced_id, row.line)
            return True
        self._doubled(row, "the other copy is what we have already, and that stays")
        return True

    def _decide_one(self, row: Parsed, found: Known | None) -> None:
        if found is not None and found.hash:
            self.ledger.remaining.discard(found.hash)
        self.recheck.pop(row.sourced_id, None)
        if row.life == REMOVED:
            self._remove(row, found)
            return
        try:
            values, is_settled = self.resolve(row)
        except Waiting as waiting:
            self.waits(row, waiting)
            return
        except BadRow as bad:
            self.keep_aside(bad, row.sourced_id, row.line, row.raw)
            return
        hash_ = row.hash if is_settled else 0
        closed = row.life != ACTIVE
        if found is None:
            match = self.adopt(row, values) or (self.adoptable.take(values) if self.adoptable else None)
            if match is not None:
                self._take_over(row, values, hash_, closed, *match)
            else:
                self._create(row, values, hash_, closed)
        else:
            self._compare(row, found, values, hash_, closed)

    def _create(self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        filled = values
        if ABSENT in values:
            filled = tuple(
                default if value is ABSENT else value for value, default in zip(values, self.defaults, strict=True)
            )
        self.plan.new.append((*filled, row.sourced_id, hash_, closed))
        self.ctx.tally.add(self.entity, "new", self.place_of(filled))
        self.placed(row, -len(self.plan.new), filled, None)

    def _compare(self, row: Parsed, found: Known, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        merged = tuple(old if new is ABSENT else new for new, old in zip(values, found.values, strict=True))
        place = self.place_of(found.values)
        if merged == found.values and closed == found.is_closed and not found.is_missing:
            if hash_ != found.hash:
                self.plan.rehash.append((hash_, found.id))
            self.ctx.tally.add(self.entity, "same", place)
        else:
            self.plan.changed.append((*merged, hash_, closed, found.id))
            leaves = closed and not found.is_closed
            self.ctx.tally.add(self.entity, "gone" if leaves else "changed", place)
            self.show(found, merged)
            self.changed(found, merged, "closed" if leaves else "changed")
        self.placed(row, found.id, merged, found)

    def _take_over(
        self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool, found: Known, why: str
    ) -> None:
        merged = tuple(old if new is ABSENT else new for new, old in zip(values, found.values, strict=True))
        self.plan.adopted.append((*merged, row.sourced_id, hash_, closed, found.id))
        if found.hash:
            self.ledger.remaining.discard(found.hash)
        self.recheck.pop(found.sourced_id, None)
        if found.is_missing:
            self.duplicates.returned.add(found.sourced_id)
        # Under another id, but otherwise as it was: nothing that a guard should count.
        same = merged == found.values and closed == found.is_closed and not found.is_missing
        self.ctx.tally.add(self.entity, "same" if same else "changed", self.place_of(found.values))
        self.ctx.match(self.entity, row.sourced_id, self.label(merged), self.label(found.values), why)
        if not same:
            self.show(found, merged)
        self.adopted(row, found, merged)
        self.placed(row, found.id, merged, found)

    def _remove(self, row: Parsed, found: Known | None) -> None:
        if found is None:
            self.ctx.issues.warning(
                "nothing_to_remove", file=self.file, line=row.line, key=row.sourced_id, entity=self.entity,
                group="Rows to be removed that we never had",
                message=f"“{row.sourced_id}” is to be removed, but we never had it.", todo="Nothing to do.",
            )  # fmt: skip
            self.ctx.tally.add(self.entity, "same")
        elif found.is_closed:
            if row.hash != found.hash:
                self.plan.rehash.append((row.hash, found.id))
            self.ctx.tally.add(self.entity, "same", self.place_of(found.values))
        else:
            self.plan.closed.append((row.hash, found.id))
            self.ctx.tally.add(self.entity, "gone", self.place_of(found.values))
            self.changed(found, found.values, "closed")

    # --- gone -----------------------------------------------------------------------------------------------------

    def _gone(self) -> None:
        if self.nameless:
            # A row we could not even name may be any of the missing ones.
            self.ctx.issues.warning(
                "absence_unsure", file=self.file, entity=self.entity, count=self.nameless,
                message=f"{self.nameless:,} rows of {self.file} could not be read at all, so nothing is taken as gone this time.",
                todo="Mend those rows; absence counts again with the next complete file.",
            )  # fmt: skip
            return
        remaining = self.ledger.remaining
        if remaining:
            live = self.unlisted
            for known in self.select(_LIVE) if live is None else live:
                if known.hash in remaining and not known.is_closed:
                    self._one_gone(known)
        for known in list(self.recheck.values()):
            self._one_gone(known)
        if self._has_missing:
            where = "missing_since IS NOT NULL AND missing_runs < 30"
            for id_, sourced_id in self.night.known(self.table.table, "id, sourced_id", where):
                if sourced_id not in self._returned:
                    self.plan.still.append((id_,))

    def _one_gone(self, known: Known) -> None:
        if known.sourced_id in self.kept_aside:
            return
        self.plan.gone.append((known.id,))
        self.ctx.tally.add(self.entity, "gone", self.place_of(known.values))
        self.gone(known)
        refs = self.night.refs.get(self.entity)
        if refs is not None:
            refs.drop(known.sourced_id)

    def gone(self, known: Known) -> None:
        """An existing record is no longer named."""

    @property
    def _returned(self) -> set[str]:
        return self.duplicates.returned | self.kept_aside

    def _load_adoptable(self) -> None:
        listed = {row[0] for row in self.rows}
        remaining = self.ledger.remaining
        self.adoptable = Adoptable(
            self,
            (known for known in self.select(_LIVE) if known.hash in remaining and known.sourced_id not in listed),
        )
