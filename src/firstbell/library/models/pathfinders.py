"""Pathfinders: a way through what the library has and knows about a topic, made by a teacher or a librarian."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.cited import STYLES
from firstbell.library.models.databases import ResearchDatabase, inherited_by
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Account, Enrollment, Organisation, Person, Section


class PathfinderQuerySet(models.QuerySet["Pathfinder"]):
    def visible_to(self, actor: Actor) -> Self:
        """What one may read (see ``readable_by``), one's own, and all where one may edit everybody's."""
        edits = actor.scope(May.PATHFINDER_EDIT)
        if edits.is_everywhere:
            return self
        wanted = self._readable(actor) | self._own(actor)
        return self.filter(wanted if edits.is_nowhere else wanted | edits.q("organisation__path"))

    def readable_by(self, actor: Actor) -> Self:
        """Published ones: for everybody; for the school, at or above where one reads; for classes one is in."""
        return self.filter(self._readable(actor))

    def editable_by(self, actor: Actor) -> Self:
        edits = actor.scope(May.PATHFINDER_EDIT)
        if edits.is_everywhere:
            return self
        own = self._own(actor)
        return self.filter(own if edits.is_nowhere else own | edits.q("organisation__path"))

    def _own(self, actor: Actor) -> Q:
        if actor.account_id is None or not actor.can(May.PATHFINDER_WRITE):
            return Q(pk__in=[])
        return Q(owner_id=actor.account_id)

    def _readable(self, actor: Actor) -> Q:
        wanted = Q(reach=Pathfinder.Reach.EVERYBODY)
        reads = actor.scope(May.PATHFINDER_READ)
        if not reads.is_nowhere:
            wanted |= Q(reach=Pathfinder.Reach.SCHOOL) & inherited_by(reads)
        if actor.person_id is not None:
            for_mine = PathfinderClass.objects.filter(section__in=sections_of(actor)).values("pathfinder_id")
            wanted |= Q(reach=Pathfinder.Reach.CLASSES, pk__in=for_mine)
        return Q(state=Pathfinder.State.PUBLISHED) & wanted


def sections_of(actor: Actor) -> QuerySet[Section]:
    """The classes and the homeroom the actor is in or teaches; nobody else's, whatever the actor may do."""
    person = actor.person_id or 0
    enrolled = Enrollment.objects.filter(person_id=person, closed_at=None).order_by().values("section_id")
    homeroom = Person.objects.filter(pk=person).order_by().values("homeroom_id")
    # Not one filter with OR over both joins: that reads every section and everybody enrolled in it.
    return Section.objects.filter(pk__in=enrolled.union(homeroom))


class Pathfinder(models.Model):
    """``keywords``: further words that people search for, with commas. ``told_for``: the review the owner was asked for.

    ``version`` counts what was published; ``is_changed`` says that the parts are ahead of it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    class Reach(models.TextChoices):
        EVERYBODY = "everybody", "Everybody, also without an account"
        SCHOOL = "school", "Everybody at the school"
        CLASSES = "classes", "Only the classes it is for"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Español"

    KIND_REF = "library.pathfinder"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    keywords = models.CharField(max_length=300, blank=True)
    search_text = models.CharField(max_length=800, editable=False, help_text="Folded title, keywords and summary")
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    reach = models.CharField(max_length=9, choices=Reach.choices, default=Reach.SCHOOL)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    style = models.CharField(max_length=12, choices=STYLES, blank=True, help_text="How to cite for it")
    sections = models.ManyToManyField(Section, through="PathfinderClass", related_name="+")
    version = models.PositiveIntegerField(default=0)
    is_changed = models.BooleanField(default=True)
    review_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[PathfinderQuerySet] = PathfinderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("title", "pk")
        indexes = (
            models.Index(fields=["organisation", "state"], name="pathfinder_by_school"),
            models.Index(fields=["review_on"], name="pathfinder_by_review"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.title)

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED


class PathfinderClass(models.Model):
    """A class a pathfinder is for: it stands first on the page of everybody in it."""

    pathfinder = models.ForeignKey(Pathfinder, on_delete=models.CASCADE, related_name="classes")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["pathfinder", "section"], name="one_pathfinder_per_class"),)

    def __str__(self) -> str:
        return f"{self.pathfinder_id} for {self.section_id}"


class PathfinderPartQuerySet(models.QuerySet["PathfinderPart"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of pathfinders one may edit: readers get them with the whole."""
        return self.filter(pathfinder__in=Pathfinder.objects.all().editable_by(actor))


class PathfinderPart(models.Model):
    """One step of the way, in order. ``note`` says why it is there; of a text it is the text, in Markdown."""

    class Kind(models.TextChoices):
        TEXT = "text", "Text"
        TITLE = "title", "Title of the catalogue"
        DATABASE = "database", "Database"
        LINK = "link", "Web page"
        SEARCH = "search", "Search of the catalogue"

    pathfinder = models.ForeignKey(Pathfinder, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    heading = models.CharField(max_length=160, blank=True, help_text="Of a link or a search: what it is called")
    note = models.TextField(blank=True)
    title = models.ForeignKey(Title, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    database = models.ForeignKey(ResearchDatabase, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    url = models.URLField(max_length=1000, blank=True)
    query = models.CharField(max_length=200, blank=True)
    limits = models.JSONField(default=dict, blank=True, help_text="Of a search: what it is limited by")

    objects: ClassVar[PathfinderPartQuerySet] = PathfinderPartQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "pk")
        indexes = (models.Index(fields=["pathfinder", "position"], name="part_by_pathfinder"),)

    def __str__(self) -> str:
        return f"part {self.position} of {self.pathfinder_id}"


class PathfinderVersion(models.Model):
    """What was published. ``content``: title, summary and parts as words, so that it reads without what it pointed at."""

    pathfinder = models.ForeignKey(Pathfinder, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["pathfinder", "number"], name="one_pathfinder_version"),)

    def __str__(self) -> str:
        return f"version {self.number} of {self.pathfinder_id}"
