"""One member's token, to call REST with in tests."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Member


class Api:
    """All that the member holds, but ``without``; every call says which answer it expects."""

    def __init__(self, member: Member, *, without: str = "") -> None:
        held = {one for grant in member.actor.grants for one in grant.permissions}
        issued = create_token(member.account, name="tests", permissions=sorted(held - {without}), by=member.actor)
        self.client = Client(headers={"authorization": f"Bearer {issued.text}"})

    def get(self, path: str, *, status: int = 200) -> Any:
        return self._call("GET", path, None, status)

    def post(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self._call("POST", path, body or {}, status)

    def put(self, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self._call("PUT", path, body or {}, status)

    def delete(self, path: str, *, status: int = 204) -> Any:
        return self._call("DELETE", path, None, status)

    def upload(self, path: str, files: list[Any], fields: dict[str, str] | None = None, *, status: int = 201) -> Any:
        answer = self.client.post(f"/api/v1/{path}", {"files": files, **(fields or {})})
        assert answer.status_code == status, answer.content
        return answer.json()

    def _call(self, method: str, path: str, body: Any, status: int) -> Any:
        sent = json.dumps(body) if body is not None else ""
        answer = self.client.generic(method, f"/api/v1/{path}", sent, content_type="application/json")
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None
