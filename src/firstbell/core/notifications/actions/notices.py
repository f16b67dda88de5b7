"""Tell people, take back what was not sent yet, and mark as read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.events import change
from firstbell.core.models import ChatRoom, Delivery, Notice
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications.kinds import NoticeKind, kind_named
from firstbell.core.notifications.languages import Value
from firstbell.core.notifications.mail import is_mail_set_up
from firstbell.core.notifications.queries import choices_of, is_switched_on
from firstbell.core.notifications.recipients import Recipient, known
from firstbell.core.notifications.rendering import own_words, render
from firstbell.core.notifications.tasks import send_soon
from firstbell.core.refs import Ref

State = Delivery.State


def send_notice(
    subject: Ref,
    *,
    kind: str,
    to: Iterable[str],
    values: Mapping[str, Value],
    org_path: str,
    occasion: str = "",
    link: str = "",
    by: Actor,
) -> int:
    """Tell each of ``to`` (recipient keys) once per ``occasion``; returns how many were told anew.

    Written in the caller's change; mail and chat leave after the commit. Nothing happens where the kind is switched
    off. No permission is asked: whoever may make the change that this tells of may tell it.
    """
    sort = kind_named(kind)
    if not is_switched_on(kind, org_path):
        return 0
    keys = [*dict.fromkeys(to), *(_teams(sort, org_path) if sort.for_teams else ())]
    recipients = list({one.key: one for one in known(keys).values()}.values()) if keys else []
    if not recipients:
        return 0
    with change(by) as unit:
        fresh = _write_notices(sort, recipients, subject, values, org_path, occasion, link)
        if fresh and _write_deliveries(sort, fresh):
            unit.follow_up("core.notifications", send_soon)
    return len(fresh)


@dataclass(frozen=True, slots=True)
class _Told:
    """A notice that is new, for whom, and what they chose."""

    notice: Notice
    recipient: Recipient
    choices: Mapping[str, Choice]


def _write_notices(
    kind: NoticeKind,
    recipients: list[Recipient],
    subject: Ref,
    values: Mapping[str, Value],
    org_path: str,
    occasion: str,
    link: str,
) -> list[_Told]:
    """The unique constraint decides which of them are new; the batch tells us."""
    batch, now, own = uuid.uuid4(), timezone.now(), own_words(kind)
    choices = choices_of(kind, [one.key for one in recipients])
    rows = []
    for one in recipients:
        texts = render(kind, one, values, own)
        rows.append(
            Notice(
                kind=kind.key,
                subject_kind=subject.kind,
                subject_id=subject.id,
                subject_label=subject.label[:200],
                occasion=occasion[:120],
                org_path=org_path,
                recipient_key=one.key,
                recipient_name=one.name[:200],
                language=texts.spoken.code,
                wanted=texts.spoken.wanted[:16],
                line=texts.line,
                title=texts.title,
                body=texts.body,
                link=link[:300],
                in_app=not one.is_chat and choices[one.key][Channel.IN_APP] != Choice.OFF,
                batch=batch,
                created_at=now,
            )
        )
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    written = {notice.recipient_key: (notice, one) for notice, one in zip(rows, recipients, strict=True)}
    told = []
    for pk, key in Notice.objects.filter(batch=batch).order_by("pk").values_list("pk", "recipient_key"):
        notice, recipient = written[key]
        notice.pk = pk
        told.append(_Told(notice, recipient, choices[key]))
    return told


def _write_deliveries(kind: NoticeKind, fresh: list[_Told]) -> bool:
    """Rows for mail and chat; whether any of them may leave at once. What is held back is found by the schedule."""
    rows = [delivery for told in fresh if (delivery := _delivery(kind, told)) is not None]
    Delivery.objects.bulk_create(rows)
    return any(row.state == State.QUEUED and not kind.hold_seconds for row in rows)


def _delivery(kind: NoticeKind, told: _Told) -> Delivery | None:
    now = told.notice.created_at
    row = Delivery(notice=told.notice, created_at=now, message_id=str(uuid.uuid4()))
    if told.recipient.is_chat:
        row.channel, row.next_try_at = Channel.CHAT, now + kind.hold
        return row
    choice = told.choices[Channel.EMAIL]
    if choice == Choice.OFF:
        return None
    row.channel, row.address = Channel.EMAIL, told.recipient.email[:254]
    if not row.address:
        row.state, row.problem = State.SUPPRESSED, "No e-mail address is known."
        row.remedy = "Enter it in the student information system; the next import brings it."
    elif not is_mail_set_up():
        row.state, row.problem = State.SUPPRESSED, "Mail is not set up on this installation."
        row.remedy = "Set FIRSTBELL_SMTP_URL, then send it again from here."
    elif choice == Choice.DIGEST:
        row.state = State.DIGEST
    else:
        row.next_try_at = now + kind.hold
    return row


def _teams(kind: NoticeKind, org_path: str) -> list[str]:
    rooms = ChatRoom.objects.filter(is_active=True).defer("url")
    return [one.recipient_key for one in rooms if kind.key in one.kinds and org_path.startswith(one.org_path)]


def withdraw_notices(subject: Ref, *, kind: str, reason: str, by: Actor) -> list[str]:
    """Stop what waits to be sent and hide what was not read. Returns the keys of those it had reached already."""
    kind_named(kind)
    with change(by):
        notices = Notice.objects.filter(kind=kind, subject_kind=subject.kind, subject_id=subject.id)
        waiting = Q(state__in=(State.QUEUED, State.DIGEST))
        deliveries = Delivery.objects.filter(notice__in=notices)
        deliveries.filter(waiting).update(state=State.SUPPRESSED, problem=reason[:500], remedy="", next_try_at=None)
        reached = set(
            deliveries.filter(state__in=(State.SENT, State.SENDING)).values_list("notice__recipient_key", flat=True)
        )
        reached |= set(notices.exclude(read_at=None).values_list("recipient_key", flat=True))
        notices.filter(read_at=None).exclude(recipient_key__in=reached).update(in_app=False)
    return sorted(reached)


def mark_read(notice: Notice, *, by: Actor) -> Notice:
    """Read, once. Raises NotFound for another's notice."""
    if not Notice.objects.visible_to(by).filter(pk=notice.pk).exists():
        raise NotFound("There is no such notice for you.")
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, by: Actor) -> int:
    """Everything of one's own; returns how many were unread."""
    return Notice.objects.visible_to(by).unread().update(read_at=timezone.now())
