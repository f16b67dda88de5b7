"""Imports over REST: upload, look at what would happen, steer, apply, release, put away; what was kept aside, row by row."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ninja import File, Form, Query, Status
from ninja.files import UploadedFile
from pydantic import Field

from firstbell.core.api import ApiRequest, Page, Paging, Router, Schema, created, found, given, paginate
from firstbell.core.imports.actions import (
    change_guard,
    choose_option,
    discard_import,
    forget_value,
    map_value,
    release_import,
    repeat_import,
    upload_import,
)
from firstbell.core.imports.places import place_by_id
from firstbell.core.imports.policies import store_defaults
from firstbell.core.imports.queries import mappings, source_labels
from firstbell.core.imports.source import sources
from firstbell.core.imports.starting import start_apply, start_preview
from firstbell.core.models import ImportGuard, ImportIssue, ImportRun
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE

router = Router(tags=["Imports"])


class ImportOut(Schema):
    """``state``: uploaded, parsing, previewed, held, rejected, applying, applied, failed, discarded, interrupted.

    ``counts`` by entity and place; ``findings`` say why a run is held; ``options`` are what was chosen for this run.
    """

    id: int
    source_key: str
    organisation_id: int
    state: str
    filename: str
    size: int
    sha256: str
    counts: dict[str, Any]
    findings: list[dict[str, Any]]
    options: dict[str, Any]
    writes: int
    errors: int
    warnings: int
    problem: str
    remedy: str
    created_at: dt.datetime
    started_by_name: str
    applied_at: dt.datetime | None
    applied_by_name: str
    released_by_name: str
    released_reason: str


class ImportIssueOut(Schema):
    """A row that was kept aside (error) or taken with a word of doubt (warning)."""

    id: int
    severity: str
    code: str
    entity: str
    file: str
    line: int
    column: str
    value: str
    key: str
    message: str
    todo: str


class ImportIn(Schema):
    """``organisation_id`` 0: everything here. An empty ``source`` is told from the file."""

    organisation_id: int = 0
    source: str = Field("", max_length=60)


class ReleaseIn(Schema):
    """``count``: the largest number the findings speak of, typed by a person who has looked."""

    count: int
    reason: str = Field(max_length=300)


class ImportMeaningIn(Schema):
    """``foreign`` as an issue names it, ``ours`` the value of ours that it stands for."""

    entity: str = Field(min_length=1, max_length=40)
    column: str = Field(min_length=1, max_length=120)
    foreign: str = Field(min_length=1, max_length=200)
    ours: str = Field(min_length=1, max_length=200)


class ImportMeaningOut(ImportMeaningIn):
    id: int
    set_by: str
    set_at: dt.datetime


class AdoptIdsIn(Schema):
    adopt: bool = Field(description="Whether people and things keep their records under the file's new ids")


class ImportGuardOut(Schema):
    """Limits of one entity of one kind of file; a per cent of -1 switches that limit off."""

    id: int
    source_key: str
    entity: str
    gone_rows: int
    gone_percent: float
    changed_percent: float
    rekey_percent: float
    floor: int
    source_note: str
    last_checked: dt.date | None


class ImportGuardPatch(Schema):
    """What is left out stays; ``source_note``: why these numbers."""

    gone_rows: int = Field(0, ge=0, le=2_000_000_000)
    gone_percent: float = 0
    changed_percent: float = 0
    rekey_percent: float = 0
    floor: int = Field(0, ge=0, le=2_000_000_000)
    source_note: str = Field("", max_length=200)


class ImportSourceOut(Schema):
    key: str
    label: str


def _run(request: ApiRequest, pk: int, permission: str) -> ImportRun:
    run = found(ImportRun.objects.visible_to(request.actor), pk)
    request.actor.require(permission, at=run.org_path)
    return run


@router.get("/import-sources", response=list[ImportSourceOut])
def list_import_sources(request: ApiRequest) -> Any:
    """What kinds of files are understood."""
    request.actor.require(CorePermission.IMPORT_VIEW)
    return [{"key": key, "label": label} for key, label in sorted(source_labels().items())]


@router.get("/imports", response=Page[ImportOut])
def list_imports(request: ApiRequest, paging: Query[Paging], state: str = "", source: str = "") -> Any:
    """Imports you may see, the newest first."""
    runs = ImportRun.objects.visible_to(request.actor)
    if state:
        runs = runs.filter(state=state)
    if source:
        runs = runs.filter(source_key=source)
    return paginate(runs, paging, order=("-id",))


@router.get("/imports/{pk}", response=ImportOut)
def read_import(request: ApiRequest, pk: int) -> Any:
    """One import; ask again while it is parsing or applying."""
    return found(ImportRun.objects.visible_to(request.actor), pk)


@router.post("/imports", response={201: ImportOut})
def create_import(request: ApiRequest, file: File[UploadedFile], body: Form[ImportIn]) -> Any:
    """Upload a file and have it read; nothing is written before it is applied. Large ones are read by a worker."""
    request.actor.require(CorePermission.IMPORT_RUN)
    place = place_by_id(request.actor, body.organisation_id)
    run = upload_import(
        file,
        filename=file.name or "upload",
        organisation_id=place.id,
        org_path=place.path,
        org_label=place.label if place.id else "",
        source_key=body.source,
        by=request.actor,
    )
    start_preview(run, request.actor)
    return created(found(ImportRun.objects.visible_to(request.actor), run.pk))


@router.post("/imports/{pk}/preview", response=ImportOut)
def preview_one_import(request: ApiRequest, pk: int) -> Any:
    """Read the stored file again."""
    start_preview(_run(request, pk, CorePermission.IMPORT_RUN), request.actor)
    return read_import(request, pk)


@router.post("/imports/{pk}/apply", response=ImportOut)
def apply_one_import(request: ApiRequest, pk: int) -> Any:
    """Write what the preview promised, in one transaction; large ones by a worker."""
    start_apply(_run(request, pk, CorePermission.IMPORT_RUN), request.actor)
    return read_import(request, pk)


@router.post("/imports/{pk}/release", response=ImportOut)
def release_one_import(request: ApiRequest, pk: int, body: ReleaseIn) -> Any:
    """Let a held run through."""
    run = _run(request, pk, CorePermission.IMPORT_RELEASE)
    return release_import(run, count=body.count, reason=body.reason, by=request.actor)


@router.post("/imports/{pk}/discard", response=ImportOut)
def discard_one_import(request: ApiRequest, pk: int) -> Any:
    """Put a run away that will not be applied."""
    return discard_import(_run(request, pk, CorePermission.IMPORT_RUN), by=request.actor)


@router.post("/imports/{pk}/repeat", response={201: ImportOut})
def repeat_one_import(request: ApiRequest, pk: int) -> Any:
    """The same file once more, as a new run."""
    run = repeat_import(_run(request, pk, CorePermission.IMPORT_RUN), by=request.actor)
    start_preview(run, request.actor)
    return created(found(ImportRun.objects.visible_to(request.actor), run.pk))


@router.get("/imports/{pk}/issues", response=Page[ImportIssueOut])
def list_import_issues(request: ApiRequest, pk: int, paging: Query[Paging], severity: str = "", code: str = "") -> Any:
    """What was wrong with which row: the quarantine and the doubts, by id."""
    run = _run(request, pk, CorePermission.IMPORT_VIEW)
    wanted = {name: value for name, value in (("severity", severity), ("code", code)) if value}
    return paginate(ImportIssue.objects.filter(run=run, **wanted), paging)


@router.get("/imports/{pk}/meanings", response=Page[ImportMeaningOut])
def list_import_meanings(request: ApiRequest, pk: int, paging: Query[Paging]) -> Any:
    """What foreign values mean at this run's source and place, by id."""
    return paginate(mappings(_run(request, pk, CorePermission.IMPORT_VIEW)), paging)


