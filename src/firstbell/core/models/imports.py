"""Import runs, what was wrong with their rows, and the data that steers them (guards, value maps)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref

#: Kinds of files that name a permission of their own: source key -> permission. Sources register themselves.
OWN_KINDS: dict[str, str] = {}


def require_kind(source_key: str, *, at: str, by: Actor) -> None:
    """Raise Forbidden unless this kind of file is the actor's to import there."""
    own = OWN_KINDS.get(source_key)
    if not by.can(CorePermission.IMPORT_ANY, at=at):
        by.require(own if own is not None and by.can(own) else CorePermission.IMPORT_ANY, at=at)


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the own places; who may not import every kind sees the kinds that are theirs."""
        found = self.filter(actor.scope(CorePermission.IMPORT_VIEW).q("org_path"))
        if actor.can(CorePermission.IMPORT_ANY):
            return found
        return found.filter(source_key__in=[key for key, permission in OWN_KINDS.items() if actor.can(permission)])


class ImportRun(models.Model):
    """One file on its way: uploaded, previewed, perhaps held, applied.

    ``counts`` is ``{entity: {kind: {organisation id or "0": rows}}}``; ``live`` the same without
    kinds, before the run. ``findings`` are reasons to hold; ``approved`` what a person released.
    ``meta`` belongs to the source and is handed to its next run.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        PARSING = "parsing", "Reading"
        PREVIEWED = "previewed", "Ready to apply"
        HELD = "held", "Held"
        REJECTED = "rejected", "Rejected"
        APPLYING = "applying", "Applying"
        APPLIED = "applied", "Applied"
        FAILED = "failed", "Failed"
        DISCARDED = "discarded", "Discarded"
        INTERRUPTED = "interrupted", "Interrupted"

    REF_KIND = "core.import_run"
    RUNNING: ClassVar[tuple[str, ...]] = (State.PARSING, State.APPLYING)
    """Some process works on it."""
    REPEATABLE: ClassVar[tuple[str, ...]] = (
        State.UPLOADED, State.PREVIEWED, State.HELD, State.REJECTED, State.FAILED, State.INTERRUPTED,
    )  # fmt: skip
    """May be read again from the start."""
    DISCARDABLE = REPEATABLE

    source_key = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(default=0)
    org_path = models.CharField(max_length=120, blank=True)
    org_label = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED, db_index=True)
    filename = models.CharField(max_length=200)
    file = models.FileField(upload_to="imports/%Y/%m/", max_length=300)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    quarantine = models.FileField(upload_to="imports/%Y/%m/", max_length=300, blank=True)
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    live = models.JSONField(default=dict)
    writes = models.BigIntegerField(default=0)
    errors = models.BigIntegerField(default=0)
    warnings = models.BigIntegerField(default=0)
    groups = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    matches_total = models.BigIntegerField(default=0)
    findings = models.JSONField(default=list)
    approved = models.JSONField(default=list)
    meta = models.JSONField(default=dict)
    is_complete = models.BooleanField(default=True, help_text="Only a complete run may imply that something is gone")
    problem = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    progress = models.JSONField(default=dict)
    worker = models.CharField(max_length=120, blank=True, help_text="host:pid:start of the process at work")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    started_by_key = models.CharField(max_length=80)
    started_by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    staged_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by_name = models.CharField(max_length=200, blank=True)
    released_by_name = models.CharField(max_length=200, blank=True)
    released_reason = models.TextField(blank=True)
    figures = models.JSONField(default=dict, help_text="Seconds, rows, peak memory: how hard the work was")

    objects: ClassVar[ImportRunQuerySet] = ImportRunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["source_key", "organisation_id", "state"], name="import_run_source"),)

    def __str__(self) -> str:
        return f"Import {self.pk}: {self.filename}"

    @property
    def ref(self) -> Ref:
        return Ref(self.REF_KIND, self.pk, str(self))

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def is_repeatable(self) -> bool:
        return self.state in self.REPEATABLE

    @property
    def quarantined(self) -> int:
        return sum(n for kinds in self.counts.values() for n in kinds.get("quarantined", {}).values())

    def open_findings(self) -> list[dict[str, Any]]:
        """Reasons to hold that nobody has released."""
        return [] if self.approved else list(self.findings)


class ImportIssue(models.Model):
    """One thing wrong with one row. ``raw`` is the row as it was received, cut at 64 KiB.

    ``first_seen`` is when this very problem (source, file, key, code) first came up in any run.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="issues")
    severity = models.CharField(max_length=7)
    code = models.CharField(max_length=40)
    entity = models.CharField(max_length=40, blank=True)
    file = models.CharField(max_length=120, blank=True)
    line = models.BigIntegerField(default=0)
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=255, blank=True)
    message = models.TextField()
    todo = models.TextField(blank=True)
    group = models.TextField(blank=True)
    raw = models.TextField(blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["run", "severity", "code"], name="import_issue_reason"),)

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.message}"


class ImportGuard(models.Model):
    """Thresholds beyond which a run is held; see ``imports.guards``. -1 switches a limit off."""

    source_key = models.CharField(max_length=40)
    entity = models.CharField(max_length=40)
    gone_rows = models.PositiveIntegerField(default=5)
    gone_percent = models.FloatField(default=5.0)
    changed_percent = models.FloatField(default=50.0)
    rekey_percent = models.FloatField(default=30.0)
    floor = models.PositiveIntegerField(default=10)
    source_note = models.CharField(max_length=200, blank=True)
    last_checked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("source_key", "entity")
        constraints = (models.UniqueConstraint(fields=["source_key", "entity"], name="one_guard_per_entity"),)

    def __str__(self) -> str:
        return f"{self.source_key} {self.entity}"


class ImportValueMap(models.Model):
    """A foreign value that means one of ours: “campus” is “school”. ``foreign`` is compared without case."""

    source_key = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(default=0)
    entity = models.CharField(max_length=40)
    column = models.CharField(max_length=120)
    foreign = models.CharField(max_length=200)
    ours = models.CharField(max_length=200)
    set_by = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("entity", "column", "foreign")
        constraints = (
            models.UniqueConstraint(
                fields=["source_key", "organisation_id", "entity", "column", "foreign"], name="one_meaning_per_value"
            ),
        )

    def __str__(self) -> str:
        return f"{self.column}: {self.foreign} → {self.ours}"
