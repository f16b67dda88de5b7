"""A browser at a class visit, for the tests of it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.counter.tests.factories import Visit
from firstbell.people.models import Person
from firstbell.people.tests.factories import Member


class Desk:
    """One browser at the class visit, as its script asks and sends."""

    def __init__(self, visit: Visit, member: Member | None = None) -> None:
        self.client = Client()
        self.client.force_login((member or visit.cast.lib).account)
        self.visit, self.key, self.sequence, self.statements = visit, str(uuid4()), 0, 0
        self.base = f"/counter/visits/{visit.section.pk}/"

    def _json(self, ask: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            response = ask()
        self.statements = len(captured)
        assert response.status_code == 200, response.content
        return response.json()

    def look(self, code: str = "", child: Person | None = None) -> Any:
        query = {"code": code} | ({"child": child.pk} if child is not None else {})
        return self._json(lambda: self.client.post(f"{self.base}look/", query))

    def klass(self) -> dict[str, Any]:
        told = self._json(lambda: self.client.get(f"{self.base}class/"))
        return {one["first"]: one for one in told["people"]}

    def send(self, *entries: dict[str, Any]) -> list[Any]:
        rows = []
        for entry in entries:
            self.sequence += 1
            now = int(timezone.now().timestamp() * 1000)
            mine = {"school": self.visit.cast.school.pk, "section": self.visit.section.pk}
            rows.append({"key": str(uuid4()), "sequence": self.sequence, "at": now, **mine} | entry)
        body = json.dumps({"station": self.key, "waiting": 0, "entries": rows})
        ask = lambda: self.client.post("/counter/sync/", body, content_type="application/json")  # noqa: E731
        return list(self._json(ask)["results"])

    def lend(self, child: Person, code: str, **values: Any) -> Any:
        return self.send({"kind": "lent", "person": child.pk, "item_code": code} | values)[0]

    def take_in(self, code: str, **values: Any) -> Any:
        return self.send({"kind": "taken_in", "item_code": code} | values)[0]


def ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)
