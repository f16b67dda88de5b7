from django.http import Http404, HttpRequest


def labels(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def labels_print(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

