"""What every row that came from a roster carries."""

from __future__ import annotations

from django.db import models


class RosterSource(models.Model):
    """A system that sends rosters, usually the district's SIS."""

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey("people.Organisation", null=True, blank=True, on_delete=models.PROTECT)
    last_complete_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class RosterRecord(models.Model):
    """Origin and freshness of a rostered row. Nothing rostered is ever deleted.

    ``row_hash`` is the signed 64-bit hash of the source's raw row: equal means unchanged.
    ``missing_since`` and ``missing_runs`` count complete imports that no longer named the row;
    ``closed_at`` is set when the source said so or the grace period is over.
    ``import_run`` is the id of the import that created it (core keeps the run).
    """

    source = models.ForeignKey(
        RosterSource, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sourced_id = models.CharField(max_length=255, blank=True)
    row_hash = models.BigIntegerField(null=True, blank=True)
    import_run = models.BigIntegerField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)
    missing_runs = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=["source", "sourced_id"],
                condition=~models.Q(sourced_id=""),
                name="%(class)s_one_row_per_sourced_id",
            ),
        )
