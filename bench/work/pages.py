"""Pages as a signed-in person opens them, by Django's test client: time and statements inside the server."""

from __future__ import annotations

import json
from pathlib import Path
from time import perf_counter
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.work.names import TOKEN
from firstbell.inventory.models import Device
from firstbell.people.models import Account, Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_clients: dict[str, Client] = {}
_cast: dict[str, dict[str, str]] = {}
_things: dict[str, int] = {}


def enter(first: str) -> dict[str, Any]:
    """Sign everybody in and find the things whose pages are looked at."""
    _cast.update(json.loads((Path(first) / "district.json").read_text())["cast"])
    for key in ("tess", "dita"):
        client = Client(SERVER_NAME="localhost")
        client.force_login(Account.objects.get(username=_cast[key]["username"]), backend=BACKEND)
        assert BACKEND_SESSION_KEY in client.session
        _clients[key] = client
        _clients[f"{key}'s program"] = Client(
            SERVER_NAME="localhost", headers={"authorization": f"Bearer {TOKEN.format(key)}"}
        )
    stu = Person.objects.get(username=_cast["stu"]["username"])
    _things["person"] = stu.pk
    _things["item"] = Device.objects.get(serial_norm=_cast["stu"]["device_serial"].upper()).pk
    return {"things": _things}


def client(who: str) -> Client:
    """The browser of ``tess`` or ``dita``, or their program: ``tess's program``."""
    return _clients[who]


def cast() -> dict[str, dict[str, str]]:
    return _cast


def address(name: str, query: str = "", thing: str = "") -> str:
    """The path of a route; ``thing`` names what :func:`enter` found, ``{badge}`` in ``query`` is filled from the cast."""
    path = reverse(name, args=[_things[thing]] if thing else [])
    return path + (f"?{query.format(**_cast['stu'])}" if query else "")


def _get(who: str, path: str) -> HttpResponseBase:
    response = _clients[who].get(path)
    if response.status_code not in (200, 302):  # the search box goes straight to what an exact code names
        raise RuntimeError(f"{path} answered {response.status_code} to {who}")
    return response


def visit(who: str, route: str, query: str = "", thing: str = "") -> dict[str, Any]:
    """Open the page once: ``seconds`` inside the server."""
    path = address(route, query, thing)
    started = perf_counter()
    _get(who, path)
    return {"seconds": perf_counter() - started}


def count(who: str, route: str, query: str = "", thing: str = "") -> dict[str, Any]:
    """Open the page twice: how many ``statements`` the second visit takes, and the slowest of them."""
    path = address(route, query, thing)
    _get(who, path)
    with CaptureQueriesContext(connection) as captured:
        response = _get(who, path)
    slowest = max(captured.captured_queries, key=lambda one: float(one["time"]), default={"sql": "", "time": "0"})
    size = len(getattr(response, "content", b""))
    return {
        "statements": len(captured),
        "slowest": slowest["sql"],
        "slowest_seconds": float(slowest["time"]),
        "bytes": size,
    }
