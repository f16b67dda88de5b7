"""Setting up who outside may vouch for our people. For the whole installation, so only for whoever holds that right everywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.core.scope import EVERYWHERE
from firstbell.core.secrets import readable_secret
from firstbell.signin.events import (
    ProviderAdded,
    ProviderEdited,
    ProviderRemoved,
    ProviderSwitched,
    ProviderTested,
)
from firstbell.signin.models import IdentityProvider
from firstbell.signin.permissions import SigninPermission
from firstbell.signin.protocols import directory, oidc, saml
from firstbell.signin.protocols.checks import check
from firstbell.signin.protocols.fetch import fetch, require_safe
from firstbell.signin.queries import sign_in_rules

Kind = IdentityProvider.Kind
_DOMAIN = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
_PUBLIC = {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com"}
_PLAIN = (
    "name",
    "position",
    "address",
    "client_id",
    "allowed_domains",
    "trusts_addresses",
    "makes_accounts",
    "is_second_factor",
    "settings",
)


def add_provider(kind: str, *, values: Mapping[str, Any], by: Actor) -> IdentityProvider:
    """A provider, switched off until it was tested. Raises Forbidden, Invalid with the field, Unreachable (metadata)."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    if kind not in Kind.values:
        raise Invalid(f"“{kind}” is no kind of provider.", remedy="Choose one of the list.", field="kind")
    provider = IdentityProvider(kind=kind)
    _write(provider, values)
    wish = slugify(provider.name)[:30] or kind
    taken = set(IdentityProvider.objects.filter(slug__startswith=wish).values_list("slug", flat=True))
    provider.slug = next(name for name in (wish, *(f"{wish}-{number}" for number in range(2, 99))) if name not in taken)
    with change(by) as unit:
        try:
            with transaction.atomic():
                provider.save()
        except IntegrityError:
            raise Conflict("Somebody added one of this name just now.", remedy="Try again.", field="name") from None
        unit.publish(ProviderAdded(subject=provider.ref, org_path=EVERYWHERE, changes={"kind": (None, kind)}))
    return provider


def edit_provider(provider: IdentityProvider, *, values: Mapping[str, Any], by: Actor) -> IdentityProvider:
    """Change it; an empty secret keeps the old one. Raises Forbidden, Invalid with the field, Unreachable."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    before = {name: getattr(provider, name) for name in _PLAIN}
    secret, metadata = readable_secret(provider, "secret"), provider.metadata
    _write(provider, values)
    changes: dict[str, tuple[Any, Any]] = {
        name.replace("_", " "): (str(before[name]), str(getattr(provider, name)))
        for name in _PLAIN
        if before[name] != getattr(provider, name)
    }
    if readable_secret(provider, "secret") != secret:
        changes["secret"] = (None, "replaced")
    if provider.metadata != metadata:
        changes["metadata"] = (None, "replaced")
    with change(by) as unit:
        provider.save()
        if changes:
            unit.publish(ProviderEdited(subject=provider.ref, org_path=EVERYWHERE, changes=changes))
    return provider


def switch_provider(provider: IdentityProvider, *, on: bool, by: Actor) -> IdentityProvider:
    """On or off. Raises Forbidden, and Conflict for the last one while our own passwords open nothing."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    others = IdentityProvider.objects.filter(is_on=True).exclude(pk=provider.pk)
    if not on and not others.exists() and not sign_in_rules().passwords_allowed:
        raise Conflict("It is the only way in.", remedy="Allow passwords first, or switch another provider on.")
    if provider.is_on != on:
        with change(by) as unit:
            provider.is_on = on
            provider.save(update_fields=["is_on"])
            unit.publish(ProviderSwitched(subject=provider.ref, org_path=EVERYWHERE, changes={"on": (not on, on)}))
    return provider


