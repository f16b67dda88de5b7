"""When a small table was last written: renewed by the database itself, so that nobody can forget."""

from __future__ import annotations

from django.db import models


class TableStamp(models.Model):
    """``stamp`` is another one after every write of the table ``name``, and never one that was there before."""

    name = models.CharField(max_length=60, primary_key=True)
    stamp = models.CharField(max_length=32)

    class Meta:
        # Made by ``core.schema.stamping``: no backup takes it along and no flush empties it, the triggers write it anew.
        managed = False
        db_table = "core_tablestamp"

    def __str__(self) -> str:
        return f"{self.name}: {self.stamp}"
