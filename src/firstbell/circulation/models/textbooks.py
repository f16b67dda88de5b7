"""Which class is to have which textbook: one for each student, or so many that the teacher holds.

Who has one is a loan like any other; this only says who should.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Product
from firstbell.people.models import Section


class SectionTextbookQuerySet(models.QuerySet["SectionTextbook"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(CirculationPermission.TEXTBOOK_EDIT).q("section__organisation__path"))


class SectionTextbook(models.Model):
    """``wanted`` is the size of a class set; for one each it is 0, and the students are counted."""

    class Kind(models.TextChoices):
        EACH = "each", "One for each student"
        SET = "set", "A class set the teacher holds"

    KIND_REF = "circulation.section_textbook"

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="textbooks")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="section_textbooks")
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.EACH)
    wanted = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[SectionTextbookQuerySet] = SectionTextbookQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("section", "pk")
        constraints = (models.UniqueConstraint(fields=["section", "product"], name="one_textbook_per_section"),)

    def __str__(self) -> str:
        return f"{self.product} for {self.section.title}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self)[:200])
