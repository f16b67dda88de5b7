"""Questions about notices: is a kind on here, what did they choose, when are they left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from firstbell.core.actor import Actor
from firstbell.core.errors import NotFound
from firstbell.core.kept import kept
from firstbell.core.models import KindSwitch, Notice, NoticeTimes, Preference
from firstbell.core.models.notifications import Channel, Choice, recipient_keys
from firstbell.core.notifications.kinds import NoticeKind, all_kinds
from firstbell.core.notifications.recipients import Recipient, known
from firstbell.core.permissions import CorePermission
from firstbell.core.scope import EVERYWHERE

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class Times:
    """Quiet hours and the hour of the digest, of the recipient's own clock; ``source`` says who set them."""

    quiet_from: dt.time = dt.time(20)
    quiet_until: dt.time = dt.time(6, 30)
    digest_at: dt.time = dt.time(15, 30)
    source: str = "shipped"


def own_key(actor: Actor) -> str:
    """The key notices to this actor are kept under. Raises NotFound for who has no account."""
    keys = recipient_keys(actor)
    if not keys:
        raise NotFound("Only somebody with an account has notices.")
    return keys[0]


def unread_count(actor: Actor) -> int:
    """How many unread notices the bell shows, counted to one above :data:`MOST_COUNTED`."""
    return Notice.objects.visible_to(actor).unread().order_by()[: MOST_COUNTED + 1].count()


def may_write(kind: NoticeKind, actor: Actor) -> bool:
    """Whether the words of a kind are the actor's to write: they are the same everywhere."""
    if actor.can(CorePermission.NOTICE_MANAGE, at=EVERYWHERE):
        return True
    return bool(kind.words_by) and actor.can(kind.words_by)


def readable_kinds(actor: Actor) -> list[NoticeKind]:
    """All kinds for who manages notices; else those whose words are the actor's to write."""
    if actor.can(CorePermission.NOTICE_MANAGE):
        return all_kinds()
    return [kind for kind in all_kinds() if may_write(kind, actor)]


def kinds_for(actor: Actor) -> list[NoticeKind]:
    """Those that can come to this person: by permission, and family kinds for who has had one or works nowhere here."""
    had = set(Notice.objects.filter(recipient_key=own_key(actor)).order_by().values_list("kind", flat=True).distinct())
    is_family = not any(grant.permissions for grant in actor.grants)
    return [
        kind
        for kind in all_kinds()
        if not kind.is_printed
        and (kind.key in had or ((not kind.needs or actor.can(kind.needs)) and (is_family or not kind.is_family)))
    ]


def switches_for(actor: Actor) -> QuerySet[KindSwitch]:
    """Switches of the actor's organisations, and those for everybody."""
    scope = actor.scope(CorePermission.NOTICE_MANAGE)
    if scope.is_nowhere:
        return KindSwitch.objects.none()
    rows = KindSwitch.objects.order_by("org_path")
    return rows if scope.is_everywhere else rows.filter(scope.q("org_path") | Q(org_path=""))


def is_switched_on(kind: str, org_path: str) -> bool:
    """Whether the kind is sent at this place; the nearest switch counts. Kept: one query."""
    rows = kept("core.switches", [KindSwitch], lambda: list(KindSwitch.objects.all()))
    switches = [one for one in rows if one.kind == kind and org_path.startswith(one.org_path)]
    return max(switches, key=lambda one: len(one.org_path)).is_on if switches else True


def choices_of(kind: NoticeKind, keys: Iterable[str]) -> dict[str, dict[str, Choice]]:
    """What each recipient gets of this kind by channel: their choice, else the kind's default. One query."""
    found = {key: _defaults(kind) for key in keys}
    for row in Preference.objects.filter(recipient_key__in=list(found), kind=kind.key):
        _apply(row, kind, found[row.recipient_key])
    return found


def choices_by_kind(key: str, kinds: Iterable[NoticeKind]) -> dict[str, dict[str, Choice]]:
    """What one recipient gets of each kind, by the kind's key and channel. One query."""
    wanted = {kind.key: kind for kind in kinds}
    found = {name: _defaults(kind) for name, kind in wanted.items()}
    for row in Preference.objects.filter(recipient_key=key, kind__in=list(wanted)):
        _apply(row, wanted[row.kind], found[row.kind])
    return found


def _defaults(kind: NoticeKind) -> dict[str, Choice]:
    return {channel: kind.default(channel) for channel in (Channel.IN_APP, Channel.EMAIL)}


def _apply(row: Preference, kind: NoticeKind, choices: dict[str, Choice]) -> None:
    """A kind that must reach people stays on, whatever was chosen before it became so."""
    chosen = Choice(row.choice)
    if kind.is_optional or chosen != Choice.OFF:
        choices[row.channel] = chosen


def times_of(recipients: Iterable[Recipient]) -> Mapping[str, Times]:
    """When each is left alone: their own hours, else those of the nearest organisation, else the shipped. One query."""
    wanted = list(recipients)
    owners = {one.key for one in wanted} | {owner for one in wanted for owner in _places(one)}
    rows = {row.owner_key: row for row in NoticeTimes.objects.filter(owner_key__in=owners)}
    found = {}
    for one in wanted:
        owner = next((key for key in (one.key, *_places(one)) if key in rows), "")
        row = rows.get(owner)
        if row is None:
            found[one.key] = Times()
        else:
            source = "own" if owner == one.key else "school"
            found[one.key] = Times(row.quiet_from, row.quiet_until, row.digest_at, source)
    return found


def own_times(actor: Actor) -> Times:
    """The actor's own hours, or those that count for them. Raises NotFound for who has no account."""
    key = own_key(actor)
    me = known([key]).get(key)
    return times_of([me])[me.key] if me is not None else Times()


def _places(recipient: Recipient) -> list[str]:
    """``org:17``, ``org:4``, ``org:0``: from the nearest organisation up to the whole installation."""
    return [*(f"org:{part}" for part in reversed(recipient.org_path.split(".")) if part), "org:0"]
