"""Class sets: a teacher asks for several copies of a title for a class and some weeks; the library sets them aside."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.circulation.models import Reservation
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.copies import Copy
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Organisation, Person, Section


class ClassSetQuerySet(models.QuerySet["ClassSet"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the schools whose class sets one fills."""
        fills = actor.scope(May.CLASS_SET_FILL)
        if fills.is_everywhere:
            return self
        own = models.Q(person_id=actor.person_id) if actor.person_id is not None else models.Q(pk__in=[])
        return self.filter(own if fills.is_nowhere else own | fills.q("organisation__path"))

    def filled_by(self, actor: Actor) -> Self:
        return self.filter(actor.scope(May.CLASS_SET_FILL).q("organisation__path"))


class ClassSet(models.Model):
    """``count`` copies of a title for ``section`` from one school day to another, both included, in the hands of the teacher."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        SET_ASIDE = "aside", "Set aside"
        DECLINED = "declined", "Not possible"
        CANCELLED = "gone", "Taken back"

    KIND_REF = "library.class_set"
    MOST = 200

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    count = models.PositiveSmallIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    answer = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ClassSetQuerySet] = ClassSetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("first_day", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(count__gte=1), name="class_set_count"),
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("first_day")), name="class_set_days"),
        )
        indexes = (models.Index(fields=["organisation", "state", "first_day"], name="class_set_by_school"),)

    def __str__(self) -> str:
        return f"{self.count} × {self.title}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.ASKED, self.State.SET_ASIDE)


class ClassSetCopy(models.Model):
    """A copy promised for the set, by circulation's reservation of that very thing."""

    class_set = models.ForeignKey(ClassSet, on_delete=models.CASCADE, related_name="copies")
    copy = models.ForeignKey(Copy, on_delete=models.CASCADE, related_name="+")
    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["class_set", "copy"], name="once_in_a_class_set"),)

    def __str__(self) -> str:
        return f"{self.copy_id} for {self.class_set_id}"
