"""Pages that everybody may open, signed in or not: what is shown is decided by ``visible_to``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from firstbell.core.errors import Forbidden, NotFound
from firstbell.core.http import Request
from firstbell.people.models import Person

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponseBase]


def open_page(view: View[P]) -> Callable[..., HttpResponseBase]:
    """As ``core.http.page``, without the door: visitors who need to be somebody are sent to sign in."""

    @wraps(view)
    def opened(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        ours = cast(Request, request)
        try:
            return view(ours, *args, **kwargs)
        except NotFound as missing:
            raise Http404(str(missing)) from missing
        except Forbidden as refused:
            if ours.actor.account_id is None:
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied(str(refused)) from refused

    return opened


def reading_language(request: Request) -> str:
    """``?lang=``, remembered in the session as the help pages do; else what was chosen in the catalogue, else the person's
    own, else the browser's. One query at most."""
    asked = request.GET.get("lang") or request.POST.get("lang")
    if asked in ("en", "es"):
        request.session["help_language"] = asked
        return asked
    kept = request.session.get("help_language")
    if kept in ("en", "es"):
        return str(kept)
    chosen = (request.session.get("library_reader") or {}).get("language")
    if chosen in ("en", "es"):
        return str(chosen)
    if request.actor.person_id is None:
        return "es" if request.headers.get("Accept-Language", "").lower().startswith("es") else "en"
    spoken = Person.objects.filter(pk=request.actor.person_id).values_list("language", flat=True).first() or ""
    return "es" if spoken.lower().startswith("es") else "en"
