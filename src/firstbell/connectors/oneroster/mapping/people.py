"""users.csv, and in 1.1 the roles that stand in its rows."""

from __future__ import annotations

from typing import Any

from firstbell.connectors.base.rows import BadRow
from firstbell.connectors.oneroster.mapping.entity import EntityStage
from firstbell.connectors.oneroster.mapping.guardians import GuardianLinks
from firstbell.connectors.oneroster.mapping.matching import Adoptable, HandMade, person_keys
from firstbell.connectors.oneroster.mapping.memberships import RowMemberships
from firstbell.connectors.oneroster.mapping.night import Night
from firstbell.connectors.oneroster.mapping.renumbered import Renumbered, few_enough, unlisted
from firstbell.connectors.oneroster.mapping.shared import SharedNames
from firstbell.connectors.oneroster.mapping.stored import Known, Parsed, Waiting
from firstbell.connectors.oneroster.payloads.cells import ABSENT, ACTIVE, DISABLED, Cells, vocabulary
from firstbell.connectors.oneroster.payloads.layout import GUARDIAN_ROLES, USER_ROLES, FileLayout
from firstbell.core.imports.guards import GuardPolicy
from firstbell.core.notifications.languages import tag_of
from firstbell.people.actions.roster_plan import PERSONS
from firstbell.people.models import Person

_ROLES = vocabulary(USER_ROLES)
KIND, ORG, GIVEN, FAMILY, MIDDLE, PREFERRED_GIVEN, PREFERRED_FAMILY, SORT, IDENTIFIER, USERNAME, EMAIL, GRADE = range(
    12
)
# Behind the table's columns, as read: role, organisations, agents.
_ROLE, _ORGS, _AGENTS = 13, 14, 15
# A re-numbered roster is recognised from this share of new and of missing people on, as the guard does.
_REKEY = GuardPolicy("users")


def kind_of(role: str) -> str:
    """Student, guardian, or staff for everybody else."""
    if role == "student":
        return Person.Kind.STUDENT.value
    return Person.Kind.GUARDIAN.value if role in GUARDIAN_ROLES else Person.Kind.STAFF.value


