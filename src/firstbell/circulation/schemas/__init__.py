"""Shapes of the REST interface. Moments are ISO 8601 with their offset, amounts integer cents."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from firstbell.core.api import Filter, Schema


class AccessoryOut(Schema):
    """One piece that went out with a loan. ``state``: out, back, missing, charged, waived, kept."""

    id: int
    loan_id: int
    code: str
    name: str
    item_id: int | None
    product_id: int | None
    state: str
    reason: str
    settled_at: dt.datetime | None
    settled_by: str
    fee_id: int | None


class WaiveIn(Schema):
    reason: str


class ChargeAccessoryIn(Schema):
    """``cents`` None charges the price of its product."""

    cents: int | None = None


class ExpectedOut(Schema):
    """What goes along with an item; the code is what lending takes under ``accessories``."""

    code: str
    name: str
    product_id: int
    is_expected_back: bool
    price_cents: int | None


class LoanOut(Schema):
    """``borrower_id`` and ``borrower`` are empty for private item types that are back."""

    id: int
    item_id: int
    item: str
    borrower_id: int | None
    borrower: str
    organisation_id: int
    purpose: str
    lent_at: dt.datetime
    lent_by: str
    due_at: dt.datetime | None
    due_explain: list[str]
    renewals: int
    accessories: list[str]
    part_of_id: int | None
    cart_loan_id: int | None
    reservation_id: int | None
    stands_in_for_id: int | None
    returned_at: dt.datetime | None
    return_condition: str


class LoanIn(Schema):
    """``due_at`` replaces the rules' date; a later one than theirs needs ``override_reason``.

    ``accessories``: codes of what goes along with its model, barcodes of accessories, or free names.
    """

    item_id: int
    person_id: int
    purpose: str | None = None
    due_at: dt.datetime | None = None
    stands_in_for_id: int | None = None
    accessories: list[str] = []
    override_reason: str = ""


class ReturnIn(Schema):
    """``accessories_missing``: codes of what did not come with it; all the rest came back.

    ``parts_missing``: barcodes of parts of a kit that stay on loan.
    """

    condition: str = "good"
    place_id: int | None = None
    accessories_missing: list[str] = []
    parts_missing: list[str] = []


class RenewIn(Schema):
    override_reason: str = ""


class FindingOut(Schema):
    code: str
    text: str
    remedy: str
    overridable: bool


class WinnerOut(Schema):
    """A rule's effective value; ``rule_id`` None is the built-in default."""

    name: str
    value: str
    because: str
    rule_id: int | None


class ExplainOut(Schema):
    allowed: bool
    due_at: dt.datetime | None
    explain: list[str]
    blocks: list[FindingOut]
    warnings: list[FindingOut]
    rules: list[WinnerOut]


class FeeOut(Schema):
    """``cents`` is positive for what is owed, negative for what reduces it."""

    id: int
    person_id: int
    organisation_id: int
    kind: str
    cents: int
    reason: str
    item_id: int | None
    loan_id: int | None
    reverses_id: int | None
    at: dt.datetime
    by: str


class CartLoanOut(Schema):
    """A cart that was lent as one; its devices' loans carry its ``cart_loan_id``."""

    id: int
    cart_id: int
    organisation_id: int
    borrower_id: int | None
    place_id: int | None
    lent_at: dt.datetime
    lent_by: str
    due_at: dt.datetime | None
    left_out: list[str]
    returned_at: dt.datetime | None
    missing: list[str]


class CartLoanIn(Schema):
    """Exactly one of ``person_id`` and ``place_id``; ``due_at`` is the end of the period."""

    cart_id: int
    person_id: int | None = None
    place_id: int | None = None
    due_at: dt.datetime | None = None


class CartReturnIn(Schema):
    """``missing``: tags that are not in it; or ``scanned``: all that is in it. ``count`` must fit."""

    count: int | None = None
    missing: list[str] = []
    scanned: list[str] | None = None


