"""Asking an address that somebody entered, without being led into our own network.

The name is resolved once, every address it has must be public, and the connection goes to exactly the address that was
checked (a name that changes its answer between check and use gains nothing). TLS is checked against the name. A POST
follows no redirects, a GET (:func:`fetch`) only to addresses that are checked alike. FIRSTBELL_PRIVATE_HOOKS=1 allows private addresses and plain http, for receivers in one's own network.

https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

from firstbell.core.errors import Invalid

SECONDS = 10.0
READ_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, and the head and beginning of the body for the log."""

    status: int
    head: str


def check_address(url: str) -> SplitResult:
    """The parts of an address that may be asked. Raises Invalid; looks nothing up."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # half a pair of brackets, letters that are no address of IPv6
        raise Invalid("The address cannot be read.", remedy="Use https://name/path.", field="url") from None
    allowed = {"https", "http"} if settings.FIRSTBELL_PRIVATE_HOOKS else {"https"}
    if parts.scheme not in allowed or not parts.hostname:
        raise Invalid("The address does not begin with https://.", remedy="Use https://name/path.", field="url")
    if parts.username or parts.password:
        raise Invalid(
            "The address holds a user name or password.",
            remedy="Leave it out: the signature proves it is us.",
            field="url",
        )
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise Invalid("The address has no such port.", remedy="Use a number from 1 to 65535.", field="url")
    return parts


def resolve(parts: SplitResult) -> str:
    """The one address to connect to. Raises Invalid when any of its addresses is not public, OSError when unknown."""
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except UnicodeError:  # "a..b", or a part longer than names may be
        raise Invalid(f"“{host[:80]}” is not the name of a host.", remedy="Look at its dots.", field="url") from None
    if not settings.FIRSTBELL_PRIVATE_HOOKS:
        for address in found:
            if not is_public(address):
                raise Invalid(
                    f"{host} leads to {address}, which is not on the public internet.",
                    remedy="Use a public address, or set FIRSTBELL_PRIVATE_HOOKS=1 if you trust your own network.",
                    field="url",
                )
    return found[0]


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST once; all of it takes at most ``SECONDS``.

    Raises Invalid for an address that is not allowed, OSError or HTTPException when it does not answer in time.
    """
    parts = check_address(url)
    connection = Pinned(parts, resolve(parts), seconds=SECONDS)
    watch = Watch(connection, SECONDS)
    try:
        with watch:
            connection.request("POST", path_of(parts), body=body, headers=dict(headers))
            response = connection.getresponse()
            text = response.read(READ_BYTES).decode("utf-8", errors="replace")
    except (OSError, http.client.HTTPException) as error:
        if watch.has_ended or isinstance(error, TimeoutError):
            raise TimeoutError(f"It did not answer within {SECONDS:g} seconds.") from error
        raise
    finally:
        connection.close()
    head = "\n".join([f"HTTP {response.status} {response.reason}", *(f"{k}: {v}" for k, v in response.getheaders())])
    return Answer(response.status, f"{head}\n\n{text}"[:READ_BYTES].replace("\x00", ""))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered: status, declared type, the body as far as it may be long."""

    status: int
    content_type: str
    body: bytes


def fetch(url: str, *, most_bytes: int, seconds: float, redirects: int = 3) -> Fetched:
    """GET a file. Redirects are followed, each to an address that is checked alike; the whole takes at most ``seconds``.

    Raises Invalid for an address that is not allowed or a body longer than ``most_bytes``, OSError or HTTPException when it
    does not answer in time.
    """
    until = time.monotonic() + seconds
    for _ in range(redirects + 1):
        parts = check_address(url)
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"It did not answer within {seconds:g} seconds.")
        connection = Pinned(parts, resolve(parts), seconds=left)
        try:
            connection.request("GET", path_of(parts), headers={"User-Agent": "Firstbell", "Accept": "*/*"})
            response = connection.getresponse()
            target = response.getheader("Location")
            if response.status in _REDIRECTS and target:
                url = _led_to(url, target)
                continue
            return Fetched(
                response.status, response.getheader("Content-Type") or "", _body(response, most_bytes, until)
            )
        finally:
            connection.close()
    raise Invalid("The address redirects again and again.", remedy="Look it up in a browser.", field="url")


def path_of(parts: SplitResult) -> str:
    """Path and query as a request may carry them: letters beyond ASCII are escaped, what is escaped stays as it is."""
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return quote(path, safe="%/:?#[]@!$&'()*+,;=~-._")


def _led_to(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError:
        raise Invalid(
            "The address redirects to one that cannot be read.", remedy="Look it up in a browser.", field="url"
        ) from None


_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PIECE = 65_536


def _body(response: http.client.HTTPResponse, most_bytes: int, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while piece := response.read1(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > most_bytes:
            raise Invalid(f"The answer has more than {most_bytes:,} bytes.", remedy="Use another address.", field="url")
        if time.monotonic() > until:
            raise TimeoutError("The answer came too slowly.")
    return b"".join(parts)


class Pinned(http.client.HTTPConnection):
    """Connects to the checked address; Host header and TLS use the name. ``seconds``: for each step.

    ``line`` is what to shut down for whoever watches over the time: ``sock`` is taken away while an answer is still read.
    """

    def __init__(self, parts: SplitResult, address: str, *, seconds: float = SECONDS) -> None:
        secure = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if secure else 80), timeout=seconds)
        # So that the Host header leaves the usual port out.
        self.default_port = 443 if secure else 80
        self._address = address
        self._seconds = seconds
        self._context = ssl.create_default_context() if secure else None
        self.line: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.line = socket.create_connection((self._address, self.port), timeout=self._seconds)
        if self._context is not None:
            sealed = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self.line = sealed
            sealed.do_handshake()


class Watch:
    """Shuts the connection down when the time is over, wherever it stands: a server that drips cannot hold us.

    ``with`` it raises TimeoutError when that happened, as what was cut short may look like an end.
    """

    def __init__(self, connection: Pinned, seconds: float) -> None:
        self._connection = connection
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self.has_ended = False

    def _end(self) -> None:
        self.has_ended = True
        line = self._connection.line
        try:
            if line is not None:
                line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it is closed already

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self.has_ended:
            raise TimeoutError


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; one of IPv6 that stands for one of IPv4 is as public as that."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    real = _meant(parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed
    return real.is_global and not real.is_multicast


_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, section 2.5.5.1
_TRANSLATED = ipaddress.IPv6Network("::ffff:0:0:0/96")  # RFC 2765
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: only ever in one's own network


def _meant(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The address of IPv4 that a translator on the way would make of it, else itself."""
    if address in _NAT64_LOCAL:
        return ipaddress.IPv6Address("fc00::")
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in (_COMPATIBLE, _TRANSLATED, _NAT64)):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
