"""Where a console and this house disagree. Told as warnings; nothing of ours is changed by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from firstbell.connectors.base.fleet import console as c
from firstbell.connectors.base.people import Owners
from firstbell.core import bulk
from firstbell.core.imports.source import StageContext
from firstbell.core.scan import normalise
from firstbell.inventory.models import Status

IN_USE = frozenset(
    {Status.AVAILABLE, Status.ASSIGNED, Status.PLACED, Status.LOANER_AVAILABLE, Status.ON_LOAN, Status.READY_RETURN}
)
_LABELS = {str(value): str(label) for value, label in Status.choices}
_STATE_TODO = {
    c.DEPROVISIONED: "Retire it here, or enrol it again in {name}.",
    c.DISABLED: "If it is lost or stolen, mark it so here; if it came back, enable it in {name}.",
}


class Facts(NamedTuple):
    """A device here beside what the console says of it. ``aue`` is ISO text; ``owner_id`` whose it is."""

    ref: int
    line: int
    serial: str
    organisation_id: int
    status: str
    barcode: str
    is_one_to_one: bool
    owner_id: int | None
    holder_id: int | None
    aue: str | None
    state: str
    tag: str
    user: str


class Candidate(NamedTuple):
    """Nobody's device that names exactly one person we know. ``ref`` below zero: new in this plan."""

    ref: int
    person_id: int
    organisation_id: int
    serial: str
    line: int
    user: str


class Differences:
    """Hears of every device, says what differs, and collects who could get what."""

    def __init__(self, ctx: StageContext, owners: Owners, console: c.Console) -> None:
        self.ctx = ctx
        self.console = console
        self.name = console.name
        self.owners = owners
        self.candidates: list[Candidate] = []
        self.unowned_read = 0
        """Known devices of nobody that name a user, among those that were judged."""
        self._today = ctx.today.isoformat()

    def judge(self, facts: Facts) -> None:
        """Everything there is to say of one device."""
        means = self.console.state(self.ctx.mapped(c.ENTITY, c.STATE, facts.state)) or ""
        if facts.status in IN_USE:
            if means in _STATE_TODO:
                self._tell(
                    means, facts, c.STATE, facts.state,
                    f"{self.name} says “{facts.state}”, here the device is “{_LABELS[facts.status]}”.",
                    _STATE_TODO[means].format(name=self.name), f"{means.capitalize()} in {self.name} while in use here",
                )  # fmt: skip
            if facts.aue is not None and facts.aue < self._today:
                self._tell(
                    "aue_passed", facts, c.AUE, facts.aue, f"Its automatic updates ended on {facts.aue}.",
                    "Plan its replacement; it may fail a test window.", "Automatic updates have ended",
                )  # fmt: skip
        if facts.tag and facts.ref > 0 and normalise(facts.tag) != normalise(facts.barcode):
            ours = f"it is “{facts.barcode}”" if facts.barcode else "the device has no tag"
            self._tell(
                "tag_differs", facts, c.TAG, facts.tag, f"{self.name} has the asset tag “{facts.tag}”, here {ours}.",
                "Look at the label on the device, then correct the one that is wrong.",
                f"Asset tag in {self.name} differs from ours",
            )  # fmt: skip
        if facts.user:
            self._judge_user(facts, means)

    def _judge_user(self, facts: Facts, means: str) -> None:
        person = self.owners.find(facts.user)
        self.unowned_read += facts.ref > 0 and self._is_free(facts) and facts.owner_id is None
        if facts.owner_id is not None:
            if person is None or person.id != facts.owner_id:
                self._tell(
                    "user_differs", facts, c.USER, facts.user,
                    f"{self.name} names “{facts.user}” as its user, here it belongs to somebody else.",
                    "Nothing was changed. Correct the one that is wrong.",
                    f"User in {self.name} differs from whose it is here",
                )  # fmt: skip
        elif person is None:
            self._tell(
                "user_unknown", facts, c.USER, facts.user,
                f"“{facts.user}” is not the e-mail address or username of exactly one current person.",
                f"Somebody who left, or a typing mistake in {self.name}. The device stays nobody's.",
                f"User in {self.name} is nobody here",
            )  # fmt: skip
        elif self._is_free(facts) and means not in _STATE_TODO:
            # What was disabled or given back to the console is not handed to anybody by a file.
            self.candidates.append(
                Candidate(facts.ref, person.id, facts.organisation_id, facts.serial, facts.line, facts.user)
            )

    @staticmethod
    def _is_free(facts: Facts) -> bool:
        return facts.holder_id is None and facts.status == Status.AVAILABLE and facts.is_one_to_one

    def _tell(self, code: str, facts: Facts, column: str, value: str, message: str, todo: str, group: str) -> None:
        self.ctx.issues.warning(
            code, file=self.ctx.filename[:120], line=facts.line, column=column, value=value, key=facts.serial,
            entity=c.ENTITY, message=message, todo=todo, group=group,
        )  # fmt: skip


