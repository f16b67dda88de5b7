"""Two records that turned out to be one: what was moved from which to which, so that it can be taken apart again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

PERSON = "people.person"
"""Of whom core keeps some things by a plain id."""


class Merge(models.Model):
    """``moved`` lists [model label, column, [keys]] of every row that pointed at the loser and now points at the keeper.

    ``values`` are the keeper's columns that were changed: column → [before, after]; ``loser_state`` the loser's columns
    as they were; ``steps`` what rooms did besides, by the step's key. The loser's row stays, hidden, as long as it is
    merged: nothing that outside systems send about it gets lost.
    """

    kind = models.CharField(max_length=60)
    keeper_id = models.BigIntegerField()
    keeper_label = models.CharField(max_length=200)
    loser_id = models.BigIntegerField()
    loser_label = models.CharField(max_length=200)
    org_path = models.CharField(max_length=120)
    reason = models.CharField(max_length=200, blank=True)
    moved = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    loser_state = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=200)
    split_at = models.DateTimeField(null=True, blank=True)
    split_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (models.Index(fields=["kind", "keeper_id"], name="merge_by_keeper"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "loser_id"], condition=models.Q(split_at=None), name="one_standing_merge_per_loser"
            ),
        )

    def __str__(self) -> str:
        return f"{self.loser_label} is {self.keeper_label}"

    @property
    def is_standing(self) -> bool:
        return self.split_at is None


def one_with(kind: str, ids: Iterable[int]) -> set[int]:
    """These records and all that standing merges made one with them, as keeper or as loser.

    For what is known by a plain id and does not move along: a hold, the log of disclosures, a ledger. One query where nothing
    was merged, none without ids.
    """
    found, new = set(ids), set(ids)
    standing = Merge.objects.filter(kind=kind, split_at=None).order_by()
    while new:
        touching = standing.filter(models.Q(keeper_id__in=new) | models.Q(loser_id__in=new))
        new = {pk for pair in touching.values_list("keeper_id", "loser_id") for pk in pair} - found
        found |= new
    return found
