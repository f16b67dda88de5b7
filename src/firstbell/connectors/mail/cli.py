"""The command line of e-mail in."""

from __future__ import annotations

import signal
import threading

from firstbell.connectors.mail.listener import MailListener


def listen(address: str, *, is_lmtp: bool, told: threading.Event | None = None) -> None:
    """Listen at ``HOST:PORT`` until SIGTERM or Ctrl+C (or ``told``). Raises ValueError for no such address, OSError when taken."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"“{address}” is no address to listen at: give HOST:PORT, such as 127.0.0.1:2525.")
    ended = told or threading.Event()
    if threading.current_thread() is threading.main_thread():
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: ended.set())
    with MailListener(host.strip("[]"), int(port), is_lmtp=is_lmtp):
        ended.wait()
