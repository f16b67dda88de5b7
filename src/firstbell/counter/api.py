"""REST for the counter: swaps, pools, campaigns, conflicts, classes in the library."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query
from pydantic import Field

from firstbell.circulation.models import LoanAccessory
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.counter.actions.campaigns import leave_out, move_campaign, save_campaign
from firstbell.counter.actions.conflicts import decide_conflict
from firstbell.counter.actions.pools import set_pool_minimum
from firstbell.counter.actions.returns import check_in_accessory, finish_swap, take_back_loaner
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Campaign, ScanConflict, Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.pools import Pool, pools
from firstbell.counter.queries.rosters import figures, people_of
from firstbell.counter.queries.sides import right_to_decide
from firstbell.counter.queries.visits import class_told, visit_lines, visitable
from firstbell.counter.schemas import (
    CampaignIn,
    CampaignMoveIn,
    CampaignOut,
    CheckedInAccessoryOut,
    ConflictOut,
    DecisionIn,
    FiguresOut,
    LeaveOutIn,
    PoolIn,
    PoolOut,
    SwapIn,
    SwapOut,
    SwapReturnIn,
    VisitChildOut,
    VisitClassOut,
)
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Device, Item, ItemType
from firstbell.inventory.queries import RELATED, concrete
from firstbell.people.models import Organisation, Person, Section
from firstbell.people.queries import schools_for
from firstbell.rooms.models import Place

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
    actor.require(CounterPermission.COUNTER_USE)
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


def _swap(request: ApiRequest, pk: int) -> Swap:
    related = ("organisation", "person", "device", "loan", "loaner", "ticket")
    return found(Swap.objects.visible_to(request.actor).select_related(*related), pk)


@router.get("/counter/swaps/{pk}", response=SwapOut)
def read_swap(request: ApiRequest, pk: int) -> Any:
    """One swap."""
    return _swap(request, pk)


@router.post("/counter/swaps/{pk}/finish", response=SwapOut)
def finish_one_swap(request: ApiRequest, pk: int, body: SwapReturnIn) -> Any:
    """The loaner comes back, the own device goes home, the ticket is resolved."""
    return finish_swap(_swap(request, pk), **body.dict(), by=request.actor)


@router.post("/counter/swaps/{pk}/loaner-back", response=SwapOut)
def take_loaner_back(request: ApiRequest, pk: int, body: SwapReturnIn) -> Any:
    """Only the loaner comes back; the swap stays open for the own device."""
    take_back_loaner(_swap(request, pk), **body.dict(), by=request.actor)
    return _swap(request, pk)


@router.post("/counter/accessories/{pk}/return", response=CheckedInAccessoryOut)
def check_accessory_in(request: ApiRequest, pk: int) -> Any:
    """An accessory that came to the counter without its device is back."""
    lines = LoanAccessory.objects.visible_to(request.actor).select_related("loan__organisation", "loan__item")
    return check_in_accessory(found(lines, pk), by=request.actor)


@router.get("/counter/pools", response=list[PoolOut])
def list_pools(request: ApiRequest) -> Any:
    """Loaners on the shelf of each of your schools, and how many there should be."""
    request.actor.require(CounterPermission.COUNTER_USE)
    return pools(request.actor)


@router.put("/counter/pools/{organisation_pk}", response=PoolOut)
def put_pool_minimum(request: ApiRequest, organisation_pk: int, body: PoolIn) -> Any:
    """Below this many available loaners the counter warns."""
    request.actor.require(CounterPermission.COUNTER_USE)
    pool = _pool(request, organisation_pk)
    set_pool_minimum(pool.organisation, minimum=body.minimum, by=request.actor)
    return _pool(request, organisation_pk)


def _pool(request: ApiRequest, organisation_pk: int) -> Pool:
    visible = found(Organisation.objects.visible_to(request.actor), organisation_pk)
    pool = next(iter(pools(request.actor, organisation_id=visible.pk)), None)
    if pool is None:
        raise NotFound("This school has no loaners, as far as you may see.", remedy="List the pools.")
    return pool


def _campaign(request: ApiRequest, pk: int) -> Campaign:
    related = ("organisation", "item_type", "place")
    campaigns = Campaign.objects.visible_to(request.actor).select_related(*related)
    return found(campaigns.prefetch_related("sections"), pk)


@router.get("/counter/campaigns", response=Page[CampaignOut])
def list_campaigns(
    request: ApiRequest, paging: Query[Paging], kind: str = "", state: str = "", organisation_id: int | None = None
) -> Any:
    """Hand-outs and collections, the newest first."""
    wanted = {"kind": kind, "state": state, "organisation_id": organisation_id}
    campaigns = Campaign.objects.visible_to(request.actor).prefetch_related("sections")
    campaigns = campaigns.filter(**{name: value for name, value in wanted.items() if value})
    return paginate(campaigns, paging, order=("-created_at", "-pk"))


@router.get("/counter/campaigns/{pk}", response=CampaignOut)
def read_campaign(request: ApiRequest, pk: int) -> Any:
    """One campaign."""
    return _campaign(request, pk)


@router.post("/counter/campaigns", response={201: CampaignOut})
def create_campaign(request: ApiRequest, body: CampaignIn) -> Any:
    """Plan a hand-out or a collection."""
    school = found(schools_for(request.actor, CounterPermission.CAMPAIGN_EDIT), body.organisation_id)
    values = _campaign_values(request, school, body)
    return created(save_campaign(None, organisation=school, kind=body.kind, **values, by=request.actor))


@router.put("/counter/campaigns/{pk}", response=CampaignOut)
def put_campaign(request: ApiRequest, pk: int, body: CampaignIn) -> Any:
    """Change its groups and what goes along; school and kind stay."""
    held = _campaign(request, pk)
    request.actor.require(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path)
    values = _campaign_values(request, held.organisation, body)
    save_campaign(held, organisation=held.organisation, kind=held.kind, **values, by=request.actor)
    return _campaign(request, pk)


def _campaign_values(request: ApiRequest, school: Organisation, body: CampaignIn) -> dict[str, Any]:
    sections = Section.objects.visible_to(request.actor).filter(organisation=school)
    places = Place.objects.visible_to(request.actor)
    return {
        "name": body.name,
        "item_type": found(ItemType.objects.all(), body.item_type_id),
        "sections": [found(sections, pk) for pk in body.section_ids],
        "grades": body.grades,
        "accessories": body.accessories,
        "place": found(places, body.place_id) if body.place_id is not None else None,
    }


@router.post("/counter/campaigns/{pk}/move", response=CampaignOut)
def move_one_campaign(request: ApiRequest, pk: int, body: CampaignMoveIn) -> Any:
    """Into its next state, as the table allows."""
    move_campaign(_campaign(request, pk), body.to, by=request.actor)
    return _campaign(request, pk)


@router.get("/counter/campaigns/{pk}/figures", response=FiguresOut)
def read_campaign_figures(request: ApiRequest, pk: int) -> Any:
    """How far it is."""
    return figures(_campaign(request, pk))


@router.post("/counter/campaigns/{pk}/leave-out", response=CampaignOut)
def leave_person_out(request: ApiRequest, pk: int, body: LeaveOutIn) -> Any:
    """This person takes no part; an empty ``why`` takes them in again."""
    held = _campaign(request, pk)
    request.actor.require(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path)
    leave_out(held, found(people_of(held), body.person_id), why=body.why, by=request.actor)
    return held


@router.get("/counter/conflicts", response=Page[ConflictOut])
def list_conflicts(
    request: ApiRequest, paging: Query[Paging], open_only: bool = True, campaign_id: int | None = None
) -> Any:
    """Scans that do not fit the books, the newest first."""
    conflicts = ScanConflict.objects.visible_to(request.actor)
    if campaign_id is not None:
        conflicts = conflicts.filter(campaign_id=campaign_id)
    return paginate(conflicts.open() if open_only else conflicts, paging, order=("-pk",))


@router.post("/counter/conflicts/{pk}/decide", response=ConflictOut)
def decide_one_conflict(request: ApiRequest, pk: int, body: DecisionIn) -> Any:
    """Keep the books, enter what the station recorded, or enter something else."""
    related = ("organisation", "campaign", "reader", "scan__person", "scan__item")
    conflict = found(ScanConflict.objects.visible_to(request.actor).select_related(*related), pk)
    request.actor.require(right_to_decide(conflict), at=conflict.organisation.scope_path)
    people = Person.objects.visible_to(request.actor).select_related("organisation")
    items = Item.objects.visible_to(request.actor)
    return decide_conflict(
        conflict,
        decision=body.decision,
        note=body.note,
        person=found(people, body.person_id) if body.person_id is not None else None,
        item=found(items, body.item_id) if body.item_id is not None else None,
        by=request.actor,
    )


@router.get("/counter/visits", response=list[VisitClassOut])
def list_visit_classes(request: ApiRequest, q: Annotated[str, Field(max_length=80)] = "") -> Any:
    """Classes you may serve in the library, those whose library day is today first; at most 100. ``q``: part of a title."""
    request.actor.require(CounterPermission.VISIT_SCAN)
    return [
        {
            "id": line.section.pk, "title": line.section.title, "organisation_id": line.section.organisation_id,
            "students": line.people, "days": line.days, "comes_today": line.is_today,
        }
        for line in visit_lines(request.actor, q)
    ]  # fmt: skip


@router.get("/counter/visits/{section_pk}", response=list[VisitChildOut])
def list_visit_children(request: ApiRequest, section_pk: int) -> Any:
    """The children of the class by name, each with how many library things they have."""
    section = found(visitable(request.actor), section_pk)
    return [
        {
            "person_id": one["id"], "name": one["name"], "out": one["out"], "overdue": one["late"],
            "lent_today": one["fresh"], "is_blocked": one["blocked"],
        }
        for one in class_told(section, request.actor)["people"]
    ]  # fmt: skip
