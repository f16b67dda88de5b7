"""Titles: what the library has copies of, with what readers search; the MARC record itself is kept beside it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import Product
from firstbell.library.permissions import LibraryPermission


class TitleQuerySet(models.QuerySet["Title"]):
    def visible_to(self, actor: Actor) -> Self:
        """The catalogue is for everybody, signed in or not; what is hidden is for those who work on it.

        What was merged into another title is nobody's any more: its copies are the other's.
        """
        found = self.filter(merged_into=None)
        return found if actor.can(LibraryPermission.CATALOGUE_WORK) else found.filter(is_hidden=False)


class Title(Product):
    """A bibliographic record, once for the district. The columns here are derived from its MARC record.

    ``Product.name`` is ``full_title`` cut to its length. ``sort_title`` and ``author_sort`` are folded
    (``core.search.fold``), without the article that does not count for filing. ``year`` is the year of publication as a
    number, ``year_text`` as printed. ``audience`` is 008/22, ``language`` the MARC code (``eng``).
    """

    class Format(models.TextChoices):
        BOOK = "book", "Book"
        LARGE_PRINT = "large", "Large print"
        GRAPHIC = "graphic", "Graphic novel"
        EBOOK = "ebook", "E-book"
        AUDIOBOOK = "audio", "Audiobook"
        EAUDIO = "eaudio", "E-audiobook"
        VIDEO = "video", "Video"
        MUSIC = "music", "Music"
        SCORE = "score", "Sheet music"
        MAP = "map", "Map"
        SERIAL = "serial", "Magazine or newspaper"
        KIT = "kit", "Kit"
        OBJECT = "object", "Game or object"
        PICTURE = "picture", "Picture"
        SOFTWARE = "software", "Software"
        OTHER = "other", "Other"

    class Audience(models.TextChoices):
        """008/22 of books, music, computer files and visual materials (MARC 21 Bibliographic)."""

        UNKNOWN = "", "Not said"
        PRESCHOOL = "a", "Preschool"
        PRIMARY = "b", "Primary"
        PRE_ADOLESCENT = "c", "Pre-adolescent"
        ADOLESCENT = "d", "Adolescent"
        ADULT = "e", "Adult"
        SPECIALISED = "f", "Specialised"
        GENERAL = "g", "General"
        JUVENILE = "j", "Juvenile"

    KIND_REF = "library.title"

    full_title = models.TextField(help_text="245 $a $b $n $p without the punctuation between its parts")
    sort_title = models.CharField(max_length=200, db_index=True, editable=False)
    responsibility = models.CharField(max_length=500, blank=True, help_text="245 $c: who made it, as printed")
    author = models.CharField(max_length=300, blank=True, help_text="Main entry, as the heading: “Paulsen, Gary”")
    author_sort = models.CharField(max_length=120, blank=True, db_index=True, editable=False)
    edition = models.CharField(max_length=200, blank=True)
    published_at = models.CharField(max_length=200, blank=True, help_text="Place of publication")
    publisher = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    year_text = models.CharField(max_length=60, blank=True)
    extent = models.CharField(max_length=300, blank=True, help_text="300: pages, illustrations, size")
    language = models.CharField(max_length=3, blank=True)
    format = models.CharField(max_length=8, choices=Format.choices, default=Format.BOOK)
    audience = models.CharField(max_length=1, choices=Audience.choices, blank=True)
    is_fiction = models.BooleanField(null=True, blank=True, help_text="None: the record does not say")
    summary = models.TextField(blank=True, help_text="520")
    contents = models.TextField(blank=True, help_text="505")
    dewey = models.CharField(max_length=30, blank=True, help_text="082 or 092, without prime marks")
    control_number = models.CharField(max_length=60, blank=True, help_text="001")
    control_source = models.CharField(max_length=30, blank=True, help_text="003: whose number it is")
    is_temporary = models.BooleanField(default=False, help_text="Added in a hurry; the record is still to be made")
    is_hidden = models.BooleanField(default=False, help_text="Not shown in the public catalogue")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[TitleQuerySet] = TitleQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("sort_title", "product_ptr_id")
        indexes = (
            models.Index(fields=["control_number"], name="title_by_control_number"),
            models.Index(fields=["changed_at"], name="title_by_change"),
            models.Index(fields=["sort_title"], condition=models.Q(is_temporary=True), name="title_temporary"),
            models.Index(fields=["sort_title"], condition=models.Q(is_hidden=True), name="title_hidden"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class TitleNumber(models.Model):
    """A number that leads to a title. ``value`` compares (ISBN-13 without hyphens); ``text`` is as it stood there.

    What fails its check digit is found by, but never matched on.
    """

    class Kind(models.TextChoices):
        ISBN = "isbn", "ISBN"
        ISSN = "issn", "ISSN"
        LCCN = "lccn", "LCCN"
        UPC = "upc", "UPC or EAN (024)"
        OTHER = "other", "System control number (035)"

    title = models.ForeignKey(Title, on_delete=models.CASCADE, related_name="numbers")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    value = models.CharField(max_length=60)
    text = models.CharField(max_length=120, blank=True)
    is_valid = models.BooleanField(default=True)
    is_other_form = models.BooleanField(default=False, help_text="$z, or of another binding or form (776)")

    class Meta:
        indexes = (models.Index(fields=["value", "kind"], name="title_number_by_value"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.text or self.value}"
