"""What people keep of lists: saved views, chosen columns; and what they did with many rows at once."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Lower

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those shared with an organisation the actor works at, or one above or below it."""
        if actor.account_id is None:
            return self.none()
        seen = models.Q(owner_id=actor.account_id)
        above: set[str] = set()
        for path in actor.scope(CorePermission.SEARCH_USE).paths:
            seen |= models.Q(shared_path__startswith=path)
            parts = path.split(".")[:-1]
            above |= {"".join(f"{part}." for part in parts[:length]) for length in range(len(parts))}
        return self.filter(seen | models.Q(shared_path__in=sorted(above)))


class SavedView(models.Model):
    """A list as somebody wants to see it again. ``query`` is the address's: filters, search, order, columns.

    ``shared_path`` NULL: only the owner sees it; '' would be everybody's.
    """

    KIND_REF = "core.saved_view"

    listing = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    owner_name = models.CharField(max_length=200)
    query = models.CharField(max_length=2000, blank=True)
    shared_path = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001  '' is everywhere
    shared_label = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[SavedViewQuerySet] = SavedViewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "id")
        indexes = (models.Index(fields=["listing", "owner_id"], name="saved_view_by_owner"),)
        constraints = (models.UniqueConstraint("listing", "owner_id", Lower("name"), name="one_view_per_name"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class ListHabit(models.Model):
    """How one person left one list: its columns, in order, and the view it opens with."""

    account_id = models.BigIntegerField()
    listing = models.CharField(max_length=60)
    columns = models.JSONField(default=list, blank=True)
    default_view = models.ForeignKey(SavedView, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account_id", "listing"], name="one_habit_per_list"),)

    def __str__(self) -> str:
        return f"{self.listing} of account {self.account_id}"


class BulkRunQuerySet(models.QuerySet["BulkRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own only: a selection is nobody else's business, and what it did is in the audit."""
        return self.filter(owner_id=actor.account_id) if actor.account_id is not None else self.none()


class BulkRun(models.Model):
    """Rows somebody chose on a list, frozen, and what was then done with them.

    ``answers`` is the action's form as it was sent, each name with its list of values.
    """

    class State(models.TextChoices):
        CHOSEN = "chosen", "Chosen"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        TAKING_BACK = "taking_back", "Being taken back"
        TAKEN_BACK = "taken_back", "Taken back"

    owner_id = models.BigIntegerField()
    listing = models.CharField(max_length=60)
    list_title = models.CharField(max_length=100)
    action = models.CharField(max_length=60)
    back_url = models.CharField(max_length=2000)
    ids = models.JSONField()
    answers = models.JSONField(default=dict)
    state = models.CharField(max_length=11, choices=State.choices, default=State.CHOSEN)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_token = models.UUIDField(null=True, blank=True)

    objects: ClassVar[BulkRunQuerySet] = BulkRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["created_at"], name="bulk_run_by_age"),)

    def __str__(self) -> str:
        return f"{self.action} with {len(self.ids)} of {self.list_title}"


class BulkRow(models.Model):
    """What came of one row of a run. ``memory`` is what taking it back needs; NULL where there is nothing to take back."""

    class Outcome(models.TextChoices):
        CHANGED = "changed", "Changed"
        NOTHING = "nothing", "Nothing to do"
        REFUSED = "refused", "Refused"
        TAKEN_BACK = "taken_back", "Taken back"
        KEPT = "kept", "Could not be taken back"

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="rows")
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    text = models.CharField(max_length=400, blank=True)
    memory = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["run", "object_id"], name="one_outcome_per_row"),)

    def __str__(self) -> str:
        return f"{self.label}: {self.get_outcome_display()}"
