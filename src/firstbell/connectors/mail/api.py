"""REST for mailboxes, and for mail that came in: list, read, decide by hand."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.connectors.mail.actions.by_hand import drop_mail, join_mail, make_ticket_of_mail, retry_mail
from firstbell.connectors.mail.actions.mailboxes import add_mailbox, edit_mailbox, try_mailbox
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.connectors.mail.schemas import (
    InboundMailFilter,
    InboundMailOut,
    JoinMailIn,
    MailboxIn,
    MailboxOut,
    NewMailboxIn,
    TicketOfMailIn,
)
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Person
from firstbell.people.queries import schools_for

router = Router(tags=["Mail in"])


@router.get("/inbound-mails", response=Page[InboundMailOut])
def list_inbound_mails(request: ApiRequest, paging: Query[Paging], asked: Query[InboundMailFilter]) -> Any:
    """Mails to the help desk that you may see, the newest first."""
    request.actor.require(MailPermission.INBOUND_VIEW)
    equal = asked.equals("state", "mailbox_id", "ticket_id", "verdict")
    mails = InboundMail.objects.visible_to(request.actor).filter(**equal)
    return paginate(mails, paging, order=("-received_at", "-pk"))


@router.get("/inbound-mails/{pk}", response=InboundMailOut)
def read_inbound_mail(request: ApiRequest, pk: int) -> Any:
    """One mail and what became of it."""
    return found(InboundMail.objects.visible_to(request.actor), pk)


@router.post("/inbound-mails/{pk}/retry", response=InboundMailOut)
def retry_inbound_mail(request: ApiRequest, pk: int) -> Any:
    """Have the program decide once more on a mail that was ignored or kept aside."""
    return retry_mail(_mail(request, pk), by=request.actor)


@router.post("/inbound-mails/{pk}/ticket", response=InboundMailOut)
def open_ticket_of_mail(request: ApiRequest, pk: int, body: TicketOfMailIn) -> Any:
    """Make a ticket of a mail that was ignored or kept aside; ``ticket_id`` of the answer is the ticket."""
    mail = _mail(request, pk)
    people = Person.objects.visible_to(request.actor).current().select_related("organisation")
    requester = found(people, body.requester_id) if body.requester_id is not None else None
    make_ticket_of_mail(mail, title=body.title, requester=requester, by=request.actor)
    return _as_it_is_now(mail)


@router.post("/inbound-mails/{pk}/join", response=InboundMailOut)
def join_mail_to_ticket(request: ApiRequest, pk: int, body: JoinMailIn) -> Any:
    """Put such a mail onto a ticket, as a reply."""
    mail = _mail(request, pk)
    tickets = Ticket.objects.visible_to(request.actor).select_related("organisation")
    join_mail(mail, found(tickets, body.ticket_id), by=request.actor)
    return _as_it_is_now(mail)


@router.post("/inbound-mails/{pk}/drop", response=InboundMailOut)
def drop_inbound_mail(request: ApiRequest, pk: int) -> Any:
    """It needs nobody; its source stays as long as the rule of retention says."""
    return drop_mail(_mail(request, pk), by=request.actor)


@router.get("/mailboxes", response=Page[MailboxOut])
def list_mailboxes(request: ApiRequest, paging: Query[Paging], organisation_id: int | None = None) -> Any:
    """Mailboxes you may edit, by name, without their passwords."""
    request.actor.require(MailPermission.MAILBOX_EDIT)
    boxes = Mailbox.objects.visible_to(request.actor).defer("password")
    if organisation_id is not None:
        boxes = boxes.filter(organisation=organisation_id)
    return paginate(boxes, paging, order=("name", "pk"))


@router.get("/mailboxes/{pk}", response=MailboxOut)
def read_mailbox(request: ApiRequest, pk: int) -> Any:
    """One mailbox, and what came of the last try."""
    return found(Mailbox.objects.visible_to(request.actor).defer("password"), pk)


@router.post("/mailboxes", response={201: MailboxOut})
def create_mailbox(request: ApiRequest, body: NewMailboxIn) -> Any:
    """Set a mailbox up."""
    school = found(schools_for(request.actor, MailPermission.MAILBOX_EDIT), body.organisation_id)
    return created(add_mailbox(school, values=body.values(), by=request.actor))


@router.patch("/mailboxes/{pk}", response=MailboxOut)
def change_mailbox(request: ApiRequest, pk: int, body: MailboxIn) -> Any:
    """Change it. Where its password goes can be changed only with the password entered anew."""
    return edit_mailbox(_mailbox(request, pk), values=body.values(), by=request.actor)


@router.post("/mailboxes/{pk}/try", response=MailboxOut)
def try_one_mailbox(request: ApiRequest, pk: int) -> Any:
    """Sign in there, look, and change nothing but the folder for read mail."""
    mailbox = _mailbox(request, pk)
    try_mailbox(mailbox, by=request.actor)
    return mailbox


def _mail(request: ApiRequest, pk: int) -> InboundMail:
    return found(InboundMail.objects.visible_to(request.actor).select_related("mailbox__organisation"), pk)


def _mailbox(request: ApiRequest, pk: int) -> Mailbox:
    return found(Mailbox.objects.visible_to(request.actor).select_related("organisation"), pk)


def _as_it_is_now(mail: InboundMail) -> InboundMail:
    mail.refresh_from_db()
    return mail
