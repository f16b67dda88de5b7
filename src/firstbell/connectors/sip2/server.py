"""The server: TCP, with TLS when it has a certificate. Every connection for itself; the database is asked in a few threads.

A terminal that reads slowly, sends slowly or says nothing holds its own connection and nothing else: reading stops while its
message is answered, an answer it does not take is dropped with the line, and no more than one of its messages is in work.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.db import close_old_connections, connection

from firstbell.connectors.sip2.codec import Splitter
from firstbell.connectors.sip2.codec.frames import LONGEST_LINE
from firstbell.connectors.sip2.conversation import Conversation, Reply, changes
from firstbell.connectors.sip2.office import Office

log = logging.getLogger("firstbell.sip2")

_PIECE = 4096
_UNSENT = 32_768
"""Bytes of answers that may wait for a terminal before we wait for it."""
_LONGEST_RUBBISH = 16 * LONGEST_LINE
_FLUSH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and numbers. A school behind one address has all its terminals there."""

    sign_in_seconds: float = 30.0
    line_seconds: float = 30.0
    idle_seconds: float = 3600.0
    write_seconds: float = 15.0
    most_connections: int = 500
    most_per_address: int = 200
    most_strangers: int = 150
    """Connections of one address that have not signed in yet: after a power cut all terminals call at once."""
    threads: int = 4
    """More of them only take the interpreter from one another: answering is its work, not waiting."""


