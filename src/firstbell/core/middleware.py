"""Puts the actor on every request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from firstbell.core.actor import ANONYMOUS, Actor


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in person as an actor; asks the room that keeps accounts (``FIRSTBELL_ACTOR_FACTORY``)."""
    if not request.user.is_authenticated:
        return ANONYMOUS
    factory: Callable[[Any], Actor] = import_string(settings.FIRSTBELL_ACTOR_FACTORY)
    return factory(request.user)


class ActorMiddleware:
    """``request.actor``: worked out once, only when somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(request)))  # type: ignore[attr-defined]
        return self.get_response(request)
