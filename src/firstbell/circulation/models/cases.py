"""Withdrawal cases: somebody left and still has something of the school's, or owes something."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation, Person


class WithdrawalCaseQuerySet(models.QuerySet["WithdrawalCase"]):
    def visible_to(self, actor: Actor) -> Self:
        """Cases of the schools where the actor sees loans; the person themselves sees the clearance list instead."""
        return self.filter(actor.scope(CirculationPermission.LOAN_VIEW).q("organisation__path"))

    def open(self) -> Self:
        return self.filter(state=WithdrawalCase.State.OPEN)


class WithdrawalCase(models.Model):
    """Opened by the withdrawal, closed when nothing is out any more or by a person who says why.

    What is out is never stored here: ``queries.clearance`` asks for it whenever it is looked at.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLEARED = "cleared", "Everything is back"
        CLOSED = "closed", "Closed with something out"
        CANCELLED = "cancelled", "Came back to school"

    KIND_REF = "circulation.withdrawal_case"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="withdrawal_cases")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    next_step = models.CharField(max_length=200, blank=True, help_text="What will be tried next")
    next_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=300, blank=True)

    objects: ClassVar[WithdrawalCaseQuerySet] = WithdrawalCaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=["organisation", "-opened_at"], condition=models.Q(state="open"), name="case_open"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="open"), name="one_open_case_per_person"
            ),
        )

    def __str__(self) -> str:
        return f"Withdrawal of {self.person}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.person))

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN
