"""The OneRoster CSV binding as data: files, columns, vocabularies.

Source: 1EdTech OneRoster 1.1 CSV tables and 1.2 CSV binding 1.2.1, as collected in the project's
domain notes (three independent readings agree). Checked 2026-11-24. ``sourcedId``, ``status`` and
``dateLastModified`` stand first in every file.
"""

from __future__ import annotations

from dataclasses import dataclass

LIFECYCLE = ("sourcedId", "status", "dateLastModified")

FILES_1_1 = (
    "academicSessions", "categories", "classes", "classResources", "courses", "courseResources", "demographics",
    "enrollments", "lineItems", "orgs", "resources", "results", "users",
)  # fmt: skip
FILES_1_2 = (
    *FILES_1_1, "lineItemLearningObjectiveIds", "lineItemScoreScales", "resultLearningObjectiveIds",
    "resultScoreScales", "roles", "scoreScales", "userProfiles", "userResources",
)  # fmt: skip
FILES = {"1.1": FILES_1_1, "1.2": FILES_1_2}


@dataclass(frozen=True, slots=True)
class FileLayout:
    """One CSV file we read: its entity, its columns in order, and those without which a row means nothing."""

    name: str
    entity: str
    columns: tuple[str, ...]
    required: tuple[str, ...]

    @property
    def filename(self) -> str:
        return f"{self.name}.csv"

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*LIFECYCLE, *self.columns)


def _columns(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORGS = FileLayout("orgs", "orgs", _columns("name type identifier parentSourcedId"), ("name", "type"))
SESSIONS = FileLayout(
    "academicSessions",
    "sessions",
    _columns("title type startDate endDate parentSourcedId schoolYear"),
    ("title", "type", "startDate", "endDate", "schoolYear"),
)
COURSES = FileLayout(
    "courses",
    "courses",
    _columns("schoolYearSourcedId title courseCode grades orgSourcedId subjects subjectCodes"),
    ("title", "orgSourcedId"),
)
CLASSES = FileLayout(
    "classes",
    "classes",
    _columns(
        "title grades courseSourcedId classCode classType location schoolSourcedId termSourcedIds "
        "subjects subjectCodes periods"
    ),
    ("title", "courseSourcedId", "classType", "schoolSourcedId", "termSourcedIds"),
)
USERS_1_1 = FileLayout(
    "users",
    "users",
    _columns(
        "enabledUser orgSourcedIds role username userIds givenName familyName middleName identifier email sms phone "
        "agentSourcedIds grades password"
    ),
    ("enabledUser", "orgSourcedIds", "role", "username", "givenName", "familyName"),
)
USERS_1_2 = FileLayout(
    "users",
    "users",
    _columns(
        "enabledUser username userIds givenName familyName middleName identifier email sms phone agentSourcedIds grades "
        "password userMasterIdentifier preferredGivenName preferredMiddleName preferredFamilyName primaryOrgSourcedId "
        "pronouns"
    ),
    ("enabledUser", "username", "givenName", "familyName"),
)
ROLES = FileLayout(
    "roles",
    "roles",
    _columns("userSourcedId roleType role beginDate endDate orgSourcedId userProfileSourcedId"),
    ("userSourcedId", "roleType", "role", "orgSourcedId"),
)
ENROLLMENTS = FileLayout(
    "enrollments",
    "enrollments",
    _columns("classSourcedId schoolSourcedId userSourcedId role primary beginDate endDate"),
    ("classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
)

READ = {
    "1.1": (ORGS, SESSIONS, COURSES, CLASSES, USERS_1_1, ENROLLMENTS),
    "1.2": (ORGS, SESSIONS, COURSES, CLASSES, USERS_1_2, ROLES, ENROLLMENTS),
}
"""What we read, in the order in which rows depend on each other. Everything else is never opened."""

NOT_IMPORTED = ("userIds", "sms", "phone", "password", "pronouns", "userMasterIdentifier", "preferredMiddleName")
"""Known columns whose values we do not keep: a technician has no need of them."""

# Misspellings and old names seen in real exports.
ALIASES = {
    "prefferedGivenName": "preferredGivenName",
    "prefferedFamilyName": "preferredFamilyName",
    "preferredFirstName": "preferredGivenName",
    "preferredLastName": "preferredFamilyName",
}

SESSION_TYPES = ("gradingPeriod", "semester", "schoolYear", "term")
ORG_TYPES = ("department", "school", "district", "local", "state", "national")
CLASS_TYPES = ("homeroom", "scheduled")
USER_ROLES = (
    "administrator", "aide", "counselor", "districtAdministrator", "guardian", "parent", "principal", "proctor",
    "relative", "siteAdministrator", "student", "systemAdministrator", "teacher",
)  # fmt: skip
ROLE_TYPES = ("primary", "secondary")
ENROLLMENT_ROLES = ("administrator", "aide", "proctor", "student", "teacher")
STATUSES = ("active", "tobedeleted")
BOOLEANS = ("true", "false")
GUARDIAN_ROLES = ("guardian", "parent", "relative")

# CEDS grade levels; what people write for them in lower case.
GRADES = {
    grade.lower(): grade for grade in ("IT", "PR", "PK", "TK", "KG", "PS", "UG", *(f"{n:02d}" for n in range(1, 14)))
}
GRADE_WORDS = {"k": "KG", "kk": "KG", "kinder": "KG", "kindergarten": "KG", "prek": "PK", "pre-k": "PK"}
