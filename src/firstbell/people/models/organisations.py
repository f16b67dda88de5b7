"""Organisations: state, district, school, department. A tree by materialised path."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models.roster import RosterRecord
from firstbell.people.permissions import PeoplePermission


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(PeoplePermission.ORGANISATION_VIEW).q("path"))

    def schools(self) -> Self:
        return self.filter(kind=Organisation.Kind.SCHOOL, closed_at=None)


class Organisation(RosterRecord):
    """``path`` is the ids from the root down, each followed by a dot; ``core.scope`` explains it."""

    class Kind(models.TextChoices):
        """OneRoster's organisation types."""

        NATIONAL = "national", "National"
        STATE = "state", "State"
        LOCAL = "local", "Local"
        DISTRICT = "district", "District"
        SCHOOL = "school", "School"
        DEPARTMENT = "department", "Department"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    identifier = models.CharField(max_length=100, blank=True, help_text="The official number, e.g. NCES id")
    code = models.CharField(max_length=20, blank=True, help_text="Short name for lists and labels, e.g. EHS")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    # NULL only inside the transaction that creates the row: the id must be known first.
    path = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001  NULL is unique, '' would not be
    time_zone = models.CharField(max_length=60, blank=True, help_text="IANA name; empty means the installation's")

    KIND_REF = "people.organisation"

    objects: ClassVar[OrganisationQuerySet] = OrganisationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(RosterRecord.Meta):
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        """The path as text; every saved organisation has one (``actions.organisations`` sees to it)."""
        return self.path or ""

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def short(self) -> str:
        return self.code or self.name


def path_below(parent: Organisation | None, pk: int) -> str:
    """The path of the organisation ``pk`` below ``parent``: ``"1.4." + "17."``."""
    return f"{parent.scope_path if parent is not None else ''}{pk}."
