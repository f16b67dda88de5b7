"""People to test with: plain functions, and the cast that every room's tests know by name.

``make_cast()`` gives a district with two schools and, as ``Member(person, account, actor)``:
Dita (district IT), Tess (technician), Lib (librarian), Tia (teacher, by roster rule), Stu
(student, by roster rule), Cora (test coordinator), Pat (principal, by roster rule), and Sam,
the technician of the *other* school, who must see nothing of the first. Everybody's password
is :data:`PASSWORD`. Rows are written straight to the tables; nothing is indexed for search
(``firstbell.core.search.index("people.person", ids)`` does that).
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from firstbell.core.actor import Actor
from firstbell.core.scan import normalise
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import (
    AcademicSession,
    Account,
    Course,
    Enrollment,
    Guardianship,
    Membership,
    Organisation,
    Person,
    PersonIdentifier,
    PersonPhoto,
    PhotoRule,
    RoleGrant,
    RoleRule,
    Section,
)
from firstbell.people.models.organisations import path_below
from firstbell.people.queries import actor_of_account

PASSWORD = "correct horse battery"
_number = count(1)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the cast. ``actor`` is a snapshot: take ``actor_of_account(account)`` after changing roles."""

    person: Person
    account: Account
    actor: Actor


@dataclass(frozen=True, slots=True)
class Cast:
    district: Organisation
    school: Organisation
    other_school: Organisation
    dita: Member
    tess: Member
    lib: Member
    tia: Member
    stu: Member
    cora: Member
    pat: Member
    sam: Member


def make_organisation(
    name: str = "", *, kind: str = "school", parent: Organisation | None = None, code: str = ""
) -> Organisation:
    number = next(_number)
    organisation = Organisation.objects.create(
        name=name or f"{kind.title()} {number}", kind=kind, parent=parent, code=code, identifier=f"NCES{number:05}"
    )
    organisation.path = path_below(parent, organisation.pk)
    organisation.save(update_fields=["path"])
    return organisation


def make_person(
    organisation: Organisation,
    given_name: str = "",
    family_name: str = "",
    *,
    kind: str = "student",
    roles: Iterable[str] | None = None,
    identifier: str = "",
    username: str = "",
    email: str = "",
    grade: str = "",
    homeroom: Section | None = None,
    language: str = "",
    is_provisional: bool = False,
) -> Person:
    """A person with a standing membership for each roster role (by default the one its kind suggests)."""
    number = next(_number)
    person = Person.objects.create(
        organisation=organisation,
        given_name=given_name or f"Given{number}",
        family_name=family_name or f"Family{number}",
        kind=kind,
        identifier=identifier or f"9{number:06}",
        username=username or f"user{number}",
        email=email or f"user{number}@example.org",
        grade=grade or ("07" if kind == "student" else ""),
        homeroom=homeroom,
        language=language,
        is_provisional=is_provisional,
    )
    usual = {"student": ("student",), "guardian": ("guardian",), "staff": ("aide",)}
    for role in usual[kind] if roles is None else roles:
        make_membership(person, organisation, role)
    return person


def make_membership(
    person: Person, organisation: Organisation, role: str = "student", *, end_date: dt.date | None = None
) -> Membership:
    return Membership.objects.create(person=person, organisation=organisation, role=role, end_date=end_date)


def make_badge(
    person: Person, value: str = "", *, kind: str = "badge", retired_at: dt.datetime | None = None
) -> PersonIdentifier:
    value = value or f"B{next(_number):07}"
    return PersonIdentifier.objects.create(
        person=person, kind=kind, value=value, code=normalise(value), retired_at=retired_at
    )


def make_guardian(student: Person, given_name: str = "", family_name: str = "", *, language: str = "") -> Person:
    guardian = make_person(student.organisation, given_name, family_name, kind="guardian", language=language)
    Guardianship.objects.create(guardian=guardian, student=student, relationship="parent")
    return guardian


