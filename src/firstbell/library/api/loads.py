"""Load profiles, loads and their way back, and the export of records."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.models import ImportRun
from firstbell.library.actions.exporting import KINDS, export_titles
from firstbell.library.actions.loading.undoing import undo_load
from firstbell.library.actions.profiles import save_profile
from firstbell.library.models import Load, LoadProfile
from firstbell.library.permissions import LibraryPermission
from firstbell.library.schemas.loads import LoadOut, LoadProfileIn, LoadProfileOut
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

router = Router()


@router.get("/load-profiles", response=Page[LoadProfileOut])
def list_load_profiles(request: ApiRequest, paging: Query[Paging]) -> Any:
    """How files of records are taken in, by id."""
    request.actor.require(LibraryPermission.RULE_EDIT)
    return paginate(LoadProfile.objects.all(), paging)


@router.get("/load-profiles/{pk}", response=LoadProfileOut)
def read_load_profile(request: ApiRequest, pk: int) -> Any:
    """One load profile."""
    request.actor.require(LibraryPermission.RULE_EDIT)
    return found(LoadProfile.objects.all(), pk)


@router.post("/load-profiles", response={201: LoadProfileOut})
def add_load_profile(request: ApiRequest, body: LoadProfileIn) -> Any:
    """Make a load profile."""
    return created(_save(request, None, body))


@router.put("/load-profiles/{pk}", response=LoadProfileOut)
def put_load_profile(request: ApiRequest, pk: int, body: LoadProfileIn) -> Any:
    """Change a load profile; what it was is kept as a version."""
    request.actor.require(LibraryPermission.RULE_EDIT)
    return _save(request, found(LoadProfile.objects.all(), pk), body)


def _save(request: ApiRequest, profile: LoadProfile | None, body: LoadProfileIn) -> LoadProfile:
    school: Organisation | None = None
    if body.school_id is not None:
        school = found(schools_for(request.actor, LibraryPermission.RULE_EDIT), body.school_id)
    told = body.model_dump(exclude={"school_id"})
    return save_profile(profile, school=school, **told, by=request.actor)


def _load(request: ApiRequest, pk: int) -> Load:
    run = found(ImportRun.objects.visible_to(request.actor).filter(source_key="library_marc"), pk)
    load = Load.objects.filter(run=run.pk).first()
    if load is None:
        raise NotFound(f"Import {pk} has written no titles.", remedy="Apply it first.")
    return load


@router.get("/loads/{pk}", response=LoadOut)
def read_load(request: ApiRequest, pk: int) -> Any:
    """What the import with this id wrote into the catalogue."""
    return _load(request, pk)


@router.post("/loads/{pk}/undo", response=LoadOut)
def undo_titles_load(request: ApiRequest, pk: int) -> Any:
    """Take a load back; ``kept`` names what was changed since and stays."""
    return undo_load(_load(request, pk), by=request.actor)


@router.get("/titles-export")
def export_records(request: ApiRequest, form: str = "iso2709", with_copies: bool = False, ids: str = "") -> Any:
    """The records of all titles you may see, or of some (``ids``, with commas), as a file."""
    if form not in KINDS:
        raise Invalid(f"“{form}” is no form of export.", remedy=f"There are: {', '.join(KINDS)}.", field="form")
    asked = [int(one) for one in ids.split(",") if one.strip().isdecimal() and len(one) < 19]
    taken = export_titles(form, ids=asked or None, has_items=with_copies, by=request.actor)
    response = StreamingHttpResponse(taken.pieces, content_type=taken.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.filename}"'
    return response
