"""Academic sessions, courses, sections and enrollments, in OneRoster's words."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Membership, Person
from firstbell.people.models.roster import RosterRecord
from firstbell.people.permissions import PeoplePermission


class AcademicSession(RosterRecord):
    """A school year, term, semester or grading period. ``end_date`` is exclusive."""

    class Kind(models.TextChoices):
        SCHOOL_YEAR = "schoolYear", "School year"
        SEMESTER = "semester", "Semester"
        TERM = "term", "Term"
        GRADING_PERIOD = "gradingPeriod", "Grading period"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    start_date = models.DateField()
    end_date = models.DateField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    school_year = models.PositiveSmallIntegerField(help_text="The year in which the school year ends")

    class Meta(RosterRecord.Meta):
        ordering = ("start_date", "end_date")

    def __str__(self) -> str:
        return self.title


class Course(RosterRecord):
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="courses")
    school_year = models.ForeignKey(AcademicSession, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    course_code = models.CharField(max_length=100, blank=True)
    grades = models.CharField(max_length=100, blank=True)
    subjects = models.CharField(max_length=300, blank=True)

    class Meta(RosterRecord.Meta):
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, actor: Actor) -> Self:
        """Sections of the actor's organisations, and one's own classes and homeroom."""
        scope = actor.scope(PeoplePermission.SECTION_VIEW)
        if scope.is_everywhere:
            return self
        if actor.person_id is None:
            return self.filter(scope.q("organisation__path"))
        classes = Enrollment.objects.filter(person_id=actor.person_id, closed_at=None).values("section_id")
        homeroom = Person.objects.filter(pk=actor.person_id, homeroom__isnull=False).values("homeroom_id")
        mine = models.Q(pk__in=classes) | models.Q(pk__in=homeroom)
        return self.filter(mine if scope.is_nowhere else scope.q("organisation__path") | mine)


class Section(RosterRecord):
    """A class section (OneRoster ``class``): the group that meets."""

    class Kind(models.TextChoices):
        HOMEROOM = "homeroom", "Homeroom"
        SCHEDULED = "scheduled", "Scheduled"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sections")
    course = models.ForeignKey(Course, null=True, blank=True, on_delete=models.PROTECT, related_name="sections")
    title = models.CharField(max_length=200)
    class_code = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    location = models.CharField(max_length=100, blank=True, help_text="As the roster writes it, usually a room number")
    grades = models.CharField(max_length=100, blank=True)
    subjects = models.CharField(max_length=300, blank=True)
    periods = models.CharField(max_length=100, blank=True)
    sessions = models.ManyToManyField(AcademicSession, related_name="sections", blank=True)

    objects: ClassVar[SectionQuerySet] = SectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(RosterRecord.Meta):
        ordering = ("title",)
        indexes = (models.Index(fields=["organisation", "title"], name="section_by_school"),)

    def __str__(self) -> str:
        return self.title


class Enrollment(RosterRecord):
    """A person in a section. ``end_date`` is exclusive."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="enrollments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=24, choices=Membership.Role.choices)
    is_primary = models.BooleanField(default=False)
    begin_date = models.DateField(null=True, blank=True)
    end_date = models.DateField(null=True, blank=True)

    class Meta(RosterRecord.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.person} in {self.section}"
