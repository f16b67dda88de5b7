"""Walks: somebody going through a card, and what each step brought."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.guides.models.cards import Card
from firstbell.guides.permissions import GuidesPermission
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place


class WalkQuerySet(models.QuerySet["Walk"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the organisations whose walks one may see."""
        mine = models.Q(person_id=actor.person_id) if actor.person_id is not None else models.Q(pk__in=[])
        scope = actor.scope(GuidesPermission.WALK_VIEW)
        if scope.is_everywhere:
            return self
        return self.filter(mine if scope.is_nowhere else scope.q("organisation__path") | mine)


class Walk(models.Model):
    """One way through one card. ``person`` is whose trouble it is; gone once retention forgets it."""

    KIND_REF = "guides.walk"

    class State(models.TextChoices):
        OPEN = "open", "Under way"
        SOLVED = "solved", "Solved"
        HANDED_OVER = "handed_over", "Handed over"
        LEFT = "left", "Left"

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="walks")
    version = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="walks")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="walks")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="walks")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10)
    language = models.CharField(max_length=2, default="en")
    said = models.CharField(max_length=500, blank=True, help_text="What was typed before this card was chosen")
    answers = models.JSONField(default=dict, help_text="question -> answer, by their keys")
    order = models.JSONField(default=list, help_text="the steps' keys as they were ordered at the start")
    evidence = models.JSONField(default=dict, help_text="what was given for the hand-over, by its key")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    escalation = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WalkQuerySet] = WalkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["organisation", "-started_at"], name="walk_by_school"),
            models.Index(fields=["card", "-started_at"], name="walk_by_card"),
        )

    def __str__(self) -> str:
        return f"{self.card} ({self.get_state_display().lower()})"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.card.title_en)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class StepTry(models.Model):
    """One step of a walk, and what it brought. ``done``: a step that prepares or protects, and can mend nothing."""

    class Outcome(models.TextChoices):
        WORKED = "worked", "Worked"
        DID_NOT = "did_not", "Did not help"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Skipped"

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="tries")
    step = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "step tries"
        constraints = (models.UniqueConstraint(fields=["walk", "step"], name="one_try_per_walk_and_step"),)

    def __str__(self) -> str:
        return f"{self.step}: {self.get_outcome_display()}"


class StepTally(models.Model):
    """How often a step worked: everywhere (``scope_id`` 0), with one model, in one place. What the order is made from."""

    class Scope(models.TextChoices):
        ALL = "all", "Everywhere"
        MODEL = "model", "This model"
        PLACE = "place", "This place"

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="tallies")
    step = models.CharField(max_length=40)
    scope = models.CharField(max_length=5, choices=Scope.choices)
    scope_id = models.BigIntegerField(default=0)
    worked = models.PositiveIntegerField(default=0)
    did_not = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "step tallies"
        constraints = (
            models.UniqueConstraint(fields=["card", "scope", "scope_id", "step"], name="one_tally_per_step_and_scope"),
        )

    def __str__(self) -> str:
        return f"{self.card_id} {self.step} {self.scope}: {self.worked} of {self.worked + self.did_not}"
