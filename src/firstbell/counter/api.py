"""REST for swaps: list them, make one."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.counter.schemas import SwapIn, SwapOut
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Device, Item
from firstbell.inventory.queries import RELATED, concrete
from firstbell.people.models import Person

router = Router(tags=["Counter"])


@router.get("/counter/swaps", response=Page[SwapOut])
def list_swaps(request: ApiRequest, paging: Query[Paging], open_only: bool = False) -> Any:
    """Swaps of your schools, newest first; or only those whose student still waits."""
    swaps = Swap.objects.visible_to(request.actor)
    return paginate(swaps.open() if open_only else swaps, paging, order=("-at", "-id"))


@router.post("/counter/swaps", response={201: SwapOut})
def create_swap(request: ApiRequest, body: SwapIn) -> Any:
    """Take a broken device in and lend a loaner, in one transaction. The same key again gives the same swap."""
    actor = request.actor
    symptom = Symptom.objects.filter(code=body.symptom, is_active=True).first()
    if symptom is None:
        raise Invalid(f"There is no symptom “{body.symptom}”.", remedy="See the symptoms' page.", field="symptom")
    items = Item.objects.visible_to(actor)
    device = concrete(found(items.select_related(*RELATED), body.device_id))
    if not isinstance(device, Device):
        raise Invalid(f"{device.label} is not a device.", remedy="Only devices come in for repair.", field="device_id")
    swap = perform_swap(
        found(Person.objects.visible_to(actor).select_related("organisation"), body.person_id),
        device,
        symptom=symptom,
        loaner=found(items, body.loaner_id),
        is_damaged=body.is_damaged,
        charger_stays=body.charger_stays,
        override_reason=body.override_reason,
        note=body.note,
        key=body.key or request.headers.get("Idempotency-Key", ""),
        by=actor,
    )
    return created(swap)
