"""Book lists: titles in an order, each with a word why; staff picks and classroom lists, made by librarians and teachers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.databases import inherited_by
from firstbell.library.models.pathfinders import Pathfinder, sections_of
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Account, Organisation, Section


class BookListQuerySet(models.QuerySet["BookList"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those one may read, one's own, and all where one may edit everybody's."""
        return self.filter(self._readable(actor) | self._editable(actor))

    def readable_by(self, actor: Actor) -> Self:
        """Shown ones: for everybody; for the school, at or above where one reads; for classes one is in."""
        return self.filter(self._readable(actor))

    def editable_by(self, actor: Actor) -> Self:
        return self.filter(self._editable(actor))

    def _editable(self, actor: Actor) -> Q:
        edits = actor.scope(May.PATHFINDER_EDIT)
        if edits.is_everywhere:
            return Q()
        found = Q(pk__in=[])
        if actor.account_id is not None and actor.can(May.PATHFINDER_WRITE):
            found = Q(owner_id=actor.account_id)
        return found if edits.is_nowhere else found | edits.q("organisation__path")

    def _readable(self, actor: Actor) -> Q:
        wanted = Q(reach=BookList.Reach.EVERYBODY)
        reads = actor.scope(May.PATHFINDER_READ)
        if not reads.is_nowhere:
            wanted |= Q(reach=BookList.Reach.SCHOOL) & inherited_by(reads)
        if actor.person_id is not None:
            mine = BookListClass.objects.filter(section__in=sections_of(actor)).values("book_list_id")
            wanted |= Q(reach=BookList.Reach.CLASSES, pk__in=mine)
        return Q(is_shown=True) & wanted


class BookList(models.Model):
    """``is_shown``: readers find it. ``is_pick``: its covers stand on the catalogue's first page. ``reach`` as of pathfinders."""

    Reach = Pathfinder.Reach
    Language = Pathfinder.Language
    KIND_REF = "library.book_list"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    keywords = models.CharField(max_length=300, blank=True)
    search_text = models.CharField(max_length=800, editable=False, help_text="Folded name, keywords and summary")
    language = models.CharField(max_length=2, choices=Pathfinder.Language.choices, default=Pathfinder.Language.ENGLISH)
    reach = models.CharField(max_length=9, choices=Pathfinder.Reach.choices, default=Pathfinder.Reach.EVERYBODY)
    sections = models.ManyToManyField(Section, through="BookListClass", related_name="+")
    is_shown = models.BooleanField(default=False)
    is_pick = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    shown_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[BookListQuerySet] = BookListQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")
        indexes = (
            models.Index(fields=["organisation", "is_shown"], name="book_list_by_school"),
            models.Index(fields=["-shown_at"], condition=models.Q(is_pick=True, is_shown=True), name="book_list_picks"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class BookListClass(models.Model):
    """A class a list is for."""

    book_list = models.ForeignKey(BookList, on_delete=models.CASCADE, related_name="classes")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["book_list", "section"], name="one_book_list_per_class"),)

    def __str__(self) -> str:
        return f"{self.book_list_id} for {self.section_id}"


class BookListTitleQuerySet(models.QuerySet["BookListTitle"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of lists one may edit: readers get them with the list."""
        return self.filter(book_list__in=BookList.objects.all().editable_by(actor))


class BookListTitle(models.Model):
    """A title of a list, in its place. ``note`` says to readers why it is on it."""

    book_list = models.ForeignKey(BookList, on_delete=models.CASCADE, related_name="entries")
    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    objects: ClassVar[BookListTitleQuerySet] = BookListTitleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["book_list", "title"], name="once_on_a_book_list"),)

    def __str__(self) -> str:
        return f"{self.position} of {self.book_list_id}"
