"""A browser at work: in a campaign, or as an ordinary counter that was without network."""

from __future__ import annotations

from django.db import models

from firstbell.counter.models.campaigns import Campaign
from firstbell.people.models import Organisation


class Station(models.Model):
    """``key`` is the browser's own; a browser is one station in each campaign. ``waiting``: scans it has not sent."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, null=True, blank=True, on_delete=models.PROTECT, related_name="stations")
    key = models.UUIDField()
    name = models.CharField(max_length=40)
    by = models.CharField(max_length=200)
    actor_key = models.CharField(max_length=40)
    last_seen_at = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["key", "campaign"], name="one_station_per_browser_and_campaign"),
            models.UniqueConstraint(
                fields=["key", "organisation"],
                condition=models.Q(campaign=None),
                name="one_station_per_browser_and_counter",
            ),
        )

    def __str__(self) -> str:
        return self.name
