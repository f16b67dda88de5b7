"""Tickets and their timeline (domain: ticket lifecycle)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.guides.models import Walk
from firstbell.helpdesk.models._moving import Key, note_moved
from firstbell.helpdesk.models.symptoms import Symptom
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

#: ``priority_at`` of what hurts at no known moment: after everything else, the same on both databases, in one index.
LATER = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)


class TicketState(models.TextChoices):
    NEW = "new", "New"
    TRIAGED = "triaged", "Triaged"
    IN_PROGRESS = "in_progress", "In progress"
    WAITING_REQUESTER = "waiting_requester", "Waiting for the requester"
    WAITING_PART = "waiting_part", "Waiting for a part"
    WAITING_VENDOR = "waiting_vendor", "Waiting for the vendor"
    WAITING_DISTRICT = "waiting_district", "Waiting for the district"
    WAITING_ROOM = "waiting_room", "Waiting for a free room"
    SCHEDULED = "scheduled", "Scheduled"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Closed"
    CLOSED_NO_REPLY = "closed_no_reply", "Closed, no reply"
    CANCELLED = "cancelled", "Cancelled"
    DUPLICATE = "duplicate", "Duplicate"
    SPAM = "spam", "Spam"


class Resolution(models.TextChoices):
    """What ended it: a fixed list, so that a year's tickets can be counted."""

    USER_GUIDANCE = "user_guidance", "User guidance"
    RESTART = "restart", "Restart or reset"
    REENROLLED = "reenrolled", "Powerwash and re-enrol"
    CABLE = "cable", "Cable or power"
    PART_REPLACED = "part_replaced", "Part replaced"
    DEVICE_REPLACED = "device_replaced", "Device replaced"
    DEVICE_RETURNED = "device_returned", "Device repaired and returned"
    ACCOUNT_FIXED = "account_fixed", "Account fixed"
    POLICY_CHANGED = "policy_changed", "Policy or filter changed"
    NETWORK_FIXED = "network_fixed", "Network fixed"
    VENDOR_FIXED = "vendor_fixed", "Fixed by the vendor"
    NO_FAULT_FOUND = "no_fault_found", "Cannot reproduce"
    ENDED_BY_ITSELF = "ended_by_itself", "Ended by itself"
    NOT_SUPPORTED = "not_supported", "Not supported"
    DUPLICATE = "duplicate", "Duplicate"
    BECAME_PROJECT = "became_project", "Became a project"


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> Self:
        """Tickets of the actor's organisations and one's own; private ones need their own permission."""
        mine = models.Q(requester_id=actor.person_id) if actor.person_id is not None else models.Q(pk__in=[])
        scope = actor.scope(HelpdeskPermission.TICKET_VIEW)
        if scope.is_nowhere:
            return self.filter(mine)
        private = actor.scope(HelpdeskPermission.TICKET_VIEW_PRIVATE)
        if scope.is_everywhere and private.is_everywhere:
            return self
        public = scope.q("organisation__path") & models.Q(is_private=False)
        if private.is_nowhere:
            return self.filter(public | mine)
        secret = private.q("organisation__path") & models.Q(is_private=True)
        return self.filter(public | secret | mine)

    def open(self) -> Self:
        """Still work for somebody: neither resolved nor closed."""
        return self.filter(resolved_at=None, closed_at=None)

    def update(self, **values: Any) -> int:
        """As ever; the queues in which these tickets stand learn of it (`bulk_update` comes through here as well)."""
        note_moved(self._standing_in())
        return super().update(**values)

    def bulk_create(self, objs: Iterable[Ticket], *args: Any, **more: Any) -> list[Ticket]:
        made = super().bulk_create(objs, *args, **more)
        note_moved({(one.organisation_id, one.is_private) for one in made})
        return made

    def _standing_in(self) -> list[Key]:
        return list(self.order_by().values_list("organisation_id", "is_private").distinct())


