"""Covers of titles, and the services that may be asked for them."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from ninja import File, Status
from ninja.files import UploadedFile

from firstbell.core.api import ApiRequest, Router, created, found
from firstbell.core.errors import NotFound
from firstbell.library.actions.covers import MOST_BYTES, add_covers_from_zip, remove_cover, set_cover
from firstbell.library.actions.templates import save_cover_service
from firstbell.library.models import Cover, CoverService, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.cataloguing import CoverOut, CoverServiceIn, CoverServiceOut, CoversFromZipOut

router = Router(tags=["Covers"])


@router.get("/library/titles/{pk}/cover", response=CoverOut)
def read_cover(request: ApiRequest, pk: int) -> Any:
    """Where a title's cover came from. The picture itself is on the page ``/library/covers/…/``, as public as the title."""
    request.actor.require(May.CATALOGUE_WORK)
    cover = Cover.objects.filter(title_id=_title(request, pk).pk).first()
    if cover is None:
        raise NotFound("This title has no cover yet.", remedy="Send one.")
    return cover


@router.post("/library/titles/{pk}/cover", response=CoverOut)
def upload_cover(request: ApiRequest, pk: int, file: File[UploadedFile]) -> Any:
    """Keep this picture (JPEG, PNG, WebP or GIF, at most 10 MB) as the title's cover, in the place of the one before."""
    request.actor.require(May.TITLE_EDIT)
    return set_cover(_title(request, pk), file.read(MOST_BYTES + 1), by=request.actor)


@router.delete("/library/titles/{pk}/cover", response={204: None})
def delete_cover(request: ApiRequest, pk: int) -> Any:
    """No picture any more; services are not asked again for it."""
    request.actor.require(May.TITLE_EDIT)
    remove_cover(_title(request, pk), by=request.actor)
    return Status(204, None)


@router.post("/library/covers/zip", response=CoversFromZipOut)
def upload_covers(request: ApiRequest, file: File[UploadedFile]) -> Any:
    """At most 500 pictures, each named by its ISBN (9780689840920.jpg). Good ones land, others are named."""
    request.actor.require(May.TITLE_EDIT)
    done = add_covers_from_zip(cast(BinaryIO, file), by=request.actor)
    return {"kept": done.kept, "refused": [{"file": name, "reason": reason} for name, reason in done.refused]}


@router.get("/library/cover-services", response=list[CoverServiceOut])
def list_cover_services(request: ApiRequest) -> Any:
    """All of them, in the order in which they are asked."""
    request.actor.require(May.RULE_EDIT)
    return CoverService.objects.all()


@router.post("/library/cover-services", response={201: CoverServiceOut})
def create_cover_service(request: ApiRequest, body: CoverServiceIn) -> Any:
    """Add a service; it is off unless ``is_on`` says otherwise."""
    request.actor.require(May.RULE_EDIT)
    return created(save_cover_service(None, values=body.dict(), by=request.actor))


@router.put("/library/cover-services/{pk}", response=CoverServiceOut)
def put_cover_service(request: ApiRequest, pk: int, body: CoverServiceIn) -> Any:
    """Change one, in all that it says."""
    request.actor.require(May.RULE_EDIT)
    return save_cover_service(found(CoverService.objects.all(), pk), values=body.dict(), by=request.actor)


def _title(request: ApiRequest, pk: int) -> Title:
    title: Title = found(Title.objects.visible_to(request.actor), pk)
    return title
