"""A guardian's page: write to the library about one's own child, in English or Spanish. Everybody else finds no child there."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.wishes import send_request, take_back_request
from firstbell.library.forms.wishes import FamilyRequestForm
from firstbell.library.models import FamilyRequest
from firstbell.library.queries.wishes import children_of
from firstbell.library.views.reader import reader_of


@never_cache
@page()
def family(request: Request) -> HttpResponseBase:
    you = reader_of(request)
    children = children_of(request.actor)
    form = FamilyRequestForm(request.POST or None, children=children, say=you.say)
    if request.method == "POST" and form.is_valid():
        child, text = form.cleaned_data["child"], form.cleaned_data["text"]
        if attempt(form, lambda: send_request(child, text=text, by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("library:family"), Toast(you.say("family_sent")))
    own = FamilyRequest.objects.visible_to(request.actor).filter(guardian_id=request.actor.person_id or 0)
    letters = [
        (one, you.say(f"family_{one.state}")) for one in own.select_related("person").order_by("-asked_at", "-pk")[:50]
    ]
    context = {
        "page_title": you.say("family"),
        "reader": you,
        "say": {key: you.say(f"family_{key}") for key in ("lead", "not", "send", "yours", "take_back", "none")},
        "children": children,
        "form": form,
        "letters": letters,
    }
    return render(request, "library/family.html", context, status=422 if form.errors else 200)


@require_POST
@page()
def family_take_back(request: Request, pk: int) -> HttpResponseBase:
    own = FamilyRequest.objects.visible_to(request.actor).filter(guardian_id=request.actor.person_id or 0)
    found = get_object_or_404(own.select_related("person__organisation"), pk=pk)
    done = reader_of(request).say("family_taken_back")
    return go_after(request, reverse("library:family"), partial(take_back_request, found, by=request.actor), done)
