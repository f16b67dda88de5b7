"""A program with somebody's token, for tests of the REST entrance."""

from __future__ import annotations

from typing import Any

from django.test import Client

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Member


class Program:
    """It may all that its person may, but not what is ``lacking``. ``program.get("library/titles")`` answers the JSON, and insists on the status."""

    def __init__(self, member: Member, *, lacking: str = "") -> None:
        held = sorted({one for grant in member.actor.grants for one in grant.permissions if one != lacking})
        token = create_token(member.account, name="Program", permissions=held, by=member.actor)
        self.client = Client(headers={"Authorization": f"Bearer {token.text}"})

    def get(self, path: str, *, expect: int = 200) -> Any:
        return self._answer(self.client.get(f"/api/v1/{path}"), expect)

    def post(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return self._answer(self.client.post(f"/api/v1/{path}", body or {}, "application/json"), expect)

    def put(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return self._answer(self.client.put(f"/api/v1/{path}", body or {}, "application/json"), expect)

    def patch(self, path: str, body: Any = None, *, expect: int = 200) -> Any:
        return self._answer(self.client.patch(f"/api/v1/{path}", body or {}, "application/json"), expect)

    def delete(self, path: str, *, expect: int = 204) -> Any:
        return self._answer(self.client.delete(f"/api/v1/{path}"), expect)

    def upload(self, path: str, file: Any, *, expect: int = 200) -> Any:
        return self._answer(self.client.post(f"/api/v1/{path}", {"file": file}), expect)

    def _answer(self, answer: Any, expect: int) -> Any:
        assert answer.status_code == expect, answer.content
        return answer.json() if answer.content else None
