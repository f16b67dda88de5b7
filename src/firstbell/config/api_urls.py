"""Addresses below ``/api/v1/``: the operations, their document and its page; anything else is a problem."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from firstbell.config.api import api
from firstbell.core.api import problems
from firstbell.core.api.entrance import entrance
from firstbell.core.api.reference import reference_of
from firstbell.core.http import Request, page
from firstbell.core.permissions import CorePermission


def openapi(_request: HttpRequest) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1/"))


@page(CorePermission.API_USE)
def reference(request: Request) -> HttpResponseBase:
    """Every operation on one page, made from the document, with nothing loaded from elsewhere."""
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    context = {
        "page_title": "REST API",
        "page_meta": "For programs: everything below /api/v1/",
        "document": document,
        "groups": reference_of(document),
    }
    return render(request, "core/api_reference.html", context)


@csrf_exempt
def nothing_here(_request: HttpRequest) -> HttpResponse:
    return problems.not_found()


_operations, _app, _namespace = api.urls
urlpatterns = [
    path("openapi.json", entrance(openapi), name="openapi"),
    path("docs", reference, name="api_reference"),
    path("", include((_operations, _app), namespace=_namespace)),
    re_path("", nothing_here),
]
