"""What happens around a ticket: links, presence, ratings, visits, and work handed to student helpers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.helpdesk.models.tickets import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.people.models import Account
from firstbell.rooms.models import Place


class TicketLink(models.Model):
    """``ticket`` is related to, caused by, or blocks ``other``."""

    class Kind(models.TextChoices):
        RELATED = "related", "Related to"
        CAUSED_BY = "caused_by", "Caused by"
        BLOCKS = "blocks", "Blocks"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=9, choices=Kind.choices, default=Kind.RELATED)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="one_link_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("other")), name="no_link_to_itself"),
        )

    def __str__(self) -> str:
        return f"T-{self.ticket_id} {self.get_kind_display().lower()} T-{self.other_id}"


class TicketPresence(models.Model):
    """Somebody has the ticket's page open. Written over and over, kept for a minute, never audited."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    is_typing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "account"], name="one_presence_per_ticket"),)
        verbose_name_plural = "ticket presences"

    def __str__(self) -> str:
        return f"{self.account} on T-{self.ticket_id}"


class TicketRating(models.Model):
    """What the requester says of the end: good or not, once for each time it was resolved (``resolved_at``)."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ratings")
    resolved_at = models.DateTimeField()
    is_good = models.BooleanField()
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "resolved_at"], name="one_rating_per_resolution"),)

    def __str__(self) -> str:
        return f"T-{self.ticket_id}: {'good' if self.is_good else 'not good'}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Visits of tickets that the actor may see."""
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))


class Visit(models.Model):
    """A time at which somebody comes: a period in which nobody is disturbed. One stands at a time."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DECLINED = "declined", "Does not suit"
        OVER = "over", "Over"

    class Why(models.TextChoices):
        ROOM_EMPTY = "room_empty", "The room is empty"
        NO_CLASS = "no_class", "The requester has no class"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="visits")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="visits", help_text="Who comes")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    period = models.CharField(max_length=30)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    objects: ClassVar[VisitQuerySet] = VisitQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("starts_at", "pk")
        indexes = (models.Index(fields=["account", "day"], name="visits_of_a_day"),)
        constraints = (
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="planned"), name="one_planned_visit_per_ticket"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.period}"


class HelperJobQuerySet(models.QuerySet["HelperJob"]):
    def visible_to(self, actor: Actor) -> Self:
        """A helper's own, and those of where one works on tickets."""
        mine = models.Q(helper_id=actor.account_id) if actor.account_id is not None else models.Q(pk__in=[])
        scope = actor.scope(HelpdeskPermission.TICKET_WORK)
        if scope.is_nowhere:
            return self.filter(mine)
        return self.filter(mine | scope.q("ticket__organisation__path") & models.Q(ticket__is_private=False))

    def standing(self) -> Self:
        """Handed out, or done and not signed off yet."""
        return self.filter(state__in=(HelperJob.State.GIVEN, HelperJob.State.DONE))


class HelperJob(models.Model):
    """A ticket in a student helper's hands: what to do, what was done, and a technician's word on it."""

    class State(models.TextChoices):
        GIVEN = "given", "With the helper"
        DONE = "done", "Waits for sign-off"
        SIGNED = "signed", "Signed off"
        TAKEN_BACK = "taken_back", "Taken back"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="helper_jobs")
    helper = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="helper_jobs")
    task = models.TextField(help_text="What the helper is to do; the helper reads nothing else of the ticket's words")
    state = models.CharField(max_length=10, choices=State.choices, default=State.GIVEN)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    done = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True, help_text="Why it was given back to the helper")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[HelperJobQuerySet] = HelperJobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-given_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state__in=("given", "done")), name="one_helper_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"T-{self.ticket_id}: {self.get_state_display()}"
