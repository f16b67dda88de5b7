"""Persons: students, staff, guardians; their roles at organisations and their codes."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.search import fold
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.roster import RosterRecord
from firstbell.people.permissions import PeoplePermission


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """Everybody with a role in the actor's organisations, and always oneself; nobody who is merged into another."""
        scope = actor.scope(PeoplePermission.PERSON_VIEW)
        found = self.filter(merged_into=None)
        if scope.is_everywhere:
            return found
        if scope.is_nowhere:
            return found.filter(pk=actor.person_id)
        here = Membership.objects.filter(scope.q("organisation__path")).values("person_id")
        if actor.person_id is None:
            return found.filter(pk__in=here)
        # One list of keys, not "in the list OR oneself": beside an OR, PostgreSQL looks at every person of the district.
        oneself = self.model._base_manager.filter(pk=actor.person_id).order_by().values("pk")
        return found.filter(pk__in=here.order_by().union(oneself, all=True))

    def current(self) -> Self:
        return self.filter(withdrawn_on=None)


class Person(RosterRecord):
    """A human being known to the district. ``organisation`` is the primary school or office."""

    class Kind(models.TextChoices):
        """What the person mainly is; exact roles are memberships."""

        STUDENT = "student", "Student"
        STAFF = "staff", "Staff"
        GUARDIAN = "guardian", "Guardian"

    KIND_REF = "people.person"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="persons")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    middle_name = models.CharField(max_length=100, blank=True)
    preferred_given_name = models.CharField(max_length=100, blank=True)
    preferred_family_name = models.CharField(max_length=100, blank=True)
    sort_name = models.CharField(max_length=220, db_index=True, editable=False)
    identifier = models.CharField(
        max_length=100, blank=True, db_index=True, help_text="Student or staff number; text, leading zeros count"
    )
    username = models.CharField(max_length=150, blank=True, db_index=True)
    email = models.CharField(max_length=254, blank=True, db_index=True)
    grade = models.CharField(max_length=10, blank=True, help_text="CEDS grade level: PK, KG, 01 … 12")
    homeroom = models.ForeignKey(
        "people.Section", null=True, blank=True, on_delete=models.SET_NULL, related_name="homeroom_members"
    )
    language = models.CharField(max_length=16, blank=True, help_text="Preferred language, BCP 47, e.g. es")
    is_provisional = models.BooleanField(default=False, help_text="Entered by hand, not yet in the roster")
    provisional_note = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(RosterRecord.Meta):
        ordering = ("sort_name", "id")
        indexes = (
            models.Index(fields=["organisation", "sort_name"], name="person_by_school"),
            models.Index(fields=["grade", "sort_name"], name="person_by_grade"),
            # The few who are out of the ordinary, in the order of the list that shows them.
            models.Index(fields=["sort_name"], condition=models.Q(is_provisional=True), name="person_provisional"),
            models.Index(fields=["sort_name"], condition=models.Q(missing_since__isnull=False), name="person_gone"),
            models.Index(fields=["sort_name"], condition=models.Q(withdrawn_on__isnull=False), name="person_withdrawn"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="person_merged"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name to call the person by."""
        return f"{self.preferred_given_name or self.given_name} {self.preferred_family_name or self.family_name}"

    @property
    def listed_name(self) -> str:
        """``"O'Neil, Søren"``: for lists, which sort by the last name."""
        return f"{self.preferred_family_name or self.family_name}, {self.preferred_given_name or self.given_name}"

    @property
    def legal_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def is_student(self) -> bool:
        return self.kind == self.Kind.STUDENT

    @staticmethod
    def sort_name_of(given: str, family: str) -> str:
        """``"o'neil soren"``: how lists are sorted and provisional people are matched."""
        return f"{fold(family)} {fold(given)}"[:220]

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_name = self.sort_name_of(
            self.preferred_given_name or self.given_name, self.preferred_family_name or self.family_name
        )
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Membership(RosterRecord):
    """A role at an organisation (OneRoster 1.2 roles.csv; in 1.1 part of users.csv)."""

    class Role(models.TextChoices):
        """OneRoster 1.2 role vocabulary."""

        ADMINISTRATOR = "administrator", "Administrator"
        AIDE = "aide", "Aide"
        COUNSELOR = "counselor", "Counselor"
        DISTRICT_ADMINISTRATOR = "districtAdministrator", "District administrator"
        GUARDIAN = "guardian", "Guardian"
        PARENT = "parent", "Parent"
        PRINCIPAL = "principal", "Principal"
        PROCTOR = "proctor", "Proctor"
        RELATIVE = "relative", "Relative"
        SITE_ADMINISTRATOR = "siteAdministrator", "Site administrator"
        STUDENT = "student", "Student"
        SYSTEM_ADMINISTRATOR = "systemAdministrator", "System administrator"
        TEACHER = "teacher", "Teacher"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role.choices)
    is_primary = models.BooleanField(default=True)
    begin_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True, help_text="Exclusive, as in OneRoster")

    class Meta(RosterRecord.Meta):
        indexes = (models.Index(fields=["organisation", "person"], name="membership_org_person"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.role} at {self.organisation}"


class PersonIdentifier(models.Model):
    """A further code that names a person: a badge, an old badge, a library card.

    ``code`` is normalised as ``core.scan.normalise`` does; a retired code still resolves, with a word.
    """

    class Kind(models.TextChoices):
        BADGE = "badge", "Badge"
        LIBRARY_CARD = "library_card", "Library card"
        STATE_ID = "state_id", "State testing id"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.BADGE)
    value = models.CharField(max_length=100)
    code = models.CharField(max_length=100, db_index=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(retired_at=None), name="one_person_per_live_code"
            ),
        )

    def __str__(self) -> str:
        return self.value


class Guardianship(models.Model):
    """A guardian of a student (OneRoster ``agentSourcedIds``)."""

    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="children")
    student = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="guardians")
    relationship = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["guardian", "student"], name="one_guardianship_per_pair"),)

    def __str__(self) -> str:
        return f"{self.guardian} for {self.student}"
