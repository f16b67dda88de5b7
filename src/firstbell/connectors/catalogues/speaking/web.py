"""One GET of a page that a stranger serves: at most so many bytes, at most so many seconds in all, no redirects."""

from __future__ import annotations

import base64
import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from firstbell.connectors.catalogues.speaking.places import address_of
from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.core.notifications.outbound import Pinned, Watch

MOST_BYTES = 8 * 1024 * 1024
_BLOCK = 65536


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and how far: ``seconds`` for everything together."""

    seconds: float
    private: bool = False
    username: str = ""
    password: str = ""


def get(url: str, access: Access) -> bytes:
    """The body of a page that answers 200. Raises Unanswered for anything else."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = Pinned(parts, address_of(host, port, private=access.private), seconds=access.seconds)
    watch = Watch(connection, access.seconds)
    try:
        with watch:
            return _answer(connection, parts, access)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if watch.has_ended or isinstance(error, TimeoutError):
            raise Unanswered(
                f"{host} did not answer within {round(access.seconds, 1):g} seconds.",
                "Try again later, or give it more time.",
            ) from error
        raise _in_words(error, f"{host}:{port}") from error
    finally:
        connection.close()


def _answer(connection: Pinned, parts: SplitResult, access: Access) -> bytes:
    headers = {"Accept": "application/xml, text/xml;q=0.9", "Accept-Encoding": "identity", "User-Agent": "Firstbell"}
    if access.username:
        pair = base64.b64encode(f"{access.username}:{access.password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    connection.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=headers)
    reply = connection.getresponse()
    if reply.status in (301, 302, 303, 307, 308):
        where = (reply.getheader("Location") or "elsewhere")[:200]
        raise Unanswered(f"{parts.hostname} sends us to {where}.", "If that is right, enter that address.")
    if reply.status in (401, 403):
        raise Unanswered(
            f"{parts.hostname} does not let us in ({reply.status}).",
            "Enter the user name and password that it gave you.",
        )
    if reply.status != 200:
        raise Unanswered(
            f"{parts.hostname} answers {reply.status} {reply.reason[:60]}.", "Check the address; else try again later."
        )
    return _body(reply, parts.hostname or "")


def _body(reply: http.client.HTTPResponse, host: str) -> bytes:
    found = bytearray()
    while block := reply.read(_BLOCK):
        found += block
        if len(found) > MOST_BYTES:
            raise Unanswered(
                f"{host} sends more than {MOST_BYTES // 1024 // 1024} MB.",
                "Ask for fewer records, or leave this one off.",
            )
    return bytes(found)


def _in_words(error: Exception, where: str) -> Unanswered:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unanswered(
            f"The certificate of {where} is not to be trusted: {error.verify_message}.", "Check the address."
        )
    if isinstance(error, ssl.SSLError):
        return Unanswered(f"{where} does not speak TLS.", "Check whether its address begins with https or http.")
    if isinstance(error, ConnectionRefusedError):
        return Unanswered(f"Nothing answers at {where}.", "Check the address and its port.")
    said = " ".join(str(error).split())[:150] or type(error).__name__
    return Unanswered(f"{where} does not answer properly: {said}.", "Check the address; else try again later.")
