"""How somebody wants to be told, and when not: chosen by themselves, or for a school by those who manage notices."""

from __future__ import annotations

import datetime as dt

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.models import NoticeTimes, Preference
from firstbell.core.models.notifications import Channel, Choice
from firstbell.core.notifications.events import NoticeTimesSet, PreferenceChosen
from firstbell.core.notifications.kinds import NoticeKind, kind_named
from firstbell.core.notifications.mail import read_stop_token
from firstbell.core.notifications.queries import choices_of, own_key
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref


def choose(kind: str, *, channel: str, choice: str, by: Actor) -> None:
    """How one is told of a kind on a channel. Raises NotFound, Invalid when the kind cannot be switched off."""
    sort = kind_named(kind)
    _store(own_key(by), sort, channel, choice, by)


def stop_by_token(token: str, *, by: Actor) -> NoticeKind:
    """Switch the mail of one kind off by the signed link of a mail. Raises NotFound for a link that is not ours."""
    stop = read_stop_token(token)
    if stop is None:
        raise NotFound("This link is not whole.", remedy="Copy all of it from the mail, to the last letter.")
    sort = kind_named(stop.kind)
    _store(stop.recipient_key, sort, Channel.EMAIL, Choice.OFF, by)
    return sort


def set_own_times(*, quiet_from: dt.time, quiet_until: dt.time, digest_at: dt.time, by: Actor) -> NoticeTimes:
    """When one is left alone and gets the digest."""
    times = _times(own_key(by), quiet_from, quiet_until, digest_at)
    with change(by) as unit:
        times.save()
        unit.publish(_told(times, Ref("core.notice_times", times.pk, by.name), ""))
    return times


def forget_own_times(*, by: Actor) -> None:
    """Back to the school's hours."""
    NoticeTimes.objects.filter(owner_key=own_key(by)).delete()


def set_place_times(
    organisation_id: int,
    *,
    org_path: str,
    org_label: str,
    quiet_from: dt.time,
    quiet_until: dt.time,
    digest_at: dt.time,
    by: Actor,
) -> NoticeTimes:
    """The hours of everybody at an organisation who chose none; 0 and "" for the whole installation.

    Raises Forbidden (``core.notice.manage`` there).
    """
    by.require(CorePermission.NOTICE_MANAGE, at=org_path)
    times = _times(f"org:{organisation_id}", quiet_from, quiet_until, digest_at)
    with change(by) as unit:
        times.save()
        unit.publish(_told(times, Ref("core.notice_times", times.pk, org_label or "everybody"), org_path))
    return times


def _store(key: str, sort: NoticeKind, channel: str, choice: str, by: Actor) -> None:
    if channel not in (Channel.IN_APP, Channel.EMAIL) or choice not in Choice.values:
        raise Invalid(f"“{channel}: {choice}” is not a choice.", remedy="Choose from the page.", field="choice")
    if choice == Choice.OFF and not sort.is_optional:
        raise Conflict(f"“{sort.label}” cannot be switched off.", remedy="The school has to be able to reach you.")
    if choice == Choice.DIGEST and not sort.may_wait:
        raise Invalid(
            f"“{sort.label}” cannot wait for the digest.", remedy="Choose at once or not at all.", field="choice"
        )
    with change(by) as unit:
        old = choices_of(sort, [key])[key][Channel(channel)]
        if old == choice:
            return
        Preference.objects.update_or_create(
            recipient_key=key, kind=sort.key, channel=channel, defaults={"choice": choice}
        )
        changes = {Channel(channel).label: (Choice(old).label, Choice(choice).label)}
        unit.publish(PreferenceChosen(subject=Ref("core.preference", 0, sort.label), org_path="", changes=changes))


def _times(owner: str, quiet_from: dt.time, quiet_until: dt.time, digest_at: dt.time) -> NoticeTimes:
    times = NoticeTimes.objects.filter(owner_key=owner).first() or NoticeTimes(owner_key=owner)
    times.quiet_from, times.quiet_until, times.digest_at = quiet_from, quiet_until, digest_at
    return times


def _told(times: NoticeTimes, subject: Ref, org_path: str) -> NoticeTimesSet:
    text = f"{times.quiet_from:%H:%M}–{times.quiet_until:%H:%M}, digest {times.digest_at:%H:%M}"
    return NoticeTimesSet(subject=subject, org_path=org_path, changes={"Hours": (None, text)})
