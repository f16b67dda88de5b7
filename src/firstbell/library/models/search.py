"""What the public catalogue searches: one document per title that may be shown, made of it by ``actions.indexing``."""

from __future__ import annotations

from django.db import models

from firstbell.library.models.titles import Title


class TitleDocument(models.Model):
    """The words of a title, folded (``library.prose.terms``), and what it is filtered by. Hidden titles have none.

    On SQLite an FTS5 table follows it by triggers, on PostgreSQL a generated ``tsvector`` column does. ``stems`` holds the
    stems (English, Spanish) that differ from the words themselves. Whether a copy is on the shelf is not kept here but asked
    of the copies, so it cannot be stale. ``popularity`` counts loans of two years, without persons.
    """

    title = models.OneToOneField(Title, on_delete=models.CASCADE, primary_key=True, related_name="document")
    main = models.TextField(help_text="Title")
    alt = models.TextField(blank=True, help_text="Works contained, other titles")
    author = models.TextField(blank=True)
    series = models.TextField(blank=True)
    subject = models.TextField(blank=True, help_text="Subjects, places, genres")
    rest = models.TextField(blank=True, help_text="Summary, contents, publisher")
    stems = models.TextField(blank=True)

    format = models.CharField(max_length=8)
    language = models.CharField(max_length=3, blank=True)
    audience = models.CharField(max_length=1, blank=True)
    is_fiction = models.BooleanField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    dewey = models.FloatField(null=True, blank=True, help_text="The class as a number")
    lexile_low = models.SmallIntegerField(null=True, blank=True)
    lexile_high = models.SmallIntegerField(null=True, blank=True)
    grade_low = models.FloatField(null=True, blank=True, help_text="Reading level as a grade (ATOS, 521)")
    grade_high = models.FloatField(null=True, blank=True)
    interest_low = models.SmallIntegerField(null=True, blank=True, help_text="Grades it interests; kindergarten is 0")
    interest_high = models.SmallIntegerField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True, help_text="As far as the extent says them")
    genres = models.TextField(blank=True, help_text="Ids of its genre headings")
    added_at = models.DateTimeField()
    popularity = models.PositiveIntegerField(default=0)
    is_learned = models.BooleanField(default=True, help_text="Whether its words are among the catalogue's words")

    class Meta:
        indexes = (
            models.Index(fields=["-added_at"], name="document_by_arrival"),
            models.Index(fields=["dewey"], name="document_by_dewey"),
            models.Index(fields=["-popularity"], name="document_by_popularity"),
            models.Index(fields=["title"], condition=models.Q(is_learned=False), name="document_not_learned"),
        )

    def __str__(self) -> str:
        return f"document of title {self.title_id}"


class CatalogueWord(models.Model):
    """A word of the catalogue under its head or its sound (``library.spelling.keys_of``), by which a misspelled one finds it.

    In the database, not in the memory of each process: it is true for everybody at once, and a new title costs a few rows.
    """

    key = models.CharField(max_length=24)
    word = models.CharField(max_length=24)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["key", "word"], name="one_catalogue_word_per_key"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.word}"
