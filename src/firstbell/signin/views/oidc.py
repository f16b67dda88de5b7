"""The way through an OpenID Connect provider and back: allauth's state and PKCE, our nonce and our proof."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from firstbell.core.errors import FirstbellError
from firstbell.signin.gate import refusal
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import Untrusted
from firstbell.signin.protocols.fetch import fetch_json_as
from firstbell.signin.protocols.oidc import Discovery, discover, identity_from, verify_id_token

Kind = IdentityProvider.Kind


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth ships no types
    """``state`` is what was stashed when the browser left, with the nonce in it."""

    state: dict[str, Any]

    @property
    def row(self) -> IdentityProvider:
        row: IdentityProvider = self.get_provider().app.firstbell
        return row

    @property
    def discovery(self) -> Discovery:
        return discover(self.row)

    @property
    def openid_config(self) -> dict[str, Any]:
        return asdict(self.discovery)

    @property
    def basic_auth(self) -> bool:
        methods = self.discovery.token_auth_methods
        return "client_secret_post" not in methods and "client_secret_basic" in methods

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return callback_url(request, app.firstbell)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Only the ID token is proof; userinfo may add the address of the same subject."""
        row: IdentityProvider = app.firstbell
        try:
            claims = verify_id_token(
                str(kwargs["response"].get("id_token") or ""),
                self.discovery,
                client_id=row.client_id,
                nonce=str(self.state.get("nonce") or secrets.token_hex()),
            )
            if not claims.get("email") and row.kind == Kind.OIDC and self.discovery.userinfo_endpoint:
                claims = self._with_userinfo(claims, token.token)
            identity = identity_from(row, claims)
        except FirstbellError as error:
            raise OAuth2Error(str(error)) from error
        account = SocialAccount(uid=identity.subject, provider=row.slug, extra_data={})
        login = SocialLogin(provider=self.get_provider(), account=account)
        login.firstbell = (row, identity)
        return login

    def _with_userinfo(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        said = fetch_json_as(self.discovery.userinfo_endpoint, access_token)
        if said.get("sub") != claims["sub"]:
            raise Untrusted("Two answers of the provider speak of two people.", remedy="Sign in again.")
        return {**claims, "email": said.get("email"), "email_verified": said.get("email_verified")}


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth ships no types
    """Google, Microsoft and every other OpenID Connect issuer of our table."""

    id = "firstbell_oidc"
    name = "OpenID Connect"
    oauth2_adapter_class = OidcAdapter

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("signin:oidc_login", args=[self.app.provider_id])

    def get_auth_params(self) -> dict[str, str]:
        row: IdentityProvider = self.app.firstbell
        if row.kind == Kind.GOOGLE:
            domain = row.allowed_domains[0] if len(row.allowed_domains) == 1 else "*"
            return {"hd": domain, "prompt": "select_account"}
        return {"prompt": "select_account"} if row.kind == Kind.MICROSOFT else {}

    def redirect_from_request(self, request: HttpRequest) -> HttpResponseBase:
        """Signing in is all that can be asked for: allauth would take “connect”, scopes and more from the address."""
        nonce = secrets.token_urlsafe(24)
        answer: HttpResponseBase = self.redirect(
            request,
            AuthProcess.LOGIN,
            next_url=get_next_redirect_url(request),
            auth_params={**self.get_auth_params(), "nonce": nonce},
            nonce=nonce,
        )
        return answer


class OidcCallback(OAuth2CallbackView):  # type: ignore[misc]  # allauth ships no types
    """Hands the stashed state to the adapter, which compares the nonce."""

    def _get_state(self, request: HttpRequest, provider: OidcProvider) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer


def callback_url(request: HttpRequest, row: IdentityProvider) -> str:
    """What the provider has to be told as redirect URI."""
    return request.build_absolute_uri(reverse("signin:oidc_callback", args=[row.slug]))


def comes_from_our_page(request: HttpRequest) -> bool:
    """Whether somebody pressed our button: another site may not start a sign-in in a visitor's name."""
    return request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}


def provider_of(request: HttpRequest, kind: str, slug: str) -> Any:
    """allauth's provider for one of our rows; 404 when there is none or it is off."""
    try:
        found = get_adapter(request).get_provider(request, provider=slug)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    if found.id != kind:
        raise Http404
    return found


@never_cache
@require_GET
def oidc_login(request: HttpRequest, slug: str) -> HttpResponseBase:
    provider = provider_of(request, OidcProvider.id, slug)
    if not comes_from_our_page(request):
        return HttpResponseRedirect(reverse("account_login"))
    try:
        answer: HttpResponseBase = provider.redirect_from_request(request)
    except FirstbellError as error:
        return refusal(request, provider.name, str(error), status=502)
    return answer


@never_cache
@require_GET
def oidc_callback(request: HttpRequest, slug: str) -> HttpResponse:
    provider = provider_of(request, OidcProvider.id, slug)
    view = OidcCallback()
    view.request = request
    view.adapter = OidcAdapter(request, slug)
    try:
        answer: HttpResponse = view.dispatch(request)
    except ImmediateHttpResponse as ready:
        answer = ready.response
    except FirstbellError as error:
        answer = refusal(request, provider.name, str(error), status=502)
    return answer
