"""Pass two over a register: rows we do not know become new things, changes of known ones, or are kept aside.

Ours is the truth once a thing is here. A fact that we lack is taken; one that the register has changed is taken where
ours still is what the register said last time; everything else that differs is told and stays.
"""

from __future__ import annotations

import json
from typing import Any

from firstbell.connectors.base.choices import SCHOOL
from firstbell.connectors.base.register.known import BY_SERIAL, BY_TAG, TAGS, Known, look_up
from firstbell.connectors.base.register.reading import FirstPass
from firstbell.connectors.base.register.register import AT_REST, ENTITY
from firstbell.connectors.base.register.rows import FACT_LABELS, Parsed
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Site
from firstbell.core import bulk
from firstbell.core.scan import normalise
from firstbell.inventory.actions.registers import FACTS, NEW_STATUSES, NewThing
from firstbell.inventory.models import ItemType, Status

_STATUS_WORDS = {str(Status(code).label).casefold(): Status(code).value for code in NEW_STATUSES}
_FREE = frozenset({Status.AVAILABLE.value, Status.LOANER_AVAILABLE.value})
_CHOICES = (AT_REST, *(str(Status(code).label) for code in NEW_STATUSES))


class ThingStage(FirstPass):
    """One register's comparison."""

    def stage(self) -> None:
        self._first_pass()
        for chunk in self.rows.chunks():
            self._decide([Parsed(*row) for row in chunk])
        self.rows.close()
        if self._live and self.register.is_complete:
            self._gone()
        self._tell_totals()

    def _decide(self, rows: list[Parsed]) -> None:
        key = self.register.key
        known = look_up(BY_SERIAL, [row.serial_norm for row in rows], key)
        by_tag = look_up(BY_TAG, [normalise(row.tag) for row in rows if row.serial_norm not in known], key)
        wanted = [normalise(row.tag) for row in rows if row.tag]
        taken = {tag for (tag,) in bulk.select_in(TAGS, list(dict.fromkeys(wanted)))}
        for row in rows:
            found = known.get(row.serial_norm) if row.serial_norm else None
            if self._key(row) in self._doubled:
                self._keep_doubled_aside(row, found)
                continue
            if found is None:
                found = self._by_tag(row, by_tag.get(normalise(row.tag)) if row.tag else None)
            if found is not None:
                self._compare(row, found, taken)
            else:
                self._meet(row, taken)

    def _keep_doubled_aside(self, row: Parsed, found: Known | None) -> None:
        if found is not None and found.record_id is not None:
            self._decided.add(found.record_id)
        bad = BadRow(
            "doubled_key", self._header("serial" if row.serial else "tag"), row.key,
            f"“{row.key}” stands in the file twice with different content.",
            f"Delete the wrong one of the two in {self.register.name}. What we had before stays as it is.",
            "Numbers that stand in the file twice",
        )  # fmt: skip
        self._keep_aside(bad, row.key, row.line, row.raw)

    def _by_tag(self, row: Parsed, tagged: Known | None) -> Known | None:
        """Its serial number is unknown or not told: the thing with that tag, unless that is clearly another one."""
        if tagged is None or not self.sites.covers(tagged.organisation_id):
            return None
        if not row.serial:
            return tagged
        if not tagged.serial:
            self._tell(
                "no_serial_here", row.line, self._header("serial"), row.serial, row.key,
                f"“{row.tag}” is here as a thing without a serial number; the file says “{row.serial}”.",
                "It was taken for the same thing. If it needs its serial number here, add it as a device.",
            )  # fmt: skip
            return tagged
        if f"s{normalise(tagged.serial)}" in self._first_hash or (tagged.hash and not tagged.is_missing):
            return None  # that one stands in the file under its own number
        self._tell(
            "serial_differs", row.line, self._header("serial"), row.serial, row.key,
            f"The thing with the tag “{row.tag}” has the serial number “{tagged.serial}” here.",
            "It was taken for the same thing and keeps our number. Look at it and correct the wrong one.",
        )  # fmt: skip
        return tagged

    def _header(self, key: str) -> str:
        at = self.columns.at.get(key)
        return "" if at is None else self.columns.header[at][:120]

    # --- things that nobody knew ----------------------------------------------------------------------------------

    def _meet(self, row: Parsed, taken: set[str]) -> None:
        try:
            site, school = self._site(row)
            if not self.sites.covers(school):
                self._elsewhere += 1
                return
            kind, category = self._kind(row, site)
            status = self._status(row)
            self._create(row, site, school, kind, category, status, taken)
        except BadRow as bad:
            self._keep_aside(bad, row.key, row.line, row.raw)

    def _site(self, row: Parsed) -> tuple[Site, int]:
        """Where it belongs, and its school. Raises :class:`BadRow` when nothing names one."""
        site = self.sites.of(row.school, row.location, None)
        if site.organisation_id is None:
            owner = self.owners.find_any(*row.user[:3]) if row.names_somebody else None
            chosen = self.ctx.options.get(SCHOOL)
            fallback = owner.organisation_id if owner is not None else int(chosen) if chosen else self.sites.only_school
            site = self.sites.of(row.school, row.location, fallback)
        if site.organisation_id is None:
            key = "school" if row.school else "location"
            value = row.school or row.location
            what = f"“{value}”" if value else "a thing without school and location"
            raise BadRow(
                "no_school", key, value, f"We know no school for {what}.",
                "Say once which school it belongs to (below, or among the rules for places), then read again.",
                f"No school for {what}",
            )  # fmt: skip
        if row.home and site.home_id is None:
            home = self.sites.of(row.school, row.home, site.organisation_id)
            if home.place_id is not None:
                site = site._replace(home_id=home.place_id, place_id=site.place_id or home.place_id)
        return site, site.organisation_id  # type: ignore[return-value]

    def _kind(self, row: Parsed, site: Site) -> tuple[ItemType, str]:
        """Its type and the category of its model. A rule for places decides before the category's words."""
        by_rule = next(
            (one for one in self.types.values() if one.pk == site.item_type_id != self.sites.usual_type), None
        )
        mapped = self.ctx.mapped(ENTITY, "category", row.category) if row.category else ""
        said = self.type_names.get(mapped.strip().casefold()) or self.types.get(mapped.strip().casefold())
        found = self.register.kind_of(row.category) or self.register.kind_of(row.model)
        category = found[1] if found is not None else "other"
        if said is not None and mapped != row.category:
            return said, category
        kind = by_rule or said or (self.types.get(found[0]) if found is not None else None)
        if kind is None:
            what = f"“{row.category}”" if row.category else "things without a category"
            raise BadRow(
                "unknown_category", "category", row.category, f"{what} is no type of thing here.",
                "Say what it is; you do it once, for all of them.", f"{what} is no type of thing here",
                mappable=bool(row.category), choices=tuple(one.name for one in self.types.values()),
            )  # fmt: skip
        return kind, category

    def _status(self, row: Parsed) -> str:
        """Our status for the register's word; "" at rest. Raises :class:`BadRow` for a word nobody has explained."""
        found = self._means(row.status)
        if found is None:
            raise BadRow(
                "unknown_status", "status", row.status, f"“{row.status}” is not a status we know.",
                "Say what it means; you do it once, for all of them.", f"“{row.status}” is not a status we know",
                mappable=True, choices=_CHOICES,
            )  # fmt: skip
        return found

    def _means(self, word: str) -> str | None:
        mapped = self.ctx.mapped(ENTITY, "status", word) if word else ""
        folded = mapped.strip().casefold()
        return _STATUS_WORDS[folded] if folded in _STATUS_WORDS else self.register.status_of(mapped)

    def _create(
        self, row: Parsed, site: Site, school: int, kind: ItemType, category: str, status: str, taken: set[str]
    ) -> None:
        barcode = self._free_tag(row, taken)
        if not row.serial and not barcode:
            raise BadRow(
                "no_tag_left", self._header("tag"), row.tag, f"The tag “{row.tag}” is another thing's, and it has no serial number.",
                "Give one of the two another tag.", "Things without a serial number whose tag another thing has",
            )  # fmt: skip
        belongs = kind.purpose in (ItemType.Purpose.LOANER, ItemType.Purpose.PLACE)
        home = site.home_id or (site.place_id if belongs else None)
        model = self.models.key(row.model, row.manufacturer, None, kind.pk, category, row.model_number)
        ref = -(len(self.plan.new) + 1)
        self.plan.new.append(
            tuple(
                NewThing(
                    row.serial, row.mac, barcode, model, school, kind.pk, home, site.place_id, status, row.facts,
                    row.external_id, row.hash, _said(row), row.extra,
                )
            )
        )  # fmt: skip
        self.ctx.tally.add(ENTITY, "new", school)
        self.met(row, ref, school, kind, is_at_rest=not status)

    def met(self, row: Parsed, ref: int, school: int, kind: ItemType, *, is_at_rest: bool) -> None:
        """A new thing has its place in the plan; who hands out listens here."""

    def free(self, row: Parsed, item_id: int, school: int, purpose: str) -> None:
        """A thing that we hold is with nobody here; who hands out listens here."""

    def _free_tag(self, row: Parsed, taken: set[str]) -> str:
        """The tag, if no other thing has it: of two in the file the first keeps it, the second lands without."""
        tag = normalise(row.tag)
        if not tag:
            return ""
        other = self._claimed_tags.setdefault(tag, row.key)
        if tag not in taken and other == row.key:
            return row.tag
        by = "another item here" if tag in taken else f"“{other}” in this file"
        self._tell(
            "doubled_tag", row.line, self._header("tag"), row.tag, row.key,
            f"The asset tag “{row.tag}” is already that of {by}. The thing landed without a tag.",
            "Look at both labels and scan the right tag on the item's page.",
        )  # fmt: skip
        return ""

    # --- things that we hold --------------------------------------------------------------------------------------

    def _compare(self, row: Parsed, found: Known, taken: set[str]) -> None:
        if found.record_id is not None:
            self._decided.add(found.record_id)
        if not self.sites.covers(found.organisation_id):
            self._elsewhere += 1
            return
        barcode, edits = found.barcode, []
        tag = normalise(row.tag)
        if tag and not barcode and tag not in taken and self._claimed_tags.setdefault(tag, row.key) == row.key:
            barcode = row.tag
            edits.append(("Tag", "", barcode))
        mac = found.mac
        if row.mac and found.mac is not None and row.mac != found.mac:
            mac = row.mac
            edits.append(("MAC address", found.mac, row.mac))
        facts = self._merged(row, found, edits)
        said = (row.external_id, row.hash, _said(row), row.extra)
        if found.record_id is None:
            self.plan.recorded.append((found.id, *said))
        elif found.hash != row.hash or found.is_missing:
            self.plan.refreshed.append((*said, found.record_id))
        if edits:
            label = found.barcode or found.serial or row.key
            self.plan.edited.append((found.id, label, found.organisation_id, barcode, mac, *facts, tuple(edits)))
        changes = {name: (_shown(name, old), _shown(name, new)) for name, old, new in edits}
        kind = "changed" if changes or found.record_id is None or found.is_missing else "same"
        if kind == "changed":
            self.ctx.sample(ENTITY, found.serial or found.barcode, barcode or found.serial, changes)
        self.ctx.tally.add(ENTITY, kind, found.organisation_id)
        self._judge(row, found)

    def _merged(self, row: Parsed, found: Known, edits: list[tuple[str, Any, Any]]) -> list[Any]:
        """Our facts with what was taken from the row; ``edits`` hears of that, people of what was not."""
        before = found.said.get("facts") or [None] * len(FACTS)
        merged = []
        for label, ours, theirs, said in zip(FACT_LABELS, found.facts, row.facts, before, strict=True):
            is_taken = theirs not in (None, "", ours) and (ours in (None, "") or ours == said)
            merged.append(theirs if is_taken else ours)
            if is_taken:
                edits.append((label, ours, theirs))
            elif theirs not in (None, "", ours) and theirs != said:
                self._tell(
                    "facts_differ", row.line, label, _shown(label, theirs), row.key,
                    f"{label}: {self.register.name} has “{_shown(label, theirs)}”, here it is “{_shown(label, ours)}”.",
                    "Ours stays. Correct the one that is wrong.",
                )  # fmt: skip
        return merged

    def _judge(self, row: Parsed, found: Known) -> None:
        name = self.register.name
        tag = normalise(row.tag)
        if tag and found.barcode and tag != normalise(found.barcode):
            self._tell(
                "tag_differs", row.line, self._header("tag"), row.tag, row.key,
                f"{name} has the asset tag “{row.tag}”, here it is “{found.barcode}”.",
                "Look at the label, then correct the one that is wrong.",
            )  # fmt: skip
        named = self.sites.named(row.school, row.location)
        if named is not None and named != found.organisation_id:
            ours = self.sites.names.get(found.organisation_id, "another organisation")
            self._tell(
                "school_differs", row.line, self._header("school"), row.school or row.location, row.key,
                f"{name} has it at {self.sites.names[named]}, here it is at {ours}.",
                "Nothing was moved. Move it here if it really changed schools.",
            )  # fmt: skip
        if found.holder_id is None and found.assigned_to_id is None and found.status in _FREE:
            self.free(row, found.id, found.organisation_id, found.purpose)
        means = self._means(row.status)
        if means and means != found.status and found.said.get("status") != row.status:
            self._tell(
                "status_differs", row.line, self._header("status"), row.status, row.key,
                f"{name} says “{row.status}”, here it is “{Status(found.status).label}”.",
                "Nothing was changed. If it is true, say so on the item's page.",
            )  # fmt: skip

    # --- things that the register does not list any more ----------------------------------------------------------

    def _gone(self) -> None:
        live: dict[int, int] = {}
        rows = bulk.select(
            "SELECT r.id, COALESCE(r.row_hash, 0), i.organisation_id, COALESCE(d.serial, ''), i.barcode "
            "FROM inventory_registerrecord r JOIN inventory_item i ON i.id = r.item_id "
            "LEFT JOIN inventory_device d ON d.item_ptr_id = i.id "
            "JOIN people_organisation o ON o.id = i.organisation_id "
            "WHERE r.register = %s AND r.missing_since IS NULL AND o.path LIKE %s",
            [self.register.key, f"{self.ctx.org_path}%"],
        )
        remaining = self.ledger.remaining
        for record_id, hash_, school, serial, barcode in rows:
            live[school] = live.get(school, 0) + 1
            if record_id in self._decided or (hash_ and hash_ not in remaining):
                continue
            if normalise(serial or barcode) in self._kept_aside:
                continue
            self.plan.gone.append((record_id,))
            self.ctx.tally.add(ENTITY, "gone", school)
            self.ctx.sample(
                ENTITY,
                serial or barcode,
                barcode or serial,
                {f"Listed by {self.register.name}": ("yes", "not any more")},
            )
        self.ctx.live(ENTITY, live)

    def _tell_totals(self) -> None:
        if self._elsewhere:
            self.ctx.issues.warning(
                "elsewhere", file=self.file, entity=ENTITY, count=self._elsewhere,
                message=f"{self._elsewhere:,} rows are things of schools that this import is not for; they were left alone.",
                todo="Import the whole list for the district, with somebody who may do that.",
            )  # fmt: skip
        lost = [
            self.columns.header[at]
            for key in ("serial", "tag")
            if (at := self.columns.at.get(key)) in self.table.numbers
        ]
        if lost:
            self.ctx.issues.warning(
                "number_cells", file=self.file, entity=ENTITY, column=lost[0],
                message=f"The workbook keeps {' and '.join(f'“{name}”' for name in lost)} as numbers: zeros at the front are lost.",
                todo="Compare some with their labels. If zeros are missing, format the column as text before exporting.",
            )  # fmt: skip


def _said(row: Parsed) -> str:
    """What is kept of the register's own words, to tell its changes from ours, and to hand out later."""
    return json.dumps(
        {
            "facts": row.facts,
            "tag": row.tag,
            "status": row.status,
            "user": row.user[:3],
            "due_on": row.due_on,
            "lent_on": row.lent_on,
        },
        ensure_ascii=False,
    ).replace("\\u0000", "")


def _shown(label: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value / 100:,.2f}" if label == "Cost" and isinstance(value, int) else str(value)
