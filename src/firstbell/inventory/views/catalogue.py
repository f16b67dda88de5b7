from django.http import Http404, HttpRequest


def models(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def model_add(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def model(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def model_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def rules(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def tag_rule_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_type_add(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def item_type_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def funding_add(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def funding_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def label_size_add(request: HttpRequest, **kwargs: object) -> None:
    raise Http404


def label_size_edit(request: HttpRequest, **kwargs: object) -> None:
    raise Http404

