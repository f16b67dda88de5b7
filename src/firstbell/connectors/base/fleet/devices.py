"""Comparing a console's list with the devices we hold: two passes, the second only over rows we do not know.

Pass one hashes every raw row; those whose hash we hold are unchanged and never parsed. The others are read cell by
cell and spooled. Pass two finds doubled serial numbers, looks the rest up (serial number first, then asset tag) and
decides: new, changed, refreshed, kept aside. Hashes the file did not repeat are devices the console no longer lists.
"""

from __future__ import annotations

from firstbell.connectors.base.choices import SCHOOL
from firstbell.connectors.base.fleet import console as c
from firstbell.connectors.base.fleet.differences import Facts, owner_of, unowned, unread
from firstbell.connectors.base.fleet.known import BY_SERIAL, BY_TAG, TAGS, Known, look_up
from firstbell.connectors.base.fleet.reading import FirstPass
from firstbell.connectors.base.fleet.rows import Parsed, fact
from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.base.sites import Site
from firstbell.core import bulk
from firstbell.core.scan import normalise
from firstbell.inventory.actions.fleet import NewDevice

# Of what the console says, these are worth calling a change; the rest moves every night.
_TELLING = ("org_unit_path", "state", "annotated_tag", "annotated_user", "annotated_location", "notes")