def check_provider(provider: IdentityProvider, *, callback: str, by: Actor) -> IdentityProvider:
    """Try the connection and keep what was found. Raises Forbidden."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    findings = check(provider, callback=callback)
    verdict = "fails" if any(one.verdict == "fail" for one in findings) else "works"
    with change(by) as unit:
        provider.tested_at = timezone.now()
        provider.test_findings = [asdict(one) for one in findings]
        provider.save(update_fields=["tested_at", "test_findings"])
        unit.publish(ProviderTested(subject=provider.ref, org_path=EVERYWHERE, changes={"it": (None, verdict)}))
    return provider


def read_metadata_again(provider: IdentityProvider, *, by: Actor) -> IdentityProvider:
    """Fetch SAML metadata from where it is published: a new certificate. Raises Forbidden, Invalid, Unreachable."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    if provider.kind != Kind.SAML or not provider.address:
        raise Invalid("The metadata has no address.", remedy="Paste the new metadata instead.", field="address")
    text = fetch(provider.address).decode("utf-8", "replace")
    saml.read_metadata(text)
    has_changed = text != provider.metadata
    with change(by) as unit:
        provider.metadata = text
        provider.save(update_fields=["metadata"])
        if has_changed:
            unit.publish(
                ProviderEdited(subject=provider.ref, org_path=EVERYWHERE, changes={"metadata": (None, "read anew")})
            )
    return provider


def remove_provider(provider: IdentityProvider, *, by: Actor) -> None:
    """It and its links are gone; the accounts stay. Raises Forbidden, Conflict while it is switched on."""
    by.require(SigninPermission.PROVIDER_EDIT, at=EVERYWHERE)
    if provider.is_on:
        raise Conflict(f"{provider} is switched on.", remedy="Switch it off first.")
    with change(by) as unit:
        links = provider.identities.count()
        unit.publish(
            ProviderRemoved(subject=provider.ref, org_path=EVERYWHERE, changes={"linked accounts": (links, None)})
        )
        provider.delete()


# --- what may be written ---------------------------------------------------------------------------------------------


def _write(provider: IdentityProvider, values: Mapping[str, Any]) -> None:
    for name in _PLAIN:
        if name in values:
            setattr(provider, name, values[name])
    provider.name = provider.name.strip()[:40]
    if not provider.name:
        raise Invalid("The button needs a name.", remedy="“School Google account”, for example.", field="name")
    provider.allowed_domains = _domains(values.get("allowed_domains", provider.allowed_domains))
    if given := str(values.get("secret") or "").strip():
        provider.secret = given
    provider.metadata = str(values.get("metadata") or "").strip() or provider.metadata
    if provider.is_oidc:
        _require_oidc(provider)
    elif provider.kind == Kind.SAML:
        _require_saml(provider)
    else:
        _require_ldap(provider)


def _domains(given: Any) -> list[str]:
    words = given if isinstance(given, list) else re.split(r"[\s,;]+", str(given or ""))
    domains = list(dict.fromkeys(word.strip().lower().removeprefix("@") for word in words if word.strip()))
    for domain in domains:
        if not _DOMAIN.fullmatch(domain):
            raise Invalid(f"“{domain[:60]}” is no domain.", remedy="Write school.org.", field="allowed_domains")
        if domain in _PUBLIC:
            raise Invalid(
                f"Anybody can have an address at {domain}.",
                remedy="Enter only domains of the district.",
                field="allowed_domains",
            )
    return domains


def _require_oidc(provider: IdentityProvider) -> None:
    oidc.server_of(provider)
    if not provider.client_id.strip():
        raise Invalid("The client id is missing.", remedy="The provider shows it for the app.", field="client_id")
    if not provider.secret:
        raise Invalid("The client secret is missing.", remedy="Make one at the provider.", field="secret")
    if provider.kind != Kind.OIDC:
        provider.trusts_addresses = False  # both vendors say themselves which address is verified


def _require_saml(provider: IdentityProvider) -> None:
    if provider.address:
        provider.address = require_safe(provider.address)
        if not provider.metadata:
            provider.metadata = fetch(provider.address).decode("utf-8", "replace")
    if not provider.metadata:
        raise Invalid(
            "The metadata is missing.", remedy="Give the address where it is published, or paste it.", field="metadata"
        )
    saml.read_metadata(provider.metadata)


def _require_ldap(provider: IdentityProvider) -> None:
    directory.require_directory(provider.address, start_tls=bool(provider.settings.get("start_tls")))
    if not provider.settings.get("base_dn"):
        raise Invalid("The base DN is missing.", remedy="ou=people,dc=school,dc=org, for example.", field="base_dn")
    pattern = str(provider.settings.get("user_filter") or directory.USUAL_FILTER)
    if "{login}" not in pattern or pattern.count("(") != pattern.count(")"):
        raise Invalid("The filter does not say where the name goes.", remedy="(uid={login})", field="user_filter")
