"""Where a target really is: one address, looked up once, that must not lie in our own network unless that was allowed."""

from __future__ import annotations

import socket

from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.core.notifications.outbound import is_public


def address_of(host: str, port: int, *, private: bool) -> str:
    """The address to connect to. Raises Unanswered when there is none, or when any of its addresses is not public."""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Unanswered(
            f"There is no host “{host}”.", "Check its name, and that this machine may look names up."
        ) from error
    if not private:
        for address in found:
            if not is_public(address):
                raise Unanswered(
                    f"{host} leads to {address}, which is not on the public internet.",
                    "Enter a public address, or have the district's IT allow it for a catalogue in the own network.",
                )
    return found[0]
