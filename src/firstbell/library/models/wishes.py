"""What families ask of the library for their own child, and what they ask for on their own page.

The two most private tables of the house: they say what a family does not want. Only the librarian reads them.
"""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Person


class FamilyWishQuerySet(models.QuerySet["FamilyWish"]):
    def visible_to(self, actor: Actor) -> Self:
        """For whoever keeps the wishes of the student's school; never for somebody who looks as that person."""
        if actor.is_disguised:
            return self.none()
        return self.filter(actor.scope(LibraryPermission.FAMILY_WISH_EDIT).q("person__organisation__path"))

    def standing(self, today: dt.date) -> Self:
        return self.filter(Q(until=None) | Q(until__gte=today), ended_at=None)


class FamilyWish(models.Model):
    """One wish for one student: not this, or (``is_welcome``) this is all right whatever else was asked.

    Titles are known by ``norm`` and ``author_norm`` besides the key, so that another edition counts as well; people, series
    and subjects by ``norm`` alone (the folded heading), so that they outlive the record they were found in. ``grade_from``
    is of ``level``: titles meant for readers from that grade on (kindergarten 0). ``until`` is the last day it counts;
    empty: as long as the student is here.
    """

    class About(models.TextChoices):
        """From the most particular to the least: of two that meet, the more particular one counts."""

        TITLE = "title", "A title, in every edition"
        SERIES = "series", "A series"
        AUTHOR = "author", "An author or illustrator"
        SUBJECT = "subject", "A subject or genre"
        LEVEL = "level", "Titles for older readers"
        EVERYTHING = "all", "Everything, until the family has agreed"

    class Ended(models.TextChoices):
        FAMILY = "family", "The family took it back"
        LEFT = "left", "The student left"

    KIND_REF = "library.family_wish"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_wishes")
    about = models.CharField(max_length=8, choices=About.choices)
    is_welcome = models.BooleanField(default=False)
    title = models.ForeignKey(Title, null=True, blank=True, on_delete=models.SET_NULL, related_name="family_wishes")
    words = models.CharField(max_length=400, blank=True)
    norm = models.CharField(max_length=400, blank=True, editable=False)
    author_norm = models.CharField(max_length=120, blank=True, editable=False)
    grade_from = models.SmallIntegerField(null=True, blank=True)
    asked_by = models.CharField(max_length=100)
    asked_on = models.DateField()
    source = models.CharField(max_length=100)
    note = models.CharField(max_length=300, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=8, choices=Ended.choices, blank=True)

    objects: ClassVar[FamilyWishQuerySet] = FamilyWishQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["person"], condition=Q(ended_at=None), name="family_wish_standing"),)

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"wish {self.pk}")


class FamilyRequestQuerySet(models.QuerySet["FamilyRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own as a guardian; those of the school for whoever keeps its wishes."""
        if actor.is_disguised:
            return self.none()
        kept = actor.scope(LibraryPermission.FAMILY_WISH_EDIT)
        if kept.is_everywhere:
            return self.all()
        own = Q(guardian_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        return self.filter(own if kept.is_nowhere else own | kept.q("person__organisation__path"))


class FamilyRequest(models.Model):
    """What a guardian wrote on their own page, in their own words, for the librarian to record."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        RECORDED = "recorded", "Recorded"
        ANSWERED = "answered", "Answered"

    KIND_REF = "library.family_request"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="family_requests")
    guardian = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asked_family_requests")
    text = models.TextField(max_length=1000)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FamilyRequestQuerySet] = FamilyRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"request {self.pk}")
