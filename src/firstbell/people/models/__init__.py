"""Districts and schools, people, classes and enrollments, accounts and roles."""

from firstbell.people.models.accounts import Account, ApiToken, RoleGrant, RoleRule
from firstbell.people.models.classes import AcademicSession, Course, Enrollment, Section
from firstbell.people.models.grace import GracePeriod, grace_period
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Guardianship, Membership, Person, PersonIdentifier
from firstbell.people.models.photos import PersonPhoto, PhotoRefusal, PhotoRule
from firstbell.people.models.records import RecordAccess
from firstbell.people.models.roster import RosterRecord, RosterSource

__all__ = [
    "AcademicSession",
    "Account",
    "ApiToken",
    "Course",
    "Enrollment",
    "GracePeriod",
    "Guardianship",
    "Membership",
    "Organisation",
    "Person",
    "PersonIdentifier",
    "PersonPhoto",
    "PhotoRefusal",
    "PhotoRule",
    "RecordAccess",
    "RoleGrant",
    "RoleRule",
    "RosterRecord",
    "RosterSource",
    "Section",
    "grace_period",
]
