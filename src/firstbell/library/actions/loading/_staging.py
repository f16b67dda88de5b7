"""Second half of reading a load: which title each record is, what becomes of it, which copies it brings."""

from __future__ import annotations

from hashlib import sha256

from firstbell.core.imports.source import StageContext, Staged
from firstbell.library.actions.loading._copies import CopyStage
from firstbell.library.actions.loading._known import KnownTitle, keeper_of, known_titles, titles_by_key
from firstbell.library.actions.loading._plan import PENDING, LoadPlan
from firstbell.library.actions.loading._profiles import profile_for
from firstbell.library.actions.loading._reading import TITLES, Batch, Parsed, keep_aside, records_in
from firstbell.library.drafts import TITLE_COLUMNS, Draft, Plan, Stored, TitleRow, kept_form, row_of, written
from firstbell.library.marc.checking import check_record
from firstbell.library.marc.codec import read_record
from firstbell.library.marc.record import Record, Unreadable, composed
from firstbell.library.marc.saying import derived
from firstbell.library.matching import (
    ALWAYS,
    HOLD,
    ISBN,
    NEVER,
    NEW,
    UPC,
    Key,
    Rules,
    is_bare,
    merged,
    prepared,
    quality,
)
from firstbell.library.models import Title
from firstbell.library.sameness import are_alike, are_two

_SHOWN = {"full_title": "Title", "author": "Author", "edition": "Edition", "publisher": "Publisher", "year": "Year",
          "summary": "Summary", "dewey": "Dewey", "format": "Format"}  # fmt: skip
_PLACES = {name: TITLE_COLUMNS.index(name) for name in _SHOWN}


def stage_load(ctx: StageContext) -> Staged:
    """Read the file, compare it with the catalogue, and plan what to write. Writes nothing; raises ``Rejected``."""
    profile = profile_for(ctx)
    plan = LoadPlan(ctx.scratch, profile.name, profile.version)
    stage = LoadStage(ctx, profile.rules, plan, CopyStage(ctx, profile.rules, plan, profile.school_id))
    stage.run()
    return Staged(writes=plan.writes, plan=plan, meta={"profile": profile.key, "version": profile.version})


