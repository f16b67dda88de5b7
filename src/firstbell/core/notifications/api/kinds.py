"""Kinds of notices: where they are sent, in which words; the hours of everybody who chose none."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, paginate
from firstbell.core.errors import Forbidden, NotFound
from firstbell.core.models import NoticeTimes, Wording
from firstbell.core.models.notifications import Channel
from firstbell.core.notifications.actions.preferences import set_place_times
from firstbell.core.notifications.actions.wordings import revert_wording, save_wording, switch_kind
from firstbell.core.notifications.kinds import NoticeKind, kind_named
from firstbell.core.notifications.languages import SHIPPED
from firstbell.core.notifications.queries import may_write, readable_kinds, switches_for
from firstbell.core.notifications.recipients import place_for, places
from firstbell.core.notifications.rendering import own_words, words_of
from firstbell.core.notifications.schemas import (
    NoticeKindOut,
    NoticeSwitchIn,
    NoticeSwitchOut,
    NoticeWordingIn,
    NoticeWordingOut,
    NoticeWordingVersionOut,
    PlaceTimesIn,
    PlaceTimesOut,
)
from firstbell.core.permissions import CorePermission

router = Router()
MAY = CorePermission.NOTICE_MANAGE
CHANNELS = (Channel.EMAIL, Channel.IN_APP)


def _readable(request: ApiRequest, name: str) -> NoticeKind:
    kind = kind_named(name)
    if not (request.actor.can(MAY) or may_write(kind, request.actor)):
        raise Forbidden(MAY)
    return kind


def _words(kind: NoticeKind, channel: str, language: str) -> dict[str, Any]:
    own = own_words(kind)
    words = words_of(kind, language, own)
    title, body = (words.line, "") if channel == Channel.IN_APP else (words.title, words.body)
    return {
        "channel": channel, "language": language, "title": title, "body": body, "is_own": (channel, language) in own,
    }  # fmt: skip


@router.get("/notice-kinds", response=list[NoticeKindOut])
def list_notice_kinds(request: ApiRequest) -> Any:
    """Everything the program tells anybody; without managing notices, the kinds whose words you may write."""
    shown = readable_kinds(request.actor)
    if not shown:
        raise Forbidden(MAY)
    return shown


@router.get("/notice-kinds/{name}/switches", response=list[NoticeSwitchOut])
def list_notice_switches(request: ApiRequest, name: str) -> Any:
    """Where this kind is switched off, or on again; the nearest to a school counts."""
    request.actor.require(MAY)
    return switches_for(request.actor).filter(kind=kind_named(name).key)


@router.post("/notice-kinds/{name}/switches", response=NoticeSwitchOut)
def switch_notice_kind(request: ApiRequest, name: str, body: NoticeSwitchIn) -> Any:
    """Send this kind at an organisation and below, or do not."""
    request.actor.require(MAY)
    place = place_for(request.actor, MAY, body.organisation_id)
    return switch_kind(
        kind_named(name).key, is_on=body.is_on, organisation_id=place.id, org_path=place.path, org_label=place.label,
        by=request.actor,
    )  # fmt: skip


@router.get("/notice-kinds/{name}/words", response=list[NoticeWordingOut])
def list_notice_words(request: ApiRequest, name: str) -> Any:
    """The words in use, by channel and language."""
    kind = _readable(request, name)
    return [_words(kind, channel, language) for channel in CHANNELS for language in SHIPPED]


@router.put("/notice-kinds/{name}/words/{channel}/{language}", response=NoticeWordingOut)
def put_notice_words(request: ApiRequest, name: str, channel: str, language: str, body: NoticeWordingIn) -> Any:
    """Use these words from now on, everywhere; the older ones stay as versions."""
    save_wording(name, channel=channel, language=language, **body.dict(), by=request.actor)
    return _words(kind_named(name), channel, language)


@router.delete("/notice-kinds/{name}/words/{channel}/{language}", response={204: None})
def revert_notice_words(request: ApiRequest, name: str, channel: str, language: str) -> Any:
    """Use the words that came with the program."""
    revert_wording(name, channel=channel, language=language, by=request.actor)
    return Status(204, None)


@router.get("/notice-kinds/{name}/words/{channel}/{language}/versions", response=Page[NoticeWordingVersionOut])
def list_notice_word_versions(
    request: ApiRequest, name: str, channel: str, language: str, paging: Query[Paging]
) -> Any:
    """What was written before, the newest first."""
    kind = _readable(request, name)
    if channel not in CHANNELS or language not in SHIPPED:
        raise NotFound("There are no such words.", remedy="List the words of this kind.")
    rows = Wording.objects.filter(kind=kind.key, channel=channel, language=language)
    return paginate(rows, paging, order=("-version",))


@router.get("/notice-times", response=list[PlaceTimesOut])
def list_place_times(request: ApiRequest) -> Any:
    """Quiet hours and the digest's hour of everybody who chose none, by organisation, where some were set."""
    request.actor.require(MAY)
    owners = {f"org:{place.id}": place for place in places(request.actor, MAY)}
    return [_times(row, owners[row.owner_key].id) for row in NoticeTimes.objects.filter(owner_key__in=owners)]


@router.put("/notice-times", response=PlaceTimesOut)
def put_place_times(request: ApiRequest, body: PlaceTimesIn) -> Any:
    """Set the hours of everybody at an organisation who chose none; equal quiet times mean none."""
    request.actor.require(MAY)
    place = place_for(request.actor, MAY, body.organisation_id)
    hours = body.dict(exclude={"organisation_id"})
    row = set_place_times(place.id, org_path=place.path, org_label=place.label, **hours, by=request.actor)
    return _times(row, place.id)


def _times(row: NoticeTimes, organisation_id: int) -> dict[str, Any]:
    hours = {name: getattr(row, name) for name in ("quiet_from", "quiet_until", "digest_at")}
    return hours | {"organisation_id": organisation_id}
