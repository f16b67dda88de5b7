"""What other libraries' systems ask: SRU and OAI-PMH, open to everybody and counted by address."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from firstbell.connectors.sru.harvesting.answering import Repository
from firstbell.connectors.sru.models import PublicCatalogue, public_catalogue
from firstbell.connectors.sru.searching.answering import Service
from firstbell.connectors.sru.searching.requests import media_type
from firstbell.core.api import limits
from firstbell.core.client_address import client_address

XML = "text/xml; charset=utf-8"
_OFF = "This library does not offer that."


# Nothing is changed by a form that is sent here, and no session is looked at.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def sru(request: HttpRequest) -> HttpResponse:
    """SRU 1.1, 1.2 and 2.0 by GET and by a form that is posted."""
    catalogue = public_catalogue()
    if not catalogue.sru_is_on:
        raise Http404(_OFF)
    service = Service(catalogue, _address(request))
    sent = dict(_sent(request))
    if wait := _wait(request):
        said = service.refusal(sent, 2, f"Too many requests: try again in {wait} seconds")
        return HttpResponse(said, status=429, content_type=XML, headers={"Retry-After": str(wait)})
    kind = media_type(sent, request.headers.get("Accept", ""))
    if not kind:
        said = service.refusal(sent, 6, "httpAccept")
        return HttpResponse(said, status=406, content_type=XML)
    return HttpResponse(service.answer(sent), content_type=f"{kind}; charset=utf-8")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """OAI-PMH 2.0 by GET and by a form that is posted."""
    catalogue = public_catalogue()
    if not catalogue.oai_is_on:
        raise Http404(_OFF)
    if wait := _wait(request):
        # The protocol's own way to slow a harvester down (3.1.2.2).
        return HttpResponse(
            "Too many requests.", status=503, content_type="text/plain", headers={"Retry-After": str(wait)}
        )
    repository = Repository(catalogue, _address(request), _contact(catalogue))
    return HttpResponse(repository.answer(_sent(request)), content_type=XML)


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Every parameter with each of its values, as they came."""
    query = request.POST if request.method == "POST" else request.GET
    return [(name, value) for name, values in query.lists() for value in values]


def _address(request: HttpRequest) -> str:
    return request.build_absolute_uri(request.path)


def _contact(catalogue: PublicCatalogue) -> str:
    return catalogue.contact or str(settings.DEFAULT_FROM_EMAIL)


def _wait(request: HttpRequest) -> int:
    """Seconds until this address may ask again; 0 for now."""
    return limits.count("systems", client_address(request)).wait
