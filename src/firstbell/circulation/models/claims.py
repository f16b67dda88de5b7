"""“I brought it back”: a claim, with what speaks for it, until the thing turns up or somebody decides."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models.loans import Loan
from firstbell.circulation.models.seen import own, seen_in
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models import Organisation, Person


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, actor: Actor) -> Self:
        private, path = "loan__item__item_type__holder_is_private", "organisation__path"
        return self.filter(seen_in(actor, private, path) | own(actor, "person", private))

    def open(self) -> Self:
        return self.filter(state=Claim.State.OPEN)


class Claim(models.Model):
    """A loan whose borrower says it came back. While it is open, the loan neither blocks nor is fined.

    When the link between reader and thing goes, ``loan`` and ``note`` go with it: that somebody made a claim in a month
    stays, because there is a limit; of what, nobody knows any more. So there is no moment here that would tell it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being looked for"
        FOUND = "found", "It was found"
        REFUSED = "refused", "Not found: still lent"
        FORGIVEN = "forgiven", "Not found: let go"

    KIND_REF = "circulation.claim"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="claims")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    loan = models.ForeignKey(Loan, null=True, blank=True, on_delete=models.SET_NULL, related_name="claims")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    month = models.DateField(help_text="First day of the month in which it was made")
    note = models.CharField(max_length=300, blank=True)
    checks = models.JSONField(default=list, help_text="Looks at the shelf: [when, who, what was seen]")

    objects: ClassVar[ClaimQuerySet] = ClaimQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["loan"], condition=models.Q(state="open"), name="one_open_claim_per_loan"),
        )

    def __str__(self) -> str:
        return f"claim {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"claim {self.pk}")
