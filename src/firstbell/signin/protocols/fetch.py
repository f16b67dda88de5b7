"""Asking a provider over HTTPS: with a time limit, a size limit, and never along a redirect.

Plain http is taken only from this machine itself, where tests and a reverse proxy live.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import requests

from firstbell.core.errors import Invalid
from firstbell.signin.protocols import Unreachable

TIMEOUT = (4, 8)  # seconds to connect, to answer
LARGEST = 2 * 1024 * 1024
_HERE = {"localhost", "127.0.0.1", "::1"}


def require_safe(url: str, *, field: str = "address") -> str:
    """The address without a slash at its end. Raises Invalid unless it is https (or on this machine)."""
    parts = urlsplit(url.strip())
    if parts.scheme == "https" and parts.hostname and not parts.username:
        return url.strip().rstrip("/")
    if parts.scheme == "http" and parts.hostname in _HERE:
        return url.strip().rstrip("/")
    raise Invalid(f"“{url[:80]}” is not an https address.", remedy="Write https://…", field=field)


def fetch(url: str, *, headers: dict[str, str] | None = None) -> bytes:
    """The body. Raises Unreachable in plain words."""
    require_safe(url)
    try:
        with requests.get(url, headers=headers, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
            if answer.status_code != 200:
                raise Unreachable(
                    f"{url} answers {answer.status_code}.", remedy="Open it in a browser; it must show its document."
                )
            body = answer.raw.read(LARGEST + 1, decode_content=True)
    except requests.RequestException as error:
        raise _silent(url, error) from error
    if len(body) > LARGEST:
        raise Unreachable(f"{url} answers with more than {LARGEST // 1024} kB.", remedy="Is the address right?")
    return bytes(body)


def fetch_json(url: str) -> dict[str, Any]:
    """The same as a JSON object."""
    return _object(url, fetch(url))


def fetch_json_as(url: str, access_token: str) -> dict[str, Any]:
    """A JSON object that a bearer may read."""
    return _object(url, fetch(url, headers={"Authorization": f"Bearer {access_token}"}))


def _object(url: str, body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Unreachable(f"{url} does not answer in JSON.", remedy="Is the address right?") from error
    if not isinstance(found, dict):
        raise Unreachable(f"{url} does not answer with an object.", remedy="Is the address right?")
    return found


def post_form(url: str, data: dict[str, str], auth: tuple[str, str] | None = None) -> dict[str, Any]:
    """What a token endpoint says to a form, whatever its status; an empty object when it is no JSON."""
    require_safe(url)
    try:
        answer = requests.post(url, data=data, auth=auth, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise _silent(url, error) from error
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _silent(url: str, error: Exception) -> Unreachable:
    host = urlsplit(url).netloc
    if isinstance(error, requests.exceptions.SSLError):
        return Unreachable(
            f"The certificate of {host} is not trusted here.", remedy="Renew it, or trust its authority."
        )
    if isinstance(error, requests.exceptions.Timeout):
        return Unreachable(f"{host} does not answer in time.", remedy="Is a firewall in between?")
    return Unreachable(f"{host} cannot be reached.", remedy="Check the name and the network.")
