"""The page that opens the catalogue to others."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.forms import AccessForm
from firstbell.connectors.sru.models import public_catalogue
from firstbell.connectors.sru.permissions import SruPermission
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Fact
from firstbell.core.ui.toasts import Toast


@page(SruPermission.ACCESS_EDIT)
def access(request: Request) -> HttpResponseBase:
    kept = public_catalogue()
    form = AccessForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_catalogue_access(values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("sru:access"), Toast("Saved. It holds from now on."))
    stored = public_catalogue()  # the form wrote into the other one
    sru_url, oai_url = (request.build_absolute_uri(reverse(name)) for name in ("sru:sru", "sru:oai"))
    checked = f"{stored.last_checked:%b %-d, %Y}" if stored.last_checked else ""
    context = {
        "page_title": "Catalogue for others",
        "form": form,
        "catalogue": stored,
        "sru_url": sru_url,
        "oai_url": oai_url,
        "facts": [Fact("Source", stored.source or "As Firstbell comes"), Fact("Last checked", checked)],
    }
    return render(request, "sru/access.html", context, status=422 if form.errors else 200)
