"""What readers read at self-checks: the list of texts of a school, and one of them in both languages."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.kiosk.actions.texts import save_self_check_words
from firstbell.kiosk.content import LANGUAGES, LAST_CHECKED, SOURCE, TEXTS, say
from firstbell.kiosk.forms import SchoolForm, SelfCheckTextForm
from firstbell.kiosk.models import SelfCheckText
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries.texts import texts_at
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

MAY = KioskPermission.TEXT_EDIT


@page(MAY)
def texts(request: Request) -> HttpResponseBase:
    """All texts as they are said at one organisation: that of the address, or the first within reach."""
    form = SchoolForm(request.GET or None, actor=request.actor)
    where = form.cleaned_data["school"] if form.is_valid() else schools_for(request.actor, MAY).first()
    context: dict[str, Any] = {
        "page_title": "Self-check texts",
        "page_meta": "What readers read at the library's self-checks: short, no debts and no reasons said aloud.",
        "form": SchoolForm(initial={"school": where}, actor=request.actor),
        "where": where,
        "source": SOURCE,
        "last_checked": LAST_CHECKED,
    }
    if where is not None:
        said = texts_at(where)
        own = set(SelfCheckText.objects.filter(organisation=where, is_current=True).values_list("key", flat=True))
        context["lines"] = [
            (key, said.text(key, "en"), said.text(key, "es"), key in own, _is_changed(said.own, key)) for key in TEXTS
        ]
    return render(request, "kiosk/texts.html", context)


def _is_changed(own: Any, key: str) -> bool:
    return any((key, language) in own for language in LANGUAGES)


@page(MAY)
def text(request: Request, pk: int, key: str) -> HttpResponseBase:
    where = get_object_or_404(schools_for(request.actor, MAY), pk=pk)
    if key not in TEXTS:
        raise Http404("There is no such text.")
    said, above = texts_at(where), texts_at(where, own=False)
    form = SelfCheckTextForm(request.POST or None, initial={code: said.text(key, code) for code in LANGUAGES})
    back = f"{reverse('kiosk:texts')}?school={where.pk}"
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _save(where, key, form, request)):
        return redirect_with_toast(request, back, Toast("The text is saved."))
    names = [name for name in ("name", "day") if f"{{{name}}}" in say(key, "en")]
    context = {
        "page_title": say(key, "en"),
        "page_meta": f"At {where.name} and below. Leave a line empty to have it as shipped."
        + "".join(f" {{{name}}} becomes the {_PUT_IN[name]}." for name in names),
        "breadcrumbs": [Crumb("Self-check texts", back)],
        "form": form,
        "back": back,
        "without": [(code, above.text(key, code)) for code in LANGUAGES],
        "versions": SelfCheckText.objects.filter(organisation=where, key=key)[:20],
    }
    return render(request, "kiosk/text.html", context, status=422 if form.errors else 200)


_PUT_IN = {"name": "reader's first name", "day": "day"}


def _save(where: Organisation, key: str, form: SelfCheckTextForm, request: Request) -> bool:
    words: dict[str, str] = {language: form.cleaned_data[language] for language in LANGUAGES}
    save_self_check_words(where, key, words=words, by=request.actor)
    return True
