"""The fee ledger. Entries are never edited or deleted (a trigger refuses), only reversed by another entry."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.loans import Loan
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person


class FeeEntryQuerySet(models.QuerySet["FeeEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        scope = actor.scope(CirculationPermission.FEE_VIEW)
        if scope.is_everywhere:
            return self
        if scope.is_nowhere:
            return self.filter(person_id=actor.person_id) if actor.person_id is not None else self.none()
        return self.filter(scope.q("organisation__path"))


class FeeEntry(models.Model):
    """``cents`` is positive for what is owed, negative for what reduces it. A reversal mirrors one entry, once."""

    class Kind(models.TextChoices):
        CHARGE = "charge", "Charge"
        PAYMENT = "payment", "Payment"
        WAIVER = "waiver", "Waiver"
        REVERSAL = "reversal", "Reversal"
        TRANSFER = "transfer", "Transfer"

    KIND_REF = "circulation.fee_entry"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fee_entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    cents = models.IntegerField()
    reason = models.CharField(max_length=200)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="fee_entries")
    loan = models.ForeignKey(Loan, null=True, blank=True, on_delete=models.PROTECT, related_name="fee_entries")
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    objects: ClassVar[FeeEntryQuerySet] = FeeEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "fee entries"

    def __str__(self) -> str:
        return f"{self.person}: {self.cents / 100:.2f} {self.reason}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.get_kind_display())
