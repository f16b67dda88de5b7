"""The engine that sends: takes what waits, one lease at a time, and says of each what came of it.

A worker that dies while sending leaves a lease behind; when that has run out the next one tries again with the same
Message-ID, by which mail programs know a repeat. Nothing here is an action: it carries out what actions wrote.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone

from firstbell.core.errors import NotFound
from firstbell.core.models import ChatRoom, Delivery
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications import mail
from firstbell.core.notifications.backoff import wait_after
from firstbell.core.notifications.chat import say
from firstbell.core.notifications.kinds import NoticeKind, kind_named
from firstbell.core.notifications.mail import Refused
from firstbell.core.notifications.queries import choices_of, times_of
from firstbell.core.notifications.quiet import quiet_until
from firstbell.core.notifications.recipients import Recipient, known

log = logging.getLogger("firstbell.post")

LEASE = dt.timedelta(minutes=5)
ROUND = 200
State = Delivery.State


@dataclass
class Round:
    """One round: a connection kept open, and what came of it."""

    now: dt.datetime
    stack: ExitStack
    sent: int = 0
    failed: int = 0
    waiting: int = 0
    office: BaseEmailBackend | None = field(default=None)

    def connection(self) -> BaseEmailBackend:
        if self.office is None:
            self.office = self.stack.enter_context(mail.post_office())
        return self.office

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.failed} failed, {self.waiting} put off"


def send_round(now: dt.datetime | None = None) -> Round:
    """Send up to :data:`ROUND` deliveries whose time has come."""
    moment = now or timezone.now()
    with ExitStack() as stack:
        tally = Round(moment, stack)
        rows = list(
            Delivery.objects.filter(_due(moment)).select_related("notice").order_by("next_try_at", "pk")[:ROUND]
        )
        recipients = known(row.notice.recipient_key for row in rows) if rows else {}
        times = times_of(recipients.values()) if rows else {}
        for row in rows:
            recipient = recipients.get(row.notice.recipient_key)
            end = None
            if recipient is not None and not recipient.is_chat and not _is_urgent(row):
                hours = times[recipient.key]
                end = quiet_until(moment, recipient.zone, starts=hours.quiet_from, ends=hours.quiet_until)
            if end is not None:
                _put_off(row, end, tally)
            elif _take(row, moment):
                _send(row, recipient, tally)
    return tally


def _due(now: dt.datetime) -> Q:
    return Q(state=State.QUEUED, next_try_at__lte=now) | Q(state=State.SENDING, lease_until__lt=now)


def _take(row: Delivery, now: dt.datetime) -> bool:
    """One statement decides which worker sends it."""
    taken = Delivery.objects.filter(_due(now), pk=row.pk).update(
        state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1
    )
    row.attempts += 1
    return bool(taken)


def _put_off(row: Delivery, until: dt.datetime, tally: Round) -> None:
    Delivery.objects.filter(_due(tally.now), pk=row.pk).update(state=State.QUEUED, next_try_at=until, lease_until=None)
    tally.waiting += 1


def _send(row: Delivery, recipient: Recipient | None, tally: Round) -> None:
    why_not = _why_not(row, recipient)
    if why_not:
        _close(row, State.SUPPRESSED, problem=why_not)
        return
    try:
        _SENDERS[Channel(row.channel)](row, tally)
    except Refused as refusal:
        tally.failed += 1
        _close(row, State.FAILED, problem=str(refusal), remedy=refusal.remedy)
    except (OSError, smtplib.SMTPException) as error:
        tally.failed += 1
        tally.office = None  # the connection may be broken; the next one gets a new one
        _try_later(row, error, tally.now)
    except Exception as error:
        log.exception("Delivery %s failed", row.pk)
        tally.failed += 1
        _close(
            row,
            State.FAILED,
            problem=f"{type(error).__name__}: {error}",
            remedy="Send it again; if it fails the same way, report it.",
        )
    else:
        tally.sent += 1
        _close(row, State.SENT, sent_at=timezone.now())


def _why_not(row: Delivery, recipient: Recipient | None) -> str:
    """What has happened since it was written."""
    if recipient is None:
        return "The recipient has left, or the chat was switched off."
    kind = _kind(row)
    if kind is not None and not recipient.is_chat:
        choice = choices_of(kind, [recipient.key])[recipient.key][Channel(row.channel)]
        if choice == Choice.OFF:
            return "The recipient switched this kind off in the meantime."
    return ""


def _try_later(row: Delivery, error: Exception, now: dt.datetime) -> None:
    pause = wait_after(row.attempts)
    problem = f"{type(error).__name__}: {error}"
    if pause is None:
        _close(
            row,
            State.FAILED,
            problem=problem,
            remedy="The mail server could not be reached for days. Run firstbell doctor.",
        )
    else:
        _close(row, State.QUEUED, problem=problem, remedy="It is tried again by itself.", next_try_at=now + pause)


def _close(row: Delivery, state: str, *, problem: str = "", remedy: str = "", **values: dt.datetime | None) -> None:
    values = {"next_try_at": None, **values}
    Delivery.objects.filter(pk=row.pk).update(
        state=state, problem=problem[:500], remedy=remedy[:300], lease_until=None, **values
    )


def _send_mail(row: Delivery, tally: Round) -> None:
    if not mail.is_mail_set_up():
        raise Refused("Mail is not set up on this installation.", "Set FIRSTBELL_SMTP_URL, then send it again.")
    mail.hand_over(tally.connection(), mail.message_for(row, _kind(row)))


def _send_chat(row: Delivery, _tally: Round) -> None:
    room = ChatRoom.objects.get(pk=int(row.notice.recipient_key.partition(":")[2]))
    link = mail.absolute(row.notice.link) if row.notice.link else ""
    say(room.url, title=row.notice.title, text=f"{row.notice.line}\n{link}".strip())


_SENDERS: dict[Channel, Callable[[Delivery, Round], None]] = {Channel.EMAIL: _send_mail, Channel.CHAT: _send_chat}


def _kind(row: Delivery) -> NoticeKind | None:
    try:
        return kind_named(row.notice.kind)
    except NotFound:
        return None


def _is_urgent(row: Delivery) -> bool:
    kind = _kind(row)
    return kind is not None and kind.is_urgent
