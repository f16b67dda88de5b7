"""A reader waits for a title: circulation keeps the queue."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import place_hold
from firstbell.core.answers import refused
from firstbell.core.errors import Conflict, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.library.models import Title
from firstbell.library.queries.guards import KEPT_BACK
from firstbell.library.views.reader import reader_of
from firstbell.people.models import Person


@require_POST
@page()
def hold(request: Request, pk: int) -> HttpResponseBase:
    """Any copy, for oneself, to be picked up at one's own school. What stands against it is said."""
    title = Title.objects.visible_to(request.actor).filter(pk=pk).first()
    person = Person.objects.select_related("organisation").filter(pk=request.actor.person_id or 0).first()
    if title is None or person is None:
        raise NotFound("This title is not in the catalogue.")
    back = reverse("library:title", args=[title.pk])
    try:
        answer = refused(request, back, lambda: _place(title, person, request))
    except _AskTheLibrarian:
        return redirect_with_toast(request, back, Toast(reader_of(request).say("hold_ask"), tone="info"))
    if answer is not None:
        return answer
    text = reader_of(request).say("hold_done", title=title.name)
    return redirect_with_toast(request, back, Toast(text, tone="good"))


class _AskTheLibrarian(Exception):
    """What the library keeps back is said without alarm, and in the reader's language."""


def _place(title: Title, person: Person, request: Request) -> None:
    try:
        place_hold(title, to=person, by=request.actor)
    except Conflict as error:
        if error.code in KEPT_BACK:
            raise _AskTheLibrarian from error
        raise
