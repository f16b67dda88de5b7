"""Signing in against a directory (LDAP) with ldap3, an extra: find the person, then bind as them.

The password is never compared here and never kept. Groups mean nothing to us: roles stay ours.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from firstbell.core.errors import Invalid
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import OutsideIdentity, Unreachable

TIMEOUT = 5  # seconds to connect, and to answer
USUAL_FILTER = "(&(objectClass=person)(|(uid={login})(mail={login})))"
_HERE = {"localhost", "127.0.0.1", "::1"}


def is_installed() -> bool:
    """Whether the extra is there: ``pip install ldap3``."""
    return find_spec("ldap3") is not None


def require_directory(url: str, *, start_tls: bool) -> None:
    """Raises Invalid unless passwords travel encrypted (or not at all, on this machine)."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"ldap", "ldaps"} or not parts.hostname:
        raise Invalid(f"“{url[:80]}” is no directory.", remedy="Write ldaps://host or ldap://host.", field="address")
    if parts.scheme == "ldap" and not start_tls and parts.hostname not in _HERE:
        raise Invalid("Passwords would travel in clear.", remedy="Use ldaps:// or StartTLS.", field="start_tls")


def sign_in(provider: IdentityProvider, login: str, password: str) -> OutsideIdentity | None:
    """Who it is, or None for an unknown name or a wrong password. Raises Unreachable, Invalid.

    An empty password is refused before it gets to the directory, which would take it for an anonymous bind.
    """
    if not password or not login or "\0" in password:
        return None
    with service(provider) as connection:
        found = search(connection, provider, login)
    if found is None:
        return None
    with _connected(provider, found["dn"], password) as connection:
        if not _bind(connection):
            return None
    attributes = found["raw_attributes"]
    subject = _text(attributes, str(provider.settings.get("subject_attribute") or "entryUUID"))
    if not subject:
        raise Invalid("The directory gives no lasting name for you.", remedy="Choose another subject attribute.")
    return OutsideIdentity(
        subject, _text(attributes, str(provider.settings.get("email_attribute") or "mail")), is_verified=False
    )


def search(connection: Any, provider: IdentityProvider, login: str) -> dict[str, Any] | None:
    """The one entry of this login; None for none, or when the filter finds several."""
    from ldap3 import SUBTREE
    from ldap3.utils.conv import escape_filter_chars

    wanted = [
        str(provider.settings.get("subject_attribute") or "entryUUID"),
        str(provider.settings.get("email_attribute") or "mail"),
    ]
    pattern = str(provider.settings.get("user_filter") or USUAL_FILTER)
    connection.search(
        str(provider.settings.get("base_dn") or ""),
        pattern.replace("{login}", escape_filter_chars(login)),
        search_scope=SUBTREE,
        attributes=wanted,
        size_limit=2,
        time_limit=TIMEOUT,
    )
    entries = [entry for entry in connection.response or [] if entry.get("type") == "searchResEntry"]
    return entries[0] if len(entries) == 1 else None


@contextmanager
def service(provider: IdentityProvider) -> Iterator[Any]:
    """A connection that may search. Raises Unreachable when the directory does not let us in."""
    dn = str(provider.settings.get("bind_dn") or "")
    with _connected(provider, dn, provider.secret) as connection:
        if not _bind(connection):
            raise Unreachable(
                "The directory does not take our own name and password.", remedy="Check the bind DN and its password."
            )
        yield connection


@contextmanager
def _connected(provider: IdentityProvider, dn: str, password: str) -> Iterator[Any]:
    from ldap3 import ANONYMOUS, NONE, SIMPLE, Connection, Server, Tls
    from ldap3.core.exceptions import LDAPException

    url = urlsplit(provider.address.strip())
    is_secure = url.scheme == "ldaps"
    start_tls = bool(provider.settings.get("start_tls"))
    require_directory(provider.address, start_tls=start_tls)
    authority = str(provider.settings.get("ca_certificate") or "") or None
    tls = Tls(validate=ssl.CERT_REQUIRED, version=ssl.PROTOCOL_TLS_CLIENT, ca_certs_data=authority)
    try:
        server = Server(
            url.hostname,
            port=url.port or (636 if is_secure else 389),
            use_ssl=is_secure,
            tls=tls,
            connect_timeout=TIMEOUT,
            get_info=NONE,
        )
        connection = Connection(
            server,
            user=dn or None,
            password=password or None,
            authentication=SIMPLE if dn else ANONYMOUS,
            receive_timeout=TIMEOUT,
            auto_referrals=False,
            read_only=True,
        )
        connection.open()
        if start_tls and not is_secure and not connection.start_tls():
            raise Unreachable("The directory refuses StartTLS.", remedy="Switch it on there, or use ldaps://.")
        try:
            yield connection
        finally:
            connection.unbind()
    except LDAPException as error:
        raise Unreachable(
            f"{url.netloc} cannot be asked: {type(error).__name__}.", remedy=_remedy(str(error))
        ) from error


def _bind(connection: Any) -> bool:
    return bool(connection.bind(read_server_info=False))


def _remedy(said: str) -> str:
    if "certificate" in said.lower() or "ssl" in said.lower():
        return "Its certificate is not trusted: paste the authority's certificate."
    return "Check the address, the port and the firewall."


def _text(attributes: dict[str, list[bytes]], name: str) -> str:
    """The first value; what is not text (Active Directory's objectGUID) in hexadecimal."""
    values = next((found for key, found in attributes.items() if key.lower() == name.lower() and found), None)
    if not values:
        return ""
    try:
        return values[0].decode().strip()
    except UnicodeDecodeError:
        return values[0].hex()
