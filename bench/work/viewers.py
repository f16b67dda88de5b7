"""A technician who looks at the queue: the page, a poll that learns something, and the poll that learns nothing."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from time import perf_counter, process_time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from firstbell.core.upkeep import refresh_statistics
from firstbell.helpdesk.models import Ticket
from firstbell.people.models import Account, Organisation, Person, RoleGrant
from firstbell.people.models.organisations import path_below

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Schools of the district; the technician works at all of them.
SCHOOLS = 20
_client = Client(SERVER_NAME="localhost")
_held: dict[str, str] = {}


def fill(tickets: int) -> dict[str, Any]:
    """A district of twenty schools with so many open tickets, and its technician."""
    root = _organisation("Viewers district", "district", None)
    schools = [_organisation(f"Viewers school {number}", "school", root) for number in range(SCHOOLS)]
    person = Person.objects.create(
        organisation=root, given_name="Vi", family_name="Ewer", kind="staff", username="viewer"
    )
    account = Account.objects.create_user("viewer", person=person, email="viewer@example.org")
    RoleGrant.objects.create(account=account, role="technician", organisation=root, granted_by="bench")
    # A second root, so that the technician's reach is a part of the tree, as it is for most.
    _organisation("Another district", "district", None)
    now = timezone.now()  # spread so that few tickets fill every part of the queue as well
    states = ("new", "triaged", "in_progress", "waiting_part", "scheduled")
    Ticket.objects.bulk_create(
        [
            Ticket(
                organisation=schools[number % SCHOOLS], title=f"Trouble {number}", state=states[number % 5], origin="portal",
                urgency=("cannot_teach", "slowed", "can_wait")[number % 3], requester=person, opened_by="bench", opened_at=now,
                priority_at=now + dt.timedelta(minutes=number * 37 % 4000 - 600), is_private=number % 50 == 0,
            )
            for number in range(tickets)
        ],
        batch_size=2000,
    )  # fmt: skip
    refresh_statistics()
    return {"tickets": Ticket.objects.open().count()}


def _organisation(name: str, kind: str, parent: Organisation | None) -> Organisation:
    made = Organisation.objects.create(name=name, kind=kind, parent=parent, identifier=name)
    made.path = path_below(parent, made.pk)
    made.save(update_fields=["path"])
    return made


def enter() -> dict[str, Any]:
    """Sign in, open the page, and hold what it gave."""
    _client.force_login(Account.objects.get(username="viewer"), backend=BACKEND)
    _open()
    return {"tag": len(_held["tag"])}


def _open() -> None:
    response = _client.get(reverse("helpdesk:queue"))
    if response.status_code != 200:
        raise RuntimeError(f"The queue answered {response.status_code}")
    found = re.search(r'data-tag="([^"]+)"', response.content.decode())
    _held["tag"] = unescape(found[1]) if found is not None else ""


def _poll() -> int:
    response = _client.get(f"{reverse('helpdesk:queue_rows')}?whose=all", headers={"If-None-Match": _held["tag"]})
    _held["tag"] = response.headers.get("ETag", _held["tag"])
    return int(response.status_code)


def _still() -> None:
    """A poll that answers 304; where time alone changed the parts meanwhile, once more."""
    if _poll() != 304 and _poll() != 304:
        raise RuntimeError("An unchanged queue was sent again")


def count() -> dict[str, Any]:
    """Statements of the page, of a poll that learns something, and of one that learns nothing."""
    found = {}
    for name, act in (("page", _open), ("changed", _changed), ("unchanged", _still)):
        act()
        with CaptureQueriesContext(connection) as captured:
            act()
        found[name] = len(captured)
    return found


def _changed() -> None:
    _held["tag"] = '"old"'
    if _poll() != 200:
        raise RuntimeError("A changed queue was not sent")


def poll(times: int) -> dict[str, Any]:
    """So many unchanged polls: CPU ``seconds`` of each, of this whole process."""
    _still()
    started = process_time()
    for _ in range(times):
        _still()
    return {"seconds": (process_time() - started) / times}


def page() -> dict[str, Any]:
    started = perf_counter()
    _open()
    return {"seconds": perf_counter() - started}
