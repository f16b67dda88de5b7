"""Where allauth asks us: no sign-up, providers from our own table, whom an identity may become, sealed secrets.

``settings`` names these classes. allauth keeps the dances (state, PKCE, stages); every decision is an action of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.contrib import messages
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from firstbell.core.actor import system_actor
from firstbell.core.client_address import client_address
from firstbell.core.errors import Conflict, FirstbellError
from firstbell.core.secrets import readable_secret, seal, unseal
from firstbell.people.models import Account
from firstbell.signin.actions.identities import admit_identity, note_refusal
from firstbell.signin.models import IdentityProvider
from firstbell.signin.ports import VOUCHED, WAY
from firstbell.signin.protocols import OutsideIdentity, Unreachable, directory
from firstbell.signin.queries import is_sealed, sign_in_rules, whom_to_ask

_BY = system_actor("sign-in", via="web")


class AccountGate(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made from the roster or by an administrator; passwords count only while the rules say so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """By which allauth limits tries; its own reading of proxies is not asked."""
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        found = cast("Account | None", super().authenticate(request, **credentials))
        if found is None or getattr(found, "backend", "") == DirectoryBackend.PATH:
            return found
        if sign_in_rules().passwords_allowed or is_sealed(found):
            return found
        messages.error(request, f"Passwords open nothing here: use one of the buttons. {whom_to_ask()}")
        return None

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of the host that was asked, so that nobody is sent elsewhere after signing in."""
        return bool(url) and url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """No “Successfully signed in as …”: the next page says it."""
        if "logged_in" not in str(args[:1]) and "logged_in" not in str(kwargs.get("message_template", "")):
            super().add_message(request, level, *args, **kwargs)


class IdentityGate(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Providers come from our table, and nothing of what they say about people is kept but subject and address."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """allauth asks for a kind or for one of ours; by slug, SAML by slug as its client id."""
        rows = IdentityProvider.objects.with_buttons()
        apps = [app_of(row) for row in rows]
        return [
            app
            for app in apps
            if provider in (None, app.provider, app.provider_id) and client_id in (None, app.client_id)
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False  # allauth's own matching knows no domains and no collisions

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whom this identity may be here; anything but an account of ours ends in words."""
        provider, identity = sociallogin.firstbell
        sociallogin.user = admitted(request, provider, identity)
        request.session[WAY] = provider.name
        request.session[VOUCHED] = provider.is_second_factor

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        raise ImmediateHttpResponse(refusal(request, str(provider), reason_of(exception)))


class FactorLost(ValidationError):
    """Asked for in the midst of forms, which show it, and of pages that count the codes left, which leave the number out."""

    silent_variable_failure = True


class FactorGate(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: their secrets are sealed like every other."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises FactorLost when its key is not here any more."""
        try:
            return unseal(encrypted_text)
        except Conflict:
            raise FactorLost(
                "Your second factor cannot be checked: the key that sealed it is not here any more. Ask whoever runs "
                "Firstbell to put the old key back or to reset your second factor."
            ) from None

    def get_totp_issuer(self) -> str:
        return "Firstbell"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Firstbell"}


def sealed_texts() -> Iterator[tuple[int, str]]:
    """What :class:`FactorGate` has sealed, by authenticator: for the rotation of keys."""
    sealed_kinds = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)
    for pk, data in Authenticator.objects.filter(type__in=sealed_kinds).values_list("pk", "data").iterator():
        for name in ("secret", "seed"):
            if data.get(name):
                yield pk, str(data[name])


def put_sealed(pk: int, old: str, new: str) -> bool:
    """Replace one, if it is still the same."""
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=pk).first()
        if row is None or old not in row.data.values():
            return False
        row.data = {name: new if value == old else value for name, value in row.data.items()}
        row.save(update_fields=["data"])
    return True


class DirectoryBackend(ModelBackend):
    """Passwords of a directory, asked after our own; only while one is switched on."""

    PATH = "firstbell.signin.gate.DirectoryBackend"

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **credentials: Any
    ) -> Account | None:
        login = username or str(credentials.get("email") or "")
        if request is None or not login or not password:
            return None
        for provider in IdentityProvider.objects.filter(is_on=True, kind=IdentityProvider.Kind.LDAP):
            account = self._ask(request, provider, login, password)
            if account is not None:
                request.session[WAY] = provider.name
                request.session[VOUCHED] = False
                return account
        return None

    def _ask(self, request: HttpRequest, provider: IdentityProvider, login: str, password: str) -> Account | None:
        try:
            identity = directory.sign_in(provider, login, password)
        except (Unreachable, Conflict):  # Conflict: the key of its own password is lost
            messages.warning(request, f"{provider} cannot be asked just now; a password of Firstbell still works.")
            return None
        if identity is None:
            return None
        try:
            return admit_identity(provider, identity, by=_BY)
        except FirstbellError as error:
            note_refusal(provider, address=identity.address, why=error.message, by=_BY)
            messages.error(request, str(error))
            return None


def app_of(provider: IdentityProvider) -> SocialApp:
    """The provider as allauth knows apps; never saved, so its secret stays where it is encrypted."""
    kind = "firstbell_saml" if provider.kind == IdentityProvider.Kind.SAML else "firstbell_oidc"
    app = SocialApp(
        provider=kind,
        provider_id=provider.slug,
        name=provider.name,
        client_id=provider.client_id or provider.slug,
        secret=readable_secret(provider, "secret"),  # one lost key must not close the other ways in
        settings={"oauth_pkce_enabled": True},
    )
    app.firstbell = provider
    return app


def admitted(request: HttpRequest, provider: IdentityProvider, identity: OutsideIdentity) -> Account:
    """The account; a refusal goes into the audit and onto a page of its own."""
    try:
        return admit_identity(provider, identity, by=_BY)
    except Conflict as error:
        note_refusal(provider, address=identity.address, why=error.message, by=_BY)
        raise ImmediateHttpResponse(refusal(request, provider.name, str(error), status=403)) from error


def refusal(request: HttpRequest, provider: str, reason: str, *, status: int = 401) -> HttpResponse:
    """Why not, and what to do next."""
    context = {"provider": provider, "reason": reason, "whom_to_ask": whom_to_ask()}
    return render(request, "signin/refused.html", context, status=status)


def reason_of(exception: Exception | None) -> str:
    """In plain words when it is one of ours; a stranger's exception is not for people."""
    if isinstance(exception, FirstbellError):
        return str(exception)
    cause = exception.__cause__ if exception is not None else None
    if isinstance(cause, FirstbellError):
        return str(cause)
    return "The answer of the provider did not fit: it was old, used already, or for another window."
