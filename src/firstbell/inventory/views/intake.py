from django.http import Http404, HttpRequest


def item_add(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def scan_in(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

