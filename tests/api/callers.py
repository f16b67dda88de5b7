"""Clients for tests: the real one, over a transport into Django instead of a network."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.test import Client

from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Member
from firstbell_client import Answer, Firstbell


class DjangoTransport:
    """One request straight into the application."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        parts = urlsplit(url)
        response = Client().generic(
            method,
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body or b"",
            content_type=headers.get("Content-Type", "application/octet-stream"),
            headers={name: value for name, value in headers.items() if name != "Content-Type"},
        )
        return Answer(response.status_code, {k.lower(): v for k, v in response.headers.items()}, response.content)


def token_of(member: Member, *permissions: str) -> str:
    """A token of the member's with these permissions, by default all they hold."""
    held = {permission for grant in member.actor.grants for permission in grant.permissions}
    wanted = permissions or sorted(held)
    return create_token(member.account, name="Test", permissions=wanted, by=member.actor).text


def caller(member: Member, *permissions: str) -> Firstbell:
    return with_token(token_of(member, *permissions))


def with_token(token: str) -> Firstbell:
    return Firstbell("http://testserver", token=token, transport=DjangoTransport(), attempts=1)
