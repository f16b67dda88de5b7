"""Chats of teams that are told of some notices. Their addresses hold tokens and are never answered."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.core.models import ChatRoom
from firstbell.core.notifications.actions.webhooks import (
    add_chat_room,
    edit_chat_room,
    remove_chat_room,
    try_chat_room,
)
from firstbell.core.notifications.recipients import place_for
from firstbell.core.notifications.schemas import ChatRoomIn, ChatRoomOut, ChatRoomPatch
from firstbell.core.permissions import CorePermission

router = Router()


@router.get("/chat-rooms", response=Page[ChatRoomOut])
def list_chat_rooms(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Chats you manage, by name."""
    rows = ChatRoom.objects.visible_to(request.actor).defer("url")
    return paginate(rows, paging, order=("name", "id"))


@router.post("/chat-rooms", response={201: ChatRoomOut})
def create_chat_room(request: ApiRequest, body: ChatRoomIn) -> Any:
    """Add a chat."""
    place = place_for(request.actor, CorePermission.WEBHOOK_MANAGE, body.organisation_id)
    values = body.dict(exclude={"organisation_id"})
    return created(add_chat_room(**values, org_path=place.path, org_label=place.label, by=request.actor))


@router.get("/chat-rooms/{pk}", response=ChatRoomOut)
def read_chat_room(request: ApiRequest, pk: int) -> Any:
    """One chat, without its address."""
    return found(ChatRoom.objects.visible_to(request.actor).defer("url"), pk)


@router.patch("/chat-rooms/{pk}", response=ChatRoomOut)
def change_chat_room(request: ApiRequest, pk: int, body: ChatRoomPatch) -> Any:
    """Change what is given; the rest stays, the address too."""
    room = found(ChatRoom.objects.visible_to(request.actor), pk)
    kept = {"name": room.name, "kinds": room.kinds, "is_active": room.is_active, "url": ""}
    return edit_chat_room(room, **(kept | given(body)), by=request.actor)


@router.delete("/chat-rooms/{pk}", response={204: None})
def delete_chat_room(request: ApiRequest, pk: int) -> Any:
    """It is told of nothing more."""
    remove_chat_room(found(ChatRoom.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)


@router.post("/chat-rooms/{pk}/try", response={204: None})
def try_one_chat_room(request: ApiRequest, pk: int) -> Any:
    """Say hello there at once; 409 with what the service answered when it did not take it."""
    try_chat_room(found(ChatRoom.objects.visible_to(request.actor), pk), by=request.actor)
    return Status(204, None)
