"""Addresses that find their ticket: ``help+t123-k7q2…@elm.example.org``, signed, so that nobody guesses another's."""

from __future__ import annotations

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

from firstbell.connectors.mail.models import Mailbox
from firstbell.core.models import Notice

SALT = "firstbell.mail.ticket"
_DETAIL = re.compile(r"^t(\d{1,18})-([a-z2-7]{16})$")


def ticket_address(mailbox: Mailbox, ticket_id: int) -> str:
    """Where an answer about this ticket goes."""
    local, _, domain = mailbox.address.rpartition("@")
    return f"{local}+t{ticket_id}-{_signature(mailbox, ticket_id)}@{domain}"


def ticket_of_address(mailbox: Mailbox, address: str) -> int | None:
    """The ticket a signed address of this mailbox stands for; None for any other."""
    plain, detail = split_address(address)
    if plain != mailbox.address.lower():
        return None
    found = _DETAIL.match(detail)
    if found is None or not constant_time_compare(_signature(mailbox, int(found.group(1))), found.group(2)):
        return None
    return int(found.group(1))


def split_address(address: str) -> tuple[str, str]:
    """``Help+T1-x@Elm.org`` as (``help@elm.org``, ``t1-x``)."""
    local, _, domain = address.strip().strip("<>").lower().rpartition("@")
    name, _, detail = local.partition("+")
    return f"{name}@{domain}", detail


def headers_of_notice(notice: Notice) -> dict[str, str]:
    """A mail about a ticket says where its answer goes, and mail programs show one thread for one ticket."""
    mailbox = Mailbox.objects.serving(notice.org_path).first()
    if mailbox is None:
        return {}
    to = ticket_address(mailbox, notice.subject_id) if mailbox.has_plus else mailbox.address
    _, _, domain = mailbox.address.rpartition("@")
    return {"Reply-To": to, "References": f"<ticket.{notice.subject_id}@{domain}>"}


def _signature(mailbox: Mailbox, ticket_id: int) -> str:
    """80 bits in letters that survive mail programs which write addresses in capitals."""
    digest = salted_hmac(SALT, f"{mailbox.pk} {ticket_id}", algorithm="sha256").digest()
    return base64.b32encode(digest[:10]).decode().lower()
