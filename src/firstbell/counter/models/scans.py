"""The record of every scan that meant something, and the questions that some of them leave."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.counter.models.campaigns import Campaign
from firstbell.counter.models.stations import Station
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person


class ScanQuerySet(models.QuerySet["Scan"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CounterPermission.CAMPAIGN_SCAN).q("organisation__path"))

    def standing(self) -> Self:
        """Done and not taken back."""
        return self.filter(outcome=Scan.Outcome.DONE, undoing=None)


class Scan(models.Model):
    """One act at a station, written once (the database refuses changes). ``key`` is the client's: the same key is the same act.

    ``at`` is when it happened, by the station's clock as corrected; ``clock_note`` says when that was not possible.
    ``details`` is JSON: what went along, the condition, the codes that were read, the loan's id.
    ``undo_parts``: the undo handlers of what was done, for the minute of undo.

    A scan of a class visit names the thing and never the reader: this row outlives the return.
    """

    class Kind(models.TextChoices):
        HANDOUT = "handout", "Handed out"
        COLLECTION = "collection", "Taken back"
        SWAP = "swap", "Swap"
        SWAP_RETURN = "swap_return", "Return"
        SIGHTING = "sighting", "Alarm"
        UNDO = "undo", "Undone"
        LENT = "lent", "Lent in a class visit"
        TAKEN_IN = "taken_in", "Taken back in a class visit"
        RENEWED = "renewed", "Renewed in a class visit"

    class Outcome(models.TextChoices):
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        CONFLICT = "conflict", "Waits for a decision"

    KIND_REF = "counter.scan"

    key = models.UUIDField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="scans")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="scans")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    clock_note = models.CharField(max_length=200, blank=True)
    was_offline = models.BooleanField(help_text="Confirmed at the station before the server knew")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    code = models.CharField(max_length=40, blank=True, help_text="Why it was refused, for programs")
    message = models.CharField(max_length=500)
    undo_parts = models.JSONField(default=list)
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undoing")
    by = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=40)

    objects: ClassVar[ScanQuerySet] = ScanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["campaign", "station", "outcome"], name="scan_by_station"),
            models.Index(fields=["item", "-id"], name="scan_by_item"),
        )

    def __str__(self) -> str:
        return self.message

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.message[:100])


#: Scans about library material: nothing that outlives the return may say whose they were.
VISIT_KINDS = (Scan.Kind.LENT, Scan.Kind.TAKEN_IN, Scan.Kind.RENEWED)


class ScanConflictQuerySet(models.QuerySet["ScanConflict"]):
    def visible_to(self, actor: Actor) -> Self:
        path = "organisation__path"
        desk = actor.scope(CounterPermission.CAMPAIGN_SCAN).q(path) & ~models.Q(scan__kind__in=VISIT_KINDS)
        visits = actor.scope(CounterPermission.VISIT_SCAN_ALL).q(path) & models.Q(scan__kind__in=VISIT_KINDS)
        return self.filter(desk | visits)

    def open(self) -> Self:
        return self.filter(decided_at=None)


class ScanConflict(models.Model):
    """A scan that was confirmed without network and does not fit the books: both sides, until a person decides.

    ``reader``: for a scan of a class visit, whom it was for; forgotten when it is decided.
    """

    class Decision(models.TextChoices):
        BOOKS = "books", "Keep the books"
        STATION = "station", "Take the station's"
        OTHER = "other", "Something else"

    KIND_REF = "counter.conflict"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="conflicts")
    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="conflict")
    station_says = models.JSONField(default=list, help_text="Lines, as of when it was found")
    books_say = models.JSONField(default=list)
    reader = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="scan_questions")
    found_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[ScanConflictQuerySet] = ScanConflictQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["organisation", "-id"], condition=models.Q(decided_at=None), name="scan_conflict_open"
            ),
        )

    def __str__(self) -> str:
        return str(self.scan)

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.scan.message[:100])

    @property
    def is_open(self) -> bool:
        return self.decided_at is None

    @property
    def is_private(self) -> bool:
        """About library material. Needs ``scan``."""
        return self.scan.kind in VISIT_KINDS