_FROM = (
    "FROM inventory_managementrecord r JOIN inventory_device d ON d.item_ptr_id = r.device_id "
    "JOIN inventory_item i ON i.id = r.device_id JOIN inventory_itemtype t ON t.id = i.item_type_id "
    "JOIN people_organisation o ON o.id = i.organisation_id "
    "LEFT JOIN people_person p ON p.id = COALESCE(i.assigned_to_id, i.holder_id) "
    "WHERE r.console = %s AND r.missing_since IS NULL AND i.status NOT IN ('disposed', 'sold') AND o.path LIKE %s "
)
_UNREAD = (
    "SELECT r.id, i.id, d.serial, i.organisation_id, i.status, i.barcode, t.purpose, i.assigned_to_id, i.holder_id, "
    f"d.aue_date, r.state, r.annotated_tag, r.annotated_user {_FROM}"
    "AND (d.aue_date < %s OR NOT (r.state IN ({plain})) "
    "OR (r.annotated_tag <> '' AND UPPER(r.annotated_tag) <> i.barcode_norm) "
    "OR (r.annotated_user <> '' AND p.id IS NOT NULL "
    "AND LOWER(r.annotated_user) <> LOWER(p.email) AND LOWER(r.annotated_user) <> LOWER(p.username)){unowned})"
)
_UNOWNED = "r.annotated_user <> '' AND i.assigned_to_id IS NULL AND i.holder_id IS NULL"


def unread(org_path: str, today: dt.date, console: c.Console, *, with_unowned: bool) -> Iterator[tuple[int, Facts]]:
    """(record id, facts) of known devices that may differ, whatever the file says: one query.

    A coarse sieve, so that the many that agree are never fetched; :class:`Differences` looks closely.
    ``with_unowned``: also nobody's devices that name a user, which may be most of them.
    """
    plain = ("", *console.plain_states)
    sql = _UNREAD.format(unowned=f" OR ({_UNOWNED})" if with_unowned else "", plain=", ".join(["%s"] * len(plain)))
    rows = bulk.select(sql, [console.key, f"{org_path}%", today.isoformat(), *plain])
    for record, item, serial, school, status, barcode, purpose, owner, holder, aue, state, tag, user in rows:
        if not with_unowned and owner is None and holder is None:
            user = ""
        yield (
            record,
            Facts(
                item, 0, serial, school, status, barcode, purpose == "assignment", owner_of(owner, holder, status),
                holder, None if aue is None else str(aue), state, tag, user,
            ),
        )  # fmt: skip


def unowned(org_path: str, console: str) -> int:
    """How many of nobody's devices name a user in the console, whoever that is: one query."""
    sql = f"SELECT COUNT(*) {_FROM}AND i.status = 'available' AND t.purpose = 'assignment' AND {_UNOWNED}"
    return int(next(bulk.select(sql, [console, f"{org_path}%"]))[0])


def owner_of(assigned_to: int | None, holder: int | None, status: str) -> int | None:
    """Whose it is: a loaner's borrower is not its owner."""
    if assigned_to is not None:
        return assigned_to
    return holder if status == Status.ASSIGNED else None