class UserStage(EntityStage):
    """People. In 1.2 ``roles`` (user id to role, organisation) comes from roles.csv before the second pass."""

    table = PERSONS
    labels = (
        "Kind", "School", "Given name", "Family name", "Middle name", "Preferred given name", "Preferred family name",
        "", "Number", "Username", "E-mail", "Grade", "Language",
    )  # fmt: skip
    defaults = ("", None, "", "", "", "", "", "", "", "", "", "", "")
    place_at = ORG

    def __init__(self, night: Night, layout: FileLayout) -> None:
        super().__init__(night, layout)
        self.has_roles = "role" in layout.columns
        self.roles: dict[str, tuple[str, str]] = {}
        self.memberships = RowMemberships(night)
        self.guardians = GuardianLinks(self)
        self._hand_made: HandMade | None = None
        self._gone_people: list[Known] = []
        self._renumbered: Renumbered | None = None
        self._numbers = SharedNames(self, "identifier", IDENTIFIER)
        self._usernames = SharedNames(self, "username", USERNAME)

    def before(self) -> None:
        """Who is not in a complete file any more may be in it under a new id."""
        if self.night.adopts or self.is_delta or not self.has_any or not self.rows:
            return
        self.unlisted = unlisted(self)
        people = [*few_enough(self, self.unlisted)]
        if self._has_missing and not self.nameless:
            listed = {row[0] for row in self.rows} | self.kept_aside
            people += [known for known in self.select("missing_since IS NOT NULL") if known.sourced_id not in listed]
        if people:
            self._renumbered = Renumbered(people)

    def read(self, cells: Cells) -> tuple[tuple[Any, ...], int]:
        role = cells.word("role", _ROLES) if self.has_roles else ""
        if self.has_roles:
            orgs = cells.ids("orgSourcedIds")
            if not orgs:
                cells.text("orgSourcedIds", 10_000, required=True)
        else:
            orgs = cells.ids("primaryOrgSourcedId")
        given = cells.text("givenName", 100, required=True)
        family = cells.text("familyName", 100, required=True)
        values = (
            kind_of(role) if role else ABSENT, ABSENT, given, family,
            cells.text("middleName", 100),
            _kept_if_blank(cells.text("preferredGivenName", 100)),
            _kept_if_blank(cells.text("preferredFamilyName", 100)),
            ABSENT,
            cells.number("identifier", 100),
            cells.text("username", 150, required=True),
            cells.text("email", 254),
            cells.grade(),
            _language(cells.text("language", 16)),
            role, orgs, cells.ids("agentSourcedIds"),
        )  # fmt: skip
        return values, ACTIVE if cells.boolean("enabledUser") else DISABLED

    def resolve(self, row: Parsed) -> tuple[tuple[Any, ...], bool]:
        values = list(row.values[:_ROLE])
        settled = True
        refs = self.night.refs["orgs"]
        found = [(one, refs.get(one)) for one in row.values[_ORGS]]
        places = [ref for _, ref in found if ref is not None]
        for one, ref in found:
            if ref is None and places:
                self.open_reference(row, "orgSourcedIds" if self.has_roles else "primaryOrgSourcedId", one)
            settled = settled and ref is not None
        if self.has_roles and not places:
            raise Waiting("orgs", "orgSourcedIds", row.values[_ORGS][0])
        if not self.has_roles:
            role, org = self.roles.get(row.sourced_id, ("", ""))
            if role:
                values[KIND] = kind_of(role)
            if not places and org:
                ref = refs.get(org)
                places = [ref] if ref is not None else []
                for one, other in found:
                    if places and other is None:
                        self.open_reference(row, "primaryOrgSourcedId", one)
        if places:
            values[ORG] = places[0]
        return tuple(values), settled

    # A new person needs a kind and a place, a known one keeps what it has.
    def _create(self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        if values[KIND] is ABSENT or values[ORG] is ABSENT:
            self._without_role(row)
            return
        super()._create(row, _sorted(values, None), hash_, closed)

    def _without_role(self, row: Parsed) -> None:
        cause = self.night.causes.get("roles", {}).get(row.sourced_id)
        _, org = self.roles.get(row.sourced_id, ("", ""))
        if org and self.night.refs["orgs"].get(org) is None:
            self._role_waits(row, org)
            return
        where = (
            f" (its role stands in {cause.file} line {cause.line}, column {cause.column}, “{cause.value}”)"
            if cause
            else ""
        )
        bad = BadRow(
            "no_role", "sourcedId", row.sourced_id,
            f"roles.csv gives this user no role at a place we know{where}.",
            "Every user needs a row in roles.csv with a role and an organisation.",
        )  # fmt: skip
        self.keep_aside(bad, row.sourced_id, row.line, row.raw, group="Users without a usable role in roles.csv")

    def _role_waits(self, row: Parsed, org: str) -> None:
        """The role is there, but not its place: that is what the user waits for."""
        cause = self.night.causes.get("orgs", {}).get(org)
        if cause is not None:
            where = f"{cause.file}, line {cause.line}"
            where += f", column {cause.column}, value “{cause.value}”" if cause.column else ""
            why = f"{cause.what} ({where})"
        else:
            why = "it is neither in this package nor known from before"
        bad = BadRow(
            "waiting", "sourcedId", row.sourced_id,
            f"Its role in roles.csv is at organisation {org}, which it waits for: {why}.",
            "Mend that row of orgs.csv first, or the role's orgSourcedId; this one then lands by itself.",
        )  # fmt: skip
        group = f"Users whose role is at organisation {org}: {why}"
        self.keep_aside(bad, row.sourced_id, row.line, row.raw, group=group, cause=cause)

    def _compare(self, row: Parsed, found: Known, values: tuple[Any, ...], hash_: int, closed: bool) -> None:
        super()._compare(row, found, _sorted(values, found), hash_, closed)
        if values[ORG] is ABSENT:
            for one in row.values[_ORGS]:
                self.open_reference(row, "primaryOrgSourcedId", one)

    def _take_over(
        self, row: Parsed, values: tuple[Any, ...], hash_: int, closed: bool, found: Known, why: str
    ) -> None:
        super()._take_over(row, _sorted(values, found), hash_, closed, found, why)

    def adopt(self, row: Parsed, values: tuple[Any, ...]) -> tuple[Known, str] | None:
        if self._hand_made is None:
            self._hand_made = HandMade(self, self.ctx.org_path)
        found = self._hand_made.take(_sorted(values, None))
        return found or (self._renumbered.take(values) if self._renumbered is not None else None)

    def label(self, values: tuple[Any, ...]) -> str:
        return f"{values[PREFERRED_GIVEN] or values[GIVEN]} {values[PREFERRED_FAMILY] or values[FAMILY]}"

    def natural_keys(self, values: tuple[Any, ...]) -> list[tuple[str, Any]]:
        return person_keys(values)

    def placed(self, row: Parsed, ref: int, values: tuple[Any, ...], known: Known | None) -> None:
        self.night.refs["users"].put(row.sourced_id, ref)
        self._numbers.see(values[IDENTIFIER], known and known.values[IDENTIFIER])
        self._usernames.see(values[USERNAME], known and known.values[USERNAME])
        if self.has_roles:
            orgs = [org for one in row.values[_ORGS] if (org := self.night.refs["orgs"].get(one)) is not None]
            role = row.values[_ROLE]
            self.memberships.want(row.sourced_id, ref, [] if row.life == DISABLED else orgs, role)
        if "agentSourcedIds" in self.cells.at:
            self.guardians.want(row, ref, str(values[KIND]), row.values[_AGENTS], is_new=known is None)

    def changed(self, known: Known, values: tuple[Any, ...], what: str) -> None:
        changes = tuple((name, old, new) for name, (old, new) in self.differences(known, values).items())
        self.night.plan.people_changes.append((known.id, self.label(values), known.values[ORG], what, changes))
        if what == "closed" and self.has_roles:
            self.memberships.end(known.id)

    def adopted(self, row: Parsed, known: Known, values: tuple[Any, ...]) -> None:
        changes = [("Roster id", known.sourced_id, row.sourced_id)]
        changes += [(name, old, new) for name, (old, new) in self.differences(known, values).items()]
        label = self.label(values)
        self.night.plan.people_changes.append((known.id, label, known.values[ORG], "changed", tuple(changes)))

    def gone(self, known: Known) -> None:
        self._gone_people.append(known)
        if self.has_roles:
            self.memberships.end(known.id)

    def after(self) -> None:
        self.memberships.plan()
        self.guardians.plan()
        self._numbers.tell()
        self._usernames.tell()
        if not self.night.adopts and not self.is_delta:
            self._propose_new_ids()
        self._gone_people = []

    def _propose_new_ids(self) -> None:
        """Many gone, many new: how many of the new ones are the gone ones under another id?"""
        gone, new = len(self._gone_people), len(self.plan.new)
        live = self.ledger.known_at_start
        if min(gone, new) < _REKEY.floor or min(gone, new) * 100 <= live * _REKEY.rekey_percent:
            return
        adoptable = Adoptable(self, self._gone_people)
        found: dict[str, int] = {}
        for values in self.plan.new:
            match = adoptable.take(values)
            if match is not None:
                known, why = match
                found[why] = found.get(why, 0) + 1
                self.ctx.match(self.entity, values[-3], self.label(values), self.label(known.values), why)
        total = sum(found.values())
        if total:
            reasons = ", ".join(f"{count:,} by {why.removesuffix(', new id')}" for why, count in found.items())
            self.ctx.hold(
                "new_ids",
                f"{total:,} of {new:,} new people are the ones who would be gone, under new ids ({reasons}).",
                "Choose “adopt the new ids”: they then keep their devices, loans and history. Look at the preview again.",
                entity=self.entity,
                count=total,
            )


def _kept_if_blank(value: Any) -> Any:
    """A preferred name or language entered here is not wiped by a roster that does not know it."""
    return ABSENT if value == "" else value


def _language(value: Any) -> Any:
    """Its tag, whatever the student system calls it."""
    return value if value is ABSENT else _kept_if_blank(tag_of(value))


def _sorted(values: tuple[Any, ...], known: Known | None) -> tuple[Any, ...]:
    """The values with the sort name that belongs to them."""

    def text(at: int) -> str:
        value = values[at]
        if value is ABSENT:
            value = known.values[at] if known is not None else ""
        return str(value)

    sort_name = Person.sort_name_of(text(PREFERRED_GIVEN) or text(GIVEN), text(PREFERRED_FAMILY) or text(FAMILY))
    return (*values[:SORT], sort_name, *values[SORT + 1 :])
