"""Articles: what the school knows, written down, with every version, and what readers say of it."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import Scope
from firstbell.guides.permissions import GuidesPermission
from firstbell.inventory.models import Product
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place
from firstbell.rooms.queries import ids_on


class Audience(models.TextChoices):
    """Whom an article is for. Whoever helps an audience reads along: see ``READS``."""

    EVERYBODY = "everybody", "Everybody who can sign in"
    STUDENTS = "students", "Students"
    TEACHERS = "teachers", "Teachers and staff"
    TECHNICIANS = "technicians", "Technicians"


#: What one must hold, and where, to read the articles for an audience.
READS: dict[Audience, GuidesPermission] = {
    Audience.EVERYBODY: GuidesPermission.ARTICLE_READ,
    Audience.STUDENTS: GuidesPermission.ARTICLE_READ_STUDENTS,
    Audience.TEACHERS: GuidesPermission.ARTICLE_READ_TEACHERS,
    Audience.TECHNICIANS: GuidesPermission.ARTICLE_READ_TECHNICIANS,
}


def inherited_by(scope: Scope) -> Q:
    """What reaches a scope: all that lies in it, and what stands above it, since an article is inherited downwards."""
    if scope.is_everywhere:
        return Q()
    above = {pk for path in scope.paths for pk in ids_on(path)}
    return scope.q("organisation__path") | Q(organisation__in=above)


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, actor: Actor) -> Self:
        """Published ones for the audiences the actor belongs to, at or above where; all states where one may write."""
        writes = actor.scope(GuidesPermission.ARTICLE_EDIT)
        if writes.is_everywhere:
            return self
        wanted = Q(pk__in=[]) if writes.is_nowhere else writes.q("organisation__path")
        by_reach: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for audience, permission in READS.items():
            by_reach[actor.scope(permission).paths].append(audience)
        for paths, audiences in by_reach.items():
            if paths:
                read = Q(state=Article.State.PUBLISHED, audience__in=audiences)
                wanted |= read & inherited_by(Scope(paths))
        return self.filter(wanted)

    def editable_by(self, actor: Actor) -> Self:
        return self.filter(actor.scope(GuidesPermission.ARTICLE_EDIT).q("organisation__path"))

    def published(self) -> Self:
        return self.filter(state=Article.State.PUBLISHED)


class Article(models.Model):
    """One text in Markdown. ``organisation``: its school or district; everything below inherits it.

    ``translation_of``: the article it says in another language, never itself a translation; ``follows``: the version of
    that one it was last brought up to. ``source_kind`` and ``source_id`` name what it was made from (a ticket), which
    only those may see who may see that. ``told_for``: the review date of which the owner was told.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Español"

    KIND_REF = "guides.article"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="translations"
    )
    follows = models.PositiveIntegerField(default=0)
    audience = models.CharField(max_length=12, choices=Audience.choices, default=Audience.TECHNICIANS)
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    tags = models.CharField(max_length=200, blank=True, help_text="Small letters, each between commas: ,wifi,password,")
    about = models.CharField(max_length=20, blank=True, help_text="The kind of thing, as fix cards say it: projector")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    place_kind = models.CharField(max_length=10, choices=Place.Kind.choices, blank=True)
    owner = models.ForeignKey("people.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField(null=True, blank=True)
    told_for = models.DateField(null=True, blank=True)
    source_kind = models.CharField(max_length=60, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ArticleQuerySet] = ArticleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("title", "pk")
        indexes = (
            models.Index(fields=["organisation", "state"], name="article_by_school"),
            models.Index(fields=["review_on"], name="article_by_review"),
            models.Index(fields=["source_kind", "source_id"], name="article_by_source"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                condition=Q(translation_of__isnull=False),
                name="one_translation_per_language",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.title)

    @property
    def tag_list(self) -> list[str]:
        return [one for one in self.tags.split(",") if one]

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def group(self) -> int:
        """The same for an article and its translations."""
        return self.translation_of_id or self.pk


class ArticleVersionQuerySet(models.QuerySet["ArticleVersion"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of articles one may edit: readers read what stands now."""
        return self.filter(article__in=Article.objects.all().editable_by(actor))


class ArticleVersion(models.Model):
    """What an article said from one save to the next; never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects: ClassVar[ArticleVersionQuerySet] = ArticleVersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["article", "number"], name="one_article_version_per_number"),)

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class ArticleFeedback(models.Model):
    """“Was this helpful?”, once per person and version. ``voter`` is a keyed digest: it counts, and names nobody."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    version = models.PositiveIntegerField()
    voter = models.CharField(max_length=64)
    is_helpful = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    day = models.DateField()

    class Meta:
        verbose_name_plural = "article feedback"
        constraints = (
            models.UniqueConstraint(fields=["article", "version", "voter"], name="one_feedback_per_reader_and_version"),
        )

    def __str__(self) -> str:
        return f"{self.article_id} v{self.version}: {'yes' if self.is_helpful else 'no'}"


class MissedSearchQuerySet(models.QuerySet["MissedSearch"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of schools where one may write what is missing."""
        return self.filter(actor.scope(GuidesPermission.ARTICLE_EDIT).q("organisation__path"))


class MissedSearch(models.Model):
    """Words that were searched for and found nothing: how often at a school, never by whom."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=80)
    times = models.PositiveIntegerField(default=0)
    first_on = models.DateField()
    last_on = models.DateField()

    objects: ClassVar[MissedSearchQuerySet] = MissedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-times", "words")
        verbose_name_plural = "missed searches"
        constraints = (models.UniqueConstraint(fields=["organisation", "words"], name="one_miss_per_school_and_words"),)

    def __str__(self) -> str:
        return f"{self.words}: {self.times}"
