"""Taking mail from the school's mail server: LMTP (RFC 2033) or SMTP, through ``aiosmtpd``.

250 means stored. While the database is away the answer is 451, and the mail server keeps the mail and tries again. Nothing
is taken for anybody but our mailboxes, so nothing can be relayed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from firstbell.connectors.mail.actions.receiving import Arrival, receive_mail
from firstbell.connectors.mail.addresses import split_address
from firstbell.connectors.mail.models import Mailbox
from firstbell.connectors.mail.models.mailboxes import MEGABYTE
from firstbell.connectors.mail.reading.texts import clean
from firstbell.core.actor import system_actor

log = logging.getLogger("firstbell.mail")

T = TypeVar("T")

MOST_RECIPIENTS = 20
LONGEST_LINE = 110 * MEGABYTE
IDLE_SECONDS = 120.0
AWAY = "451 4.3.0 The help desk cannot store mail just now, try again later"
TOO_BIG = "552 5.3.4 The mail is larger than this mailbox takes"


class Entrance:
    """What ``aiosmtpd`` asks on each command. The database is asked in one thread of its own."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-in")

    # The hooks' names are aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only our own mailboxes; over LMTP one recipient at a time, since the answer to DATA is one."""
        most = 1 if isinstance(server, LMTP) else MOST_RECIPIENTS
        if len(envelope.rcpt_tos) >= most:
            return "452 4.5.3 Too many recipients, send the mail to the others separately"
        try:
            mailbox = await self._ask(lambda: _mailbox_of(address))
        except (DatabaseError, InterfaceError, OSError):
            log.exception("The database is away")
            return AWAY
        if mailbox is None:
            return "550 5.7.1 No mailbox of the help desk has this address, and nothing is relayed"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Stored for every recipient, or not taken at all; what was stored already is not stored twice."""
        content = envelope.original_content or b""
        raw = _return_path(envelope.mail_from) + content
        try:
            return await self._ask(lambda: _store(raw, len(content), list(envelope.rcpt_tos)))
        except (DatabaseError, InterfaceError, OSError):
            log.exception("A mail could not be stored; the mail server keeps it")
            return AWAY

    async def _ask(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, _fresh(act))

    def close(self) -> None:
        """Let the thread and its connection to the database go."""
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=True)


class _Bounded(SMTP):
    """Ends the connection as soon as a mail is too large, instead of reading on to its end."""

    #: Broken mail programs write a whole mail into one line; what is too large is told by its size.
    line_length_limit = LONGEST_LINE
    _taken: int | None = None

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self._taken = 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self._taken = None

    def data_received(self, data: bytes) -> None:
        if self._taken is not None and self.data_size_limit:
            self._taken += len(data)
            if self._taken > self.data_size_limit + 65_536 and self.transport is not None:
                cast(asyncio.WriteTransport, self.transport).write(TOO_BIG.encode() + b"\r\n")
                self.transport.close()
                return
        super().data_received(data)


class _BoundedLmtp(_Bounded, LMTP):
    pass


class MailListener(Controller):
    """``with MailListener(host, port, is_lmtp=True): …`` listens until the block ends."""

    def __init__(self, host: str, port: int, *, is_lmtp: bool) -> None:
        self.entrance = Entrance()
        self._kind = _BoundedLmtp if is_lmtp else _Bounded
        self.limit = largest()
        super().__init__(self.entrance, hostname=host, port=port, ready_timeout=10)

    def factory(self) -> SMTP:
        return self._kind(
            self.handler,
            data_size_limit=self.limit,
            enable_SMTPUTF8=True,
            hostname="firstbell",
            ident="Firstbell",
            timeout=IDLE_SECONDS,
        )

    def __enter__(self) -> MailListener:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.entrance.close()


def largest() -> int:
    """What the largest of our mailboxes takes, in bytes; each mailbox's own limit is asked when the mail is here."""
    return max(Mailbox.objects.filter(is_on=True).values_list("most_bytes", flat=True), default=30 * MEGABYTE)


def _store(raw: bytes, size: int, recipients: list[str]) -> str:
    """In the order of the recipients. A refusal comes before anything was stored."""
    found = [(address, _mailbox_of(address)) for address in recipients]
    boxes = [(address, mailbox) for address, mailbox in found if mailbox is not None]
    if any(size > mailbox.most_bytes for _, mailbox in boxes):
        return TOO_BIG
    by = system_actor("mail", via="task")
    for address, mailbox in boxes:
        receive_mail(mailbox, raw, arrival=Arrival(recipient=clean(address)), by=by)
        Mailbox.objects.filter(pk=mailbox.pk).update(taken_at=timezone.now())
    return "250 2.0.0 Stored" if boxes else "550 5.7.1 No mailbox of the help desk has this address"


def _mailbox_of(address: str) -> Mailbox | None:
    plain, _ = split_address(clean(address))
    return (
        Mailbox.objects.filter(address=plain, is_on=True, way=Mailbox.Way.LISTENER)
        .select_related("organisation")
        .first()
    )


def _fresh(act: Callable[[], T]) -> Callable[[], T]:
    def run() -> T:
        close_old_connections()
        return act()

    return run


def _return_path(sender: str | None) -> bytes:
    """The envelope's sender, as RFC 5321 4.4 has whoever delivers write it; ``<>`` marks a bounce."""
    plain = "".join(char for char in clean(sender or "") if char.isprintable() and char not in "<>")
    return f"Return-Path: <{plain}>\r\n".encode()


__all__ = ["MailListener"]
