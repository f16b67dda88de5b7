"""Chats of teams that are told of some notices."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.models import ChatRoom
from firstbell.core.notifications.actions.webhooks import (
    add_chat_room,
    edit_chat_room,
    remove_chat_room,
    try_chat_room,
)
from firstbell.core.notifications.chat import is_chat_installed
from firstbell.core.notifications.forms import ChatRoomEditForm, ChatRoomForm
from firstbell.core.notifications.kinds import label_of
from firstbell.core.notifications.recipients import place_for, places
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

MAY = CorePermission.WEBHOOK_MANAGE


@page(MAY)
def chat_rooms(request: Request) -> HttpResponseBase:
    rooms = [
        (one, [label_of(kind) for kind in one.kinds]) for one in ChatRoom.objects.visible_to(request.actor).defer("url")
    ]
    context = {
        "page_title": "Team chats",
        "page_meta": "Slack, Teams, Google Chat and others, told of what concerns a team",
        "breadcrumbs": [Crumb("Webhooks", reverse("core:webhooks"))],
        "rooms": rooms,
        "is_installed": is_chat_installed(),
    }
    return render(request, "core/notifications/chats.html", context)


@page(MAY)
def chat_room_add(request: Request) -> HttpResponseBase:
    form = ChatRoomForm(request.POST or None, places=places(request.actor, MAY))
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        place = place_for(request.actor, MAY, data.pop("place"))
        room = attempt(
            form, lambda: add_chat_room(**data, org_path=place.path, org_label=place.label, by=request.actor)
        )
        if room is not None:
            return redirect_with_toast(request, _url(room), Toast("The chat is added. Try it now."))
    return _form(request, form, "New team chat", "Add the chat")


@page(MAY)
def chat_room(request: Request, pk: int) -> HttpResponseBase:
    room = _visible(request.actor, pk)
    initial = {"name": room.name, "kinds": room.kinds, "is_active": room.is_active}
    form = ChatRoomEditForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form, lambda: edit_chat_room(_visible(request.actor, pk), **form.cleaned_data, by=request.actor)
        )
        if saved is not None:
            return redirect_with_toast(request, _url(room), Toast("The chat is saved."))
    return _form(request, form, room.name, "Save", room)


@require_POST
@page(MAY)
def chat_room_try(request: Request, pk: int) -> HttpResponseBase:
    room = _visible(request.actor, pk)
    return go_after(request, _url(room), lambda: try_chat_room(room, by=request.actor), "The chat took the message.")


@require_POST
@page(MAY)
def chat_room_remove(request: Request, pk: int) -> HttpResponseBase:
    room = _visible(request.actor, pk)
    return go_after(
        request, reverse("core:chat_rooms"), lambda: remove_chat_room(room, by=request.actor), "The chat is removed."
    )


def _form(
    request: Request, form: ChatRoomForm, title: str, submit: str, room: ChatRoom | None = None
) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("Team chats", reverse("core:chat_rooms"))],
        "form": form,
        "submit": submit,
        "cancel_url": reverse("core:chat_rooms"),
        "room": room,
    }
    return render(request, "core/notifications/chat.html", context, status=422 if form.errors else 200)


def _visible(actor: Actor, pk: int) -> ChatRoom:
    return get_object_or_404(ChatRoom.objects.visible_to(actor), pk=pk)


def _url(room: ChatRoom) -> str:
    return reverse("core:chat_room", args=[room.pk])