def make_picture(width: int = 300, height: int = 400, colour: str = "teal", *, form: str = "JPEG") -> bytes:
    """A picture of nobody."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, form)
    return out.getvalue()


def make_photo(person: Person, *, colour: str = "teal", keeps: bool = True) -> PersonPhoto:
    """A kept photo; with ``keeps`` photos are kept at the person's school from now on."""
    if keeps:
        PhotoRule.objects.get_or_create(organisation=person.organisation, defaults={"is_on": True, "source": "Board"})
    photo = PersonPhoto(person=person, sha256=f"{next(_number):064}", source="by hand", kept_at=timezone.now())
    photo.file.save("large.jpg", ContentFile(make_picture(240, 320, colour)), save=False)
    photo.small.save("small.jpg", ContentFile(make_picture(96, 96, colour)), save=False)
    photo.save()
    return photo


def make_academic_session(
    title: str = "",
    *,
    kind: str = "schoolYear",
    start: dt.date = dt.date(2025, 8, 11),
    end: dt.date = dt.date(2026, 6, 6),
    parent: AcademicSession | None = None,
) -> AcademicSession:
    """``end`` is exclusive, as everywhere in OneRoster."""
    return AcademicSession.objects.create(
        title=title or f"{start.year}-{end.year}",
        kind=kind,
        start_date=start,
        end_date=end,
        parent=parent,
        school_year=end.year,
    )


def make_course(organisation: Organisation, title: str = "", *, course_code: str = "") -> Course:
    return Course.objects.create(
        organisation=organisation, title=title or f"Course {next(_number)}", course_code=course_code
    )


def make_section(
    organisation: Organisation,
    title: str = "",
    *,
    kind: str = "scheduled",
    course: Course | None = None,
    location: str = "",
    teacher: Person | None = None,
    students: Iterable[Person] = (),
) -> Section:
    section = Section.objects.create(
        organisation=organisation, title=title or f"Class {next(_number)}", kind=kind, course=course, location=location
    )
    if teacher is not None:
        make_enrollment(section, teacher, role="teacher", is_primary=True)
    for student in students:
        make_enrollment(section, student)
    return section


def make_enrollment(section: Section, person: Person, *, role: str = "student", is_primary: bool = False) -> Enrollment:
    return Enrollment.objects.create(
        section=section, person=person, organisation=section.organisation, role=role, is_primary=is_primary
    )


def make_account(person: Person | None = None, username: str = "", *, password: str = PASSWORD) -> Account:
    name = username or (person.username if person is not None else "") or f"account{next(_number)}"
    email = person.email if person is not None else ""
    return Account.objects.create_user(name, password, person=person, email=email)


def make_grant(account: Account, role: str, organisation: Organisation | None = None) -> RoleGrant:
    """A role by hand; no organisation means everywhere."""
    return RoleGrant.objects.create(account=account, role=role, organisation=organisation, granted_by="the tests")


def make_member(
    organisation: Organisation,
    given_name: str,
    family_name: str,
    *,
    kind: str = "staff",
    roster_role: str = "aide",
    role: str = "",
    identifier: str = "",
    grade: str = "",
) -> Member:
    """A person with an account; ``role`` is granted by hand at ``organisation`` when given."""
    username = given_name.lower()
    person = make_person(
        organisation,
        given_name,
        family_name,
        kind=kind,
        roles=(roster_role,),
        identifier=identifier,
        username=username,
        email=f"{username}@example.org",
        grade=grade,
    )
    account = make_account(person)
    if role:
        make_grant(account, role, organisation)
    return Member(person, account, actor_of_account(account))


def signed_in(member: Member) -> Client:
    """A browser in which this member has signed in."""
    client = Client()
    client.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def ensure_role_rules() -> None:
    """The shipped role rules, also after a transactional test has emptied the tables."""
    migration = import_module("firstbell.people.migrations.0002_default_role_rules")
    if not RoleRule.objects.exists():
        RoleRule.objects.bulk_create(RoleRule(roster_role=key, role=role) for key, role in migration.RULES.items())


