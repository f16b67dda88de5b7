"""The lifecycle of a thing as data: which status may follow which, who may do it, and what must be said.

The table is that of the device lifecycle in the domain notes (section 3.2). Where it goes further, the
transition carries ``why``: ways out of states that would otherwise be dead ends, and the loaner's twin of
“back to stock”. Offers :data:`TRANSITIONS`, :func:`transition` and :func:`transitions_from` to the actions,
forms and pages of this room; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from firstbell.core.actor import Actor
from firstbell.inventory.models import Condition, Item, ItemType, Status
from firstbell.inventory.permissions import InventoryPermission as May

FieldKind = Literal[
    "text", "long_text", "number", "date", "choice", "yes_no", "checklist", "place", "condition", "barcode", "funding"
]

GONE = frozenset({Status.DISPOSED, Status.SOLD})
"""It has left the house; the record stays."""
EVERY_STATUS = frozenset(Status) - GONE

WITH_SOMEBODY = frozenset({Status.ASSIGNED, Status.ON_LOAN, Status.MISSING, Status.LOST, Status.STOLEN})
"""Only here an item may have a holder; a missing one keeps its last."""
NOT_IN_A_PLACE = frozenset({Status.AT_VENDOR, Status.MISSING, Status.LOST, Status.STOLEN, Status.DISPOSED, Status.SOLD})
"""Wherever it was, it is not there now."""
ENDS_ASSIGNMENT = frozenset(
    {
        Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.PLACED, Status.RETIRING, Status.DONOR, Status.DISPOSED,
        Status.SOLD,
    }
)  # fmt: skip
"""Reaching one of these, it is nobody's own any more."""
LENDABLE = frozenset({Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.PLACED, Status.READY_RETURN})
"""What may be handed out; a thing that is ready to go back only to whom it belongs."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something a transition asks for. ``only_if`` names another need and the answer that makes this one due."""

    name: str
    label: str
    kind: FieldKind = "text"
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    only_if: tuple[str, Any] | None = None
    help: str = ""

    def is_due(self, details: Mapping[str, Any]) -> bool:
        """Whether an answer must be given, the other answers being known."""
        if self.only_if is not None:
            name, answer = self.only_if
            return bool(details.get(name) == answer)
        return not self.optional


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from ``sources`` to ``to``. ``by_lending``: only circulation goes it, never a button here.

    ``purposes`` narrows it to item types of these purposes. ``why`` says why the table differs from the
    domain notes; it is empty where it does not.
    """

    sources: frozenset[Status]
    to: Status
    button: str
    permission: May
    needs: tuple[Need, ...] = ()
    by_lending: bool = False
    purposes: frozenset[str] | None = None
    tone: Literal["primary", "secondary", "danger"] = "secondary"
    why: str = ""

    def fits(self, item: Item) -> bool:
        """Whether this item, by status and purpose, may go this way."""
        is_of_purpose = self.purposes is None or item.item_type.purpose in self.purposes
        return item.status in self.sources and is_of_purpose


_LOANER = frozenset({ItemType.Purpose.LOANER.value})
_NOT_LOANER = frozenset(purpose.value for purpose in ItemType.Purpose) - _LOANER

_PLACE = Need("place", "Where is it now?", "place")
_PLACE_IF_KNOWN = Need("place", "Where is it now?", "place", optional=True)
_CONDITION = Need("condition", "Condition", "condition", choices=tuple(Condition.choices))
_FIX = Need("fix", "What was found or done", "long_text", help="“No fault found” is an answer, too.")

STAGING_CHECKS = (
    ("tag", "Tag is fixed"),
    ("enrolled", "Enrolled in management"),
    ("group", "In the right organisational unit or group"),
    ("battery", "Battery is healthy"),
    ("screen", "Screen works"),
    ("keyboard", "Keyboard works"),
    ("camera", "Camera works"),
    ("wifi", "Wi-Fi works"),
    ("updates", "Updates are installed"),
    ("aue", "Update expiration date is known"),
)
REPAIR_CHECKS = (
    ("starts", "Starts and charges"),
    ("screen", "Screen and hinge"),
    ("input", "Keyboard and trackpad"),
    ("sound", "Camera, microphone, sound"),
    ("network", "Wi-Fi and sign-in"),
)
REPAIR_TYPES = (
    ("screen", "Screen"), ("bezel", "Bezel"), ("hinge", "Hinge or lid"), ("keyboard", "Keyboard"),
    ("trackpad", "Trackpad"), ("charge_port", "Charging port"), ("charger", "Charger or cable"),
    ("battery", "Battery"), ("camera", "Camera, microphone, speaker"), ("wifi", "Wi-Fi"),
    ("storage", "Storage, “missing or damaged”"), ("liquid", "Liquid"), ("shell", "Shell, rubber, tag"),
    ("usb", "USB port"), ("other", "Something else"),
)  # fmt: skip
COVERAGES = (
    ("warranty", "Vendor's warranty"), ("plan", "Accident plan"), ("school", "School pays"), ("family", "Family pays"),
    ("undecided", "Not decided yet"),
)  # fmt: skip
HAZARDS = (
    ("battery", "Swollen or hot battery"), ("liquid", "Liquid"), ("pest", "Pests"), ("biohazard", "Biohazard"),
    ("evidence", "Evidence, must not be touched"),
)  # fmt: skip
RETIRE_REASONS = (
    ("aue", "No more updates"), ("cost", "Repair costs more than it is worth"), ("broken", "Broken"),
    ("surplus", "Not needed any more"), ("other", "Another reason"),
)  # fmt: skip
DISPOSALS = (
    ("recycled", "Recycled"), ("returned", "Returned to lessor or vendor"), ("donated", "Donated"),
    ("destroyed", "Destroyed"),
)  # fmt: skip

_TRIAGE_NEEDS = (
    Need("symptom", "What is wrong?"),
    Need("is_damaged", "Visible damage", "yes_no"),
    Need("damage", "What the damage looks like", "long_text", only_if=("is_damaged", True), help="Add a photo below."),
    _PLACE_IF_KNOWN,
)
_REPAIRED = "A device found in order, or no longer needed by its holder, goes back to stock; else triage is a dead end."
_STORABLE = frozenset({Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.PLACED, Status.READY_RETURN, Status.RECEIVED})

TRANSITIONS: tuple[Transition, ...] = (
    # --- coming in ---
    Transition(
        frozenset({Status.ORDERED}), Status.RECEIVED, "Receive", May.ITEM_MOVE,
        (
            Need("order_line", "Purchase order and line"),
            _CONDITION,
            Need("box_damaged", "Box is damaged", "yes_no"),
            Need("damage", "What the box looks like", "long_text", only_if=("box_damaged", True)),
        ),
        tone="primary",
    ),
    Transition(
        frozenset({Status.RECEIVED}), Status.STAGING, "Start setting up", May.ITEM_TRIAGE,
        (Need("barcode", "Asset tag", "barcode"), Need("funding_source", "Funding source", "funding")),
        tone="primary",
    ),
    Transition(
        frozenset({Status.STAGING}), Status.AVAILABLE, "Ready for use", May.ITEM_EDIT,
        (Need("checks", "Checked", "checklist", choices=STAGING_CHECKS),),
        purposes=_NOT_LOANER, tone="primary",
    ),
    Transition(
        frozenset({Status.STAGING}), Status.LOANER_AVAILABLE, "Ready as a loaner", May.ITEM_EDIT,
        (Need("checks", "Checked", "checklist", choices=STAGING_CHECKS),),
        purposes=_LOANER, tone="primary", why="The loaner's twin of “ready for use”.",
    ),
    # --- in use ---
    Transition(
        frozenset({Status.AVAILABLE, Status.READY_RETURN, Status.STORED}), Status.ASSIGNED, "Assign", May.ITEM_MOVE,
        by_lending=True, why="From the shelf or summer storage a device goes back to the person it belongs to.",
    ),
    Transition(
        frozenset({Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.PLACED}), Status.ON_LOAN, "Lend", May.ITEM_MOVE,
        by_lending=True, why="Any item in stock, or out of a cart, can be lent.",
    ),
    Transition(
        frozenset({Status.ON_LOAN}), Status.ASSIGNED, "Keep it", May.ITEM_MOVE,
        by_lending=True, why="A loan is converted: the loaner becomes the person's own device (3.3).",
    ),
    Transition(
        frozenset({Status.AVAILABLE, Status.LOANER_AVAILABLE, Status.IN_TRIAGE, Status.READY_RETURN, Status.STORED}),
        Status.PLACED, "Put into a room or cart", May.ITEM_MOVE,
        (Need("place", "Room or cart", "place"), Need("slot", "Slot", optional=True)),
        why="Also back into its cart after triage, repair or summer storage.",
    ),
    Transition(
        frozenset({Status.PLACED, Status.STORED}), Status.AVAILABLE, "Back to stock", May.ITEM_MOVE,
        (_PLACE_IF_KNOWN,), purposes=_NOT_LOANER, why="Out of a cart, or out of summer storage.",
    ),
    Transition(
        frozenset({Status.PLACED, Status.STORED}), Status.LOANER_AVAILABLE, "Back to the loaners", May.ITEM_MOVE,
        (_PLACE_IF_KNOWN,), purposes=_LOANER, why="Out of a cart, or out of summer storage.",
    ),
    Transition(
        frozenset({Status.ASSIGNED, Status.ON_LOAN}), Status.AVAILABLE, "Take back", May.ITEM_MOVE,
        by_lending=True, purposes=_NOT_LOANER, why="A loan or an assignment ends.",
    ),
    Transition(
        frozenset({Status.ASSIGNED, Status.ON_LOAN}), Status.LOANER_AVAILABLE, "Take back", May.ITEM_MOVE,
        by_lending=True, purposes=_LOANER, why="A loan or an assignment ends.",
    ),
    Transition(
        frozenset({Status.ASSIGNED, Status.ON_LOAN}), Status.PLACED, "Take back", May.ITEM_MOVE,
        by_lending=True, purposes=frozenset({ItemType.Purpose.PLACE.value}),
        why="What belongs to a cart goes back into it.",
    ),
    # --- trouble ---
    Transition(
        frozenset(
            {
                Status.ASSIGNED, Status.PLACED, Status.ON_LOAN, Status.AVAILABLE, Status.LOANER_AVAILABLE,
                Status.READY_RETURN, Status.RECOVERED, Status.STORED,
            }
        ),
        Status.IN_TRIAGE, "Something is wrong with it", May.ITEM_TRIAGE, _TRIAGE_NEEDS,
        why="Loaners, stock and what was just repaired break as well.",
    ),
    Transition(
        frozenset({Status.QUARANTINE}), Status.IN_TRIAGE, "Release from quarantine", May.ITEM_REPAIR,
        (Need("symptom", "What is wrong?"), Need("made_safe", "What was done to make it safe", "long_text"), _PLACE),
        why="The way out of quarantine; the notes name only the way in.",
    ),
    Transition(
        frozenset({Status.IN_TRIAGE, Status.READY_RETURN}), Status.AVAILABLE, "In order, back to stock",
        May.ITEM_REPAIR, (_FIX, _PLACE_IF_KNOWN), purposes=_NOT_LOANER, why=_REPAIRED,
    ),
    Transition(
        frozenset({Status.IN_TRIAGE, Status.READY_RETURN}), Status.LOANER_AVAILABLE, "In order, back to the loaners",
        May.ITEM_REPAIR, (_FIX, _PLACE_IF_KNOWN), purposes=_LOANER, why=_REPAIRED,
    ),
    Transition(
        frozenset({Status.IN_TRIAGE}), Status.READY_RETURN, "In order, to the pick-up shelf", May.ITEM_REPAIR,
        (_FIX, Need("place", "Shelf", "place")), tone="primary",
        why="“Back to holder”: it waits on a shelf until its holder comes.",
    ),
    Transition(
        frozenset({Status.IN_TRIAGE}), Status.IN_REPAIR, "Repair it", May.ITEM_REPAIR,
        (
            Need("repair", "Repair", "choice", choices=REPAIR_TYPES),
            Need("coverage", "Who covers it", "choice", choices=COVERAGES),
            _PLACE_IF_KNOWN,
        ),
        tone="primary",
    ),
    Transition(
        frozenset({Status.IN_REPAIR}), Status.READY_RETURN, "Repaired, to the pick-up shelf", May.ITEM_REPAIR,
        (
            Need("fix", "What was done", "long_text"),
            Need("parts", "Parts used", help="“none” is an answer, too."),
            Need("minutes", "Minutes of work", "number"),
            Need("checks", "Tested", "checklist", choices=REPAIR_CHECKS),
            Need("place", "Shelf", "place"),
        ),
        tone="primary",
    ),
    Transition(
        frozenset({Status.IN_REPAIR}), Status.AT_VENDOR, "Send to the vendor", May.ITEM_REPAIR,
        (
            Need("vendor", "Vendor"),
            Need("rma", "RMA number"),
            Need("tracking", "Tracking number"),
            Need("expected_on", "Expected back on", "date"),
        ),
    ),
    Transition(
        frozenset({Status.AT_VENDOR}), Status.IN_REPAIR, "Back from the vendor", May.ITEM_REPAIR,
        (Need("returned_serial", "Serial number of what came back", help="It may differ; scan it."), _PLACE_IF_KNOWN),
        tone="primary",
    ),
    # --- gone and found ---
    Transition(
        EVERY_STATUS - {Status.MISSING, Status.LOST, Status.STOLEN}, Status.MISSING, "Mark as missing",
        May.ITEM_MARK_MISSING,
        (Need("last_seen", "Where and when it was last seen", "long_text"), Need("reporter", "Who says so")),
        why="Lost and stolen are further on already.",
    ),
    Transition(
        frozenset({Status.MISSING}), Status.LOST, "Declare lost", May.ITEM_DECLARE_LOST,
        (Need("search_ended", "Search ended on", "date"), Need("letter_sent", "Letter to the family sent", "yes_no")),
        tone="danger",
    ),
    Transition(
        frozenset({Status.MISSING}), Status.STOLEN, "Declare stolen", May.ITEM_DECLARE_LOST,
        (Need("police_report", "Police report number"), Need("reported_on", "Reported to the police on", "date")),
        tone="danger",
    ),
    Transition(
        frozenset({Status.MISSING, Status.LOST, Status.STOLEN}), Status.RECOVERED, "It was found",
        May.ITEM_MARK_MISSING,
        (
            Need("found_where", "Where it was found"),
            Need("found_by", "Who found it"),
            _CONDITION,
            Need("unlocked", "The lock was taken off again", "yes_no"),
            Need("fee_reviewed", "Fees were looked at again", "yes_no"),
        ),
        tone="primary",
        why="Whoever scans the tag may say so (3.6), and what is only missing can be found as well.",
    ),
    Transition(
        EVERY_STATUS - {Status.QUARANTINE}, Status.QUARANTINE, "Quarantine", May.ITEM_QUARANTINE,
        (
            Need("hazard", "Why", "choice", choices=HAZARDS),
            Need("place", "Where it is isolated", "place"),
            Need("not_charging", "It is unplugged and will not be charged", "yes_no", only_if=("hazard", "battery")),
        ),
        tone="danger",
    ),
    # --- out of use ---
    Transition(
        _STORABLE, Status.STORED, "Store", May.ITEM_MOVE, (Need("place", "Shelf or box", "place"),),
        why="Storage over the summer; the notes name the state without its way in.",
    ),
    Transition(
        EVERY_STATUS - {Status.RETIRING, Status.DONOR}, Status.RETIRING, "Retire", May.ITEM_RETIRE,
        (
            Need("retire_reason", "Why", "choice", choices=RETIRE_REASONS),
            Need("data_removed", "Data was removed", "yes_no"),
        ),
        tone="danger",
    ),
    Transition(
        frozenset({Status.RETIRING}), Status.STORED, "Keep it after all", May.ITEM_RETIRE,
        (Need("place", "Shelf or box", "place"),), why="A mistake must not be a dead end.",
    ),
    Transition(
        frozenset({Status.RETIRING}), Status.DONOR, "Keep for parts", May.ITEM_RETIRE, (_PLACE,),
    ),
    Transition(
        frozenset({Status.RETIRING, Status.DONOR}), Status.DISPOSED, "Dispose of", May.ITEM_DISPOSE,
        (
            Need("method", "How", "choice", choices=DISPOSALS),
            Need("certificate", "Certificate or receipt number"),
            Need("released", "Released from management", "yes_no", help="A deprovisioned Chromebook must be wiped."),
            Need("uninsured", "Taken out of the insurance", "yes_no"),
        ),
        tone="danger",
        why="A donor without parts left is disposed of as well.",
    ),
    Transition(
        frozenset({Status.RETIRING}), Status.SOLD, "Sell", May.ITEM_DISPOSE,
        (
            Need("buyer", "Sold to"),
            Need("certificate", "Receipt number"),
            Need("released", "Released from management", "yes_no"),
            Need("uninsured", "Taken out of the insurance", "yes_no"),
        ),
        tone="danger",
    ),
)  # fmt: skip


def transition(item: Item, to: str) -> Transition | None:
    """The way from where the item is to ``to``, or None when there is none."""
    return next((one for one in TRANSITIONS if one.to == to and one.fits(item)), None)


def transitions_from(item: Item, actor: Actor) -> list[Transition]:
    """The buttons of an item: what this person may do with it by hand, in the order of the table.

    ``item`` needs its ``item_type`` and ``organisation`` loaded.
    """
    path = item.organisation.scope_path
    return [one for one in TRANSITIONS if one.fits(item) and not one.by_lending and actor.can(one.permission, at=path)]


def rest_status(item_type: ItemType, *, has_home: bool) -> Status:
    """Where a thing of this type waits between two uses."""
    if item_type.purpose == ItemType.Purpose.LOANER:
        return Status.LOANER_AVAILABLE
    if item_type.purpose == ItemType.Purpose.PLACE and has_home:
        return Status.PLACED
    return Status.AVAILABLE


_NEEDS: dict[str, Need] = {need.name: need for one in TRANSITIONS for need in one.needs}


def label_of(name: str) -> str:
    """How an answer of a status change is called on screen."""
    need = _NEEDS.get(name)
    return need.label.rstrip("?") if need is not None else name.replace("_", " ").capitalize()


def answer_text(name: str, value: Any) -> str:
    """An answer of a status change in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{len(value)} checked"
    need = _NEEDS.get(name)
    return dict(need.choices).get(value, str(value)) if need is not None else str(value)
