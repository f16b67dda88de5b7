"""What left the house: each handing-out of personal data, to whom and why (34 CFR 99.32). Only ever added to."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those made at or below the places where the actor reads the log."""
        return self.filter(actor.scope(CorePermission.DISCLOSURE_VIEW).q("org_path"))


class Disclosure(models.Model):
    """One handing-out. ``elements`` are the data elements by name; ``people`` and ``rows`` how many. Never changed.

    ``recipient`` is the signed-in person, or whoever was named; ``actor_name`` is always who did it.
    """

    at = models.DateTimeField()
    what = models.CharField(max_length=80, help_text="room.thing of what was handed out: people.persons")
    title = models.CharField(max_length=200)
    elements = models.JSONField(default=list)
    recipient = models.CharField(max_length=200)
    purpose = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=40)
    people = models.PositiveIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)
    actor_key = models.CharField(max_length=80, db_index=True)
    actor_name = models.CharField(max_length=200)
    via = models.CharField(max_length=8)
    org_path = models.CharField(max_length=120, blank=True)

    objects: ClassVar[DisclosureQuerySet] = DisclosureQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.title} to {self.recipient}"


class DisclosurePerson(models.Model):
    """Whom a disclosure of few people was about."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="links", db_index=False)
    person_id = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["person_id", "-disclosure"], name="disclosure_person"),)
        constraints = (
            models.UniqueConstraint(fields=["disclosure", "person_id"], name="one_link_per_disclosed_person"),
        )

    def __str__(self) -> str:
        return f"person {self.person_id}"


class DisclosureBlock(models.Model):
    """Whom a disclosure of many was about: one bit per person of a block of 8,192 consecutive ids.

    A hundred thousand people take thirteen rows of a kilobyte instead of a hundred thousand links, and one person's
    disclosures are still found by index: by the number of their block.
    """

    BITS: ClassVar[int] = 13

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="blocks", db_index=False)
    number = models.BigIntegerField()
    bits = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["number", "-disclosure"], name="disclosure_block"),)
        constraints = (
            models.UniqueConstraint(fields=["disclosure", "number"], name="one_block_per_disclosure_and_number"),
        )

    def __str__(self) -> str:
        return f"block {self.number}"

    def holds(self, person_id: int) -> bool:
        place = person_id & ((1 << self.BITS) - 1)
        return bool(self.bits[place >> 3] >> (place & 7) & 1)

    def person_ids(self) -> list[int]:
        first = self.number << self.BITS
        return [
            first + 8 * place + bit
            for place, byte in enumerate(self.bits)
            if byte
            for bit in range(8)
            if byte >> bit & 1
        ]


class DisclosureGround(models.Model):
    """Data: a legal ground for handing data out, with where it stands and when somebody last looked."""

    KIND_REF = "core.disclosure_ground"

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=120)
    cite = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    last_checked = models.DateField(null=True, blank=True)
    is_offered = models.BooleanField(default=True, help_text="May be chosen when a record is handed out")
    position = models.PositiveSmallIntegerField(default=50)

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.label

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.label)


class ApiReading(models.Model):
    """What a token read on one day, by address: counted while the day lasts, then written into the log."""

    day = models.DateField()
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    operation = models.CharField(max_length=200)
    org_path = models.CharField(max_length=120, blank=True)
    calls = models.PositiveBigIntegerField(default=0)
    rows = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["day", "actor_key", "operation"], name="one_reading_per_day_and_address"),
        )

    def __str__(self) -> str:
        return f"{self.actor_name} {self.day} {self.operation}: {self.calls}"
