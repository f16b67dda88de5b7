"""Loans. One open loan per item is the database's promise, not the program's."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.seen import library_scope, own, seen_in
from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import Scope
from firstbell.inventory.models import Condition, Item, ItemType, Status
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

MOST_NAMED = 30
"""Organisations that a list names; who sees more of them sees most of the loans."""


class LoanQuerySet(models.QuerySet["Loan"]):
    def visible_to(self, actor: Actor) -> Self:
        """Loans made at the actor's organisations, and one's own; those of library material only for the library."""
        private, path = "item__item_type__holder_is_private", "organisation__path"
        # As a join on the few types, SQLite begins with the types and reads every loan there is to sort them.
        public = ~models.Q(item__item_type__in=ItemType.objects.filter(holder_is_private=True))
        return self.filter(seen_in(actor, private, path, public=public) | own(actor, "borrower", private))

    def listed_for(self, actor: Actor) -> Self:
        """As ``visible_to``, for long lists: names the organisations (one statement), so that their index leads to the loans.

        Without that, “of my school, or my own” is no condition any index knows, and every loan of the district is read.
        """
        seen = self.visible_to(actor)
        scope = Scope.of((*actor.scope(CirculationPermission.LOAN_VIEW).paths, *library_scope(actor).paths))
        if scope.is_nowhere or scope.is_everywhere:
            return seen
        ids = list(
            Organisation.objects.filter(scope.q("path")).order_by().values_list("pk", flat=True)[: MOST_NAMED + 1]
        )
        if len(ids) > MOST_NAMED:
            return seen
        near = models.Q(organisation_id__in=ids)
        if actor.person_id is not None:
            near |= models.Q(borrower_id=actor.person_id)
        return seen.filter(near)

    def open(self) -> Self:
        return self.filter(returned_at=None)

    def private(self) -> Self:
        """Of item types whose borrowers are nobody's business."""
        return self.filter(item__item_type__holder_is_private=True)

    def counting(self) -> Self:
        """Open loans that count against limits: what is lost or stolen is not lent twice over."""
        return self.open().exclude(item__status__in=(Status.LOST, Status.STOLEN))


class Loan(models.Model):
    """An item lent to a person or put in a place. ``due_at`` None: until it is asked back.

    ``due_explain`` keeps, line by line, which rule gave the due date and what moved it.
    ``stands_in_for`` is the borrower's own item that a loaner replaces. ``part_of`` is the loan of the kit that a
    part went out with, ``cart_loan`` that of the cart; ``reservation`` what it was reserved by.
    """

    class Purpose(models.TextChoices):
        ASSIGNMENT = "assignment", "Own device"
        LOANER = "loaner", "Loaner"
        CHECKOUT = "checkout", "Checked out"

    KIND_REF = "circulation.loan"

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="loans")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="loans")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    lent_at = models.DateTimeField()
    lent_by = models.CharField(max_length=200)
    due_at = models.DateTimeField(null=True, blank=True)
    due_explain = models.JSONField(default=list)
    due_before_closings = models.DateTimeField(
        null=True, blank=True, help_text="Where the due date stood before a closing entered later moved it"
    )
    renewals = models.PositiveSmallIntegerField(default=0)
    recalled_at = models.DateTimeField(null=True, blank=True, help_text="Asked back for somebody who waits")
    billed_on = models.DateField(null=True, blank=True, help_text="Taken for lost, and charged where there is a price")
    override_reason = models.CharField(max_length=300, blank=True)
    stands_in_for = models.ForeignKey(Item, null=True, blank=True, on_delete=models.PROTECT, related_name="stand_ins")
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="part_loans")
    cart_loan = models.ForeignKey(
        "circulation.CartLoan", null=True, blank=True, on_delete=models.PROTECT, related_name="loans"
    )
    reservation = models.ForeignKey(
        "circulation.Reservation", null=True, blank=True, on_delete=models.SET_NULL, related_name="loans"
    )
    accessories = models.JSONField(default=list, help_text="Names of what was handed out with it")
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.CharField(max_length=200, blank=True)
    return_condition = models.CharField(max_length=7, choices=Condition.choices, blank=True)

    objects: ClassVar[LoanQuerySet] = LoanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-lent_at", "-id")
        indexes = (
            models.Index(fields=["borrower"], condition=models.Q(returned_at=None), name="loan_open_borrower"),
            models.Index(fields=["due_at"], condition=models.Q(returned_at=None), name="loan_open_due"),
            models.Index(fields=["organisation", "-lent_at"], name="loan_by_school"),
            models.Index(fields=["-lent_at", "-id"], name="loan_by_time"),
            models.Index(
                fields=["returned_at"],
                condition=models.Q(returned_at__isnull=False, borrower__isnull=False),
                name="loan_back_with_borrower",
            ),
            models.Index(fields=["-lent_at", "-id"], condition=models.Q(returned_at=None), name="loan_open_by_time"),
            models.Index(
                fields=["organisation", "-lent_at", "-id"],
                condition=models.Q(returned_at=None),
                name="loan_open_by_school",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(returned_at=None), name="one_open_loan_per_item"
            ),
            models.CheckConstraint(
                condition=~(models.Q(borrower__isnull=False) & models.Q(place__isnull=False)),
                name="loan_to_person_or_place",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} to {self.borrower or self.place}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self.item))

    @property
    def is_open(self) -> bool:
        return self.returned_at is None
