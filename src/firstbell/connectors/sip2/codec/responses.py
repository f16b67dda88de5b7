"""What the library answers (ACS to SC), laid out as 3M's document has it; CR, CS, CT and CV are what vendors added since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.connectors.sip2.codec.fields import Message, fixed, many, maybe, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Message):
    """Base of what we send. ``screen`` is what the borrower reads, ``printed`` goes on the slip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinResponse(Response):
    code: ClassVar[str] = "10"
    ok: str = fixed(1, "0")
    resensitize: str = fixed(1, "N")
    magnetic: str = fixed(1, "N")
    alert: str = fixed(1, "N")
    at: str = fixed(18)
    institution: str = text("AO")
    item: str = text("AB")
    permanent_location: str = text("AQ")
    title: str | None = maybe("AJ")
    sort_bin: str | None = maybe("CL")
    patron: str | None = maybe("AA")
    media_type: str | None = maybe("CK")
    properties: str | None = maybe("CH")
    collection: str | None = maybe("CR")
    call_number: str | None = maybe("CS")
    destination: str | None = maybe("CT")
    alert_type: str | None = maybe("CV")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutResponse(Response):
    code: ClassVar[str] = "12"
    ok: str = fixed(1, "0")
    renewal_ok: str = fixed(1, "N")
    magnetic: str = fixed(1, "N")
    desensitize: str = fixed(1, "N")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    item: str = text("AB")
    title: str = text("AJ")
    due: str = text("AH")
    fee_type: str | None = maybe("BT")
    security_inhibit: str | None = maybe("CI")
    currency: str | None = maybe("BH")
    fee_amount: str | None = maybe("BV")
    media_type: str | None = maybe("CK")
    properties: str | None = maybe("CH")
    transaction: str | None = maybe("BK")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewResponse(CheckoutResponse):
    code: ClassVar[str] = "30"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldResponse(Response):
    code: ClassVar[str] = "16"
    ok: str = fixed(1, "0")
    available: str = fixed(1, "N")
    at: str = fixed(18)
    expires: str | None = maybe("BW")
    position: str | None = maybe("BR")
    pickup: str | None = maybe("BS")
    institution: str = text("AO")
    patron: str = text("AA")
    item: str | None = maybe("AB")
    title: str | None = maybe("AJ")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInformationResponse(Response):
    code: ClassVar[str] = "18"
    status: str = fixed(2, "01")
    security: str = fixed(2, "00")
    fee_type: str = fixed(2, "01")
    at: str = fixed(18)
    queue: str | None = maybe("CF")
    due: str | None = maybe("AH")
    recall_date: str | None = maybe("CJ")
    hold_pickup_date: str | None = maybe("CM")
    item: str = text("AB")
    title: str = text("AJ")
    owner: str | None = maybe("BG")
    currency: str | None = maybe("BH")
    fee_amount: str | None = maybe("BV")
    media_type: str | None = maybe("CK")
    permanent_location: str | None = maybe("AQ")
    location: str | None = maybe("AP")
    properties: str | None = maybe("CH")
    call_number: str | None = maybe("CS")
    destination: str | None = maybe("CT")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatusUpdateResponse(Response):
    code: ClassVar[str] = "20"
    ok: str = fixed(1, "0")
    at: str = fixed(18)
    item: str = text("AB")
    title: str | None = maybe("AJ")
    properties: str | None = maybe("CH")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronStatusResponse(Response):
    code: ClassVar[str] = "24"
    status: str = fixed(14)
    language: str = fixed(3, "001")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    name: str = text("AE")
    valid_patron: str | None = maybe("BL")
    valid_password: str | None = maybe("CQ")
    currency: str | None = maybe("BH")
    fee_amount: str | None = maybe("BV")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronEnableResponse(Response):
    code: ClassVar[str] = "26"
    status: str = fixed(14)
    language: str = fixed(3, "001")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    name: str = text("AE")
    valid_patron: str | None = maybe("BL")
    valid_password: str | None = maybe("CQ")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessionResponse(Response):
    code: ClassVar[str] = "36"
    ended: str = fixed(1, "Y")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaidResponse(Response):
    code: ClassVar[str] = "38"
    accepted: str = fixed(1, "N")
    at: str = fixed(18)
    institution: str = text("AO")
    patron: str = text("AA")
    transaction: str | None = maybe("BK")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class PatronInformationResponse(Response):
    """Counts are four digits, or four blanks where they are not told."""

    code: ClassVar[str] = "64"
    status: str = fixed(14)
    language: str = fixed(3, "001")
    at: str = fixed(18)
    holds: str = fixed(4, "0000")
    overdue: str = fixed(4, "0000")
    charged: str = fixed(4, "0000")
    fines: str = fixed(4, "0000")
    recalls: str = fixed(4, "0000")
    unavailable_holds: str = fixed(4, "0000")
    institution: str = text("AO")
    patron: str = text("AA")
    name: str = text("AE")
    holds_limit: str | None = maybe("BZ")
    overdue_limit: str | None = maybe("CA")
    charged_limit: str | None = maybe("CB")
    valid_patron: str | None = maybe("BL")
    valid_password: str | None = maybe("CQ")
    currency: str | None = maybe("BH")
    fee_amount: str | None = maybe("BV")
    fee_limit: str | None = maybe("CC")
    hold_items: tuple[str, ...] = many("AS")
    overdue_items: tuple[str, ...] = many("AT")
    charged_items: tuple[str, ...] = many("AU")
    fine_items: tuple[str, ...] = many("AV")
    recall_items: tuple[str, ...] = many("BU")
    unavailable_items: tuple[str, ...] = many("CD")
    address: str | None = maybe("BD")
    email: str | None = maybe("BE")
    phone: str | None = maybe("BF")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewAllResponse(Response):
    code: ClassVar[str] = "66"
    ok: str = fixed(1, "0")
    renewed: str = fixed(4, "0000")
    unrenewed: str = fixed(4, "0000")
    at: str = fixed(18)
    institution: str = text("AO")
    renewed_items: tuple[str, ...] = many("BM")
    unrenewed_items: tuple[str, ...] = many("BN")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginResponse(Response):
    code: ClassVar[str] = "94"
    ok: str = fixed(1, "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcsStatus(Response):
    """``timeout`` is in tenths of a second; ``supported`` is 16 times Y or N, in the order of BX."""

    code: ClassVar[str] = "98"
    online: str = fixed(1, "N")
    checkin_ok: str = fixed(1, "N")
    checkout_ok: str = fixed(1, "N")
    renewal_policy: str = fixed(1, "N")
    status_update_ok: str = fixed(1, "N")
    offline_ok: str = fixed(1, "N")
    timeout: str = fixed(3, "100")
    retries: str = fixed(3, "003")
    at: str = fixed(18)
    version: str = fixed(4, "2.00")
    institution: str = text("AO")
    library: str | None = maybe("AM")
    supported: str = text("BX")
    location: str | None = maybe("AN")
    screen: tuple[str, ...] = many("AF")
    printed: tuple[str, ...] = many("AG")


RESPONSES: dict[str, type[Response]] = {
    kind.code: kind
    for kind in (
        CheckinResponse, CheckoutResponse, HoldResponse, ItemInformationResponse, ItemStatusUpdateResponse,
        PatronStatusResponse, PatronEnableResponse, RenewResponse, EndSessionResponse, FeePaidResponse,
        PatronInformationResponse, RenewAllResponse, LoginResponse, AcsStatus,
    )
}  # fmt: skip
