"""Who may take a person's record without asking the office: data, since states and districts differ."""

from __future__ import annotations

from django.db import models

from firstbell.core.refs import Ref


class RecordAccess(models.Model):
    """The one row of the rule.

    FERPA gives the right to inspect to parents, and to students from 18 on or in a college (34 CFR 99.3, 99.5, 99.10).
    Birth dates are not kept here, so students are told by their grade; an empty list means that they ask the office.
    """

    KIND_REF = "people.record_access"

    guardians = models.BooleanField(default=True, help_text="Guardians may take the record of their child")
    staff = models.BooleanField(default=True, help_text="Staff may take their own record")
    student_grades = models.CharField(
        max_length=100, blank=True, help_text="Grades whose students may take their own, with commas: 12, 13"
    )
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_record_access"),)

    def __str__(self) -> str:
        return "Who may take a record"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def grades(self) -> set[str]:
        return {grade.strip() for grade in self.student_grades.split(",") if grade.strip()}
