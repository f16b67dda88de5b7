"""Every page's number of SQL statements is frozen, and is the same when there are three times as many rows.

Counted as district IT, who sees everything, on a second visit. When a number was meant to change:
`FIRSTBELL_FREEZE_QUERIES=1 make test ARGS="-k query_counts"` writes query_counts.json again; look at the difference.
"""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.signin import middleware
from firstbell.signin.queries import rules
from tests.architecture import district, routes
from tests.architecture.district import People

pytestmark = pytest.mark.django_db

FROZEN = Path(__file__).with_name("query_counts.json")
#: A page that does more than this for one visitor wants another look, whatever is frozen.
MOST = 40
#: These look into every table that points at a person or a thing: what a merge would move (done, and rolled back), and what
#: the house knows of somebody. Each new room makes them one dearer.
EVERYWHERE = {"helpdesk:merge", "inventory:merge", "people:merge", "people:record"}


TEN_ON_A_TUESDAY = dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """At ten on a Tuesday, and it stays ten: the queue asks for each of its parts that has something in it, which goes by the
    hour, and on a slow machine the walk takes longer than some things are taken as known (a session in use, a seal unbroken).
    """
    monkeypatch.setattr(timezone, "now", lambda: TEN_ON_A_TUESDAY)
    monkeypatch.setattr(middleware, "SEEN_EVERY", 86_400)
    monkeypatch.setattr(rules, "SEAL_KEPT", 86_400)


def pages() -> list[routes.Route]:
    return [route for route in routes.all_routes() if not route.is_api and not route.name.startswith("demo:")]


def count_queries(client: Client, people: People) -> dict[str, int]:
    """Statements by route, for every page that answers a GET with 200."""
    client.raise_request_exception = False
    counts = {}
    broken = []
    for route in pages():
        address = routes.address(route, **routes.shown(route, people.chosen))
        status = client.get(address).status_code
        if status >= 500:
            broken.append(route.name)
        if status != 200:
            continue  # an address for POST only, or a redirect
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts[route.name] = len(captured)
    assert not broken, f"These pages break: {broken}"
    return counts


def test_query_counts_are_as_frozen(client: Client) -> None:
    people = district.small()
    client.force_login(people.dita)

    counts = count_queries(client, people)

    if os.environ.get("FIRSTBELL_FREEZE_QUERIES") == "1":
        FROZEN.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
    frozen = json.loads(FROZEN.read_text())
    differing = {name: (frozen.get(name), counts.get(name)) for name in frozen.keys() | counts.keys()}
    differing = {name: pair for name, pair in differing.items() if pair[0] != pair[1]}
    assert not differing, f"(frozen, now): {differing}"
    assert max(count for name, count in counts.items() if name not in EVERYWHERE) <= MOST


def test_query_counts_do_not_grow_with_rows(client: Client) -> None:
    people = district.large()
    client.force_login(people.dita)

    counts = count_queries(client, people)

    frozen = json.loads(FROZEN.read_text())
    growing = {name: (frozen.get(name), count) for name, count in counts.items() if frozen.get(name) != count}
    assert not growing, f"(with a third of the rows, now): {growing}"
