"""One's own notices, and how one wants to be told."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, found, paginate
from firstbell.core.models import Notice
from firstbell.core.models.notifications import Channel
from firstbell.core.notifications.actions.notices import mark_all_read, mark_read
from firstbell.core.notifications.actions.preferences import choose, forget_own_times, set_own_times
from firstbell.core.notifications.queries import choices_by_kind, kinds_for, own_key, own_times
from firstbell.core.notifications.schemas import NoticeOut, NoticePreferencesOut, NoticePreferencesPatch, ReadOut

router = Router()


@router.get("/notices", response=Page[NoticeOut])
def list_notices(request: ApiRequest, paging: Query[Paging], unread: bool = False) -> Any:
    """Your own notices, the newest first."""
    own = Notice.objects.visible_to(request.actor)
    return paginate(own.unread() if unread else own, paging, order=("-pk",))


@router.post("/notices/read", response=ReadOut)
def read_all_notices(request: ApiRequest) -> Any:
    """Mark all of yours as read."""
    return {"read": mark_all_read(by=request.actor)}


@router.post("/notices/{pk}/read", response=NoticeOut)
def read_notice(request: ApiRequest, pk: int) -> Any:
    """Mark one as read."""
    return mark_read(found(Notice.objects.visible_to(request.actor), pk), by=request.actor)


@router.get("/notice-preferences", response=NoticePreferencesOut)
def read_notice_preferences(request: ApiRequest) -> Any:
    """How you are told of each kind that can come to you, and when you are left alone."""
    key = own_key(request.actor)
    kinds = kinds_for(request.actor)
    chosen = choices_by_kind(key, kinds)
    return {
        "choices": [
            {
                "kind": kind.key,
                "label": kind.label,
                "in_app": chosen[kind.key][Channel.IN_APP],
                "email": chosen[kind.key][Channel.EMAIL],
                "is_optional": kind.is_optional,
                "may_wait": kind.may_wait,
            }
            for kind in kinds
        ],
        "times": own_times(request.actor),
    }


@router.patch("/notice-preferences", response=NoticePreferencesOut)
def choose_notice_preferences(request: ApiRequest, body: NoticePreferencesPatch) -> Any:
    """Choose for yourself; what is left out stays, all of it or none is taken."""
    with transaction.atomic():
        for one in body.choices:
            choose(one.kind, channel=one.channel, choice=one.choice, by=request.actor)
        if body.times is not None:
            set_own_times(**body.times.dict(), by=request.actor)
    return read_notice_preferences(request)


@router.delete("/notice-preferences/times", response={204: None})
def forget_notice_times(request: ApiRequest) -> Any:
    """Your school's hours count again."""
    forget_own_times(by=request.actor)
    return Status(204, None)
