"""One swap: the student, the broken device, the loaner's loan and the ticket."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models import Loan
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.counter.permissions import CounterPermission
from firstbell.helpdesk.models import Symptom, Ticket
from firstbell.inventory.models import Device, Item
from firstbell.people.models import Organisation, Person


class SwapQuerySet(models.QuerySet["Swap"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CounterPermission.COUNTER_USE).q("organisation__path"))

    def open(self) -> Self:
        """Swaps whose student still waits for the own device."""
        return self.filter(undone_at=None, finished_at=None)


class Swap(models.Model):
    """``idempotency_key`` makes a double Enter one swap. ``undone_at``/``finished_at`` end it.

    ``loaner`` is what went out; ``loan`` its loan, gone when the swap was undone.
    """

    KIND_REF = "counter.swap"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="swaps")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="swaps")
    loan = models.OneToOneField(Loan, null=True, blank=True, on_delete=models.SET_NULL, related_name="swap")
    loaner = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="swaps_as_loaner")
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="swap")
    symptom = models.ForeignKey(Symptom, on_delete=models.PROTECT, related_name="+")
    is_damaged = models.BooleanField(default=False)
    charger_stays = models.BooleanField(default=True, help_text="The student keeps the own charger for the loaner")
    brought_by_other = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SwapQuerySet] = SwapQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["organisation", "-at", "-id"], name="swap_latest"),)
        constraints = (
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(undone_at=None, finished_at=None),
                name="one_open_swap_per_device",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.device}"

    @property
    def is_open(self) -> bool:
        return self.undone_at is None and self.finished_at is None

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))
