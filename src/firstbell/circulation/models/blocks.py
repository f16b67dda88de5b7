"""Blocks set by hand; those that follow from fees and overdue loans are computed, not stored."""

from __future__ import annotations

from django.db import models

from firstbell.people.models import Organisation, Person


class Block(models.Model):
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="blocks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    until = models.DateField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["person"], condition=models.Q(lifted_at=None), name="block_standing"),)

    def __str__(self) -> str:
        return f"{self.person}: {self.reason}"
