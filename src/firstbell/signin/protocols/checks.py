"""“Test this connection”: everything that can be known without anybody signing in, in the order it would fail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import jwt
from django.utils import timezone

from firstbell.core.errors import FirstbellError
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import directory, oidc, saml
from firstbell.signin.protocols.fetch import post_form


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer: pass, fail or unknown, with the remedy."""

    verdict: Literal["pass", "fail", "unknown"]
    text: str
    remedy: str = ""


def check(provider: IdentityProvider, *, callback: str) -> list[Finding]:
    """The findings; the first failure ends the walk, since nothing after it could work."""
    walk = _WALKS[IdentityProvider.Kind(provider.kind)]
    findings = [_domains(provider)]
    try:
        findings += walk(provider, callback)
    except FirstbellError as error:
        findings.append(Finding("fail", error.message, error.remedy))
    return findings


def _domains(provider: IdentityProvider) -> Finding:
    if provider.allowed_domains:
        return Finding("pass", f"Vouches for {', '.join(provider.allowed_domains)}")
    return Finding("fail", "It may vouch for no domain, so nobody new gets in.", "Enter the district's e-mail domains.")


def _oidc(provider: IdentityProvider, callback: str) -> Iterator[Finding]:
    found = oidc.discover(provider, fresh=True)
    yield Finding("pass", f"The issuer {found.issuer} answers")
    if not found.algorithms:
        yield Finding("fail", "It signs with nothing that proves who signed.", "Choose RS256 or ES256 there.")
        return
    usable = []
    for key in oidc.read_keys(found, fresh=True):
        try:
            usable.append(jwt.PyJWK(key))
        except jwt.PyJWTError:
            continue  # an encryption key, or of a kind we do not take
    if not usable:
        yield Finding("fail", f"{found.jwks_uri} publishes no key we can use.", "It needs a signing key.")
        return
    yield Finding("pass", f"{len(usable)} signing keys published")
    yield _client(provider, found, callback)


def _client(provider: IdentityProvider, found: oidc.Discovery, callback: str) -> Finding:
    """A made-up code: a provider that knows us complains of the code, one that does not complains of us."""
    data = {"grant_type": "authorization_code", "code": "firstbell-test", "redirect_uri": callback}
    data["code_verifier"] = "firstbell-test-firstbell-test-firstbell-test"
    if "client_secret_post" in found.token_auth_methods:
        data |= {"client_id": provider.client_id, "client_secret": provider.secret}
        said = post_form(found.token_endpoint, data)
    else:
        said = post_form(found.token_endpoint, data, (provider.client_id, provider.secret))
    error = str(said.get("error", ""))
    if error in {"invalid_client", "unauthorized_client"}:
        return Finding("fail", "It does not take the client id and secret.", "Copy both once more; has it run out?")
    if error == "redirect_uri_mismatch":
        return Finding("fail", f"It does not know the address {callback}.", "Enter it there as redirect URI.")
    if error in {"invalid_grant", "invalid_request"}:
        return Finding("pass", "It takes the client id and secret")
    return Finding("unknown", f"Whether it takes the client id: it says “{error[:60] or 'nothing'}”.", "Sign in once.")


def _saml(provider: IdentityProvider, _callback: str) -> Iterator[Finding]:
    found = saml.read_metadata(provider.metadata)
    yield Finding("pass", f"The metadata is of {found.entity_id}")
    left = found.good_until - timezone.now()
    day = f"{found.good_until:%B %-d, %Y}"
    if left < dt.timedelta(0):
        yield Finding("fail", f"Its certificate ended on {day}.", "Read the metadata anew once they have renewed it.")
    elif left < dt.timedelta(days=30):
        yield Finding("unknown", f"Its certificate ends on {day}.", "Ask when the new one comes.")
    else:
        yield Finding("pass", f"Its certificate is good until {day}")
    if not provider.trusts_addresses:
        yield Finding(
            "fail", "SAML cannot say that an address is verified.", "Switch on “its addresses count as verified”."
        )


def _ldap(provider: IdentityProvider, _callback: str) -> Iterator[Finding]:
    if not directory.is_installed():
        yield Finding("fail", "LDAP is not installed here.", "Install the extras: ldap3.")
        return
    with directory.service(provider) as connection:
        yield Finding("pass", f"{provider.address} answers and lets us search")
        base = str(provider.settings.get("base_dn") or "")
        is_there = connection.search(base, "(objectClass=*)", search_scope="BASE", attributes=["1.1"])
        if not is_there:
            yield Finding("fail", f"There is nothing at “{base}”.", "Check the base DN.")
            return
        yield Finding("pass", f"People are looked for below {base}")
    if not provider.trusts_addresses:
        yield Finding(
            "fail",
            "A directory cannot say that an address is verified.",
            "Switch on “its addresses count as verified”.",
        )


_WALKS = {
    IdentityProvider.Kind.GOOGLE: _oidc,
    IdentityProvider.Kind.MICROSOFT: _oidc,
    IdentityProvider.Kind.OIDC: _oidc,
    IdentityProvider.Kind.SAML: _saml,
    IdentityProvider.Kind.LDAP: _ldap,
}
