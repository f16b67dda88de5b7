"""How a terminal was used, without persons, and what it did that somebody should look at."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.connectors.sip2.models.terminals import Terminal
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item


class DayCount(models.Model):
    """Messages of one kind on one day. ``kind`` is the protocol's number, ``UNREADABLE`` what could not be read."""

    UNREADABLE = "??"

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="counts")
    day = models.DateField()
    kind = models.CharField(max_length=2)
    count = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0, help_text="Of these, answered with a no")

    class Meta:
        ordering = ("day", "kind")
        constraints = (models.UniqueConstraint(fields=["terminal", "day", "kind"], name="one_count_per_kind_and_day"),)

    def __str__(self) -> str:
        return f"{self.terminal}, {self.day}: {self.count} × {self.kind}"


class TerminalNoteQuerySet(models.QuerySet["TerminalNote"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(Sip2Permission.TERMINAL_EDIT).q("terminal__organisation__path"))

    def open(self) -> Self:
        return self.filter(settled_at=None)


class TerminalNote(models.Model):
    """Something a terminal had to do or could not do. It names the thing, never the borrower."""

    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField()
    text = models.CharField(max_length=300)
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=200, blank=True)

    objects: ClassVar[TerminalNoteQuerySet] = TerminalNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["terminal", "-id"], condition=models.Q(settled_at=None), name="sip2_note_open"),
        )

    def __str__(self) -> str:
        return self.text
