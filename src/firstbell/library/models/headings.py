"""Headings that titles share: people, subjects, genres, series; authorities light."""

from __future__ import annotations

from django.db import models

from firstbell.core.refs import Ref
from firstbell.library.models.titles import Title


class Heading(models.Model):
    """One form of a name, subject, genre or series. ``norm`` is ``text`` folded, what the same heading is found by."""

    class Kind(models.TextChoices):
        PERSON = "person", "Person"
        BODY = "body", "Organisation or event"
        SUBJECT = "subject", "Subject"
        PLACE = "place", "Place"
        GENRE = "genre", "Genre"
        SERIES = "series", "Series"
        WORK = "work", "Work"

    class List(models.TextChoices):
        """Which list of headings it is from (second indicator or $2 of 6XX)."""

        UNKNOWN = "", "Not said"
        LCSH = "lcsh", "Library of Congress"
        LCAC = "lcac", "Library of Congress, children's"
        SEARS = "sears", "Sears"
        LCGFT = "lcgft", "Library of Congress genre terms"
        GSAFD = "gsafd", "GSAFD genre terms"
        SPANISH = "bidex", "Spanish (Bilindex)"
        LOCAL = "local", "Local"
        OTHER = "other", "Another list"

    KIND_REF = "library.heading"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=400, help_text="Subdivisions with “ -- ” between")
    norm = models.CharField(max_length=400, editable=False)
    list = models.CharField(max_length=6, choices=List.choices, blank=True)

    class Meta:
        ordering = ("norm",)
        constraints = (models.UniqueConstraint(fields=["norm", "kind", "list"], name="one_heading_per_form"),)

    def __str__(self) -> str:
        return self.text

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.text)


class TitleHeading(models.Model):
    """A title's use of a heading. ``role``: author, illustrator … of people; ``volume``: place in a series.

    ``volume_sort`` puts the series in order (“Bk. 2.5” is 2.5).
    """

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="uses")
    # Its index is the one below.
    heading = models.ForeignKey(Heading, on_delete=models.CASCADE, related_name="uses", db_index=False)
    is_main = models.BooleanField(default=False, help_text="Main entry (1XX)")
    role = models.CharField(max_length=60, blank=True)
    volume = models.CharField(max_length=60, blank=True)
    volume_sort = models.FloatField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=["heading", "volume_sort"], name="use_by_heading"),)

    def __str__(self) -> str:
        return f"{self.heading} of title {self.title_id}"


class SeeReference(models.Model):
    """“Cars: see Automobiles” and “Automobiles: see also Trucks”: what people type, and what it stands under."""

    class Kind(models.TextChoices):
        SEE = "see", "see"
        SEE_ALSO = "also", "see also"

    KIND_REF = "library.see_reference"

    text = models.CharField(max_length=400)
    norm = models.CharField(max_length=400, db_index=True, editable=False)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.SEE)
    heading = models.ForeignKey(Heading, on_delete=models.CASCADE, related_name="references")
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("norm",)
        constraints = (models.UniqueConstraint(fields=["norm", "kind", "heading"], name="one_reference_per_heading"),)

    def __str__(self) -> str:
        return f"{self.text} → {self.heading}"

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.text)


class ReadingLevel(models.Model):
    """A level as some scheme says it, made comparable (521, 526). Only what the library's own records say.

    ``low`` and ``high`` are numbers of the scheme: Lexile measure (BR40L is −40), grade level with one decimal (ATOS), grades
    (kindergarten 0, preschool −1), years of age; Fountas & Pinnell A = 1 … Z = 26, Z+ = 27.
    """

    class Scheme(models.TextChoices):
        LEXILE = "lexile", "Lexile measure"
        ATOS = "atos", "ATOS book level"
        READING_COUNTS = "rc", "Reading Counts level"
        FOUNTAS_PINNELL = "fp", "Fountas & Pinnell level"
        DRA = "dra", "DRA level"
        READING_GRADE = "grade", "Reading grade level"
        INTEREST_GRADE = "igrade", "Interest grade"
        INTEREST_AGE = "iage", "Interest age"

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="levels")
    scheme = models.CharField(max_length=6, choices=Scheme.choices)
    low = models.FloatField()
    high = models.FloatField()
    text = models.CharField(max_length=60, help_text="In the scheme's manner: “AD770L”, “4.3”, “Grades 3–6”")
    code = models.CharField(max_length=4, blank=True, help_text="Lexile code: AD, BR, GN, HL, IG, NC, NP")
    points = models.FloatField(null=True, blank=True)
    quiz = models.CharField(max_length=20, blank=True)
    field = models.CharField(max_length=120, blank=True, help_text="The field it was read from, as it stands there")

    class Meta:
        indexes = (models.Index(fields=["scheme", "low", "high"], name="level_by_scheme"),)

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.text}"
