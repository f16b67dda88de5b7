"""What the people room says and hears over REST."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from firstbell.core.api import Schema


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
