"""REST for machines that report: one address for “it began” and “it is over”."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.core.errors import Invalid, NotFound
from firstbell.core.scan import normalise, resolve
from firstbell.helpdesk.actions.alarms import end_alarm, raise_alarm
from firstbell.helpdesk.models import Alarm, Symptom
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.schemas.alarms import AlarmFilter, AlarmIn, AlarmOut
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation
from firstbell.rooms.models import Place

router = Router()


@router.get("/alarms", response=Page[AlarmOut])
def list_alarms(request: ApiRequest, paging: Query[Paging], asked: Query[AlarmFilter]) -> Any:
    """Alarms of your schools, the latest first."""
    request.actor.require(HelpdeskPermission.TICKET_WORK)
    rows = Alarm.objects.visible_to(request.actor).select_related("ticket")
    equal = asked.equals("organisation_id", "source", "is_firing")
    return paginate(rows.filter(**equal), paging, order=("-heard_at", "-pk"))


@router.post("/alarms", response={200: AlarmOut, 201: AlarmOut})
def report_alarm(request: ApiRequest, body: AlarmIn) -> Any:
    """It began (a ticket, 201, or the one that is open, 200), or it is over. The same report twice is one."""
    request.actor.require(HelpdeskPermission.TICKET_OPEN_FOR_OTHERS)
    place, item = _place(request, body.place), _item(request, body.item)
    organisation = _organisation(request, body.organisation_id, place, item)
    if body.state == "over":
        ended = end_alarm(organisation, source=body.source, key=body.key, by=request.actor)
        if ended is None:
            raise NotFound(f"No alarm “{body.key}” of {body.source} is known.", remedy="Report it as firing first.")
        return Status(200, ended)
    before = Alarm.objects.filter(organisation=organisation, source=body.source, key=body.key).first()
    alarm = raise_alarm(
        organisation,
        source=body.source,
        key=body.key,
        title=body.title,
        details=body.details,
        symptom=_symptom(body.symptom),
        place=place,
        items=[item] if item is not None else [],
        urgency=body.urgency,
        impact=body.impact,
        by=request.actor,
    )
    is_new = before is None or before.ticket_id != alarm.ticket_id
    return Status(201 if is_new else 200, alarm)


def _place(request: ApiRequest, code: str) -> Place | None:
    if not code.strip():
        return None
    places = Place.objects.visible_to(request.actor).current().select_related("organisation")
    place = places.filter(code_norm=normalise(code)[:60]).first()
    if place is None:
        raise Invalid(f"There is no room “{code}” that you may see.", remedy="Give a room's code.", field="place")
    return place


def _item(request: ApiRequest, code: str) -> Item | None:
    if not code.strip():
        return None
    match = next((one.object for one in resolve(code, request.actor, kinds=[Item.KIND_REF])), None)
    if not isinstance(match, Item):
        raise Invalid(f"There is no device “{code}” that you may see.", remedy="Give a tag or a serial.", field="item")
    return match


def _organisation(request: ApiRequest, pk: int | None, place: Place | None, item: Item | None) -> Organisation:
    if pk is not None:
        organisation: Organisation = found(Organisation.objects.visible_to(request.actor), pk)
        return organisation
    thing = place or item
    if thing is None:
        raise Invalid(
            "The alarm has no school.", remedy="Give organisation_id, place or item.", field="organisation_id"
        )
    return thing.organisation


def _symptom(code: str) -> Symptom | None:
    if not code:
        return None
    symptom = Symptom.objects.filter(code=code, is_active=True).first()
    if symptom is None:
        raise Invalid(f"There is no symptom “{code}”.", remedy="See the symptoms' page.", field="symptom")
    return symptom
