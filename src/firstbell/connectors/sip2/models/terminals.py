"""A self-check machine (or a gate, a sorter, a payment box): how it signs in, how it speaks, and what it may do and tell."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

#: Messages a terminal may be allowed, by the protocol's number, in the order of the screen.
SWITCHED = {
    "11": "Check out",
    "09": "Check in",
    "29": "Renew",
    "65": "Renew all",
    "23": "Patron status",
    "63": "Patron information, with the own loans",
    "17": "Item information",
    "15": "Holds",
    "37": "Take payments",
    "01": "Block a card that it kept",
    "25": "Lift a block it has set",
    "19": "Report an item's properties",
}
ON_BY_DEFAULT = ("11", "09", "29", "65", "23", "63", "17", "15")
ALWAYS = ("93", "99", "97", "35")
"""Signing in, status, resend and the end of a borrower's turn need no permission."""


def allowed_by_default() -> list[str]:
    return list(ON_BY_DEFAULT)


class TerminalQuerySet(models.QuerySet["Terminal"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(Sip2Permission.TERMINAL_EDIT).q("organisation__path"))


class Terminal(models.Model):
    """``digest`` is the SHA-256 of a password that the program made up (over 100 bits) and showed once.

    It acts for its organisation and what is below it. ``misses`` counts cards nobody has and wrong PINs since
    ``misses_since``: where somebody tries many, the terminal knows nobody until ten minutes are over.
    """

    class Encoding(models.TextChoices):
        CP850 = "cp850", "Code page 850 (as the protocol has it)"
        LATIN1 = "latin-1", "Latin-1"
        UTF8 = "utf-8", "UTF-8"
        ASCII = "ascii", "ASCII, letters without accents"

    class LineEnd(models.TextChoices):
        CR = "cr", "CR (as the protocol has it)"
        CRLF = "crlf", "CR LF"

    class ErrorDetection(models.TextChoices):
        AS_ASKED = "as_asked", "When the terminal uses it"
        REQUIRED = "required", "Required: messages without a checksum are sent back"

    class Whose(models.TextChoices):
        NOBODY = "nobody", "Of nobody"
        ADULTS = "adults", "Of staff only"
        EVERYBODY = "everybody", "Of everybody, students too"

    class PinRule(models.TextChoices):
        NEVER = "never", "Never: the card is enough"
        IF_SET = "if_set", "Of whoever has one"
        ALWAYS = "always", "Always"

    class DueForm(models.TextChoices):
        SIP = "sip", "20261215    235900 (machines read it)"
        ISO = "iso", "2026-12-15"
        WORDS = "words", "Tuesday, December 15"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        SPANISH = "es", "Español"

    KIND_REF = "sip2.terminal"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="terminals")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    uid = models.CharField(max_length=40, unique=True, help_text="The user name it signs in with (CN)")
    digest = models.CharField(max_length=64, editable=False)
    password_made_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_on = models.BooleanField(default=True)
    institution = models.CharField(max_length=40, blank=True, help_text="Institution id (AO); empty: the school's code")
    encoding = models.CharField(max_length=8, choices=Encoding.choices, default=Encoding.CP850)
    line_end = models.CharField(max_length=4, choices=LineEnd.choices, default=LineEnd.CR)
    error_detection = models.CharField(max_length=8, choices=ErrorDetection.choices, default=ErrorDetection.AS_ASKED)
    due_form = models.CharField(max_length=5, choices=DueForm.choices, default=DueForm.SIP)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.ENGLISH)
    allowed = models.JSONField(default=allowed_by_default, help_text="Numbers of the messages it may send")
    pin = models.CharField(max_length=6, choices=PinRule.choices, default=PinRule.IF_SET)
    takes_numbers = models.BooleanField(default=False, help_text="Student and staff numbers count as cards")
    tells_names = models.CharField(max_length=9, choices=Whose.choices, default=Whose.ADULTS)
    tells_emails = models.CharField(max_length=9, choices=Whose.choices, default=Whose.NOBODY)
    tells_fees = models.BooleanField(default=True, help_text="The amount owed, to the borrower's own terminal screen")
    asks_about_fees = models.BooleanField(
        default=False, help_text="Who owes something has to confirm before lending goes on"
    )
    other_types = models.ManyToManyField(ItemType, blank=True, related_name="+")
    most_connections = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    most_misses = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(3), MaxValueValidator(1000)]
    )
    misses = models.PositiveSmallIntegerField(default=0, editable=False)
    misses_since = models.DateTimeField(null=True, blank=True, editable=False)
    seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    seen_from = models.CharField(max_length=45, blank=True, editable=False)
    condition = models.CharField(max_length=1, blank=True, editable=False, help_text="As its last message 99 said")
    problem = models.CharField(max_length=200, blank=True, editable=False)
    problem_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[TerminalQuerySet] = TerminalQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def institution_id(self) -> str:
        return self.institution or self.organisation.short