class Ticket(models.Model):
    """A request for help. ``requester`` None: somebody walked in unknown (``requester_label``)."""

    class Origin(models.TextChoices):
        COUNTER = "counter", "Counter"
        PORTAL = "portal", "Portal"
        ON_BEHALF = "on_behalf", "On somebody's behalf"
        API = "api", "API"
        QR = "qr", "Code on a room or device"
        EMAIL = "email", "E-mail"
        MONITOR = "monitor", "Alarm"
        IMPORT = "import", "Brought from another help desk"

    class Urgency(models.TextChoices):
        CANNOT_TEACH = "cannot_teach", "Cannot teach or learn"
        SLOWED = "slowed", "Slowed down"
        CAN_WAIT = "can_wait", "Can wait"

    class Impact(models.TextChoices):
        ONE = "one", "One person"
        CLASS = "class", "A class"
        BUILDING = "building", "A building"

    KIND_REF = "helpdesk.ticket"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="tickets")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=18, choices=TicketState.choices, default=TicketState.NEW)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.SLOWED)
    impact = models.CharField(max_length=8, choices=Impact.choices, default=Impact.ONE)
    symptom = models.ForeignKey(Symptom, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    requester = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    requester_label = models.CharField(max_length=200, blank=True)
    opened_by = models.CharField(max_length=200)
    assignee = models.ForeignKey(
        "people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_tickets"
    )
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    walk = models.OneToOneField(
        Walk, null=True, blank=True, on_delete=models.PROTECT, related_name="ticket", help_text="What was tried before"
    )
    is_incident = models.BooleanField(default=False, help_text="One trouble of many people; theirs hang on it")
    incident = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    is_private = models.BooleanField(default=False, help_text="Student safety: only those with the permission")
    opened_at = models.DateTimeField()
    state_since = models.DateTimeField(default=timezone.now, help_text="When it came into its state")
    up_at = models.DateTimeField(
        default=timezone.now, help_text="Its place in the queue: when it was opened, or last asked for attention again"
    )
    told = models.PositiveSmallIntegerField(default=0, help_text="Notices sent by time alone in this state")
    told_on = models.DateField(null=True, blank=True, help_text="The last day on which time told the requester")
    wake_on = models.DateField(null=True, blank=True, help_text="When a waiting ticket asks for attention again")
    priority = models.PositiveSmallIntegerField(default=3, help_text="1 is the most pressing, 4 the least")
    due_at = models.DateTimeField(null=True, blank=True, help_text="The next promise; empty while it waits")
    priority_at = models.DateTimeField(default=LATER, help_text="When it begins to hurt: the next lesson, else due")
    resolution = models.CharField(max_length=30, blank=True, choices=Resolution.choices)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TicketQuerySet] = TicketQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-opened_at", "-id")
        indexes = (
            models.Index(fields=["organisation", "state", "-opened_at"], name="ticket_queue"),
            models.Index(fields=["state", "-opened_at"], name="ticket_by_state"),
            models.Index(fields=["-opened_at", "-id"], name="ticket_latest"),
            models.Index(
                fields=["-opened_at", "-id"],
                condition=models.Q(resolved_at=None, closed_at=None),
                name="ticket_open_latest",
            ),
            models.Index(
                fields=["-up_at", "-id"], condition=models.Q(resolved_at=None, closed_at=None), name="ticket_open_queue"
            ),
            models.Index(fields=["state", "state_since"], name="ticket_waiting"),
            models.Index(fields=["organisation", "-opened_at", "-id"], name="ticket_by_school"),
            models.Index(
                fields=["priority_at", "priority", "id"],
                condition=models.Q(resolved_at=None, closed_at=None),
                name="ticket_hurts_first",
            ),
        )

    def __str__(self) -> str:
        return f"#{self.pk} {self.title}"

    @property
    def number(self) -> str:
        return f"T-{self.pk}"

    @property
    def ref(self) -> Ref:
        """A private ticket's title stays out of the audit trail, which more people may read than the ticket."""
        return Ref(
            self.KIND_REF, self.pk, f"{self.number} (private)" if self.is_private else f"{self.number} {self.title}"
        )

    def refs_to(self, *things: Person | Item | Place | None) -> tuple[Ref, ...]:
        """The timelines this ticket's events appear on; those of a private ticket on none but its own."""
        return () if self.is_private else tuple(thing.ref for thing in things if thing is not None)

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None and self.closed_at is None

    @property
    def hurts_at(self) -> dt.datetime | None:
        """``priority_at``, or None where no moment is known."""
        return self.priority_at if self.priority_at < LATER else None


class TicketWatcher(models.Model):
    """Somebody who is told how a ticket ends: they have the same trouble, or asked to be told."""

    class Why(models.TextChoices):
        ME_TOO = "me_too", "Has the same trouble"
        WATCHES = "watches", "Watches"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="watched_tickets")
    why = models.CharField(max_length=8, choices=Why.choices)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "person"], name="one_watch_per_ticket_and_person"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.ticket}"


class OutageRule(models.Model):
    """When similar tickets look like one trouble: so many within so many minutes at one school. The nearest rule wins."""

    organisation = models.OneToOneField(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: everywhere"
    )
    tickets = models.PositiveSmallIntegerField(default=3)
    minutes = models.PositiveSmallIntegerField(default=15)
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.tickets} in {self.minutes} minutes"

    @property
    def ref(self) -> Ref:
        return Ref("helpdesk.outage_rule", self.pk, str(self.organisation or "everywhere"))


class TicketItem(models.Model):
    """An item a ticket is about."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ticket_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="ticket_items")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["ticket", "item"], name="one_link_per_ticket_and_item"),)

    def __str__(self) -> str:
        return f"{self.ticket}: {self.item}"


class TicketEntry(models.Model):
    """A line of the ticket's conversation. Changes of state are in the audit trail as well."""

    class Kind(models.TextChoices):
        REPLY = "reply", "Reply"
        NOTE = "note", "Internal note"
        STATE = "state", "State change"

    KIND_REF = "helpdesk.entry"

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    text = models.TextField()
    author_key = models.CharField(max_length=80)
    author_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Time spent on it")
    split_into = models.ForeignKey(
        Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text="Went on as a ticket"
    )

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "ticket entries"

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def ref(self) -> Ref:
        """What files of this line are kept under; it bears no words."""
        return Ref(self.KIND_REF, self.pk, f"T-{self.ticket_id}")
