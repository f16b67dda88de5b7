"""REST for mail that came in: list, read, try again."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.connectors.mail.actions.by_hand import retry_mail
from firstbell.connectors.mail.models import InboundMail
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.connectors.mail.schemas import InboundMailFilter, InboundMailOut
from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate

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
    mails = InboundMail.objects.visible_to(request.actor).select_related("mailbox__organisation")
    return retry_mail(found(mails, pk), by=request.actor)
