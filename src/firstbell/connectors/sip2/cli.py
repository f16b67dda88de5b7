"""The command line of the self-check server."""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import Sequence
from pathlib import Path

from firstbell.connectors.sip2.server import Limits, SelfCheckServer, tls_context


def addresses_of(texts: Sequence[str]) -> list[tuple[str, int]]:
    """``HOST:PORT`` each, ``[::1]:6001`` for IPv6. Raises ValueError for what is none."""
    found = []
    for text in texts:
        host, _, port = text.strip().rpartition(":")
        if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
            raise ValueError(f"“{text}” is no address to listen at: give HOST:PORT, such as 127.0.0.1:6001.")
        found.append((host.strip("[]"), int(port)))
    if not found:
        raise ValueError("Give an address to listen at: HOST:PORT, or set FIRSTBELL_SIP2.")
    return found


def listen(addresses: Sequence[str], *, certificate: str = "", key: str = "", threads: int = 4) -> None:
    """Listen until SIGTERM or Ctrl+C. Raises ValueError for addresses and certificates that are none, OSError when taken."""
    where = addresses_of(addresses)
    if bool(certificate) != bool(key):
        raise ValueError("TLS needs both: a certificate and its key.")
    try:
        tls = tls_context(Path(certificate), Path(key)) if certificate else None
    except ssl.SSLError as error:
        raise ValueError(f"The certificate and the key do not fit: {error.reason or error}.") from error
    asyncio.run(_listen(where, tls, Limits(threads=threads)))


async def _listen(where: Sequence[tuple[str, int]], tls: ssl.SSLContext | None, limits: Limits) -> None:
    ended = asyncio.Event()
    for one in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(one, ended.set)
    server = SelfCheckServer(where, tls=tls, limits=limits)
    await server.start()
    try:
        await ended.wait()
    finally:
        await server.stop()
