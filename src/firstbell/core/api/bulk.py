"""Many of one kind in one request, each for itself: what is wrong with one stops no other.

Every entry is written in a transaction of its own. With an ``Idempotency-Key``, the outcome of every entry that was
written is kept in that same transaction; when the request is sent again, also after a server died half-way, entries
that are done answer as before and only the others are tried. An entry whose shape is wrong refuses the whole
request (422 names it) before anything is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Schema
from pydantic import Field

from firstbell.core.api.idempotency import fingerprint_of
from firstbell.core.api.problems import body_of
from firstbell.core.errors import FirstbellError
from firstbell.core.models import IdempotentReply

MOST_ENTRIES = 500

E = TypeVar("E", bound=Schema)
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

_by_entry: set[str] = set()


class Entries(Schema, Generic[E]):
    """At most 500; each is done or refused for itself."""

    entries: list[E] = Field(min_length=1, max_length=MOST_ENTRIES)


class Problem(Schema):
    """RFC 9457, as a whole request would have been answered."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    errors: list[dict[str, str]] | None = None


class Outcome(Schema, Generic[T]):
    """What came of the entry at ``index`` (from 0): ``result``, or the ``problem`` it was refused with."""

    index: int
    status: int = Field(description="As a request of its own would have been answered")
    result: T | None = None
    problem: Problem | None = None


class Outcomes(Schema, Generic[T]):
    """One outcome for every entry, in their order."""

    done: int
    refused: int
    outcomes: list[Outcome[T]]


def by_entry(view: F) -> F:
    """Marks an operation whose entries each have their own transaction, so that the entrance opens none around it."""
    _by_entry.add(view.__name__)
    return view


def is_by_entry(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.url_name in _by_entry


def each(
    request: Any, entries: Sequence[E], act: Callable[[E], Any], *, shape: type[Schema], status: int = 200
) -> HttpResponse:
    """Do ``act`` with every entry; its result, as ``shape`` shows it, or its refusal is the entry's outcome."""
    key = request.headers.get("Idempotency-Key", "")
    outcomes = []
    for index, entry in enumerate(entries):
        place = f"{fingerprint_of(request)}:{index}"
        work = partial(_done, request, partial(act, entry), shape, status)
        try:
            outcome = _once(request.actor.key, key, place, work) if key else _in_one(work)
        except FirstbellError as error:
            outcome = {"status": error.status, "problem": body_of(error)}
        outcomes.append({"index": index, "result": None, "problem": None} | outcome)
    refused = sum(one["problem"] is not None for one in outcomes)
    # Already as the shape shows them, also those that were stored: nothing is to be drawn again.
    return JsonResponse({"done": len(outcomes) - refused, "refused": refused, "outcomes": outcomes})


def _done(request: Any, act: Callable[[], Any], shape: type[Schema], status: int) -> dict[str, Any]:
    shown = shape.model_validate(act(), context={"request": request, "response_status": status})
    return {"status": status, "result": shown.model_dump(mode="json", by_alias=False)}


def _in_one(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    with transaction.atomic():
        return work()


def _once(actor_key: str, key: str, place: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The outcome stored earlier for this entry, or the work's, stored in the work's own transaction.

    Only one request at a time holds the key of the whole, so nobody else works on the entry.
    """
    digest = hashlib.sha256(f"{key}\n{place}".encode()).hexdigest()
    earlier = IdempotentReply.objects.filter(actor_key=actor_key, key=f"entry:{digest}").first()
    if earlier is not None:
        stored: dict[str, Any] = json.loads(earlier.body)
        return stored
    with transaction.atomic():
        outcome = work()
        IdempotentReply.objects.create(
            actor_key=actor_key, key=f"entry:{digest}", fingerprint=digest, status=outcome["status"],
            body=json.dumps(outcome),
        )  # fmt: skip
    return outcome
