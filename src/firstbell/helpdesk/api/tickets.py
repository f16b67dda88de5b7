"""REST for tickets: list, read, open, speak, take a step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.core.api.files import AttachmentOut
from firstbell.core.errors import Conflict, Invalid
from firstbell.helpdesk.actions.conversation import add_note, add_reply, attach_to_ticket
from firstbell.helpdesk.actions.states import change_state
from firstbell.helpdesk.actions.symptoms import add_symptom, edit_symptom
from firstbell.helpdesk.actions.tickets import assign_ticket, link_item, open_ticket, unlink_item
from firstbell.helpdesk.forms.states import StateForm
from firstbell.helpdesk.lifecycle import transitions_from
from firstbell.helpdesk.models import Symptom, Ticket, TicketEntry
from firstbell.helpdesk.models.tickets import TicketQuerySet
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import files_for, possible_assignees
from firstbell.helpdesk.schemas import (
    AssignIn,
    EntryOut,
    ReplyIn,
    StateIn,
    SymptomEditIn,
    SymptomIn,
    SymptomOut,
    TicketDetailOut,
    TicketFilter,
    TicketIn,
    TicketOut,
)
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation, Person
from firstbell.rooms.models import Place

router = Router()


def _tickets(request: ApiRequest) -> TicketQuerySet:
    return Ticket.objects.visible_to(request.actor).select_related("organisation", "symptom", "place", "requester")


@router.get("/tickets", response=Page[TicketOut])
def list_tickets(request: ApiRequest, paging: Query[Paging], asked: Query[TicketFilter]) -> Any:
    """Tickets you may see, newest first."""
    equal = asked.equals(
        "state", "organisation_id", "requester_id", "assignee_id", "place_id", "urgency", "impact", "origin"
    )
    tickets = _tickets(request).filter(**equal)
    if asked.symptom:
        tickets = tickets.filter(symptom__code=asked.symptom)
    if asked.item_id is not None:
        tickets = tickets.filter(ticket_items__item_id=asked.item_id)
    if asked.unassigned:
        tickets = tickets.filter(assignee=None)
    return paginate(tickets.open() if asked.open_only else tickets, paging, order=("-opened_at", "-id"))


@router.get("/tickets/{pk}", response=TicketDetailOut)
def read_ticket(request: ApiRequest, pk: int) -> Any:
    """One ticket with its devices and conversation."""
    return found(_tickets(request).prefetch_related("ticket_items"), pk)


@router.post("/tickets", response={201: TicketOut})
def create_ticket(request: ApiRequest, body: TicketIn) -> Any:
    """Open a ticket: your own, or with the right to, on somebody's behalf."""
    actor = request.actor
    requester = _requester(request, body)
    items = [found(Item.objects.visible_to(actor).select_related("organisation"), pk) for pk in body.item_ids]
    place = found(Place.objects.visible_to(actor), body.place_id) if body.place_id is not None else None
    ticket = open_ticket(
        _organisation(request, body, requester),
        title=body.title,
        description=body.description,
        requester=requester,
        requester_label=body.requester_label,
        symptom=_symptom(body.symptom),
        items=items,
        place=place,
        urgency=body.urgency,
        impact=body.impact,
        is_private=body.is_private,
        origin=Ticket.Origin.API,
        by=actor,
    )
    return created(ticket)


@router.post("/tickets/{pk}/replies", response={201: EntryOut})
def reply_to_ticket(request: ApiRequest, pk: int, body: ReplyIn) -> Any:
    """Add a reply that the requester reads, or a note for colleagues."""
    return created(_said(request, pk, body))


@router.post("/tickets/{pk}/replies/upload", response={201: EntryOut})
def reply_to_ticket_with_files(
    request: ApiRequest, pk: int, files: File[list[UploadedFile]], body: Form[ReplyIn]
) -> Any:
    """The same as a form with up to eight ``files``, which belong to the line; all are kept, or nothing is sent."""
    return created(_said(request, pk, body, files))


def _said(request: ApiRequest, pk: int, body: ReplyIn, files: Sequence[UploadedFile] = ()) -> TicketEntry:
    ticket = found(_tickets(request), pk)
    if body.kind == TicketEntry.Kind.NOTE:
        return add_note(ticket, text=body.text, minutes=body.minutes, files=files, by=request.actor)
    if body.kind == TicketEntry.Kind.REPLY:
        return add_reply(ticket, text=body.text, minutes=body.minutes, files=files, by=request.actor)
    raise Invalid("A change of state is not a reply.", remedy="POST to the ticket's state instead.", field="kind")


@router.get("/tickets/{pk}/files", response=list[AttachmentOut])
def list_ticket_files(request: ApiRequest, pk: int) -> Any:
    """Photos and documents of the ticket, and those that came with the lines you may read, the first one first."""
    return files_for(found(_tickets(request), pk), request.actor)


