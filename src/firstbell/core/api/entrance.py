"""The door every API request goes through: who is it, how often, only once; then the room's operation.

Sign-in is by bearer token, or for reading by the session of the same site. Accounts belong to a
higher room, so the token is handed to ``settings.FIRSTBELL_TOKEN_ACTOR`` (a dotted path to
``(token: str) -> Actor | None``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver
from django.utils.module_loading import import_string
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from ninja.security import APIKeyCookie, HttpBearer

from firstbell.core.actor import Actor
from firstbell.core.api import limits
from firstbell.core.api.bulk import is_by_entry
from firstbell.core.api.idempotency import answered_once
from firstbell.core.api.problems import (
    PROBLEM_SCHEMA,
    add_handlers,
    problem,
    too_large,
    unauthenticated,
    unforeseen,
    unspeakable,
)
from firstbell.core.client_address import client_address
from firstbell.core.permissions import CorePermission
from firstbell.core.readings import count_reading, rows_answered

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., HttpResponseBase]


class ApiRequest(HttpRequest):
    """A request that came through the entrance."""

    actor: Actor


class Token(HttpBearer):
    """For the OpenAPI document; the entrance has already asked."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        return cast(ApiRequest, request).actor


class Session(APIKeyCookie):
    """For the OpenAPI document; reading only, same site only."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # the entrance refuses every changing request without a token

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return cast(ApiRequest, request).actor


class FirstbellApi(NinjaAPI):
    """django-ninja with the entrance before every operation and problems in its document."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = entrance(pattern.callback)
        return patterns

    def get_openapi_operation_id(self, operation: Operation) -> str:
        name: str = operation.view_func.__name__
        return name

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> Any:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for methods in document["paths"].values():
            for method, operation in methods.items():
                operation["summary"] = operation["operationId"].replace("_", " ").capitalize()
                operation["responses"] = responses = {
                    str(status): answer for status, answer in operation["responses"].items()
                }
                responses["default"] = {"description": "What went wrong and what to do next", "content": content}
                if method.upper() not in SAFE:
                    operation.setdefault("parameters", []).append(_KEY_PARAMETER)
        return document


_KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Send the same key again to get the same answer without acting twice (kept for a day).",
    "schema": {"type": "string", "maxLength": 120},
}


def build_api(routers: Iterable[Router]) -> FirstbellApi:
    """The whole API from the rooms' routers; ``config`` mounts it under ``/api/v1/``."""
    api = FirstbellApi(
        title="Firstbell",
        version="1",
        description=(
            "Everything a page can do, for programs. Lists come in pages by cursor; errors are "
            "`application/problem+json`; changing requests take an `Idempotency-Key`."
        ),
        urls_namespace="api",
        docs_url=None,
        openapi_url="",
        auth=[Token(), Session()],
    )
    add_handlers(api)
    for router in routers:
        api.add_router("", router)
    return api


def entrance(view: View) -> View:
    """Sign-in, rate, idempotency and last-resort errors around one address."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            admitted = _admit(request)
            if not isinstance(admitted, limits.Standing):
                return admitted
            response = _answered(request, lambda: _no_methods_as_text(view(request, *args, **kwargs)), admitted)
        except RequestDataTooBig:
            return too_large()
        except Exception as error:
            return unforeseen(request, error)
        for name, value in admitted.headers().items():
            response.headers[name] = value
        return response

    return guarded


def _answered(
    request: HttpRequest, answer: Callable[[], HttpResponseBase], standing: limits.Standing
) -> HttpResponseBase:
    if standing.wait:
        return _too_often(standing.wait)
    if _has_nul(request):
        return unspeakable()
    actor = cast(ApiRequest, request).actor
    if request.method in SAFE:
        return _counted(request, actor, answer())
    return answered_once(request, actor.key, answer, in_one=not is_by_entry(request))


def _has_nul(request: HttpRequest) -> bool:
    """No database keeps the character NUL in a text."""
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    return request.content_type == "application/json" and b"\\u0000" in request.body


def _counted(request: HttpRequest, actor: Actor, response: HttpResponseBase) -> HttpResponseBase:
    """A token's reading goes into the disclosure log; what a person's own pages ask for is no export."""
    if response.status_code == 200 and actor.key.startswith("token:") and request.resolver_match is not None:
        count_reading(actor, f"/{request.resolver_match.route}", rows=rows_answered.get() or 1)
        rows_answered.set(0)
    return response


def _admit(request: HttpRequest) -> HttpResponse | limits.Standing:
    """Put the actor on the request and count it, or say why not."""
    address = client_address(request)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        wait = limits.look("stranger", address).wait
        actor = _actor_of_token(token.strip()) if scheme.lower() == "bearer" and not wait else None
        if actor is None:
            wait = wait or limits.count("stranger", address).wait
            return _too_often(wait) if wait else unauthenticated()
    else:
        actor = _actor_of_session(request)
        if actor is None:
            return unauthenticated()
        if request.method not in SAFE:
            return problem(
                403,
                "token_needed",
                "A session may only read.",
                remedy="Send “Authorization: Bearer fb_…”; make a token on the page “My account”.",
            )
    if not actor.can(CorePermission.API_USE):
        return problem(
            403,
            "forbidden",
            "You may not use the API.",
            remedy=f"It needs the permission “{CorePermission.API_USE}”, for the person and for the token.",
        )
    cast(ApiRequest, request).actor = actor
    return limits.count("token", actor.key)


def _too_often(wait: int) -> HttpResponse:
    return problem(
        429,
        "too_many_requests",
        "Too many requests.",
        remedy=f"Wait {wait} seconds; ask for more rows at a time.",
        headers={"Retry-After": str(wait)},
    )


def _actor_of_token(token: str) -> Actor | None:
    actor_of: Callable[[str], Actor | None] = import_string(settings.FIRSTBELL_TOKEN_ACTOR)
    return actor_of(token) if 0 < len(token) <= 200 else None


def _actor_of_session(request: HttpRequest) -> Actor | None:
    """The signed-in person, when the request comes from our own pages or the address bar."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return None
    actor = cast(ApiRequest, request).actor
    return actor.acting_via("api") if actor.account_id is not None else None


def _no_methods_as_text(response: HttpResponseBase) -> HttpResponseBase:
    if not isinstance(response, HttpResponseNotAllowed):
        return response
    allowed = response.headers["Allow"]
    return problem(
        405,
        "method_not_allowed",
        "This address does not know that method.",
        remedy=f"It knows {allowed}.",
        headers={"Allow": allowed},
    )
