"""A hand-out or a collection of many devices, and what was said beforehand of single people in it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.models import Item, ItemType
from firstbell.people.models import Organisation, Person, Section
from firstbell.rooms.models import Place


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CounterPermission.CAMPAIGN_SCAN).q("organisation__path"))


class Campaign(models.Model):
    """Who gets (or brings back) a device of ``item_type``: the homerooms ``sections`` and the ``grades`` of a school.

    Neither sections nor grades: the whole school. Which state may follow which: ``counter.lifecycle``.
    """

    class Kind(models.TextChoices):
        HANDOUT = "handout", "Hand-out"
        COLLECTION = "collection", "Collection"

    class State(models.TextChoices):
        """The first six are those of a hand-out (3.5 of the domain notes), the others of a collection (3.4)."""

        DRAFT = "draft", "Draft"
        MATCHED = "matched", "Matched"
        PICKED = "picked", "Picked"
        HANDING_OUT = "handing_out", "Handing out"
        EXCEPTIONS = "exceptions", "Exceptions"
        PLANNED = "planned", "Planned"
        ANNOUNCED = "announced", "Announced"
        COLLECTING = "collecting", "Collecting"
        CHASING = "chasing", "Chasing"
        RECONCILED = "reconciled", "Reconciled"
        CLOSED = "closed", "Closed"

    KIND_REF = "counter.campaign"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    item_type = models.ForeignKey(ItemType, on_delete=models.PROTECT, related_name="+")
    sections = models.ManyToManyField(Section, blank=True, related_name="+")
    grades = models.JSONField(default=list, blank=True, help_text="Of the school, beside the homerooms")
    accessories = models.JSONField(default=list, blank=True, help_text="Names of what goes along: charger, case")
    place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Where collected devices are put; empty: each to its home",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.CharField(max_length=200)

    objects: ClassVar[CampaignQuerySet] = CampaignQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (models.Index(fields=["organisation", "-created_at"], name="campaign_latest"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def is_handout(self) -> bool:
        return self.kind == self.Kind.HANDOUT


class Expectation(models.Model):
    """What is settled of one person beforehand: the very device that waits for them, or that they are left out."""

    class Left(models.TextChoices):
        OPTED_OUT = "opted_out", "Brings their own"
        EXEMPT = "exempt", "Keeps it over the summer"
        TRANSFERRED = "transferred", "Left the school"

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="expectations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(
        Item, null=True, blank=True, on_delete=models.CASCADE, related_name="+", help_text="Reserved for this person"
    )
    left_out = models.CharField(max_length=12, choices=Left.choices, blank=True)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["campaign", "person"], name="one_expectation_per_person"),
            models.UniqueConstraint(
                fields=["campaign", "item"], condition=models.Q(item__isnull=False), name="one_person_per_reserved_item"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} in {self.campaign}"
