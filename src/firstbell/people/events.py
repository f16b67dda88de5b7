"""What happened to organisations, people, accounts and roles, in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from firstbell.core.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(Event):
    verb: ClassVar[str] = "people.organisation.added"

    def summary(self) -> str:
        return f"{self.subject.label} added to the organisations"


@dataclass(frozen=True, kw_only=True)
class OrganisationEdited(Event):
    verb: ClassVar[str] = "people.organisation.edited"

    def summary(self) -> str:
        return f"{self.subject.label} edited"


@dataclass(frozen=True, kw_only=True)
class OrganisationMoved(Event):
    """``changes["path"]`` has the old and the new path; everything below moved along."""

    verb: ClassVar[str] = "people.organisation.moved"

    def summary(self) -> str:
        return f"{self.subject.label} moved in the tree of organisations"


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    verb: ClassVar[str] = "people.person.added"

    def summary(self) -> str:
        return f"{self.subject.label} entered by hand, not yet in the roster"


@dataclass(frozen=True, kw_only=True)
class PersonEdited(Event):
    verb: ClassVar[str] = "people.person.edited"

    def summary(self) -> str:
        return f"{self.subject.label} edited"


@dataclass(frozen=True, kw_only=True)
class PersonWithdrawn(Event):
    """The person left: things lent to them are due back, their account no longer gets roster roles."""

    verb: ClassVar[str] = "people.person.withdrawn"

    def summary(self) -> str:
        return f"{self.subject.label} withdrawn"


@dataclass(frozen=True, kw_only=True)
class PersonReadmitted(Event):
    verb: ClassVar[str] = "people.person.readmitted"

    def summary(self) -> str:
        return f"{self.subject.label} readmitted"


@dataclass(frozen=True, kw_only=True)
class BadgeAdded(Event):
    verb: ClassVar[str] = "people.badge.added"

    def summary(self) -> str:
        return f"New code for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class BadgeRetired(Event):
    verb: ClassVar[str] = "people.badge.retired"

    def summary(self) -> str:
        return f"Code of {self.subject.label} retired"


@dataclass(frozen=True, kw_only=True)
class GuardianLinked(Event):
    verb: ClassVar[str] = "people.guardian.linked"

    def summary(self) -> str:
        return f"Guardian linked to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class GuardianUnlinked(Event):
    verb: ClassVar[str] = "people.guardian.unlinked"

    def summary(self) -> str:
        return f"Guardian no longer linked to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AccountCreated(Event):
    verb: ClassVar[str] = "people.account.created"

    def summary(self) -> str:
        return f"Account made for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class AccountEdited(Event):
    verb: ClassVar[str] = "people.account.edited"

    def summary(self) -> str:
        return f"Account of {self.subject.label} edited"


@dataclass(frozen=True, kw_only=True)
class AccountDeactivated(Event):
    verb: ClassVar[str] = "people.account.deactivated"

    def summary(self) -> str:
        return f"Account of {self.subject.label} switched off"


@dataclass(frozen=True, kw_only=True)
class AccountReactivated(Event):
    verb: ClassVar[str] = "people.account.reactivated"

    def summary(self) -> str:
        return f"Account of {self.subject.label} switched on again"


@dataclass(frozen=True, kw_only=True)
class PasswordLinkMade(Event):
    verb: ClassVar[str] = "people.account.password_link_made"

    def summary(self) -> str:
        return f"One-time password link made for {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    verb: ClassVar[str] = "people.role.granted"

    def summary(self) -> str:
        return f"Role given to {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoleRevoked(Event):
    verb: ClassVar[str] = "people.role.revoked"

    def summary(self) -> str:
        return f"Role taken from {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class RoleRuleEdited(Event):
    verb: ClassVar[str] = "people.role_rule.edited"

    def summary(self) -> str:
        return f"Rule for the roster role “{self.subject.label}” changed"


@dataclass(frozen=True, kw_only=True)
class GracePeriodEdited(Event):
    verb: ClassVar[str] = "people.grace_period.edited"

    def summary(self) -> str:
        return f"Grace period before a withdrawal is proposed: {self.subject.label}"


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Event):
    verb: ClassVar[str] = "people.token.created"

    def summary(self) -> str:
        return f"API token “{self.subject.label}” made"


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    verb: ClassVar[str] = "people.token.revoked"

    def summary(self) -> str:
        return f"API token “{self.subject.label}” revoked"


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Event):
    """``other`` is the entry that went into the subject."""

    verb: ClassVar[str] = "people.person.merged"
    other: str

    def summary(self) -> str:
        return f"{self.other} is the same person; the two entries are one now"


@dataclass(frozen=True, kw_only=True)
class PersonsSplit(Event):
    verb: ClassVar[str] = "people.person.split"
    other: str

    def summary(self) -> str:
        return f"{self.other} is somebody else after all; the two entries were taken apart"


@dataclass(frozen=True, kw_only=True)
class RecordHandedOut(Event):
    """``note`` says to whom and why; the disclosure log has the data elements."""

    verb: ClassVar[str] = "people.record.handed_out"

    def summary(self) -> str:
        return f"The record of {self.subject.label} was handed out"


@dataclass(frozen=True, kw_only=True)
class RecordAccessEdited(Event):
    verb: ClassVar[str] = "people.record.access_edited"


@dataclass(frozen=True, kw_only=True)
class HoldSet(Event):
    """Nothing about the person may be let go until the hold is lifted."""

    verb: ClassVar[str] = "people.hold.set"

    def summary(self) -> str:
        return f"Everything about {self.subject.label} is on hold"


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    verb: ClassVar[str] = "people.hold.lifted"

    def summary(self) -> str:
        return f"The hold on {self.subject.label} is lifted"


@dataclass(frozen=True, kw_only=True)
class PersonForgotten(Event):
    """A withdrawn person lost the name and everything that tells who it was."""

    verb: ClassVar[str] = "people.person.forgotten"

    def summary(self) -> str:
        return f"{self.subject.label} is kept without a name"


@dataclass(frozen=True, kw_only=True)
class PhotoKept(Event):
    """``note`` says how it came. Looking at it is no event."""

    verb: ClassVar[str] = "people.photo.kept"
    replaced: bool

    def summary(self) -> str:
        return f"Photo of {self.subject.label} {'replaced' if self.replaced else 'kept'}"


@dataclass(frozen=True, kw_only=True)
class PhotosRemoved(Event):
    """The subject is the person, or for many at once their organisation and ``about`` the people; ``note`` says why."""

    verb: ClassVar[str] = "people.photo.removed"
    count: int

    def summary(self) -> str:
        return f"{self.count} photos of people removed" if self.about else f"Photo of {self.subject.label} removed"


@dataclass(frozen=True, kw_only=True)
class PhotoRefused(Event):
    verb: ClassVar[str] = "people.photo.refused"

    def summary(self) -> str:
        return f"No photo of {self.subject.label} is wanted"


@dataclass(frozen=True, kw_only=True)
class PhotoAllowed(Event):
    verb: ClassVar[str] = "people.photo.allowed"

    def summary(self) -> str:
        return f"A photo of {self.subject.label} may be kept again"


@dataclass(frozen=True, kw_only=True)
class PhotoRuleEdited(Event):
    """Whether photos of people are kept at the subject, an organisation, was decided."""

    verb: ClassVar[str] = "people.photo_rule.edited"

    def summary(self) -> str:
        return f"Decided whether photos of people are kept at {self.subject.label}"
