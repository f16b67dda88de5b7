"""Which proxies stand in front of us, as the environment says it."""

from __future__ import annotations

import ipaddress

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SOCKET = "unix"  # as core.client_address reads it; settings cannot import what reads settings


def networks_of(text: str) -> tuple[Network | str, ...]:
    """``127.0.0.1 10.20.0.0/16 2001:db8::/48 unix``: addresses, networks, and sockets in the file system.

    Raises ValueError naming the part at fault.
    """
    found: list[Network | str] = []
    for part in text.replace(",", " ").split():
        if part.lower() == SOCKET:
            found.append(SOCKET)
            continue
        try:
            found.append(ipaddress.ip_network(part))
        except ValueError as error:
            raise ValueError(f"FIRSTBELL_TRUSTED_PROXIES: “{part}” is no address or network ({error})") from None
    return tuple(found)
