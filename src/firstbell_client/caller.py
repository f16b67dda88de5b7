"""One request and its answer: keys, retries, pages, problems. ``operations.py`` stands on this."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

SAFE = frozenset({"GET", "HEAD"})
#: Answers that ask to come back: the same request is being worked on, too many requests, the server is away.
LATER = frozenset({409, 429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    """Header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Transport(Protocol):
    """Sends one request. Raises OSError when no answer came."""

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer: ...


class Problem(Exception):
    """What the server refused (RFC 9457), with what to do next.

    ``errors`` name single values at fault: ``{"pointer": "#/serial", "detail": …}``.
    """

    def __init__(self, status: int, members: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(members.get("code", "error"))
        self.detail = str(members.get("detail", ""))
        self.remedy = str(members.get("remedy", ""))
        self.errors: list[dict[str, str]] = list(members.get("errors") or ())
        super().__init__(f"{status} {self.code}: {self.detail} {self.remedy}".strip())


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token is never carried to another address."""

    def redirect_request(self, *_args: object) -> None:
        return None


class UrlTransport:
    """Over the network with urllib; certificates are checked as the system does."""

    def __init__(self, *, timeout: float = 60.0) -> None:
        self.timeout = timeout
        self.opener = urllib.request.build_opener(_NoRedirect)

    def __call__(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        request = urllib.request.Request(url, data=body, headers=dict(headers), method=method)  # noqa: S310
        try:
            with self.opener.open(request, timeout=self.timeout) as response:
                return Answer(response.status, _lowered(response.headers.items()), response.read())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, _lowered(refused.headers.items()), refused.read())


class Caller:
    """``url`` is the site's; ``attempts`` and ``longest_wait`` (seconds) bound how long a busy server is waited for."""

    def __init__(
        self,
        url: str,
        *,
        token: str,
        transport: Transport | None = None,
        attempts: int = 5,
        longest_wait: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"http", "https"}:
            raise ValueError(f"{url!r} is no address of a site: it begins with https://")
        self._base = f"{url.rstrip('/')}/api/v1"
        self._token = token
        self._transport = transport or UrlTransport()
        self._attempts = attempts
        self._longest_wait = longest_wait
        self._sleep = sleep

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, Any] | None = None,
        key: str | None = None,
    ) -> Any:
        """The answer's JSON, or None when it has none. ``key`` is the idempotency key; a fresh one when not given.

        A request that changes something carries its key through all attempts, so it is never done twice. Raises
        Problem for a refusal, OSError when the server could not be reached.
        """
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        data: bytes | None = None
        if form is not None:
            data, headers["Content-Type"] = _multipart(form)
        elif body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        if method not in SAFE:
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        answer = self._tried(method, self._base + path + _query(query or {}), headers, data)
        if answer.status >= 300:
            raise Problem(answer.status, _members(answer))
        return json.loads(answer.body) if answer.body else None

    def pages(self, path: str, query: Mapping[str, Any]) -> Iterator[Any]:
        """Every row of a list, page by page."""
        asked = dict(query)
        while True:
            page = self.call("GET", path, query=asked)
            yield from page["items"]
            if page["next"] is None:
                return
            asked["cursor"] = page["next"]

    def _tried(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        for attempt in range(1, self._attempts + 1):
            is_last = attempt == self._attempts
            try:
                answer = self._transport(method, url, headers, body)
            except OSError:
                if is_last:
                    raise
                self._sleep(min(2.0 ** (attempt - 1), self._longest_wait))
                continue
            wait = _wait(answer, attempt)
            if wait is None or wait > self._longest_wait or is_last:
                return answer
            self._sleep(wait)
        raise ValueError("attempts must be at least 1")


def _wait(answer: Answer, attempt: int) -> float | None:
    """Seconds until another try; None when the answer is final. A conflict is final unless it says when to come back."""
    if answer.status not in LATER:
        return None
    asked = answer.headers.get("retry-after", "")
    if asked.isdecimal():
        return float(asked)
    return None if answer.status == 409 else 2.0 ** (attempt - 1)


def _members(answer: Answer) -> Mapping[str, Any]:
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        members: Mapping[str, Any] = json.loads(answer.body)
        return members
    return {"detail": answer.body[:500].decode(errors="replace")}


def _query(values: Mapping[str, Any]) -> str:
    given = {name: _text(value) for name, value in values.items() if value is not None}
    return f"?{urllib.parse.urlencode(given)}" if given else ""


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def segment(value: object) -> str:
    """A value as one part of an address."""
    return urllib.parse.quote(str(value), safe="")


def _multipart(form: Mapping[str, Any]) -> tuple[bytes, str]:
    """Fields, and files as ``(name, content)``; of a list each by itself, a mapping as JSON."""
    boundary = uuid.uuid4().hex
    parts = bytearray()
    singles = [(name, one) for name, value in form.items() for one in (value if isinstance(value, list) else [value])]
    for name, value in singles:
        if value is None:
            continue
        head, content = f'form-data; name="{name}"', value
        if isinstance(value, tuple):
            filename = str(value[0]).replace('"', "%22").replace("\r", " ").replace("\n", " ")
            head, content = f'{head}; filename="{filename}"\r\nContent-Type: application/octet-stream', value[1]
        if isinstance(content, Mapping):
            content = json.dumps(content)
        raw = content if isinstance(content, bytes) else _text(content).encode()
        parts += f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode() + raw + b"\r\n"
    parts += f"--{boundary}--\r\n".encode()
    return bytes(parts), f"multipart/form-data; boundary={boundary}"


def _lowered(items: list[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in items}
