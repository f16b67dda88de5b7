"""OpenID Connect: where an issuer's doors are, and whether an ID token is proof.

The rules are those of OpenID Connect Core 1.0, 3.1.3.7 (https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation),
with the signature always checked, though the code flow over TLS would allow to leave it out.
Google: https://developers.google.com/identity/openid-connect/openid-connect
Microsoft: https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
"""

from __future__ import annotations

import hmac
import re
from dataclasses import asdict, dataclass
from typing import Any

import jwt
from django.core.cache import cache

from firstbell.core.errors import Invalid
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import OutsideIdentity, Unreachable, Untrusted
from firstbell.signin.protocols.fetch import fetch_json, require_safe

GOOGLE = "https://accounts.google.com"
MICROSOFT = "https://login.microsoftonline.com"
"""Where the two vendors live; tests put strict stand-ins here."""

ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Public-key signatures only: ``none`` and a shared secret prove nothing to us."""

KEPT = 3600  # seconds a discovery document and its keys are kept
LEEWAY = 60  # seconds two clocks may differ
_TENANT = re.compile(r"[0-9a-fA-F-]{36}|[a-z0-9-]+(\.[a-z0-9-]+)+")
_OF_EVERYBODY = {"common", "organizations", "consumers"}


@dataclass(frozen=True, slots=True)
class Discovery:
    """What we need of ``/.well-known/openid-configuration``."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    algorithms: tuple[str, ...]
    token_auth_methods: tuple[str, ...]


def server_of(provider: IdentityProvider) -> str:
    """The address below which the discovery document lies. Raises Invalid."""
    if provider.kind == IdentityProvider.Kind.GOOGLE:
        return GOOGLE
    if provider.kind == IdentityProvider.Kind.MICROSOFT:
        tenant = provider.address.strip()
        if tenant.lower() in _OF_EVERYBODY or not _TENANT.fullmatch(tenant):
            raise Invalid(
                "Microsoft needs the tenant of your district.",
                remedy="Copy the “Directory (tenant) ID”; “common” would let in everybody in the world.",
                field="address",
            )
        return f"{MICROSOFT}/{tenant}/v2.0"
    return require_safe(provider.address)


def discover(provider: IdentityProvider, *, fresh: bool = False) -> Discovery:
    """The issuer's doors, kept for an hour. Raises Invalid, Unreachable, Untrusted (it speaks for another issuer)."""
    server = server_of(provider)
    key = f"signin.discovery.{server}"
    known = None if fresh else cache.get(key)
    if known is None:
        known = asdict(_read(fetch_json(f"{server}/.well-known/openid-configuration"), server, provider))
        cache.set(key, known, KEPT)
    return Discovery(**known)


def _read(document: dict[str, Any], server: str, provider: IdentityProvider) -> Discovery:
    issuer = str(document.get("issuer", ""))
    is_ours = issuer.rstrip("/") == server
    if provider.kind == IdentityProvider.Kind.MICROSOFT:
        # A tenant named by its domain answers with its number.
        is_ours = re.fullmatch(re.escape(MICROSOFT) + r"/[0-9a-fA-F-]{36}/v2\.0", issuer) is not None
    if not is_ours:
        raise Untrusted(
            f"The document says its issuer is “{issuer[:100]}”, not “{server}”.",
            remedy="Use the issuer exactly as the provider writes it.",
        )
    doors = {}
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        value = document.get(name)
        if not isinstance(value, str):
            raise Unreachable(f"The discovery document has no {name}.", remedy="Is this an OpenID Connect issuer?")
        doors[name] = require_safe(value)
    said = document.get("id_token_signing_alg_values_supported") or ["RS256"]
    return Discovery(
        issuer=issuer,
        userinfo_endpoint=str(document.get("userinfo_endpoint") or ""),
        algorithms=tuple(sorted(ALGORITHMS.intersection(said))),
        token_auth_methods=tuple(document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]),
        **doors,
    )


def read_keys(discovery: Discovery, *, fresh: bool = False) -> list[dict[str, Any]]:
    """The issuer's public keys, kept for an hour. Raises Unreachable."""
    key = f"signin.keys.{discovery.jwks_uri}"
    known: list[dict[str, Any]] | None = None if fresh else cache.get(key)
    if known is None:
        found = fetch_json(discovery.jwks_uri).get("keys")
        known = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        cache.set(key, known, KEPT)
    return known


def verify_id_token(token: str, discovery: Discovery, *, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims, once everything about the token holds. Raises Untrusted with the reason, Unreachable."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = str(header.get("alg", ""))
        if algorithm not in discovery.algorithms:
            raise Untrusted(f"The token is signed with “{algorithm[:20]}”.", remedy="Only public-key signatures count.")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key_for(header, discovery),
            algorithms=[algorithm],
            audience=client_id,
            issuer=discovery.issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except jwt.PyJWTError as error:
        raise Untrusted(f"The ID token is not valid: {error}.", remedy="Sign in again.") from error
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Untrusted("The ID token answers another question (nonce).", remedy="Sign in again.")
    party = claims.get("azp")
    if (isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and party is None) or party not in (None, client_id):
        raise Untrusted("The ID token was made for another program (azp).", remedy="Check the client id.")
    return claims


def _key_for(header: dict[str, Any], discovery: Discovery) -> Any:
    """The key the token names, read anew once when the issuer has changed its keys."""
    for fresh in (False, True):
        usable = [key for key in read_keys(discovery, fresh=fresh) if key.get("use", "sig") == "sig"]
        named = [key for key in usable if key.get("kid") == header.get("kid")]
        if "kid" not in header:
            named = usable if len(usable) == 1 else []
        if named:
            return jwt.PyJWK(named[0], algorithm=str(header["alg"])).key
    raise Untrusted("The issuer does not know the key of this token.", remedy="Sign in again.")


def identity_from(provider: IdentityProvider, claims: dict[str, Any]) -> OutsideIdentity:
    """Whom the claims speak of. Raises Untrusted for a foreign Google domain or Microsoft tenant."""
    if provider.kind == IdentityProvider.Kind.MICROSOFT:
        return _from_microsoft(claims)
    address = str(claims.get("email") or "").strip()
    is_verified = claims.get("email_verified") in (True, "true", "True")
    if provider.kind == IdentityProvider.Kind.GOOGLE:
        # Google speaks for a domain only when it hosts it ("hd"); without it the address is anybody's.
        domain = str(claims.get("hd") or "").lower()
        if domain not in provider.allowed_domains:
            raise Untrusted(
                f"This Google account belongs to {domain or 'nobody’s domain'}, not to the district.",
                remedy="Sign out at Google and take your school account.",
            )
    return OutsideIdentity(str(claims["sub"]), address, is_verified)


def _from_microsoft(claims: dict[str, Any]) -> OutsideIdentity:
    """``email`` may be written by the user, ``preferred_username`` of one's own tenant may not; guests have #EXT#."""
    tenant = str(claims.get("tid") or "")
    if not tenant or f"/{tenant}/" not in str(claims["iss"]):
        raise Untrusted("This Microsoft account belongs to another tenant.", remedy="Take your school account.")
    name = str(claims.get("preferred_username") or "").strip()
    is_guest = "#ext#" in name.lower() or bool(claims.get("idp") and claims["idp"] != claims["iss"])
    return OutsideIdentity(str(claims.get("oid") or claims["sub"]), "" if is_guest else name, not is_guest)