#: Given and family name, kind, roster role, role by hand, identifier, grade.
_CAST = (
    ("Dita", "Admin", "staff", "systemAdministrator", "district_it", "", ""),
    ("Tess", "Torres", "staff", "aide", "technician", "", ""),
    ("Lib", "Booker", "staff", "aide", "librarian", "", ""),
    ("Tia", "Chalk", "staff", "teacher", "", "", ""),
    ("Stu", "Dent", "student", "student", "", "001234", "09"),
    ("Cora", "Tester", "staff", "aide", "test_coordinator", "", ""),
    ("Pat", "Principal", "staff", "principal", "", "", ""),
    ("Sam", "Stranger", "staff", "aide", "technician", "", ""),
)


def make_cast() -> Cast:
    """See the module's docstring. Nearly every test begins with it, so its rows take ten statements, and its actors twelve."""
    ensure_role_rules()
    district = make_organisation("Prairie District", kind="district", code="PD")
    school, other = Organisation.objects.bulk_create(
        Organisation(name=name, kind="school", parent=district, code=code, identifier=f"NCES{next(_number):05}")
        for name, code in (("Elm High School", "EHS"), ("Oak Middle School", "OMS"))
    )
    for one in (school, other):
        one.path = path_below(district, one.pk)
    Organisation.objects.bulk_update((school, other), ["path"])
    homes = {"Dita": district, "Sam": other}
    people = Person.objects.bulk_create(_of_cast(row, homes.get(row[0], school)) for row in _CAST)
    Membership.objects.bulk_create(
        Membership(person=person, organisation=person.organisation, role=row[3])
        for row, person in zip(_CAST, people, strict=True)
    )
    password = make_password(PASSWORD)
    accounts = Account.objects.bulk_create(
        Account(username=person.username, password=password, person=person, email=person.email) for person in people
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(account=account, role=row[4], organisation=person.organisation, granted_by="the tests")
        for row, person, account in zip(_CAST, people, accounts, strict=True)
        if row[4]
    )
    members = {
        person.username: Member(person, account, actor_of_account(account))
        for person, account in zip(people, accounts, strict=True)
    }
    return Cast(district=district, school=school, other_school=other, **members)


def _of_cast(row: tuple[str, ...], home: Organisation) -> Person:
    given_name, family_name, kind, _, _, identifier, grade = row
    username = given_name.lower()
    return Person(
        organisation=home, given_name=given_name, family_name=family_name, kind=kind, grade=grade,
        sort_name=Person.sort_name_of(given_name, family_name), identifier=identifier or f"9{next(_number):06}",
        username=username, email=f"{username}@example.org",
    )  # fmt: skip


class Api:
    """REST with a token of all that a member holds, but ``without``; every call says which answer it expects."""

    def __init__(self, member: Member, *, without: str = "") -> None:
        held = {one for grant in member.actor.grants for one in grant.permissions}
        issued = create_token(member.account, name="tests", permissions=sorted(held - {without}), by=member.actor)
        self.client = Client(headers={"authorization": f"Bearer {issued.text}"})

    def get(self, path: str, *, status: int = 200) -> Any:
        return self._call("GET", path, None, status)

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self._call("POST", path, body or {}, status)

    def put(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self._call("PUT", path, body or {}, status)

    def patch(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self._call("PATCH", path, body or {}, status)

    def delete(self, path: str, *, status: int = 204) -> Any:
        return self._call("DELETE", path, None, status)

    def upload(self, path: str, files: list[Any], fields: dict[str, str] | None = None, *, status: int = 201) -> Any:
        answer = self.client.post(f"/api/v1/{path}", {"files": files, **(fields or {})})
        assert answer.status_code == status, answer.content
        return answer.json()

    def _call(self, method: str, path: str, body: Any, status: int) -> Any:
        sent = json.dumps(body) if body is not None else ""
        answer = self.client.generic(method, f"/api/v1/{path}", sent, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None
