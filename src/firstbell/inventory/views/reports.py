from django.http import Http404, HttpRequest


def update_expiration(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

