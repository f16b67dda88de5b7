"""Copies, for those who work on the catalogue. Never who has one."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.errors import Invalid
from firstbell.core.scan import normalise
from firstbell.inventory.actions import Intake
from firstbell.inventory.models import ItemType
from firstbell.library.actions import add_copy, edit_copy, move_copy, reinstate_copy, want_labels, withdraw_copy
from firstbell.library.models import Copy, ShelvingPlace, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.schemas.titles import CopyFilter, CopyIn, CopyOut, CopyPatch, MoveCopyIn, WithdrawCopyIn
from firstbell.people.queries import schools_for

router = Router()
_SPINE = ("call_number", "cutter", "copy_number", "volume", "vendor", "public_note")
_MAY_BE_EMPTY = frozenset({"shelving_place", "cost_cents"})


def _copy(request: ApiRequest, pk: int) -> Copy:
    request.actor.require(May.CATALOGUE_WORK)
    copy: Copy = found(Copy.objects.visible_to(request.actor).select_related("organisation", "shelving_place"), pk)
    return copy


def _shelf(request: ApiRequest, pk: int | None) -> ShelvingPlace | None:
    scope = request.actor.scope(May.CATALOGUE_WORK).q("organisation__path")
    return found(ShelvingPlace.objects.filter(scope), pk) if pk is not None else None


@router.get("/library/copies", response=Page[CopyOut])
def list_library_copies(request: ApiRequest, paging: Query[Paging], asked: Query[CopyFilter]) -> Any:
    """Copies by id, withdrawn ones too."""
    request.actor.require(May.CATALOGUE_WORK)
    equal = asked.equals("organisation_id", "shelving_place_id", "item_type_id", "status")
    copies = Copy.objects.visible_to(request.actor).filter(**equal)
    if asked.title_id is not None:
        copies = copies.filter(product_id=asked.title_id)
    if asked.barcode:
        copies = copies.filter(barcode_norm=normalise(asked.barcode))
    return paginate(copies, paging)


@router.get("/library/copies/{pk}", response=CopyOut)
def read_library_copy(request: ApiRequest, pk: int) -> Any:
    """One copy."""
    return _copy(request, pk)


@router.post("/library/copies", response={201: CopyOut})
def create_library_copy(request: ApiRequest, body: CopyIn) -> Any:
    """A copy of a title comes in."""
    by = request.actor
    by.require(May.COPY_EDIT)
    title = found(Title.objects.visible_to(by).select_related("item_type"), body.title_id)
    school = found(schools_for(by, May.COPY_EDIT), body.organisation_id)
    shelf = _shelf(request, body.shelving_place_id)
    kind = found(ItemType.objects.all(), body.item_type_id) if body.item_type_id is not None else None
    intake = Intake(organisation=school, item_type=kind, cost_cents=body.price_cents)
    values = {name: getattr(body, name) for name in _SPINE} | {"shelving_place": shelf}
    copy = add_copy(title, barcode=body.barcode, intake=intake, values=values, by=by)
    if body.wants_labels:
        want_labels([copy.pk], by=by)
    return created(copy)


@router.patch("/library/copies/{pk}", response=CopyOut)
def change_library_copy(request: ApiRequest, pk: int, body: CopyPatch) -> Any:
    """Change facts of a copy; what is left out stays."""
    copy, by = _copy(request, pk), request.actor
    by.require(May.COPY_EDIT, at=copy.organisation.scope_path)
    changes: dict[str, Any] = {}
    for key, value in given(body).items():
        if key == "shelving_place_id":
            changes["shelving_place"] = _shelf(request, value)
        elif key == "organisation_id" and value is not None:
            changes["organisation"] = found(schools_for(by, May.COPY_EDIT), value)
        elif key == "item_type_id" and value is not None:
            changes["item_type"] = found(ItemType.objects.all(), value)
        else:
            changes["cost_cents" if key == "price_cents" else key] = value
    for name, value in changes.items():
        if value is None and name not in _MAY_BE_EMPTY:
            raise Invalid(f"{name} cannot be empty.", remedy="Leave it out to keep it.", field=name)
    edit_copy(copy, changes=changes, by=by)
    return _copy(request, pk)


@router.post("/library/copies/{pk}/withdraw", response=CopyOut)
def withdraw_library_copy(request: ApiRequest, pk: int, body: WithdrawCopyIn) -> Any:
    """It leaves the collection."""
    withdraw_copy(_copy(request, pk), reason=body.reason, by=request.actor)
    return _copy(request, pk)


@router.post("/library/copies/{pk}/reinstate", response=CopyOut)
def reinstate_library_copy(request: ApiRequest, pk: int) -> Any:
    """A withdrawn copy that is still here stands on the shelf again."""
    reinstate_copy(_copy(request, pk), by=request.actor)
    return _copy(request, pk)


@router.post("/library/copies/{pk}/move", response=CopyOut)
def move_library_copy(request: ApiRequest, pk: int, body: MoveCopyIn) -> Any:
    """It was put under the wrong title."""
    title = found(Title.objects.visible_to(request.actor), body.title_id)
    move_copy(_copy(request, pk), title, by=request.actor)
    return _copy(request, pk)
