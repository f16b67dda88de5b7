"""Research databases: what they are for, who may use them from where, and whether their address still answers."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from firstbell.core.actor import Actor
from firstbell.core.refs import Ref
from firstbell.core.scope import Scope
from firstbell.core.secrets import EncryptedTextField
from firstbell.library.permissions import LibraryPermission
from firstbell.people.models import Organisation

#: School grades as numbers; kindergarten is 0, preschool −1.
GRADES = ((-1, "PK"), (0, "K"), *((number, str(number)) for number in range(1, 13)))


def inherited_by(scope: Scope) -> Q:
    """What reaches a scope: what lies in it, and what stands above it."""
    if scope.is_everywhere:
        return Q()
    above = {int(part) for path in scope.paths for part in path.split(".") if part}
    return scope.q("organisation__path") | Q(organisation__in=above)


class ProxyServerQuerySet(models.QuerySet["ProxyServer"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(actor.scope(LibraryPermission.DATABASE_EDIT).q("organisation__path"))


class ProxyServer(models.Model):
    """An EZproxy that trusts our tickets. ``secret``: the word behind ``SHA512`` (or another digest) in its ``user.txt``.

    Source: OCLC, EZproxy documentation, “Ticket authentication”, last checked 2026-11-26.
    """

    class Digest(models.TextChoices):
        SHA512 = "sha512", "SHA512"
        SHA256 = "sha256", "SHA256"
        SHA1 = "sha1", "SHA1"
        MD5 = "md5", "MD5"

    KIND_REF = "library.proxy_server"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    login_url = models.URLField(max_length=300, help_text="Ends with /login: https://ezproxy.example.org/login")
    secret = EncryptedTextField(default="", blank=True)
    digest = models.CharField(max_length=6, choices=Digest.choices, default=Digest.SHA512)
    groups = models.CharField(max_length=200, blank=True, help_text="With + between, as AcceptGroups has them")

    objects: ClassVar[ProxyServerQuerySet] = ProxyServerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)


class ResearchDatabaseQuerySet(models.QuerySet["ResearchDatabase"]):
    def visible_to(self, actor: Actor) -> Self:
        """Offered ones are for everybody at or below their organisation, and for visitors; all where one may edit."""
        edits = actor.scope(LibraryPermission.DATABASE_EDIT)
        if edits.is_everywhere:
            return self
        reads = actor.scope(LibraryPermission.DATABASE_READ)
        offered = Q(is_offered=True)
        wanted = offered if reads.is_nowhere else offered & inherited_by(reads)
        return self.filter(wanted) if edits.is_nowhere else self.filter(wanted | edits.q("organisation__path"))

    def editable_by(self, actor: Actor) -> Self:
        return self.filter(actor.scope(LibraryPermission.DATABASE_EDIT).q("organisation__path"))


class ResearchDatabase(models.Model):
    """One line of the list from A to Z. ``subjects`` and ``languages`` are kept between commas: ``,history,science,``.

    ``check_state`` is a finding: unknown until somebody looked, and again when looking was not possible.
    """

    class Access(models.TextChoices):
        OPEN = "open", "Open to everybody"
        AT_SCHOOL = "school", "At school only"
        ACCOUNT = "account", "With an account"
        PROXY = "proxy", "From anywhere, through the school's proxy"

    class Check(models.TextChoices):
        PASS = "pass", "Answers"
        FAIL = "fail", "Does not answer"
        UNKNOWN = "unknown", "Not known"

    KIND_REF = "library.research_database"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    sort_name = models.CharField(max_length=160, editable=False)
    description = models.CharField(max_length=1000)
    description_es = models.CharField(max_length=1000, blank=True)
    url = models.URLField(max_length=1000)
    subjects = models.CharField(max_length=300, blank=True)
    grade_low = models.SmallIntegerField(choices=GRADES, default=-1)
    grade_high = models.SmallIntegerField(choices=GRADES, default=12)
    languages = models.CharField(max_length=60, default=",en,")
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.OPEN)
    proxy = models.ForeignKey(ProxyServer, null=True, blank=True, on_delete=models.PROTECT, related_name="databases")
    access_notes = models.CharField(max_length=1000, blank=True, help_text="Shown to people of the school only")
    access_notes_es = models.CharField(max_length=1000, blank=True)
    contact = models.CharField(max_length=200, blank=True, help_text="Whom to ask")
    licence_until = models.DateField(null=True, blank=True)
    is_offered = models.BooleanField(default=True)
    check_state = models.CharField(max_length=7, choices=Check.choices, default=Check.UNKNOWN)
    check_reason = models.CharField(max_length=300, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects: ClassVar[ResearchDatabaseQuerySet] = ResearchDatabaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("sort_name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "name"], name="one_database_per_name"),
            models.CheckConstraint(
                condition=Q(grade_low__lte=models.F("grade_high")), name="database_grades_in_order"
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["checked_at"], name="database_by_check"),)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(self.KIND_REF, self.pk, self.name)

    @property
    def subject_list(self) -> list[str]:
        return [one for one in self.subjects.split(",") if one]

    @property
    def language_list(self) -> list[str]:
        return [one for one in self.languages.split(",") if one]

    @property
    def letter(self) -> str:
        """What it stands under; digits and signs under “#”."""
        first = self.sort_name[:1].upper()
        return first if first.isalpha() else "#"
