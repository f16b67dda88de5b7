"""What borrowers read on the machines: the list of texts, and one of them in both languages."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.connectors.sip2.actions import set_screen_text
from firstbell.connectors.sip2.forms import ScreenTextForm
from firstbell.connectors.sip2.models import ScreenText
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.queries.lines import screen_lines
from firstbell.connectors.sip2.texts import LAST_CHECKED, SHIPPED, SOURCE
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast

MAY = Sip2Permission.TEXT_EDIT


@page(MAY)
def texts(request: Request) -> HttpResponseBase:
    context = {
        "page_title": "Screen texts",
        "page_meta": "What borrowers read on self-check machines: short, and no debts said aloud.",
        "breadcrumbs": [Crumb("Self-checks", reverse("sip2:terminals"))],
        "lines": screen_lines(),
        "source": SOURCE,
        "last_checked": LAST_CHECKED,
    }
    return render(request, "sip2/texts.html", context)


@page(MAY)
def text(request: Request, key: str) -> HttpResponseBase:
    shipped = SHIPPED.get(key)
    if shipped is None:
        raise Http404("There is no such screen text.")
    own = dict(ScreenText.objects.filter(key=key).values_list("language", "text"))
    initial = {"en": own.get("en", shipped.en), "es": own.get("es", shipped.es)}
    form = ScreenTextForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: _save(key, form, request))
        if saved is not None:
            return redirect_with_toast(request, reverse("sip2:texts"), Toast("The text is saved."))
    context = {
        "page_title": shipped.when,
        "page_meta": "Leave a line empty to have it as shipped."
        + (" {due} becomes the day." if "{due}" in shipped.en else ""),
        "breadcrumbs": [Crumb("Self-checks", reverse("sip2:terminals")), Crumb("Screen texts", reverse("sip2:texts"))],
        "form": form,
        "shipped": shipped,
    }
    return render(request, "sip2/text.html", context, status=422 if form.errors else 200)


def _save(key: str, form: ScreenTextForm, request: Request) -> bool:
    for language in ("en", "es"):
        set_screen_text(key, language, text=form.cleaned_data[language], by=request.actor)
    return True