class ReservationOut(Schema):
    """One thing, one cart, or ``count`` of a type. ``end``: returned, cancelled, lapsed, or empty while it stands."""

    id: int
    organisation_id: int
    person_id: int
    section_id: int | None
    place_id: int | None
    item_id: int | None
    cart_id: int | None
    item_type_id: int | None
    count: int
    first_day: dt.date
    last_day: dt.date
    keep_until: dt.date
    reason: str
    made_by: str
    collected_at: dt.datetime | None
    ended_at: dt.datetime | None
    end: str


class ReservationIn(Schema):
    """Exactly one of ``item_id``, ``cart_id`` and ``item_type_id``; both days are school days, included."""

    person_id: int
    first_day: dt.date
    last_day: dt.date
    item_id: int | None = None
    cart_id: int | None = None
    item_type_id: int | None = None
    count: int = 1
    place_id: int | None = None
    organisation_id: int | None = None
    reason: str = ""


class LoanFilter(Filter):
    """``sort``: the latest first, or by due date (without those that have none)."""

    state: Literal["open", "returned", "all"] = "open"
    item_id: int | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    place_id: int | None = None
    purpose: Literal["assignment", "loaner", "checkout"] | None = None
    due_before: dt.datetime | None = None
    sort: Literal["-lent_at", "due_at"] = "-lent_at"


class ReturnEntryIn(ReturnIn):
    """One of many: exactly one of ``loan_id`` and ``item_id``."""

    loan_id: int | None = None
    item_id: int | None = None


class RemindedOut(Schema):
    """How many were told."""

    sent: int


class ConvertIn(Schema):
    """``item_type_id``: whose rules give the new due date; without one there is none."""

    item_type_id: int | None = None


class HandOutIn(Schema):
    item_id: int | None = None


class BalanceOut(Schema):
    """Positive: owes."""

    person_id: int
    cents: int


class FeeChargeIn(Schema):
    cents: int
    reason: str
    item_id: int | None = None
    loan_id: int | None = None


class FeeMoneyIn(Schema):
    cents: int
    reason: str = ""


class FeeReasonIn(Schema):
    reason: str


class BlockOut(Schema):
    """Through ``until`` (included), or until it was lifted."""

    id: int
    person_id: int
    organisation_id: int
    reason: str
    until: dt.date | None
    created_by: str
    created_at: dt.datetime
    lifted_by: str
    lifted_at: dt.datetime | None


class BlockIn(Schema):
    reason: str
    until: dt.date | None = None


class HolderOut(Schema):
    """Somebody who has ``items_out`` things and owes ``owed`` cents."""

    id: int
    name: str
    identifier: str
    grade: str
    organisation_id: int
    homeroom_id: int | None
    withdrawn_on: dt.date | None
    items_out: int
    owed: int


class ClearanceLineOut(Schema):
    """``bars``: must be settled; else only worth knowing."""

    kind: str
    text: str
    detail: str
    url: str
    cents: int
    bars: bool


class ClearanceOut(Schema):
    person_id: int
    is_clear: bool
    lines: list[ClearanceLineOut]


class CaseOut(Schema):
    """Somebody left with something. ``state``: open, cleared, closed, cancelled."""

    id: int
    person_id: int
    organisation_id: int
    state: str
    opened_at: dt.datetime
    opened_by: str
    next_step: str
    next_on: dt.date | None
    ended_at: dt.datetime | None
    ended_by: str
    outcome: str


class CasePlanIn(Schema):
    next_step: str
    next_on: dt.date | None = None


class CloseCaseIn(Schema):
    outcome: str = ""


class RuleOut(Schema):
    """One cell. Keys that are null mean any."""

    id: int
    name: str
    value: str
    organisation_id: int | None
    patron_group_id: int | None
    item_type_id: int | None
    note: str
    source: str
    last_checked: dt.date | None


class RuleIn(Schema):
    name: str
    value: str
    organisation_id: int | None = None
    patron_group_id: int | None = None
    item_type_id: int | None = None
    note: str = ""
    source: str = ""


class PatronGroupIn(Schema):
    code: str
    name: str
    person_kind: str
    grades: list[str] = []
    precedence: int


class PatronGroupOut(PatronGroupIn):
    id: int


class NamedDateIn(Schema):
    """Without a school it is the district's."""

    code: str
    name: str
    organisation_id: int | None = None
    active_from: dt.date
    date: dt.date


class NamedDateOut(NamedDateIn):
    id: int
