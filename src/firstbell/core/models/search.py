"""The search index's table: one row per findable object, folded to plain lower-case letters.

On SQLite an FTS5 table follows it by triggers; on PostgreSQL a generated ``tsvector`` column does.
"""

from __future__ import annotations

from django.db import models


class SearchDocument(models.Model):
    """``scope`` holds words like ``k_people_person o1 o4``: the kind and every organisation above the object."""

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=300)
    terms = models.TextField(blank=True)
    scope = models.CharField(max_length=300)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "object_id"], name="one_document_per_object"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.title}"