class DeviceStage(FirstPass):
    """One list's comparison: pass one, then what each unknown row means."""

    @property
    def name(self) -> str:
        return self.console.name

    def stage(self) -> None:
        self._first_pass()
        for chunk in self.rows.chunks():
            self._decide([Parsed(*row) for row in chunk])
        self.rows.close()
        if self._live:
            if self.console.is_complete:
                self._gone()
            self._judge_unread()
        self._tell_totals()

    def _judge_unread(self) -> None:
        """Devices whose rows are as they were: what they differ in is told every time, for our side may have moved."""
        ctx = self.ctx
        for record_id, facts in unread(ctx.org_path, ctx.today, self.console, with_unowned=self.is_assigning):
            if record_id not in self._decided:
                self.differences.judge(facts)
        if not self.is_assigning:
            self._tell_unowned()

    def _tell_unowned(self) -> None:
        """Whose they could be is looked up only when somebody asks for it: it would take longer than all the rest."""
        before = unowned(self.ctx.org_path, self.console.key) - self.differences.unowned_read
        if before > 0:
            self.ctx.issues.warning(
                "unowned", file=self.file, entity=c.ENTITY, count=before,
                message=f"{before:,} devices that nobody has here name a user in {self.name}, as they did last time.",
                todo="Choose “make the assignments” to see who can get them.",
            )  # fmt: skip

    # --- pass two -------------------------------------------------------------------------------------------------

    def _decide(self, rows: list[Parsed]) -> None:
        known = look_up(BY_SERIAL, [row.serial_norm for row in rows], self.console.key)
        strangers = [normalise(row.tag) for row in rows if row.tag and row.serial_norm not in known]
        by_tag = look_up(BY_TAG, strangers, self.console.key)
        # Tags that a known device without one could take.
        wanted = [normalise(row.tag) for row in rows if row.tag and not self._tag_here(known, row)]
        taken = {tag for (tag,) in bulk.select_in(TAGS, list(dict.fromkeys(wanted)))}
        for row in rows:
            found = known.get(row.serial_norm)
            if found is not None and found.hash == row.hash and self._was_unchanged(found):
                self._tell_repeated(row)
                continue
            if row.serial_norm in self._doubled or (found is not None and self._stood_before(row, found)):
                self._keep_doubled_aside(row, found)
            elif found is not None:
                self._compare(row, found, taken)
            else:
                self._meet(row, by_tag.get(normalise(row.tag)) if row.tag else None, taken)

    @staticmethod
    def _tag_here(known: dict[str, Known], row: Parsed) -> bool:
        found = known.get(row.serial_norm)
        return found is not None and bool(found.barcode)

    def _stood_before(self, row: Parsed, found: Known) -> bool:
        """The row we hold of this serial number is in the file as well, so this is a second one."""
        return self._was_unchanged(found) and found.hash != row.hash

    def _was_unchanged(self, found: Known) -> bool:
        """Its row stands in the file as it did last time."""
        return bool(found.hash) and not found.is_missing and found.hash not in self.ledger.remaining

    def _keep_doubled_aside(self, row: Parsed, found: Known | None) -> None:
        if found is not None and found.record_id is not None:
            self._decided.add(found.record_id)
        bad = BadRow(
            "doubled_serial", c.SERIAL, row.serial,
            f"The serial number “{row.serial}” stands in the file twice with different content.",
            "Delete the wrong one of the two in the console. What we had before stays as it is.",
            "Serial numbers that stand in the file twice",
        )  # fmt: skip
        self._keep_aside(bad, row.serial, row.line, row.raw)

    # --- devices that nobody knew ---------------------------------------------------------------------------------

    def _meet(self, row: Parsed, tagged: Known | None, taken: set[str]) -> None:
        """The serial number is unknown: the device with that tag under another serial number, or a new one."""
        if tagged is not None and self._is_same_device(tagged):
            self._tell(
                "serial_differs", row.line, c.SERIAL, row.serial, row.serial,
                f"The device with the tag “{row.tag}” has the serial number “{tagged.serial}” here.",
                "It was taken for the same device and keeps our number. Look at the device and correct the wrong one.",
            )  # fmt: skip
            self._compare(row, tagged, taken)
            return
        site = self._site(row)
        if site.organisation_id is None:
            self._without_school(row)
            return
        if not self.sites.covers(site.organisation_id):
            self._elsewhere += 1
            return
        self._create(row, site, site.organisation_id, taken)

    def _is_same_device(self, tagged: Known) -> bool:
        """Only when the console does not list it under its own number."""
        own = normalise(tagged.serial)
        return (
            own not in self._first_hash
            and own not in self._kept_aside
            and not self._was_unchanged(tagged)
            and self.sites.covers(tagged.organisation_id)
        )

    def _fact(self, row: Parsed, name: str) -> str:
        return fact(self.reader.columns, row.facts, name)

    def _site(self, row: Parsed) -> Site:
        unit, location = self._fact(row, "org_unit_path"), self._fact(row, "annotated_location")
        site = self.sites.of(unit, location, None)
        if site.organisation_id is not None:
            return site
        owner = self.owners.find(self._fact(row, "annotated_user"))
        fallback = owner.organisation_id if owner is not None else self.ctx.options.get(SCHOOL)
        return self.sites.of(unit, location, int(fallback)) if fallback else site

    def _without_school(self, row: Parsed) -> None:
        unit = self._fact(row, "org_unit_path")
        what = f"the unit “{unit}”" if unit else "a device without a unit"
        bad = BadRow(
            "no_school", c.UNIT, unit,
            f"We know no school for {what}: neither unit nor location names one, and its user is nobody here.",
            "Say once which school this unit belongs to (below, or among the rules for places), then read again.",
            f"No school for {what}",
        )  # fmt: skip
        self._keep_aside(bad, row.serial, row.line, row.raw)

    def _create(self, row: Parsed, site: Site, school: int, taken: set[str]) -> None:
        barcode = self._free_tag(row, taken)
        model = self.models.key(row.model, row.manufacturer, row.aue, site.item_type_id, self._category(row))
        has_home = site.home_id is not None
        ref = -(len(self.plan.new) + 1)
        self.plan.new.append(
            tuple(
                NewDevice(
                    row.serial, row.mac, row.aue, barcode, model, school, site.item_type_id, site.home_id,
                    site.place_id, row.facts, row.hash,
                )
            )
        )  # fmt: skip
        self.ctx.tally.add(c.ENTITY, "new", school)
        self._check_state(row)
        self.differences.judge(
            Facts(
                ref, row.line, row.serial, school, self.resting[site.item_type_id, has_home], barcode,
                self.sites.is_one_to_one(site.item_type_id), None, None, row.aue, self._fact(row, "state"), row.tag, self._fact(row, "annotated_user"),
            )
        )  # fmt: skip

    def _category(self, row: Parsed) -> str:
        category_of = self.console.category_of
        return category_of(row.model) if category_of is not None else ""

    def _free_tag(self, row: Parsed, taken: set[str]) -> str:
        """The tag, if no other device has it: of two in the file the first keeps it, the second lands without."""
        tag = normalise(row.tag)
        if not tag:
            return ""
        other = self._claimed_tags.setdefault(tag, row.serial)
        if tag not in taken and other == row.serial:
            return row.tag
        by = "another item here" if tag in taken else f"“{other}” in this file"
        self._tell(
            "doubled_tag", row.line, c.TAG, row.tag, row.serial,
            f"The asset tag “{row.tag}” is already that of {by}. The device landed without a tag.",
            "Look at both labels; correct the asset id in the console and scan the right tag on the device's page.",
        )  # fmt: skip
        return ""

    def _check_state(self, row: Parsed) -> None:
        word = self._fact(row, "state")
        if word and self.console.state(self.ctx.mapped(c.ENTITY, c.STATE, word)) is None:
            self.ctx.issues.warning(
                "unknown_state", file=self.file, line=row.line, column=c.STATE, value=word, key=row.serial,
                entity=c.ENTITY, mappable=True, choices=(c.PROVISIONED, c.DEPROVISIONED, c.DISABLED),
                group=f"“{word}” is not a state we know",
                message=f"“{word}” is not a state we know; it was kept as it is and means nothing here.",
                todo="Say what it means: provisioned, deprovisioned or disabled.",
            )  # fmt: skip

    # --- devices that we hold -------------------------------------------------------------------------------------

    def _compare(self, row: Parsed, found: Known, taken: set[str]) -> None:
        if found.record_id is not None:
            self._decided.add(found.record_id)
        if not self.sites.covers(found.organisation_id):
            self._elsewhere += 1
            return
        edits, barcode = self._edits(row, found, taken)
        told = self._told(row, found)
        if found.record_id is None:
            self.plan.recorded.append((found.id, row.facts, row.hash))
        elif found.hash != row.hash or found.is_missing:
            self.plan.refreshed.append((*row.facts, row.hash, found.record_id))
        if edits:
            label = found.barcode or found.serial
            mac, aue = row.mac or found.mac, row.aue or found.aue
            self.plan.edited.append((found.id, label, found.organisation_id, mac, aue, barcode, tuple(edits)))
        changes = {name: (old, new) for name, old, new in (*edits, *told)}
        if found.is_missing:
            changes[f"Listed by {self.name}"] = ("no", "again")
        if changes or found.record_id is None:
            self.ctx.sample(c.ENTITY, found.serial, barcode or found.serial, changes)
            self.ctx.tally.add(c.ENTITY, "changed", found.organisation_id)
        else:
            self.ctx.tally.add(c.ENTITY, "same", found.organisation_id)
        self._check_state(row)
        self._judge(row, found, barcode)

    def _edits(self, row: Parsed, found: Known, taken: set[str]) -> tuple[list[tuple[str, str, str]], str]:
        """What changes on the device itself: facts only a console knows, and a tag where we have none."""
        edits = []
        if row.mac and row.mac != found.mac:
            edits.append(("MAC address", found.mac, row.mac))
        if row.aue and row.aue != found.aue:
            edits.append(("Updates end", found.aue or "", row.aue))
        barcode = found.barcode
        tag = normalise(row.tag)
        # Where another item carries it, the difference is told anyway.
        if not barcode and tag and tag not in taken and self._claimed_tags.setdefault(tag, row.serial) == row.serial:
            barcode = row.tag
            edits.append(("Tag", "", barcode))
        return edits, barcode

    def _told(self, row: Parsed, found: Known) -> list[tuple[str, str, str]]:
        if found.record_id is None:
            return []
        columns = self.reader.columns
        pairs = zip(_TELLING, self.console.labels, found.told, strict=True)
        return [
            (label, old, new) for name, label, old in pairs if name in columns and (new := self._fact(row, name)) != old
        ]

    def _judge(self, row: Parsed, found: Known, barcode: str) -> None:
        unit, location = self._fact(row, "org_unit_path"), self._fact(row, "annotated_location")
        named = self.sites.named(unit, location)
        if named is not None and named != found.organisation_id:
            ours = self.sites.names.get(found.organisation_id, "another organisation")
            self._tell(
                "school_differs", row.line, c.UNIT, unit, row.serial,
                f"{self.name} has it at {self.sites.names[named]}, here it is at {ours}.",
                f"Nothing was moved. Move it here if it really changed schools, or correct its unit in {self.name}.",
            )  # fmt: skip
        owner = owner_of(found.assigned_to_id, found.holder_id, found.status)
        self.differences.judge(
            Facts(
                found.id, row.line, row.serial, found.organisation_id, found.status, barcode,
                found.purpose == "assignment", owner, found.holder_id, row.aue or found.aue,
                self._fact(row, "state"), row.tag, self._fact(row, "annotated_user"),
            )
        )  # fmt: skip

    # --- devices that the console does not list any more ---------------------------------------------------------------

    def _gone(self) -> None:
        remaining = self.ledger.remaining
        if not remaining and not self._has_unhashed:
            return
        live: dict[int, int] = {}
        rows = bulk.select(
            "SELECT r.id, COALESCE(r.row_hash, 0), i.organisation_id, d.serial, d.serial_norm, i.barcode "
            "FROM inventory_managementrecord r JOIN inventory_device d ON d.item_ptr_id = r.device_id "
            "JOIN inventory_item i ON i.id = r.device_id JOIN people_organisation o ON o.id = i.organisation_id "
            "WHERE r.console = %s AND r.missing_since IS NULL AND o.path LIKE %s",
            [self.console.key, f"{self.ctx.org_path}%"],
        )
        for record_id, hash_, school, serial, serial_norm, barcode in rows:
            live[school] = live.get(school, 0) + 1
            if record_id in self._decided or (hash_ and hash_ not in remaining) or serial_norm in self._kept_aside:
                continue
            self._decided.add(record_id)
            self.plan.gone.append((record_id,))
            self.ctx.tally.add(c.ENTITY, "gone", school)
            self.ctx.sample(c.ENTITY, serial, barcode or serial, {f"Listed by {self.name}": ("yes", "not any more")})
        self.ctx.live(c.ENTITY, live)
