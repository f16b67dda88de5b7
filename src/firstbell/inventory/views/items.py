from django.http import Http404, HttpRequest


def items(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_move(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_condition(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_attach(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_status(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

