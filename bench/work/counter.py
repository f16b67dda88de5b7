"""The counter as Tess works it, scan by scan, and the same swap over REST."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.work import pages
from bench.work.names import TOKEN
from firstbell.core.models import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Device
from firstbell.people.models import Account, Person
from firstbell.people.queries import actor_of_account, actor_of_token

_SEALED = re.compile(r'name="desk" value="([^"]+)"')
_SAID = re.compile(r"<strong>(.*?)</strong>")
_SYMPTOM = "1"
_codes: dict[str, str] = {}
_ids: dict[str, int] = {}


def enter(first: str, loaner: dict[str, str]) -> dict[str, Any]:
    """Tess signs in; Stu's badge and device and a loaner of the school lie ready."""
    pages.enter(first)
    stu = pages.cast()["stu"]
    device = Device.objects.get(serial_norm=stu["device_serial"].upper())
    lent = Device.objects.get(serial_norm=loaner["serial"].upper())
    _codes.update(badge=stu["badge"], device=device.barcode or device.serial, loaner=lent.barcode or lent.serial)
    person = Person.objects.get(username=stu["username"])
    _ids.update(person_id=person.pk, device_id=device.pk, loaner_id=lent.pk)
    return {"codes": _codes}


#: What lies on the desk before each scan, and what is scanned then.
SCANS: dict[str, tuple[tuple[str, ...], str]] = {
    "badge": ((), "badge"),
    "device": (("badge",), "device"),
    "loaner": (("badge", "device", _SYMPTOM), "loaner"),
    "device first": ((), "device"),
    "swap": (("badge", "device", _SYMPTOM, "loaner"), ""),
}


def _desk(response: HttpResponse) -> str:
    found = _SEALED.search(response.content.decode())
    if response.status_code != 200 or found is None:
        raise RuntimeError(f"The counter answered {response.status_code} without a desk")
    return found[1]


def _scan(desk: str, code: str) -> HttpResponse:
    data = {"desk": desk, "scan": _codes.get(code, code)}
    response: HttpResponse = pages.client("tess").post(reverse("counter:counter"), data, headers={"hx-request": "true"})  # type: ignore[assignment]
    return response


def _laid(scan: str) -> tuple[str, str]:
    """The desk with everything before this scan on it, and the code to scan."""
    before, code = SCANS[scan]
    desk = _desk(pages.client("tess").get(reverse("counter:counter")))  # type: ignore[arg-type]
    for one in before:
        desk = _desk(_scan(desk, one))
    return desk, code


def _said(response: HttpResponse) -> str:
    found = _SAID.search(response.content.decode())
    return found[1] if found else ""


def _answered(response: HttpResponse, scan: str, before: str) -> None:
    """A scan must have moved the desk on; a refusal is quick and would flatter us."""
    _desk(response)
    text = response.content.decode()
    if 'data-say="error"' in text or (scan != "swap" and _desk(response) == before):
        raise RuntimeError(f"The counter refused the {scan}: {_said(response)}")
    if scan == "swap":
        _take_back(actor_of_account(Account.objects.get(username=pages.cast()["tess"]["username"])))


def _take_back(actor: Any) -> None:
    offer = UndoOffer.objects.filter(actor_key=actor.key, used_at=None).order_by("-created_at").first()
    if offer is None:
        raise RuntimeError("The swap was not made: there is nothing to undo")
    use_undo(offer.token, by=replace(actor, _scopes={}))


def visit(scan: str) -> dict[str, Any]:
    """One scan; a swap is undone again, unmeasured."""
    desk, code = _laid(scan)
    started = perf_counter()
    response = _scan(desk, code)
    taken = perf_counter() - started
    _answered(response, scan, desk)
    return {"seconds": taken}


def count(scan: str) -> dict[str, Any]:
    """The ``statements`` of one scan."""
    visit(scan)
    desk, code = _laid(scan)
    with CaptureQueriesContext(connection) as captured:
        response = _scan(desk, code)
    _answered(response, scan, desk)
    transactions = sum(one["sql"].startswith("BEGIN") for one in captured.captured_queries)
    return {"statements": len(captured) - transactions, "transactions": transactions}


# --- REST -------------------------------------------------------------------------------------------------------------


def _swap_over_rest() -> HttpResponse:
    body = {**_ids, "symptom": "screen", "key": f"bench-{perf_counter()}"}
    response: HttpResponse = pages.client("tess's program").post(
        "/api/v1/counter/swaps", body, content_type="application/json"
    )  # type: ignore[assignment]
    return response


def _check_created(response: HttpResponse) -> None:
    if response.status_code != 201:
        raise RuntimeError(f"REST answered {response.status_code}: {response.content[:200]!r}")
    actor = actor_of_token(TOKEN.format("tess"))
    _take_back(actor)


def rest_visit(path: str) -> dict[str, Any]:
    """A GET of ``path``, or the swap when it is empty."""
    started = perf_counter()
    response = _rest(path)()
    taken = perf_counter() - started
    _check(path, response)
    return {"seconds": taken}


def rest_count(path: str) -> dict[str, Any]:
    rest_visit(path)
    with CaptureQueriesContext(connection) as captured:
        response = _rest(path)()
    _check(path, response)
    return {"statements": sum(not one["sql"].startswith("BEGIN") for one in captured.captured_queries)}


def _rest(path: str) -> Callable[[], Any]:
    return (lambda: pages.client("dita's program").get(path)) if path else _swap_over_rest


def _check(path: str, response: Any) -> None:
    if not path:
        _check_created(response)
    elif response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}: {response.content[:200]!r}")