class LoadStage:
    """One file's comparison."""

    def __init__(self, ctx: StageContext, rules: Rules, plan: LoadPlan, copies: CopyStage) -> None:
        self.ctx = ctx
        self.rules = rules
        self.plan = plan
        self.copies = copies
        # Keys of titles that this load makes, as hashes: a quarter of a million of them is met.
        self._made: dict[int, int] = {}
        self._numbers: list[str] = []
        self._names: dict[int, str] = {}
        """By place in the two lists, of those that no signed control number keeps apart."""
        self._places: list[int] = []
        self._done = 0
        self._rows: list[int | TitleRow] = []
        """What the present batch writes: the place of a new title among the batch's rows, or the row of one that is here."""

    def run(self) -> None:
        self.ctx.live(TITLES, {0: Title.objects.count()})
        plan = Plan(self.plan.profile, self.rules, self.copies.types, self.copies.usual)
        for batch in records_in(self.ctx, plan):
            if batch.records:
                self._decide(batch)
                self._done += len(batch.records)
                self.ctx.progress("Reading records", self._done, None)
        self.copies.finish()

    def _decide(self, batch: Batch) -> None:
        records = batch.records
        found = titles_by_key(key for one in records for rule in one.draft.keys for key in rule)
        known = known_titles(list({pk for ids in found.values() for pk in ids}))
        self.copies.look_up([copy.barcode for one in records for copy in one.draft.copies])
        self._rows = []
        for parsed in records:
            ids, others = _candidates(parsed.draft, found, known) if found else ([], [])
            placed = self._place(parsed, ids, known)
            if not ids and others:
                self._tell_unlike(parsed, known[min(others)])
            if placed is not None:
                for copy in parsed.draft.copies:
                    self.copies.take(parsed, copy, *placed)
        self.plan.add_titles(batch.rows, self._rows)

    def _place(self, parsed: Parsed, ids: list[int], known: dict[int, KnownTitle]) -> tuple[int, int] | None:
        """(title id or PENDING, place in the plan), or None for what is kept aside."""
        if len(ids) > 1 and self.rules.several == HOLD:
            titles = ", ".join(f"“{known[pk].name[:60]}” ({pk})" for pk in ids[:4] if pk in known)
            keep_aside(
                self.ctx, parsed.file, parsed.frame, "several_matches",
                f"“{parsed.where}” matches {len(ids)} titles: {titles}.",
                "Merge them if they are the same, or choose another rule in the load profile; then load again.",
                group="Records that match several titles", key=parsed.where,
            )  # fmt: skip
            return None
        if ids and not (len(ids) > 1 and self.rules.several == NEW):
            return self._meet(parsed, known[min(ids)])
        return self._make(parsed)

    # --- a title that nobody knew --------------------------------------------------------------------------------------

    def _make(self, parsed: Parsed) -> tuple[int, int]:
        draft = parsed.draft
        keys = [key for rule in draft.keys for key in rule]
        before = self._made_before(draft, keys)
        if before is not None:
            self.ctx.issues.warning(
                "twice_in_file", file=parsed.file, line=parsed.frame.number, key=parsed.where, entity=TITLES,
                message=f"“{parsed.where}” stands in the file twice; the first record was taken.",
                todo="Its copies were added to that title. If it is another title, change the match rules.",
                group="Titles that stand in the file twice",
            )  # fmt: skip
            self.ctx.tally.add(TITLES, "same")
            return PENDING, before
        place = self._write(parsed.at, draft.digest)
        if not (draft.control_number and draft.control_source):
            self._names[len(self._numbers)] = draft.name
        self._numbers.append(draft.control_number)
        self._places.append(place)
        for key in keys:
            self._made.setdefault(hash(key), len(self._numbers) - 1)
        self.ctx.tally.add(TITLES, "new")
        self.ctx.sample(TITLES, draft.control_number, parsed.where, {"Author": ("", draft.author)})
        return PENDING, place

    def _write(self, row: int | TitleRow, digest: bytes) -> int:
        """Note that the row is to be written, and say which of the plan's titles it is."""
        self._rows.append(row)
        self.plan.mark(isinstance(row, int), digest)
        return len(self.plan.marks) - 1

    def _made_before(self, said: Draft, keys: list[Key]) -> int | None:
        """The plan's title that an earlier record of this file is, unless the file itself numbers the two apart."""
        for key in keys:
            at = self._made.get(hash(key))
            if at is not None and not (_is_doubtful(key) and not are_alike(said.name, self._names.get(at, said.name))):
                number = self._numbers[at]
                if (
                    not (number and said.control_number)
                    or number == said.control_number
                    or number in said.former_numbers
                ):
                    return self._places[at]
        return None

    def _tell_unlike(self, parsed: Parsed, other: KnownTitle) -> None:
        self.ctx.issues.warning(
            "same_number_other_title", file=parsed.file, line=parsed.frame.number, key=parsed.where, entity=TITLES,
            message=f"“{parsed.where}” has the number of title {other.id}, “{other.name[:80]}”, but is called otherwise.",
            todo="It is a title of its own: a set's number stands in each of its volumes, and some are printed twice. "
            "If it is the same after all, merge the two.",
            group="Titles that share their number with another",
        )  # fmt: skip

    def _stored(self, parsed: Parsed, record: Record) -> Stored:
        """The bytes as they came, if nothing was added or taken away; else the record written anew in UTF-8."""
        if record is parsed.record:
            return kept_form(parsed.frame.data, parsed.frame.form, record, self.plan.profile)
        return written(record, self.plan.profile)

    # --- a title that is here ------------------------------------------------------------------------------------------

    def _meet(self, parsed: Parsed, ours: KnownTitle) -> tuple[int, int]:
        placed = (ours.id, 0)
        # The digest is that of the record as the profile wants it.
        if ours.digest and parsed.draft.digest == ours.digest:
            self.ctx.tally.add(TITLES, "same")
            return placed
        if (why := self._why_not(parsed, ours)) is not None:
            self._keep_ours(parsed, ours, *why)
            return placed
        incoming = prepared(parsed.record, self.rules)
        stored = self._stored(parsed, incoming)
        if ours.data:
            try:
                present = read_record(ours.data, ours.form, ours.encoding or None)
            except Unreadable:
                present = None  # it was taken in by another program; whatever comes is better
            if present is not None:
                result = merged(incoming, present, self.rules)
                if result is not incoming:
                    stored = self._stored(parsed, result)
                    incoming = result
                if sha256(stored.data).digest() == ours.digest or _is_alike(incoming, present):
                    self.ctx.tally.add(TITLES, "same")
                    return placed
                if self._is_worse(parsed, incoming, present, ours):
                    return placed
        said = parsed.said if incoming is parsed.record else derived(incoming)
        remarks = [*parsed.record.remarks, *check_record(parsed.record)]
        row = row_of(stored, parsed.record, said, remarks, title_id=ours.id, item_type_id=ours.item_type_id)
        self._write(row, row.record[3])
        self.ctx.tally.add(TITLES, "changed")
        changes = {
            label: (str(ours.columns[_PLACES[name]] or "")[:200], str(getattr(said, name) or "")[:200])
            for name, label in _SHOWN.items()
            if (ours.columns[_PLACES[name]] or "") != (getattr(said, name) or "")
        }
        self.ctx.sample(TITLES, parsed.draft.control_number, parsed.where, changes or {"Record": ("", "other fields")})
        return placed

    def _why_not(self, parsed: Parsed, ours: KnownTitle) -> tuple[str, str, str] | None:
        if self.rules.overlay == NEVER and ours.data:
            return "not_replaced", "The profile replaces no record.", "Records that stay because the profile says so"
        if are_two(parsed.draft, *ours.control):
            why = "The record is of an entry that was merged into it."
            return "merged_away", why, "Records of entries that were merged into another"
        if parsed.draft.is_damaged:
            return "damaged", "The record in the file is damaged.", "Damaged records that do not replace a good one"
        return None

    def _is_worse(self, parsed: Parsed, incoming: Record, present: Record, ours: KnownTitle) -> bool:
        if self.rules.overlay == ALWAYS:
            return False
        weights = self.rules.quality
        theirs = quality(incoming, parsed.said, len(parsed.frame.data), weights)
        here = quality(present, derived(present), len(ours.data), weights)
        if theirs >= here:
            return False
        self._keep_ours(
            parsed,
            ours,
            "not_better",
            f"Ours is better ({here:.0f} points against {theirs:.0f}).",
            "Records that are not better than ours",
        )
        return True

    def _keep_ours(self, parsed: Parsed, ours: KnownTitle, code: str, why: str, group: str) -> None:
        self.ctx.issues.warning(
            code, file=parsed.file, line=parsed.frame.number, key=parsed.where, entity=TITLES,
            message=f"“{parsed.where}” is here already (title {ours.id}). {why} Our record stays; copies are added.",
            todo="Nothing to do, unless you want the record of the file: then set the profile to replace always.",
            group=group,
        )  # fmt: skip
        self.ctx.tally.add(TITLES, "same")


