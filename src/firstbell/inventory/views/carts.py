from django.http import Http404, HttpRequest


def carts(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def cart(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def cart_check(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

