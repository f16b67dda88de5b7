"""Copies that a record brings: their school, type, place and barcode; what cannot be is kept aside, the title lands."""

from __future__ import annotations

from django.utils.text import slugify

from firstbell.core.imports.source import StageContext
from firstbell.core.scan import normalise
from firstbell.inventory.models import ItemType
from firstbell.library.actions.loading._known import barcodes_here
from firstbell.library.actions.loading._plan import CopyRow, LoadPlan
from firstbell.library.actions.loading._reading import COPIES, Parsed
from firstbell.library.matching import CopyFound, Rules, type_code
from firstbell.people.models import Organisation

SCHOOL = "school"
"""The option of a run: the school (id) that copies go to."""
_LONGEST_BARCODE = 60  # as inventory keeps it


class CopyStage:
    """All copies of one load."""

    def __init__(self, ctx: StageContext, rules: Rules, plan: LoadPlan, school_id: int | None) -> None:
        self.ctx = ctx
        self.rules = rules
        self.plan = plan
        kinds = list(ItemType.objects.filter(purpose=ItemType.Purpose.LIBRARY).order_by("pk"))
        self.types = {one.code: one.pk for one in kinds} | {one.name.casefold(): one.pk for one in kinds}
        self.usual = self.types.get(rules.usual_type) or (kinds[0].pk if kinds else 0)
        schools = list(Organisation.objects.schools().filter(path__startswith=ctx.org_path))
        self._schools = {
            name.casefold(): one.pk for one in schools for name in (one.code, one.name, one.identifier) if name
        }
        self._names = tuple(one.name for one in schools)
        allowed = {one.pk for one in schools}
        chosen = int(ctx.options.get(SCHOOL) or 0) or school_id or 0
        only = schools[0].pk if len(schools) == 1 else 0
        self._school = ctx.organisation_id if ctx.organisation_id in allowed else chosen if chosen in allowed else only
        self._here: dict[str, tuple[int, int, int]] = {}
        self._claimed: dict[str, str] = {}
        self._barred = self._bare = 0
        """Copies' fields with a barcode and without one."""

    def type_id(self, code: str) -> int:
        """The circulation type with this code; the usual one when there is none."""
        return self.types.get(code) or self.types.get(code.casefold()) or self.usual

    def look_up(self, barcodes: list[str]) -> None:
        """Which of the next records' barcodes are on something already."""
        self._here = barcodes_here(barcodes)

    def take(self, parsed: Parsed, copy: CopyFound, title_id: int, title_at: int) -> None:
        """Plan this copy, or say why not."""
        if not self._is_free(parsed, copy, title_id):
            return
        school = self._school_of(copy)
        if not school:
            self._without_school(parsed, copy)
            return
        self._claimed[normalise(copy.barcode)] = parsed.where
        place = self.rules.places.get(copy.place) or self.ctx.mapped(COPIES, "place", copy.place)
        kind = self.ctx.mapped(COPIES, "item_type", copy.item_type) if copy.item_type else ""
        known = self.types.get(kind) or self.types.get(kind.casefold())
        draft = parsed.draft
        row = CopyRow(
            title_id, title_at, school, known or self.type_id(type_code(self.rules, draft.format, draft.audience, copy.call_number)),
            copy.barcode, copy.call_number, copy.cents, slugify(place)[:40], place, copy.copy_number, copy.volume,
            copy.note, copy.staff_note, copy.vendor,
        )  # fmt: skip
        self.plan.copies.append(tuple(row))
        self.ctx.tally.add(COPIES, "new", school)

    def _is_free(self, parsed: Parsed, copy: CopyFound, title_id: int) -> bool:
        """Whether the copy is a new one with a barcode that nothing else bears."""
        norm = normalise(copy.barcode)
        here = self._here.get(norm)
        self._barred += bool(norm)
        if not norm:
            self._without_barcode(parsed, copy)
        elif len(copy.barcode) > _LONGEST_BARCODE:
            self._aside(
                parsed, copy, "barcode_long", copy.barcode[:_LONGEST_BARCODE],
                f"This barcode has {len(copy.barcode)} characters; a label has at most {_LONGEST_BARCODE}.",
                "Look whether the load profile takes the barcode from the right subfield, then load again.",
                "Copies whose barcode is too long",
            )  # fmt: skip
        elif here is not None and here[1] == title_id:
            self.ctx.tally.add(COPIES, "same", here[2])
        elif here is not None:
            self._aside(
                parsed, copy, "barcode_taken", copy.barcode,
                f"Barcode “{copy.barcode}” is already on another item (number {here[0]}).",
                "Look at both labels. Give one of the two a new barcode, then load again.",
                "Copies whose barcode something else has",
            )  # fmt: skip
        elif norm in self._claimed:
            self._aside(
                parsed, copy, "barcode_twice", copy.barcode,
                f"Barcode “{copy.barcode}” stands in the file twice, first at “{self._claimed[norm]}”.",
                "Scan the label of the book in your hand; the other one needs a new label.",
                "Copies whose barcode stands in the file twice",
            )  # fmt: skip
        else:
            return True
        return False

    def _without_school(self, parsed: Parsed, copy: CopyFound) -> None:
        said = (
            f"We know no school for “{copy.school}”."
            if copy.school
            else "The file does not say which school the copy is for."
        )
        self._aside(
            parsed, copy, "no_school", copy.school, said,
            "Say once which school it is, or choose a school for the whole load.",
            f"No school for “{copy.school}”" if copy.school else "Copies that name no school",
            mappable=bool(copy.school),
        )  # fmt: skip

    def _without_barcode(self, parsed: Parsed, copy: CopyFound) -> None:
        """Such a field stays in the record. Where it tells a price it was meant as a copy."""
        self._bare += 1
        if copy.cents is not None and copy.call_number:
            self.ctx.issues.warning(
                "no_barcode", file=parsed.file, line=parsed.frame.number, column=self.rules.items.tag,
                value=copy.call_number, key=parsed.where, entity=COPIES,
                message=f"A copy of “{parsed.where}” ({copy.call_number}) has no barcode.",
                todo="Its field stays in the record. Add the copy on the title's page when it has a label.",
                group="Copies without a barcode",
            )  # fmt: skip

    def finish(self) -> None:
        """Not one barcode where the profile looks: more likely the profile does not fit than that nothing has a label."""
        if self._barred or not self._bare:
            return
        tag, codes = self.rules.items.tag, " or ".join(f"${code}" for code in self.rules.items.barcode)
        fields = "The only field" if self._bare == 1 else f"None of the {self._bare:,} fields"
        self.ctx.issues.warning(
            "no_barcodes", column=tag, entity=COPIES,
            message=f"{fields} {tag} {'has no' if self._bare == 1 else 'has a'} barcode in {codes}: titles come without copies.",
            todo="If the vendor writes it elsewhere, name that subfield in the load profile, then load again.",
            group="No barcode where the profile looks for it",
        )  # fmt: skip

    def _school_of(self, copy: CopyFound) -> int:
        """By the file's own word where it names one of ours, else the school of the load."""
        if copy.school:
            mapped = self.ctx.mapped(COPIES, "school", copy.school)
            found = self._schools.get(mapped.strip().casefold())
            if found is not None:
                return found
        return self._school

    def _aside(
        self,
        parsed: Parsed,
        copy: CopyFound,
        code: str,
        value: str,
        message: str,
        todo: str,
        group: str,
        *,
        mappable: bool = False,
    ) -> None:
        items = [one for one in parsed.record.fields if one.tag == self.rules.items.tag]
        field = str(items[copy.occurrence - 1]) if copy.occurrence <= len(items) else ""
        self.ctx.issues.error(
            code, file=parsed.file, line=parsed.frame.number, column="school" if mappable else self.rules.items.tag,
            value=value, key=parsed.where, entity=COPIES, message=message, todo=todo, group=group, mappable=mappable,
            choices=self._names if mappable else (), raw=field,
        )  # fmt: skip
        self.ctx.tally.add(COPIES, "quarantined")
