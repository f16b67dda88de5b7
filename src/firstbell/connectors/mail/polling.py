"""Fetch what lies in the mailboxes: store first, put away afterwards. Carries out what the mailboxes' settings say.

Killed between the two, the next round finds the mail in its folder and in our table, and only puts it away.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import F
from django.utils import timezone
from imap_tools import BaseMailBox

from firstbell.connectors.mail import client
from firstbell.connectors.mail.actions.receiving import Arrival, receive_mail
from firstbell.connectors.mail.actions.settling import settle_mail
from firstbell.connectors.mail.client import Unreachable
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.core.actor import Actor, system_actor
from firstbell.helpdesk.actions.alarms import end_alarm, raise_alarm

log = logging.getLogger("firstbell.mail")

#: Mails of one mailbox in one round: the next round takes the rest.
ROUND = 200
#: So many rounds in a row without an answer are no hiccup any more: a ticket for whoever looks after it.
ALARM_AFTER = 5
_SOURCE = "E-mail in"
#: A mail that waits this long was forgotten by the worker.
FORGOTTEN = dt.timedelta(minutes=1)


def fetch_all(now: dt.datetime) -> str:
    """Every mailbox that is on. One that cannot be read is noted there, and the others go on."""
    by = system_actor("mail", via="task")
    taken = failed = 0
    for mailbox in Mailbox.objects.filter(is_on=True, way=Mailbox.Way.IMAP).select_related("organisation"):
        try:
            taken += fetch_mailbox(mailbox, now, by=by)
        except Unreachable as problem:
            failed += 1
            _note(mailbox, now, str(problem), problem.remedy, by=by)
    settled = settle_waiting(now, by=by)
    return f"{taken} fetched, {settled} settled late, {failed} mailboxes cannot be read"


def fetch_mailbox(mailbox: Mailbox, now: dt.datetime, *, by: Actor) -> int:
    """Returns how many were new. Raises Unreachable."""
    fresh = 0
    with client.opened(mailbox) as connection:
        waiting = client.waiting_in(connection, mailbox)
        if waiting.uids:
            client.ensure_done_folder(connection, mailbox)
        known = set(
            InboundMail.objects.filter(
                mailbox=mailbox, uid_validity=waiting.validity, uid__in=waiting.uids[:ROUND]
            ).values_list("uid", flat=True)
        )
        for uid in waiting.uids[:ROUND]:
            if uid not in known:
                fresh += _take(connection, mailbox, waiting.validity, uid, by)
            client.put_away(connection, uid, mailbox)
    _note(mailbox, now, "", "", is_fresh=bool(fresh), by=by)
    return fresh


def settle_waiting(now: dt.datetime, *, by: Actor) -> int:
    """Mails that were stored and never settled: the worker died, or the database was away."""
    rows = InboundMail.objects.filter(state=InboundMail.State.RECEIVED, received_at__lt=now - FORGOTTEN)
    late = list(rows.select_related("mailbox__organisation").order_by("received_at")[:ROUND])
    for mail in late:
        settle_mail(mail, by=by)
    return len(late)


def _take(connection: BaseMailBox, mailbox: Mailbox, validity: int, uid: int, by: Actor) -> int:
    size = client.size_of(connection, uid)
    is_whole = size is None or size <= mailbox.most_bytes
    raw = client.fetch(connection, uid, head_only=not is_whole)
    if raw is None:
        return 0
    arrival = Arrival(uid_validity=validity, uid=uid, full_size=None if is_whole else size)
    return int(receive_mail(mailbox, raw, arrival=arrival, by=by) is not None)


def _note(mailbox: Mailbox, now: dt.datetime, problem: str, remedy: str, *, is_fresh: bool = False, by: Actor) -> None:
    if problem and problem != mailbox.problem:
        log.warning("Mailbox %s cannot be read: %s", mailbox.pk, problem)
    values = {"taken_at": timezone.now()} if is_fresh else {}
    Mailbox.objects.filter(pk=mailbox.pk).update(
        looked_at=now,
        problem=problem[:500],
        remedy=remedy[:300],
        failures=F("failures") + 1 if problem else 0,
        **values,
    )
    key, school = f"mailbox {mailbox.pk}", mailbox.organisation
    if problem and mailbox.failures + 1 >= ALARM_AFTER:
        title = f"The mailbox {mailbox.address} cannot be read"
        raise_alarm(school, source=_SOURCE, key=key, title=title, details=f"{problem} {remedy}".strip(), by=by)
    elif not problem and mailbox.failures >= ALARM_AFTER:
        end_alarm(school, source=_SOURCE, key=key, by=by)
