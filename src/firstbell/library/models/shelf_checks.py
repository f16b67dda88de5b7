"""Reading the shelves: a check of a part of a school's library, scan by scan."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.copies import Copy, ShelvingPlace
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation


class ShelfCheckQuerySet(models.QuerySet["ShelfCheck"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(LibraryPermission.COPY_EDIT).q("organisation__path"))


class ShelfCheck(models.Model):
    """One walk along the shelves. Without a place and call numbers it is the whole library; several may go on side by side.

    ``first_sort`` and ``last_sort`` are keys of call numbers; the last is a beginning, so that “FIC B” ends behind all of B.
    ``marked`` are the ids of copies that were set missing at the end.
    """

    KIND_REF = "library.shelf_check"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="shelf_checks")
    shelving_place = models.ForeignKey(
        ShelvingPlace, null=True, blank=True, on_delete=models.PROTECT, related_name="checks"
    )
    first_call = models.CharField(max_length=100, blank=True)
    last_call = models.CharField(max_length=100, blank=True)
    first_sort = models.CharField(max_length=160, blank=True, editable=False)
    last_sort = models.CharField(max_length=160, blank=True, editable=False)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    marked = models.JSONField(default=list)
    marked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ShelfCheckQuerySet] = ShelfCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["organisation", "-id"], name="shelf_check_by_school"),)

    def __str__(self) -> str:
        return f"{self.organisation.short}, {self.part}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def part(self) -> str:
        """“Mystery, FIC A to FIC C”, “whole library”."""
        calls = " to ".join(one for one in (self.first_call, self.last_call) if one)
        if self.first_call and not self.last_call:
            calls = f"from {self.first_call}"
        elif self.last_call and not self.first_call:
            calls = f"up to {self.last_call}"
        return ", ".join(one for one in (str(self.shelving_place or ""), calls) if one) or "whole library"


class ShelfScan(models.Model):
    """One spine as it was met. A copy that is scanned again counts where it was scanned last."""

    class Finding(models.TextChoices):
        HERE = "here", "Belongs here"
        FOUND = "found", "Was missing, is here"
        ELSEWHERE = "elsewhere", "Belongs elsewhere"
        SET_ASIDE = "set_aside", "Set aside for somebody"
        ON_LOAN = "on_loan", "Is lent, stands here"
        NOT_LISTED = "not_listed", "Withdrawn, or being mended"
        UNKNOWN = "unknown", "Nobody knows this code"

    check_of = models.ForeignKey(ShelfCheck, on_delete=models.CASCADE, related_name="scans")
    code = models.CharField(max_length=60)
    item = models.ForeignKey(Copy, null=True, blank=True, on_delete=models.CASCADE, related_name="shelf_scans")
    call_sort = models.CharField(max_length=200, blank=True)
    finding = models.CharField(max_length=10, choices=Finding.choices)
    at = models.DateTimeField()
    is_last = models.BooleanField(default=True, help_text="The last scan of this code in this check")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["check_of", "is_last", "id"], name="shelf_scan_by_check"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.get_finding_display()}"
