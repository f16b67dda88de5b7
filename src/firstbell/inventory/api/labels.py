"""REST for how labels are printed: printers as they were measured, and the words for whoever finds a thing."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.inventory.actions import save_found_line, save_label_printer
from firstbell.inventory.models import FoundLine, LabelPrinter
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.schemas import FoundLineIn, FoundLineOut, LabelPrinterIn, LabelPrinterOut
from firstbell.people.queries import schools_for

router = Router()


@router.get("/label-printers", response=Page[LabelPrinterOut])
def list_label_printers(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Printers of the schools where you print labels, by name."""
    request.actor.require(InventoryPermission.LABEL_PRINT)
    printers = LabelPrinter.objects.visible_to(request.actor)
    if organisation_id is not None:
        printers = printers.filter(organisation_id=organisation_id)
    return paginate(printers, paging, order=("name", "pk"))


@router.post("/label-printers", response={201: LabelPrinterOut})
def add_label_printer(request: ApiRequest, body: LabelPrinterIn) -> Any:
    """Add a printer, with what was measured on its test sheet."""
    return created(save_label_printer(None, values=_values(request, body), by=request.actor))


@router.put("/label-printers/{pk}", response=LabelPrinterOut)
def put_label_printer(request: ApiRequest, pk: int, body: LabelPrinterIn) -> Any:
    """Keep what was measured."""
    printer = found(LabelPrinter.objects.visible_to(request.actor).select_related("organisation"), pk)
    return save_label_printer(printer, values=_values(request, body), by=request.actor)


@router.get("/found-lines", response=Page[FoundLineOut])
def list_found_lines(request: ApiRequest, paging: Query[Paging]) -> Any:
    """What labels say to finders, where you may edit it; the nearest organisation's is printed."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    scope = request.actor.scope(InventoryPermission.CATALOGUE_EDIT)
    return paginate(FoundLine.objects.filter(scope.q("organisation__path")), paging, order=("pk",))


@router.put("/found-lines", response={204: None})
def put_found_line(request: ApiRequest, body: FoundLineIn) -> Any:
    """Print this on labels of an organisation and those below it."""
    request.actor.require(InventoryPermission.CATALOGUE_EDIT)
    schools = schools_for(request.actor, InventoryPermission.CATALOGUE_EDIT)
    save_found_line(found(schools, body.organisation_id), text=body.text, by=request.actor)
    return Status(204, None)


def _values(request: ApiRequest, body: LabelPrinterIn) -> dict[str, Any]:
    request.actor.require(InventoryPermission.LABEL_PRINT)
    values = body.dict()
    schools = schools_for(request.actor, InventoryPermission.LABEL_PRINT)
    return {"organisation": found(schools, values.pop("organisation_id")), **values}
