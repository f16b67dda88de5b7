"""What the people room says and hears over REST."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Literal

from pydantic import Field

from firstbell.core.api import Filter, Schema


class OrganisationOut(Schema):
    id: int
    name: str
    kind: str
    code: str
    identifier: str = Field(description="The official number")
    parent_id: int | None
    path: str = Field(description="Ids from the root down, each followed by a dot")
    time_zone: str
    is_closed: bool

    @staticmethod
    def resolve_is_closed(organisation: object) -> bool:
        return getattr(organisation, "closed_at", None) is not None


class PersonOut(Schema):
    id: int
    kind: str = Field(description="student, staff or guardian")
    name: str = Field(description="The name to call the person by")
    given_name: str
    family_name: str
    preferred_given_name: str
    preferred_family_name: str
    identifier: str = Field(description="Student or staff number; text, leading zeros count")
    username: str
    email: str
    grade: str
    language: str = Field(description="BCP 47")
    organisation_id: int
    homeroom_id: int | None
    is_provisional: bool
    withdrawn_on: dt.date | None


class MembershipOut(Schema):
    organisation_id: int
    role: str = Field(description="OneRoster 1.2 role")
    is_primary: bool
    begin_date: dt.date | None
    end_date: dt.date | None = Field(description="Exclusive")


class IdentifierOut(Schema):
    kind: str
    value: str
    is_good: bool

    @staticmethod
    def resolve_is_good(identifier: object) -> bool:
        return getattr(identifier, "retired_at", None) is None


class PersonDetailOut(PersonOut):
    memberships: list[MembershipOut]
    identifiers: list[IdentifierOut]


class ProvisionalIn(Schema):
    """Somebody who is here and not in the roster yet."""

    given_name: str = Field(min_length=1, max_length=100)
    family_name: str = Field(min_length=1, max_length=100)
    organisation_id: int
    kind: str = "student"
    grade: str = ""
    homeroom_id: int | None = None
    identifier: str = ""
    language: str = ""
    note: str = ""
    badge: str = ""
    even_if_similar: bool = Field(False, description="Enter even if somebody of that name is at the school")


class PersonIn(Schema):
    """Only what is sent changes; what belongs to the roster is refused."""

    preferred_given_name: str | None = None
    preferred_family_name: str | None = None
    language: str | None = None
    given_name: str | None = Field(None, description="Provisional people only")
    family_name: str | None = Field(None, description="Provisional people only")
    grade: str | None = Field(None, description="Provisional people only")
    identifier: str | None = Field(None, description="Provisional people only")


class WithdrawIn(Schema):
    reason: str = ""
    on: dt.date | None = Field(None, description="Last day; today when not said")


class SectionOut(Schema):
    id: int
    title: str
    class_code: str
    kind: str
    organisation_id: int
    location: str
    periods: str
    grades: str


class MemberOut(Schema):
    person_id: int
    name: str
    role: str
    is_primary: bool

    @staticmethod
    def resolve_name(enrollment: object) -> str:
        return str(getattr(enrollment, "person", ""))


class PersonFilter(Filter):
    organisation_id: int | None = None
    kind: str = ""
    grade: str = ""
    identifier: str = ""
    homeroom_id: int | None = None
    username: str = ""
    email: str = ""
    is_provisional: bool | None = None
    withdrawn: bool = False


class OrganisationIn(Schema):
    name: str = Field(max_length=200)
    kind: str
    parent_id: int | None = None
    code: str = Field("", max_length=20)
    identifier: str = Field("", max_length=40)
    time_zone: str = Field("", max_length=50)


class OrganisationPatch(Schema):
    """Only what is sent changes."""

    name: str | None = Field(None, max_length=200)
    code: str | None = Field(None, max_length=20)
    identifier: str | None = Field(None, max_length=40)
    time_zone: str | None = Field(None, max_length=50)


class OrganisationMoveIn(Schema):
    """``parent_id`` null makes it a root."""

    parent_id: int | None


class BadgeIn(Schema):
    """``replace`` retires the earlier ones of its kind."""

    value: str = Field(max_length=64)
    kind: Literal["badge", "library_card", "state_id", "other"] = "badge"
    replace: bool = False


class GuardianIn(Schema):
    guardian_id: int
    relationship: str = Field("", max_length=40)


class GuardianOut(Schema):
    id: int
    guardian_id: int
    name: str
    relationship: str

    @staticmethod
    def resolve_name(link: object) -> str:
        return str(getattr(link, "guardian", ""))


class HoldIn(Schema):
    reason: str = Field(max_length=300)


class ReasonIn(Schema):
    reason: str = Field("", max_length=300)


class SessionOut(Schema):
    """``end_date`` is exclusive, as in OneRoster."""

    id: int
    title: str
    kind: str
    start_date: dt.date
    end_date: dt.date
    parent_id: int | None
    school_year: int


class GraceIn(Schema):
    runs: int = Field(ge=0, le=1000)
    hours: int = Field(ge=0, le=10_000)
    source: str = Field("", max_length=200)


class GraceOut(GraceIn):
    last_checked: dt.date | None


class AccountOut(Schema):
    id: int
    username: str
    email: str
    person_id: int | None
    is_active: bool
    last_login: dt.datetime | None


class AccountPatch(Schema):
    """Only what is sent changes."""

    username: str | None = Field(None, max_length=150)
    email: str | None = Field(None, max_length=254)


class TokenOut(Schema):
    id: int
    account_id: int
    name: str
    prefix: str
    permissions: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


class RoleKindOut(Schema):
    key: str
    label: str
    permissions: list[str]


class RoleGrantIn(Schema):
    account_id: int
    role: str
    organisation_id: int | None = None
    reason: str = Field("", max_length=200)
    expires_on: dt.date | None = None


class RoleGrantOut(RoleGrantIn):
    id: int
    granted_by: str
    granted_at: dt.datetime


class RoleRuleIn(Schema):
    role: str = Field(max_length=50)
    source: str = Field("", max_length=200)


class RoleRuleOut(RoleRuleIn):
    id: int
    roster_role: str
    last_checked: dt.date | None


class PersonMergeIn(Schema):
    """``take``: columns whose value comes from the other one."""

    other_id: int
    take: list[str] = []
    reason: str = Field(max_length=300)


class DuplicatesOut(Schema):
    people: list[PersonOut]


class PersonPhotoKeptOut(Schema):
    """That a photo is kept. Without the picture: answers are remembered for a repeated request."""

    person_id: int
    kept_at: dt.datetime
    source: str = Field(description="How it came: by hand, zip, REST")
    sha256: str = Field(description="Of the picture; another one when it was replaced")


class PersonPhotoOut(PersonPhotoKeptOut):
    """``image`` is the kept JPEG, 240 × 320, ``small`` 96 × 96, both in base64."""

    image: str
    small: str

    @staticmethod
    def resolve_image(photo: object) -> str:
        return _base64_of(photo, "file")

    @staticmethod
    def resolve_small(photo: object) -> str:
        return _base64_of(photo, "small")


def _base64_of(photo: object, name: str) -> str:
    """Empty where the file is gone, e.g. after a restore without pictures."""
    try:
        with getattr(photo, name).open("rb") as file:
            return base64.b64encode(file.read()).decode()
    except OSError:
        return ""


class PersonPhotoIn(Schema):
    """It is cut to a portrait and written anew; what the camera notes beside it is not kept."""

    image: str = Field(description="JPEG, PNG, WebP or GIF in base64, up to about 3.5 MB", max_length=5_000_000)


class PhotoRefusalIn(Schema):
    asked_by: str = Field("", max_length=100, description="Whose wish it is: a guardian's name, or the person's own")
    note: str = Field("", max_length=200)


class PhotoRefusalOut(Schema):
    person_id: int
    asked_by: str
    note: str
    recorded_at: dt.datetime


class PhotoAllowIn(Schema):
    note: str = Field(max_length=200, description="Who took the wish back")


class PhotoRuleIn(Schema):
    keeps: bool | None = Field(description="null: as the organisation above")
    source: str = Field("", max_length=200, description="Who decided it; needed to keep photos")


class PhotoRuleOut(Schema):
    organisation_id: int
    is_on: bool = Field(description="Whether photos are kept there, by its own rule or one above")
    decided_at_id: int | None = Field(
        description="The organisation whose rule it is; null: nobody has decided, none are kept"
    )
    source: str
    last_checked: dt.date | None


class GoneIn(Schema):
    """People whose withdrawal is proposed: all of them are withdrawn, or none."""

    person_ids: list[int] = Field(min_length=1, max_length=500)
    reason: str = Field("Gone from the roster", max_length=200)


class GoneOut(Schema):
    withdrawn: int


class WithdrawOneIn(WithdrawIn):
    person_id: int


class PasswordLinkOut(Schema):
    """``path``, below the address of this site, sets the password once within three days. It is in this answer only."""

    account_id: int
    path: str