@router.post("/imports/{pk}/meanings", response={201: ImportMeaningOut})
def set_import_meaning(request: ApiRequest, pk: int, body: ImportMeaningIn) -> Any:
    """Say what a foreign value means, for this run and all that follow it. Ask for the preview again afterwards."""
    run = _run(request, pk, CorePermission.IMPORT_RUN)
    return created(map_value(run, **body.dict(), by=request.actor))


@router.delete("/imports/{pk}/meanings/{meaning_pk}", response={204: None})
def forget_import_meaning(request: ApiRequest, pk: int, meaning_pk: int) -> Any:
    """The value means nothing again."""
    run = _run(request, pk, CorePermission.IMPORT_RUN)
    forget_value(found(mappings(run), meaning_pk), run=run, by=request.actor)
    return Status(204, None)


@router.post("/imports/{pk}/adopt-ids", response=ImportOut)
def adopt_import_ids(request: ApiRequest, pk: int, body: AdoptIdsIn) -> Any:
    """Match by what else is known of a record when a file brings new ids, or stop doing so; the file is read again."""
    run = _run(request, pk, CorePermission.IMPORT_RUN)
    start_preview(choose_option(run, name="adopt_ids", value=body.adopt, by=request.actor), request.actor)
    return read_import(request, pk)


@router.get("/import-guards", response=Page[ImportGuardOut])
def list_import_guards(request: ApiRequest, paging: Query[Paging], source: str = "") -> Any:
    """The limits beyond which an import waits for a second look, by source and entity."""
    request.actor.require(CorePermission.IMPORT_VIEW)
    for one in sources():
        store_defaults(one)
    guards = ImportGuard.objects.filter(source_key=source) if source else ImportGuard.objects.all()
    return paginate(guards, paging, order=("source_key", "entity"))


@router.patch("/import-guards/{pk}", response=ImportGuardOut)
def change_import_guard(request: ApiRequest, pk: int, body: ImportGuardPatch) -> Any:
    """Set limits for the whole installation; what is left out stays."""
    request.actor.require(CorePermission.SETTINGS_EDIT, at=EVERYWHERE)
    guard = found(ImportGuard.objects.all(), pk)
    names = ("gone_rows", "gone_percent", "changed_percent", "rekey_percent", "floor", "source_note")
    values = {name: getattr(guard, name) for name in names} | given(body)
    return change_guard(guard, note=values.pop("source_note"), **values, by=request.actor)
