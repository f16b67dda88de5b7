"""What was learned about other systems, as data: where their units and locations lie, what their columns mean."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.core.scope import EVERYWHERE
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place


class LocationRuleQuerySet(models.QuerySet["LocationRule"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rules of the actor's schools, and those that hold for every school."""
        scope = actor.scope(CorePermission.IMPORT_VIEW)
        if scope.is_nowhere:
            return self.none()
        if scope.is_everywhere:  # beside an OR, "everywhere" would be no condition at all
            return self.all()
        return self.filter(scope.q("organisation__path") | models.Q(organisation=None))


class LocationRule(models.Model):
    """What a thing is whose organisational unit (company, building) or location matches ``pattern``, whatever the source.

    ``pattern`` is a glob (``*`` any text, ``?`` one character), compared without case. What a rule leaves empty, it
    leaves to the next one in the order of ``priority``. A rule's school counts only where the names in the file
    name none; a rule with a school gives type and place only to things of that school.
    """

    class Field(models.TextChoices):
        UNIT = "unit", "Organisational unit"
        LOCATION = "location", "Location"

    # The first connector kept the rules; the audit trail knows them by that name.
    KIND_REF = "google_csv.location_rule"

    priority = models.PositiveSmallIntegerField(default=50, help_text="Smaller numbers are asked first")
    field = models.CharField(max_length=8, choices=Field.choices, default=Field.UNIT)
    pattern = models.CharField(max_length=300, help_text="e.g. /Kiosk/State testing or *loaner*")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    item_type = models.ForeignKey(ItemType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    objects: ClassVar[LocationRuleQuerySet] = LocationRuleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("priority", "id")

    def __str__(self) -> str:
        return self.pattern

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.pattern)

    @property
    def scope_path(self) -> str:
        """Where changing it needs the permission: its school, or everywhere."""
        return self.organisation.scope_path if self.organisation is not None else EVERYWHERE


class ColumnMappingQuerySet(models.QuerySet["ColumnMapping"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CorePermission.IMPORT_VIEW).q("org_path"))

    def newest(self) -> Self:
        return self.filter(replaced_at=None)


class ColumnMapping(models.Model):
    """What the columns of one kind of table mean, as somebody said once; used whenever such a table comes again.

    ``columns`` has a field's key (or ``keep``, ``leave``) for each of ``header``. A change is a new row with the next
    ``version``; the one before is kept with the moment it was replaced, so that every import can be explained.
    """

    KIND_REF = "connectors.column_mapping"

    source_key = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(default=0)
    org_path = models.CharField(max_length=120, blank=True)
    fingerprint = models.CharField(max_length=32, help_text="The same for the same columns in the same order")
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    has_header = models.BooleanField(default=True)
    day_first = models.BooleanField(default=False, help_text="Dates such as 3/4/2026 mean the 3rd of April")
    version = models.PositiveIntegerField(default=1)
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ColumnMappingQuerySet] = ColumnMappingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=["source_key", "organisation_id", "fingerprint"],
                condition=models.Q(replaced_at=None),
                name="one_mapping_per_header",
            ),
        )

    def __str__(self) -> str:
        shown = ", ".join(str(name) for name in self.header[:3])
        return f"{shown} …" if len(self.header) > 3 else shown

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self)[:100])
