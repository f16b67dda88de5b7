"""Where a ticket came from that was not opened here: another help desk, its number there, and what it said."""

from __future__ import annotations

from django.db import models

from firstbell.helpdesk.models.tickets import Ticket


class ImportedTicket(models.Model):
    """The old system's side of a ticket. Search and scan find the ticket by ``number``.

    ``origin_id`` is the organisation the import ran for (0: all of them): two schools' systems may count alike.
    ``said`` is what has no place of its own here, as [label, value] pairs. The three hashes tell a second import what
    to do: ``row_hash`` of the old system's rows (0: look again), ``result_hash`` of what they come to here, and
    ``left_hash`` of the ticket as the import left it, so that what was edited here since is not written over.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="imported")
    system = models.CharField(max_length=40, help_text="osticket, zammad, or table: and a name")
    system_name = models.CharField(max_length=60, help_text="As people call it, e.g. osTicket")
    origin_id = models.BigIntegerField(default=0)
    number = models.CharField(max_length=60)
    number_norm = models.CharField(max_length=60, help_text="Upper case without white space, as codes are compared")
    said = models.JSONField(default=list)
    with_talk = models.BooleanField(default=False, help_text="The file had the conversation, not only a list")
    row_hash = models.BigIntegerField(default=0)
    result_hash = models.BigIntegerField(default=0)
    left_hash = models.BigIntegerField(default=0)
    import_run = models.BigIntegerField(default=0)
    imported_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["system", "origin_id", "number"], name="one_ticket_per_old_number"),
        )
        indexes = (models.Index(fields=["number_norm"], name="imported_ticket_number"),)

    def __str__(self) -> str:
        return f"{self.system_name} {self.number}"
