"""What terminals ask (SC to ACS), laid out as 3M's document has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.connectors.sip2.codec.fields import Message, fixed, maybe, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Message):
    """Base of what terminals send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPatron(Request):
    code: ClassVar[str] = "01"
    card_retained: str = fixed(1, "N")
    at: str = fixed(18)
    institution: str = text("AO")
    reason: str = text("AL")
    patron: str = text("AA")
    terminal_password: str = text("AC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkin(Request):
    code: ClassVar[str] = "09"
    no_block: str = fixed(1, "N")
    at: str = fixed(18)
    returned_at: str = fixed(18)
    location: str = text("AP")
    institution: str = text("AO")
    item: str = text("AB")
    terminal_password: str = text("AC")
    properties: str | None = maybe("CH")
    cancel: str | None = maybe("BI")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout(Request):
    code: ClassVar[str] = "11"
    may_renew: str = fixed(1, "N")
    no_block: str = fixed(1, "N")
    at: str = fixed(18)
    nb_due: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    item: str = text("AB")
    terminal_password: str = text("AC")
    properties: str | None = maybe("CH")
    patron_password: str | None = maybe("AD")
    fee_acknowledged: str | None = maybe("BO")
    cancel: str | None = maybe("BI")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Request):
    code: ClassVar[str] = "15"
    mode: str = fixed(1, "+")
    at: str = fixed(18)
    expires: str | None = maybe("BW")
    pickup: str | None = maybe("BS")
    kind: str | None = maybe("BY")
    institution: str = text("AO")
    patron: str = text("AA")
    patron_password: str | None = maybe("AD")
    item: str | None = maybe("AB")
    title: str | None = maybe("AJ")
    terminal_password: str | None = maybe("AC")
    fee_acknowledged: str | None = maybe("BO")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInformation(Request):
    code: ClassVar[str] = "17"
    at: str = fixed(18)
    institution: str = text("AO")
    item: str = text("AB")
    terminal_password: str | None = maybe("AC")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatusUpdate(Request):
    code: ClassVar[str] = "19"
    at: str = fixed(18)
    institution: str = text("AO")
    item: str = text("AB")
    terminal_password: str | None = maybe("AC")
    properties: str = text("CH")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronStatus(Request):
    code: ClassVar[str] = "23"
    language: str = fixed(3, "000")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    terminal_password: str = text("AC")
    patron_password: str = text("AD")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronEnable(Request):
    code: ClassVar[str] = "25"
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    terminal_password: str | None = maybe("AC")
    patron_password: str | None = maybe("AD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew(Request):
    code: ClassVar[str] = "29"
    third_party: str = fixed(1, "N")
    no_block: str = fixed(1, "N")
    at: str = fixed(18)
    nb_due: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    patron_password: str | None = maybe("AD")
    item: str | None = maybe("AB")
    title: str | None = maybe("AJ")
    terminal_password: str | None = maybe("AC")
    properties: str | None = maybe("CH")
    fee_acknowledged: str | None = maybe("BO")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(Request):
    code: ClassVar[str] = "35"
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    terminal_password: str | None = maybe("AC")
    patron_password: str | None = maybe("AD")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid(Request):
    code: ClassVar[str] = "37"
    at: str = fixed(18)
    fee_type: str = fixed(2, "01")
    payment_type: str = fixed(2, "00")
    currency: str = fixed(3, "USD")
    amount: str = text("BV")
    institution: str = text("AO")
    patron: str = text("AA")
    terminal_password: str | None = maybe("AC")
    patron_password: str | None = maybe("AD")
    fee: str | None = maybe("CG")
    transaction: str | None = maybe("BK")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronInformation(Request):
    code: ClassVar[str] = "63"
    language: str = fixed(3, "000")
    at: str = fixed(18)
    summary: str = fixed(10)
    institution: str = text("AO")
    patron: str = text("AA")
    terminal_password: str | None = maybe("AC")
    patron_password: str | None = maybe("AD")
    first: str | None = maybe("BP")
    last: str | None = maybe("BQ")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewAll(Request):
    code: ClassVar[str] = "65"
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    patron_password: str | None = maybe("AD")
    terminal_password: str | None = maybe("AC")
    fee_acknowledged: str | None = maybe("BO")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login(Request):
    """``uid_algorithm`` and ``password_algorithm`` "0" is plain text, the only one there is a description of."""

    code: ClassVar[str] = "93"
    uid_algorithm: str = fixed(1, "0")
    password_algorithm: str = fixed(1, "0")
    user: str = text("CN")
    password: str = text("CO")
    location: str | None = maybe("CP")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendAnswer(Request):
    code: ClassVar[str] = "97"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScStatus(Request):
    code: ClassVar[str] = "99"
    status: str = fixed(1, "0")
    print_width: str = fixed(3, "080")
    version: str = fixed(4, "2.00")


REQUESTS: dict[str, type[Request]] = {
    kind.code: kind
    for kind in (
        BlockPatron, Checkin, Checkout, Hold, ItemInformation, ItemStatusUpdate, PatronStatus, PatronEnable, Renew,
        EndSession, FeePaid, PatronInformation, RenewAll, Login, ResendAnswer, ScStatus,
    )
}  # fmt: skip

__all__ = [
    "REQUESTS",
    "BlockPatron",
    "Checkin",
    "Checkout",
    "EndSession",
    "FeePaid",
    "Hold",
    "ItemInformation",
    "ItemStatusUpdate",
    "Login",
    "PatronEnable",
    "PatronInformation",
    "PatronStatus",
    "Renew",
    "RenewAll",
    "Request",
    "ResendAnswer",
    "ScStatus",
]
