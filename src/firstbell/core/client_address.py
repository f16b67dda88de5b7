"""From which address a request comes, also behind a proxy: what is counted and locked by address asks here and nowhere else.

``X-Forwarded-For`` is what anybody may send. It counts only when the machine that speaks to us (``REMOTE_ADDR``) is in one of
``settings.FIRSTBELL_TRUSTED_PROXIES``: each proxy adds at the right the address that spoke to it, so read from the right the first
one that is no trusted proxy's is the client's, and all to the left of it is only said.
(https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/X-Forwarded-For, section on security.)
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import logging
import threading
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: In FIRSTBELL_TRUSTED_PROXIES: whoever speaks to us over a socket in the file system, which has no address.
SOCKET = "unix"
MOST_READ = 20
"""So many entries are read from the right; no installation has more proxies."""
NOTE = "forwarded-by-stranger.txt"
_MOST_NOTED = 20
_noted: set[str] = set()
_lock = threading.Lock()


def client_address(request: HttpRequest) -> str:
    """The client's address; that of the peer itself where nobody is trusted. Empty for a socket in the file system."""
    peer = str(request.META.get("REMOTE_ADDR", "") or "")
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "") or "")
    if not forwarded.strip():
        return peer
    if not _is_trusted(peer):
        _note(peer)
        return peer
    nearest = peer
    for entry in reversed(forwarded.rsplit(",", MOST_READ)[-MOST_READ:]):
        address = _read(entry)
        if address is None:  # "unknown", or an invented one: what is left of it cannot be checked
            return nearest
        nearest = str(address)
        if not _is_trusted(nearest):
            return nearest
    return nearest


def _is_trusted(text: str) -> bool:
    if not text:
        return SOCKET in settings.FIRSTBELL_TRUSTED_PROXIES
    address = _read(text)
    networks = (one for one in settings.FIRSTBELL_TRUSTED_PROXIES if not isinstance(one, str))
    return address is not None and any(address in network for network in networks)


def _read(text: str) -> Address | None:
    """An address as proxies write it: alone, ``192.0.2.7:4711`` or ``[2001:db8::7]:4711``; an IPv4 one inside IPv6 is that one."""
    text = text.strip().strip('"')[:80]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


# --- what the doctor is told ---


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody who is not trusted passed on, or invented, an address of others."""

    peer: str
    at: dt.datetime


def _note(peer: str) -> None:
    """Once for each peer and process, and not for more than a few: it may be the own proxy, which nobody has named."""
    with _lock:
        if peer in _noted or len(_noted) >= _MOST_NOTED:
            return
        _noted.add(peer)
    log.warning("X-Forwarded-For came from %s, which is not in FIRSTBELL_TRUSTED_PROXIES", peer or SOCKET)
    try:
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        (settings.DATA / NOTE).write_text(f"{at} {peer or SOCKET}\n", encoding="utf-8")
    except OSError:  # a full disk stops nobody's request
        log.exception("The note about a proxy could not be written")


def last_stranger() -> Stranger | None:
    """Who last did that and is still not trusted."""
    try:
        at, _, peer = (settings.DATA / NOTE).read_text(encoding="utf-8").strip().partition(" ")
        found = Stranger(peer, dt.datetime.fromisoformat(at))
    except (OSError, ValueError):
        return None
    return None if _is_trusted("" if peer == SOCKET else peer) else found
