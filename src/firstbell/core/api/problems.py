"""What went wrong, as ``application/problem+json`` (RFC 9457), the same for every room.

Members: ``type`` (``urn:firstbell:problem:<code>``), ``title``, ``status``, ``detail`` (what was
wrong), ``code`` (stable, for programs), ``remedy`` (what to do next) and, where single values are
at fault, ``errors``: a list of ``{"pointer": "#/name"}`` for the body or ``{"parameter": "limit"}``
for path and query, each with a ``detail``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from firstbell.core.errors import FirstbellError

log = logging.getLogger("firstbell.api")

CONTENT_TYPE = "application/problem+json"
PROBLEM_SCHEMA: dict[str, Any] = {
    "title": "Problem",
    "description": "RFC 9457 problem details.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "remedy"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong"},
        "code": {"type": "string", "description": "Stable, for programs"},
        "remedy": {"type": "string", "description": "What to do next"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string", "description": "JSON pointer into the body, e.g. #/name"},
                    "parameter": {"type": "string", "description": "Name of the path or query parameter"},
                },
            },
        },
    },
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    remedy: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The response for one problem."""
    body = _body(status, code, detail, remedy, errors)
    return HttpResponse(json.dumps(body), status=status, content_type=CONTENT_TYPE, headers=dict(headers or {}))


def _body(status: int, code: str, detail: str, remedy: str, errors: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:firstbell:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "remedy": remedy,
    }
    return body | ({"errors": list(errors)} if errors else {})


def not_found() -> HttpResponse:
    return problem(
        404, "not_found", "There is nothing at this address.", remedy="See the list of addresses at /api/v1/docs."
    )


def unauthenticated() -> HttpResponse:
    return problem(
        401,
        "unauthenticated",
        "This needs a token.",
        remedy="Send “Authorization: Bearer fb_…”; make a token on the page “My account”.",
        headers={"WWW-Authenticate": 'Bearer realm="Firstbell"'},
    )


def unspeakable() -> HttpResponse:
    return problem(
        422,
        "unstorable",
        "A value is longer, larger or of other characters than what can be kept.",
        remedy="Shorten it, and leave out control characters.",
    )


def too_large() -> HttpResponse:
    return problem(413, "too_large", "The body is too large.", remedy="Send fewer entries at a time.")


def from_error(error: FirstbellError) -> HttpResponse:
    return problem(error.status, error.code, error.message, remedy=error.remedy, errors=_place_of(error))


def body_of(error: FirstbellError) -> dict[str, Any]:
    """The members of the problem alone, for one entry of many."""
    return _body(error.status, error.code, error.message, error.remedy, _place_of(error))


def _place_of(error: FirstbellError) -> list[dict[str, str]]:
    return [{"pointer": f"#/{error.field}", "detail": error.message}] if error.field else []


def from_validation(error: ValidationError) -> HttpResponse:
    """Every value at fault with its place, as pydantic found them."""
    errors = [_fault(fault) for fault in error.errors]
    return problem(
        422,
        "invalid",
        "Some values are missing or wrong." if len(errors) != 1 else errors[0]["detail"],
        remedy="Mend the values named under “errors” and send the request again.",
        errors=errors,
    )


def _fault(fault: Mapping[str, Any]) -> dict[str, str]:
    source, *path = [str(part) for part in fault["loc"]]
    if source in {"body", "form", "file"}:
        # The name of the endpoint's body argument is ours, not the sender's.
        inside = "/".join(part.replace("~", "~0").replace("/", "~1") for part in path[1:])
        return {"pointer": f"#/{inside}" if inside else "#", "detail": str(fault["msg"])}
    return {"parameter": path[-1] if path else source, "detail": str(fault["msg"])}


def add_handlers(api: NinjaAPI) -> None:
    """Every exception that reaches the API leaves it as a problem."""

    @api.exception_handler(FirstbellError)
    def ours(_request: HttpRequest, error: FirstbellError) -> HttpResponse:
        return from_error(error)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return from_validation(error)

    @api.exception_handler(Http404)
    def missing(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return problem(404, "not_found", "It does not exist, or you may not see it.", remedy="Check the id.")

    @api.exception_handler(PermissionDenied)
    def refused(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
        return problem(403, "forbidden", "You may not do this.", remedy="Ask whoever manages roles in your district.")

    @api.exception_handler(AuthenticationError)
    def unknown(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        return unauthenticated()

    @api.exception_handler(HttpError)
    def http(_request: HttpRequest, error: HttpError) -> HttpResponse:
        if error.status_code == 400:
            return problem(400, "not_json", "The body is not JSON.", remedy="Send one JSON object, UTF-8.")
        return problem(error.status_code, "error", str(error))

    # SQLite keeps texts of any length and PostgreSQL refuses them; numbers beyond 64 bits, lone surrogates.
    for kind in (DataError, OverflowError, UnicodeEncodeError):

        @api.exception_handler(kind)
        def unstorable(request: HttpRequest, error: Exception) -> HttpResponse:
            log.info("%s %s: %s", request.method, request.path, type(error).__name__)
            return unspeakable()

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        return unforeseen(request, error)


def unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: logged with its trace, told without it."""
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(
        500,
        "internal_error",
        "Something went wrong on our side; nothing was changed.",
        remedy="Try again in a minute; if it stays, tell whoever runs this server the time of the request.",
    )
