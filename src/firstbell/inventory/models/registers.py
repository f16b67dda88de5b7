"""What another inventory once said of a thing: facts of origin, with their age, beside our truth."""

from __future__ import annotations

from django.db import models

from firstbell.inventory.models.items import Item


class RegisterRecord(models.Model):
    """What a register (Snipe-IT, a table) last said of an item.

    ``fields`` are the values it had for fields of ours, in the register's words, so that the next import can tell what
    changed there from what was changed here. ``extra`` are [name, value] pairs we have no field for: shown as they are.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="register_records")
    register = models.CharField(max_length=20, help_text="snipe_it, items")
    register_name = models.CharField(max_length=60, help_text="What people call it: Snipe-IT")
    external_id = models.CharField(max_length=100, blank=True)
    row_hash = models.BigIntegerField(null=True, blank=True)
    import_run = models.BigIntegerField(null=True, blank=True)
    fields = models.JSONField(default=dict)
    extra = models.JSONField(default=list)
    read_at = models.DateTimeField()
    missing_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["item", "register"], name="one_record_per_item_and_register"),)

    def __str__(self) -> str:
        return f"{self.item} in {self.register}"