def _is_alike(one: Record, other: Record) -> bool:
    """Whether they say the same; letters with marks may be written in one sign or in two, as of old from MARC-8."""
    if one.leader[17:18] != other.leader[17:18] or len(one.fields) != len(other.fields):
        return False
    return one.fields == other.fields or all(
        mine.tag == theirs.tag and composed(mine.body) == composed(theirs.body)
        for mine, theirs in zip(one.fields, other.fields, strict=True)
    )


def _is_doubtful(key: Key) -> bool:
    """Whether titles that share it may be two: numbers of books and wares, and control numbers that nobody signs."""
    return key[0] in (ISBN, UPC) or is_bare(key)


def _candidates(draft: Draft, found: dict[Key, set[int]], known: dict[int, KnownTitle]) -> tuple[list[int], list[int]]:
    """The titles that the first rule finds which finds any, and those that only share a number and are called otherwise.

    Never one that its source keeps apart from this record. What was merged away stands for the title that it was merged
    into; one without a record is whatever its number says.
    """
    unlike: set[int] = set()
    for rule in draft.keys:
        ids: set[int] = set()
        for key in rule:
            for pk in found.get(key, ()):
                ours = known[pk]
                if are_two(draft, *ours.control):
                    continue
                bare = is_bare(key)
                if (bare or (ours.data and _is_doubtful(key))) and not are_alike(draft.name, ours.name):
                    if not bare:
                        unlike.add(pk)
                    continue
                ids.add(pk)
        if ids:
            return sorted({keeper_of(pk, known) for pk in ids}), []
    return [], sorted(unlike)
