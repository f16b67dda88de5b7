"""Carts lent as one: each device has a loan of its own, the cart's loan holds them together."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place


class CartLoanQuerySet(models.QuerySet["CartLoan"]):
    def visible_to(self, actor: Actor) -> Self:
        """Carts of the actor's organisations, and what oneself has."""
        scope = actor.scope(CirculationPermission.LOAN_VIEW)
        if scope.is_everywhere:
            return self
        if scope.is_nowhere:
            return self.filter(borrower_id=actor.person_id) if actor.person_id is not None else self.none()
        return self.filter(scope.q("organisation__path"))

    def open(self) -> Self:
        return self.filter(returned_at=None)


class CartLoan(models.Model):
    """A cart with a person or in a room, from one day to another. ``left_out``: what belongs in it and did not go."""

    KIND_REF = "circulation.cart_loan"

    cart = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cart_loans")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    borrower = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="cart_loans")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="carts_lent_here")
    lent_at = models.DateTimeField()
    lent_by = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True, blank=True)
    left_out = models.JSONField(default=list, help_text="Tags, and why each stayed")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.CharField(max_length=200, blank=True)
    reservation = models.ForeignKey(
        "circulation.Reservation", null=True, blank=True, on_delete=models.SET_NULL, related_name="cart_loans"
    )
    missing = models.JSONField(default=list, help_text="Tags of what did not come back with it")

    objects: ClassVar[CartLoanQuerySet] = CartLoanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-lent_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["cart"], condition=models.Q(returned_at=None), name="one_open_loan_per_cart"
            ),
            models.CheckConstraint(
                condition=models.Q(borrower__isnull=False) ^ models.Q(place__isnull=False),
                name="cart_to_person_or_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cart} to {self.borrower or self.place}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.cart))

    @property
    def is_open(self) -> bool:
        return self.returned_at is None
