"""Reviews by readers: shown only once a librarian has read them, and never saying that somebody borrowed something."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.people.models import Account, Organisation


class ReviewSettings(models.Model):
    """How a school, or the district for its schools, does reviews. Where nobody has said anything there are none."""

    class Signature(models.TextChoices):
        NOBODY = "nobody", "“A reader”: no name, no grade"
        GRADE = "grade", "“A reader in grade 4”"
        FIRST = "first", "First name and grade"

    KIND_REF = "library.review_settings"

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField("Readers may write reviews", default=False)
    signature = models.CharField("Signed as", max_length=6, choices=Signature.choices, default=Signature.NOBODY)
    hide_after = models.PositiveSmallIntegerField(
        "Hide after so many reports", default=3, validators=(MinValueValidator(1), MaxValueValidator(99)),
        help_text="A review that so many readers report is not shown until somebody has looked at it again.",
    )  # fmt: skip
    rules_en = models.TextField("What we ask of reviewers", blank=True, max_length=1000)
    rules_es = models.TextField("The same in Spanish", blank=True, max_length=1000)
    source = models.CharField("Who decided this", max_length=200, blank=True)
    last_checked = models.DateField("Looked at last", null=True, blank=True)

    class Meta:
        ordering = ("organisation",)

    def __str__(self) -> str:
        return f"reviews at {self.organisation}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, f"Reviews at {self.organisation}")


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those of the schools whose reviews one approves."""
        moderates = actor.scope(May.REVIEW_MODERATE)
        found = self._own(actor)
        if not moderates.is_nowhere:
            found |= models.Q(pk__isnull=False) if moderates.is_everywhere else moderates.q("organisation__path")
        return self.filter(found)

    def own(self, actor: Actor) -> Self:
        return self.filter(self._own(actor))

    def moderated_by(self, actor: Actor) -> Self:
        return self.filter(actor.scope(May.REVIEW_MODERATE).q("organisation__path"))

    def shown(self) -> Self:
        """What readers of the catalogue get."""
        return self.filter(state=Review.State.SHOWN, is_held=False)

    def _own(self, actor: Actor) -> models.Q:
        if actor.account_id is None or actor.is_disguised:
            return models.Q(pk__in=[])
        return models.Q(author_id=actor.account_id)


class Review(models.Model):
    """One reader's of one title. ``grade`` is the reader's when it was written; ``answer`` what the librarian said when it went back.

    ``is_held``: so many readers reported it that it is not shown until somebody has looked.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be read"
        SHOWN = "shown", "Shown"
        BACK = "back", "Sent back"
        REMOVED = "removed", "Removed"

    KIND_REF = "library.review"
    MOST_LETTERS = 1500

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    stars = models.PositiveSmallIntegerField(validators=(MinValueValidator(1), MaxValueValidator(5)))
    text = models.TextField(max_length=MOST_LETTERS, blank=True)
    grade = models.CharField(max_length=2, blank=True)
    is_staff = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    answer = models.CharField(max_length=500, blank=True)
    is_held = models.BooleanField(default=False)
    written_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ReviewQuerySet] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["title", "author"], name="one_review_per_reader"),
            models.CheckConstraint(condition=models.Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
        )
        indexes = (
            models.Index(fields=["organisation", "state"], name="review_by_school"),
            models.Index(fields=["author"], name="review_by_author"),
        )

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def ref(self) -> Ref:
        """Names neither title nor reader."""
        return Ref(self.KIND_REF, self.pk, "A review")


class ReviewReport(models.Model):
    """Somebody says that a review should be looked at; ``seen_at`` once that was done."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["review", "account"], name="one_report_per_reader"),)

    def __str__(self) -> str:
        return f"report {self.pk}"
