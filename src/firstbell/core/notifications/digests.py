"""The daily digest: one mail on school days with what was put aside for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from firstbell.core.actor import system_actor
from firstbell.core.events import change
from firstbell.core.models import Delivery, Notice
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.notices import DIGEST
from firstbell.core.notifications.queries import Times, choices_of, times_of
from firstbell.core.notifications.recipients import Recipient, known, open_days
from firstbell.core.refs import Ref

LONGEST = 40
State = Delivery.State


def send_digests(now: dt.datetime) -> int:
    """For everybody whose hour has come today, whose school is open and who had none yet; returns how many."""
    waiting: dict[str, list[Delivery]] = defaultdict(list)
    for row in Delivery.objects.filter(state=State.DIGEST, created_at__lt=now).select_related("notice").order_by("pk"):
        waiting[row.notice.recipient_key].append(row)
    recipients = known(waiting)
    times = times_of(recipients.values())
    days = open_days({one.org_id for one in recipients.values()}, now.date() - _DAY, now.date() + _DAY)
    choices = choices_of(DIGEST, recipients)
    written = 0
    for key, rows in waiting.items():
        recipient = recipients.get(key)
        if recipient is None or choices[key][Channel.EMAIL] == Choice.OFF:
            why = "The recipient has left." if recipient is None else "The recipient switched the digest off."
            Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.SUPPRESSED, problem=why)
            continue
        today = now.astimezone(recipient.zone).date()
        is_open = recipient.org_id not in days or days[recipient.org_id].is_open(today)
        if is_open and _has_come(now, recipient, times[key]):
            written += _write(recipient, rows, today)
    return written


_DAY = dt.timedelta(days=1)


def _has_come(now: dt.datetime, recipient: Recipient, times: Times) -> bool:
    return now.astimezone(recipient.zone).time() >= times.digest_at


def _write(recipient: Recipient, rows: list[Delivery], today: dt.date) -> int:
    """One digest a day: the occasion is the day, so a second round writes none and leaves the rows for tomorrow."""
    lines = [f"- {row.notice.line}" for row in rows[:LONGEST]]
    if len(rows) > LONGEST:
        lines.append(f"- … + {len(rows) - LONGEST}")
    by = system_actor("digest", via="task")
    subject = Ref("core.recipient", 0, recipient.name)
    with change(by):
        told = send_notice(
            subject,
            kind=DIGEST.key,
            to=[recipient.key],
            occasion=today.isoformat(),
            values={"count": str(len(rows)), "day": today, "list": "\n".join(lines)},
            org_path=recipient.org_path,
            link="/notices/",
            by=by,
        )
        if told:
            digest = Notice.objects.get(
                kind=DIGEST.key, recipient_key=recipient.key, occasion=today.isoformat(), subject_id=0
            )
            Delivery.objects.filter(pk__in=[row.pk for row in rows], state=State.DIGEST).update(
                state=State.SENT, digest=digest, sent_at=digest.created_at
            )
    return told
