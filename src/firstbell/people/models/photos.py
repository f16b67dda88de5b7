"""Photos of people: where they are kept at all, the picture of somebody, and who wants none."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.people.models.classes import Enrollment
from firstbell.people.models.organisations import Organisation
from firstbell.people.models.persons import Membership, Person
from firstbell.people.permissions import PeoplePermission

PHOTO_FOLDER = "people"


class PhotoRule(models.Model):
    """Whether photos of people are kept at an organisation and below it, until a rule further down says otherwise.

    No rule on the way up means no: a face is more than a counter needs to know, so somebody has to decide for it.
    """

    KIND_REF = "people.photo_rule"

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="photo_rule")
    is_on = models.BooleanField("photos are kept", default=False)
    source = models.CharField(max_length=200, blank=True, help_text="Who decided it, or where it is written")
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("organisation__path",)

    def __str__(self) -> str:
        return f"Photos of people at {self.organisation}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, str(self))


def nearest_rule(path: str) -> Subquery:
    """What counts where ``path``, a column of the asking query, leads: True, False, or None where nobody has decided."""
    above = PhotoRule.objects.annotate(here=ExpressionWrapper(OuterRef(path), models.CharField())).filter(
        here__startswith=F("organisation__path")
    )
    return Subquery(above.order_by(Length("organisation__path").desc()).values("is_on")[:1])


def photo_file(_photo: PersonPhoto, _name: str) -> str:
    """A name that says nothing and cannot be guessed, although no address leads to it."""
    name = uuid4().hex
    return f"{PHOTO_FOLDER}/{name[:2]}/{name}.jpg"


class PersonPhotoQuerySet(models.QuerySet["PersonPhoto"]):
    def kept(self, *, is_kept: bool = True) -> Self:
        """Those that may be kept: the nearest rule above the person says so, and nobody wants none. Or all the others."""
        refused = Exists(PhotoRefusal.objects.filter(person=OuterRef("person")))
        rows = self.annotate(rule=nearest_rule("person__organisation__path"), refused=refused)
        good = Q(rule=True, refused=False)
        return rows.filter(good) if is_kept else rows.filter(Q(rule=None) | Q(rule=False) | Q(refused=True))

    def visible_to(self, actor: Actor) -> Self:
        """One's own; with ``people.photo.view`` those of the people one may see, and of the students one teaches."""
        scope = actor.scope(PeoplePermission.PHOTO_VIEW)
        if scope.is_nowhere and actor.person_id is None:
            return self.none()
        reach = Q(person_id=actor.person_id) if actor.person_id is not None else Q(pk__in=[])
        if not scope.is_nowhere:
            seen = Q(person__in=Person.objects.visible_to(actor).order_by()) | _taught_by(actor)
            reach |= seen if scope.is_everywhere else scope.q("person__organisation__path") & seen
        return self.kept().filter(reach, person__merged_into=None)


def _taught_by(actor: Actor) -> Q:
    """The students who sit in a class that the actor teaches now."""
    if actor.person_id is None:
        return Q(pk__in=[])
    standing = Enrollment.objects.filter(Q(end_date=None) | Q(end_date__gt=timezone.localdate()), closed_at=None)
    taught = standing.filter(person_id=actor.person_id, role=Membership.Role.TEACHER).values("section_id")
    enrolled = standing.filter(section__in=taught, role=Membership.Role.STUDENT).values("person_id")
    sits = Q(person__in=enrolled) | Q(person__homeroom__in=taught)
    return Q(person__kind=Person.Kind.STUDENT, person__withdrawn_on=None) & sits


class PersonPhoto(models.Model):
    """The one picture of a person, made anew and small. Served only by a view that asks ``visible_to``."""

    WIDTH, HEIGHT, SMALL = 240, 320, 96
    """Pixels: the picture, and both sides of the small one."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="photo")
    file = models.FileField(upload_to=photo_file)
    small = models.FileField(upload_to=photo_file)
    sha256 = models.CharField(max_length=64, help_text="Of the picture as it is kept")
    source = models.CharField(max_length=60, help_text="How it came: by hand, zip, REST")
    kept_at = models.DateTimeField()

    objects: ClassVar[PersonPhotoQuerySet] = PersonPhotoQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "photo"

    def __str__(self) -> str:
        return f"photo of person {self.person_id}"


class PhotoRefusal(models.Model):
    """No photo of this person is kept, whatever the rule says."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="photo_refusal")
    asked_by = models.CharField(max_length=100, help_text="Whose wish it is: a guardian, the person")
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "wish for no photo"
        verbose_name_plural = "wishes for no photo"

    def __str__(self) -> str:
        return f"no photo of person {self.person_id}"
