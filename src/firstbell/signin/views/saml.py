"""The way through a SAML identity provider and back.

The answer is POSTed from another site, so our session cookie does not come along: it is put aside under a cookie of
its own, and read by a redirect that has the session (allauth's ``LoginSession``).
"""

from __future__ import annotations

import time
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess, Provider, ProviderAccount
from allauth.socialaccount.sessions import LoginSession
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from firstbell.core.errors import FirstbellError
from firstbell.signin.gate import refusal
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols.saml import identity_from, is_installed, settings_for
from firstbell.signin.views.oidc import comes_from_our_page, provider_of

LONGEST_ANSWER = 400_000
_COOKIE = "firstbell-saml-answer"
_OLD = "The answer of the provider did not fit: it was old, used already, or for another window. Sign in again."


class SamlProvider(Provider):  # type: ignore[misc]  # allauth ships no types
    """One SAML identity provider of our table."""

    id = "firstbell_saml"
    name = "SAML"
    supports_redirect = True
    account_class = ProviderAccount

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = self.app.name

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        return reverse("signin:saml_login", args=[self.app.provider_id])


def metadata_url(request: HttpRequest, row: IdentityProvider) -> str:
    """Our entity id, which is also where our metadata lies."""
    return request.build_absolute_uri(reverse("signin:saml_metadata", args=[row.slug]))


def answer_url(request: HttpRequest, row: IdentityProvider) -> str:
    """Where the provider sends its answers (ACS)."""
    return request.build_absolute_uri(reverse("signin:saml_answer", args=[row.slug]))


def _settings(request: HttpRequest, row: IdentityProvider) -> dict[str, Any]:
    return settings_for(row, metadata_url=metadata_url(request, row), answer_url=answer_url(request, row))


def _auth(request: HttpRequest, row: IdentityProvider, answer: str = "") -> Any:
    """python3-saml's view of the request: as if it were the one the provider answered to."""
    from onelogin.saml2.auth import OneLogin_Saml2_Auth

    seen = {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": reverse("signin:saml_answer", args=[row.slug]),
        "get_data": {},
        "post_data": {"SAMLResponse": answer} if answer else {},
    }
    return OneLogin_Saml2_Auth(seen, _settings(request, row))


@never_cache
@require_GET
def saml_login(request: HttpRequest, slug: str) -> HttpResponseBase:
    provider = provider_of(request, SamlProvider.id, slug)
    if not comes_from_our_page(request):
        return HttpResponseRedirect(reverse("account_login"))
    row: IdentityProvider = provider.app.firstbell
    try:
        auth = _auth(request, row)
    except FirstbellError as error:
        return refusal(request, row.name, str(error), status=502)
    url = auth.login(return_to="")
    provider.stash_redirect_state(
        request,
        AuthProcess.LOGIN,
        next_url=get_next_redirect_url(request),
        state_id=auth.get_last_request_id(),
    )
    return HttpResponseRedirect(url)


@csrf_exempt
@never_cache
@require_POST
def saml_answer(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Put the answer aside and come back with the session."""
    provider_of(request, SamlProvider.id, slug)
    given = request.POST.get("SAMLResponse", "")
    if not given or len(given) > LONGEST_ANSWER:
        return HttpResponseBadRequest("There is no SAMLResponse.", content_type="text/plain")
    response = HttpResponseRedirect(reverse("signin:saml_finish", args=[slug]))
    aside = LoginSession(request, "firstbell_saml", _COOKIE)
    aside.store["answer"] = given
    aside.store.set_expiry(300)
    aside.save(response)
    response.cookies[_COOKIE]["httponly"] = True
    return response


@never_cache
@require_GET
def saml_finish(request: HttpRequest, slug: str) -> HttpResponseBase:
    provider = provider_of(request, SamlProvider.id, slug)
    row: IdentityProvider = provider.app.firstbell
    aside = LoginSession(request, "firstbell_saml", _COOKIE)
    answer = str(aside.store.get("answer") or "")
    aside.delete()
    if not answer:
        return refusal(request, row.name, _OLD)
    try:
        login = _login_from(request, provider, answer)
        done: HttpResponseBase = complete_social_login(request, login)
    except ImmediateHttpResponse as ready:
        done = ready.response
    except PermissionDenied:
        return refusal(request, row.name, _OLD)
    except FirstbellError as error:
        return refusal(request, row.name, str(error))
    return done


def _login_from(request: HttpRequest, provider: SamlProvider, answer: str) -> SocialLogin:
    """Whom a valid answer to a question of this very browser speaks of.

    Raises PermissionDenied when it is not valid, answers no question of ours (sign-in begun at the provider is refused,
    since anybody could have begun it), or was used before.
    """
    row: IdentityProvider = provider.app.firstbell
    auth = _auth(request, row, answer)
    try:
        auth.process_response()
    except Exception as error:  # python3-saml and lxml raise a dozen kinds on what strangers send
        raise PermissionDenied from error
    if auth.get_errors() or not auth.is_authenticated():
        raise PermissionDenied
    question = auth.get_last_response_in_response_to()
    if not question:
        raise PermissionDenied
    state = provider.unstash_redirect_state(request, question)
    until = auth.get_last_assertion_not_on_or_after() or time.time() + 3600
    if not cache.add(f"signin.assertion.{row.pk}.{auth.get_last_assertion_id()}", True, max(60, until - time.time())):
        raise PermissionDenied
    identity = identity_from(
        row,
        name_id=str(auth.get_nameid() or ""),
        name_format=str(auth.get_nameid_format() or ""),
        attributes=auth.get_attributes(),
    )
    account = SocialAccount(uid=identity.subject, provider=row.slug, extra_data={})
    login = SocialLogin(provider=provider, account=account)
    login.firstbell = (row, identity)
    login.state = state
    return login


@require_GET
def saml_metadata(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What the identity provider reads about us, before and after it is switched on here. No secret is in it."""
    row = IdentityProvider.objects.filter(slug=slug, kind=IdentityProvider.Kind.SAML).first()
    if row is None or not is_installed():
        return HttpResponse(status=404)
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    settings = OneLogin_Saml2_Settings(_settings(request, row), sp_validation_only=True)
    return HttpResponse(settings.get_sp_metadata(), content_type="application/samlmetadata+xml")