def tls_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """TLS 1.2 or newer with this certificate (chain) and key, both PEM. Raises OSError, ssl.SSLError."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context


class SelfCheckServer:
    """``await start()``, then ``await stop()``, on one event loop."""

    def __init__(
        self, addresses: Sequence[tuple[str, int]], *, tls: ssl.SSLContext | None = None, limits: Limits | None = None
    ) -> None:
        self._addresses, self._tls, self._limits = addresses, tls, limits or Limits()
        self._office = Office()
        self._pool = ThreadPoolExecutor(self._limits.threads, thread_name_prefix="sip2")
        # SQLite has one writer at a time and does not say whose turn it is: who waits asks again and again, and may starve.
        # So changes stand in one line, and come in the order in which they were sent.
        has_lane = connection.vendor == "sqlite"
        self._lane = ThreadPoolExecutor(1, thread_name_prefix="sip2-change") if has_lane else self._pool
        self._servers: list[asyncio.Server] = []
        self._by_address: Counter[str] = Counter()
        self._strangers: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._flushing: asyncio.Task[None] | None = None

    @property
    def ports(self) -> list[int]:
        """The ports it listens at, in the order of the addresses: for port 0."""
        return [server.sockets[0].getsockname()[1] for server in self._servers]

    async def start(self) -> None:
        """Listen everywhere or nowhere. Raises OSError for an address that is taken or not ours."""
        try:
            for host, port in self._addresses:
                handshake = {"ssl_handshake_timeout": 10.0} if self._tls is not None else {}
                self._servers.append(
                    await asyncio.start_server(
                        self._accept, host, port, ssl=self._tls, limit=4 * _PIECE, backlog=128, **handshake
                    )
                )
        except OSError:
            await self.stop()
            raise
        self._flushing = asyncio.create_task(self._flush_now_and_then())

    async def stop(self) -> None:
        """No new connections, the open ones end; what was counted is written, and the database let go."""
        for server in self._servers:
            server.close()
        if self._flushing is not None:
            self._flushing.cancel()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._lane, self._office.flush)
        await loop.run_in_executor(None, self._let_go)

    def _let_go(self) -> None:
        """Each thread closes its own connection to the database."""
        together = threading.Barrier(self._limits.threads)

        def close() -> None:
            try:
                together.wait(10)
            except threading.BrokenBarrierError:
                pass
            connection.close()

        for _ in range(self._limits.threads):
            self._pool.submit(close)
        self._pool.shutdown(wait=True)
        if self._lane is not self._pool:
            self._lane.submit(connection.close)
            self._lane.shutdown(wait=True)

    async def _flush_now_and_then(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_FLUSH_SECONDS)
            await loop.run_in_executor(self._lane, self._flush)

    def _flush(self) -> None:
        close_old_connections()
        self._office.flush()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        address = str((writer.get_extra_info("peername") or ("somewhere",))[0])
        try:
            if self._is_full(address):
                log.warning("%s has too many connections", address)
                return
            await self._serve(reader, writer, address)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ssl.SSLError):
            pass  # the terminal is gone, or says and takes nothing
        except asyncio.CancelledError:
            pass  # we are stopping
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    def _is_full(self, address: str) -> bool:
        limits = self._limits
        return (
            self._by_address.total() >= limits.most_connections
            or self._by_address[address] >= limits.most_per_address
            or self._strangers[address] >= limits.most_strangers
        )

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, address: str) -> None:
        _keep_alive(writer)
        writer.transport.set_write_buffer_limits(high=_UNSENT)
        talk = Conversation(self._office, address)
        self._by_address[address] += 1
        self._strangers[address] += 1
        is_stranger = True
        try:
            async for reply in self._replies(reader, talk):
                if is_stranger and talk.is_signed_in:
                    is_stranger = False
                    self._strangers[address] -= 1
                await self._send(writer, reply)
                if reply.is_last:
                    await self._hang_up(writer)
                    return
        finally:
            talk.close()
            self._by_address[address] -= 1
            if is_stranger:
                self._strangers[address] -= 1
            for counted in (self._by_address, self._strangers):
                if not counted[address]:
                    del counted[address]

    async def _replies(self, reader: asyncio.StreamReader, talk: Conversation) -> AsyncIterator[Reply]:
        """Line by line; nothing is read while one is being answered, so that a flood waits in its own line."""
        splitter, limits = Splitter(), self._limits
        begun = time.monotonic()
        while True:
            if not talk.is_signed_in:
                left = begun + limits.sign_in_seconds - time.monotonic()
            elif splitter.is_within_line:
                left = begun + limits.line_seconds - time.monotonic()
            else:
                left = limits.idle_seconds
            data = await asyncio.wait_for(reader.read(_PIECE), max(left, 0.001))
            if not data:
                return
            if talk.is_signed_in and not splitter.is_within_line:
                begun = time.monotonic()
            for line in splitter.feed(data):
                yield await self._in_thread(talk, line)
            if splitter.skipped > _LONGEST_RUBBISH:
                return

    async def _in_thread(self, talk: Conversation, line: bytes) -> Reply:
        def work() -> Reply:
            close_old_connections()
            return talk.reply(line)

        where = self._lane if changes(line) else self._pool
        return await asyncio.get_running_loop().run_in_executor(where, work)

    async def _send(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        if reply.data:
            writer.write(reply.data)
            await asyncio.wait_for(writer.drain(), self._limits.write_seconds)

    async def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        """What was said last should still arrive."""
        writer.close()
        await asyncio.wait_for(writer.wait_closed(), self._limits.write_seconds)


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    """A terminal whose plug was pulled says no goodbye."""
    line = writer.get_extra_info("socket")
    if isinstance(line, socket.socket) or hasattr(line, "setsockopt"):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)


class Listening:
    """``with Listening([("127.0.0.1", 0)]) as server: server.ports`` runs it in a thread of its own until the block ends."""

    def __init__(
        self, addresses: Sequence[tuple[str, int]], *, tls: ssl.SSLContext | None = None, limits: Limits | None = None
    ) -> None:
        self._server = SelfCheckServer(addresses, tls=tls, limits=limits)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sip2-loop", daemon=True)
        self.ports: list[int] = []

    def __enter__(self) -> Listening:
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(20)
        except BaseException:
            self._end()
            raise
        self.ports = self._server.ports
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(30)
        self._end()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()