@router.post("/tickets/{pk}/files", response={201: list[AttachmentOut]})
def add_ticket_files(request: ApiRequest, pk: int, files: File[list[UploadedFile]]) -> Any:
    """Upload up to eight photos and documents to the ticket itself; all are kept, or none."""
    return created(attach_to_ticket(found(_tickets(request), pk), files, by=request.actor))


@router.post("/tickets/{pk}/state", response=TicketOut)
def change_ticket_state(request: ApiRequest, pk: int, body: StateIn) -> Any:
    """Take one step of the lifecycle; ``details`` as the step requires (see the help desk's README)."""
    ticket = found(_tickets(request), pk)
    steps = transitions_from(ticket, request.actor)
    step = next((one for one in steps if one.to == body.to), None)
    if step is None:
        allowed = ", ".join(one.to for one in steps) or "none"
        raise Conflict(f"{ticket.number} cannot become “{body.to}” now.", remedy=f"Steps from here: {allowed}.")
    form = StateForm(body.details, step=step, ticket=ticket, actor=request.actor, prefix="")
    if not form.is_valid():
        field, messages = next(iter(form.errors.items()))
        raise Invalid(str(messages[0]), remedy="Give it in “details”.", field=f"details.{field}")
    return change_state(ticket, to=step.to, details=form.cleaned_data, by=request.actor)


@router.post("/tickets/{pk}/assign", response=TicketOut)
def assign_one_ticket(request: ApiRequest, pk: int, body: AssignIn) -> Any:
    """Give it to somebody who may work on it here; null: to nobody."""
    ticket = found(_tickets(request), pk)
    request.actor.require(HelpdeskPermission.TICKET_WORK, at=ticket.organisation.scope_path)
    account = next((one for one in possible_assignees(ticket.organisation) if one.pk == body.assignee_id), None)
    if account is None and body.assignee_id is not None:
        raise Invalid("That account does not work on tickets here.", remedy="Choose another.", field="assignee_id")
    return assign_ticket(ticket, assignee=account, by=request.actor)


@router.put("/tickets/{pk}/items/{item_pk}", response=TicketDetailOut)
def link_ticket_item(request: ApiRequest, pk: int, item_pk: int) -> Any:
    """The ticket is (also) about this item."""
    item = found(Item.objects.visible_to(request.actor).select_related("organisation"), item_pk)
    link_item(found(_tickets(request), pk), item, by=request.actor)
    return found(_tickets(request).prefetch_related("ticket_items"), pk)


@router.delete("/tickets/{pk}/items/{item_pk}", response={204: None})
def unlink_ticket_item(request: ApiRequest, pk: int, item_pk: int) -> Any:
    """Take the item off the ticket."""
    item = found(Item.objects.visible_to(request.actor).select_related("organisation"), item_pk)
    unlink_item(found(_tickets(request), pk), item, by=request.actor)
    return Status(204, None)


@router.get("/symptoms", response=Page[SymptomOut])
def list_symptoms(request: ApiRequest, paging: Query[Paging], active: bool | None = True) -> Any:
    """What can be wrong, as tiles, by position."""
    request.actor.require(HelpdeskPermission.TICKET_OPEN)
    symptoms = Symptom.objects.all()
    if active is not None:
        symptoms = symptoms.filter(is_active=active)
    return paginate(symptoms, paging, order=("position", "label", "pk"))


@router.post("/symptoms", response={201: SymptomOut})
def create_symptom(request: ApiRequest, body: SymptomIn) -> Any:
    """Add a tile."""
    return created(add_symptom(**body.dict(), by=request.actor))


@router.put("/symptoms/{pk}", response=SymptomOut)
def put_symptom(request: ApiRequest, pk: int, body: SymptomEditIn) -> Any:
    """Change a tile; switching it off keeps the tickets that named it."""
    request.actor.require(HelpdeskPermission.CATALOGUE_EDIT)
    return edit_symptom(found(Symptom.objects.all(), pk), **body.dict(), by=request.actor)


def _requester(request: ApiRequest, body: TicketIn) -> Person | None:
    if body.requester_label:
        return None
    people = Person.objects.visible_to(request.actor).select_related("organisation")
    pk = body.requester_id if body.requester_id is not None else request.actor.person_id
    if pk is None:
        raise Invalid("Nobody is named as the requester.", remedy="Give requester_id.", field="requester_id")
    person: Person = found(people, pk)
    return person


def _organisation(request: ApiRequest, body: TicketIn, requester: Person | None) -> Organisation:
    if body.organisation_id is not None:
        organisation: Organisation = found(Organisation.objects.visible_to(request.actor), body.organisation_id)
        return organisation
    if requester is None:
        raise Invalid("The ticket has no school.", remedy="Give organisation_id.", field="organisation_id")
    return requester.organisation


def _symptom(code: str) -> Symptom | None:
    if not code:
        return None
    symptom = Symptom.objects.filter(code=code, is_active=True).first()
    if symptom is None:
        raise Invalid(f"There is no symptom “{code}”.", remedy="See the symptoms' page.", field="symptom")
    return symptom
