"""What a student sees: badge, PIN, one's own things, one's own tickets, and the way out."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor, system_actor
from firstbell.core.answers import attempt
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.kiosk.actions.pins import choose_pin, come_in, require_open
from firstbell.kiosk.forms import BadgeForm, ChooseForm, PinForm, TicketForm
from firstbell.kiosk.middleware import AT_KIOSK, IDLE_SECONDS
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.queries import student_of_badge
from firstbell.kiosk.views.cookie import kiosk_of
from firstbell.people.models import Person
from firstbell.signin.ports import WAY

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BADGE = "firstbell_kiosk_badge"


def _kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk this browser is; for every other browser there is nothing here."""
    found = kiosk_of(request)
    if found is None:
        raise Http404
    return found


def _by(kiosk: Kiosk) -> Actor:
    return system_actor(f"kiosk {kiosk.pk}", via="kiosk")


@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """Waits for a badge. Whoever was in is out."""
    kiosk = _kiosk(request)
    if request.user.is_authenticated and request.method == "GET":
        logout(request)
    if kiosk.is_self_check:
        return HttpResponseRedirect(reverse("kiosk:self_check"))
    form = BadgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[BADGE] = form.cleaned_data["badge"]
        request.session.set_expiry(IDLE_SECONDS)
        return HttpResponseRedirect(reverse("kiosk:pin"))
    return _bare(request, "kiosk/start.html", kiosk, form)


@never_cache
def pin(request: HttpRequest) -> HttpResponse:
    """The PIN; no name is shown before it is right."""
    kiosk = _kiosk(request)
    badge = str(request.session.get(BADGE, ""))
    if not badge:
        return HttpResponseRedirect(reverse("kiosk:start"))
    form = PinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = attempt(form, lambda: come_in(kiosk, badge=badge, pin=form.cleaned_data["pin"], by=_by(kiosk)))
        if account is not None:
            request.session.pop(BADGE, None)
            request.session[WAY] = f"Kiosk: {kiosk.name}"
            login(request, account, backend=BACKEND)
            request.session[AT_KIOSK] = kiosk.pk
            request.session.set_expiry(IDLE_SECONDS)
            return HttpResponseRedirect(reverse("kiosk:me"))
    return _bare(request, "kiosk/pin.html", kiosk, form)


@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The first PIN, or a new one, with the code of one's class."""
    kiosk = _kiosk(request)
    badge = str(request.session.get(BADGE, ""))
    if not badge:
        return HttpResponseRedirect(reverse("kiosk:start"))
    form = ChooseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _choose(kiosk, badge, form):
        return redirect_with_toast(request, reverse("kiosk:pin"), Toast("Your PIN is set. Type it now."))
    return _bare(request, "kiosk/choose.html", kiosk, form)


def _choose(kiosk: Kiosk, badge: str, form: ChooseForm) -> bool:
    by = _by(kiosk)
    try:
        require_open(kiosk, by=by)
    except FirstbellError as error:
        form.add_error(None, str(error))
        return False
    person = student_of_badge(kiosk, badge)
    if person is None:
        form.add_error("code", "This is not your class's code. Ask your teacher for a new one.")
        return False
    data = form.cleaned_data
    return attempt(form, lambda: choose_pin(person, code=data["code"], pin=data["pin"], by=by)) is not None


@never_cache
@page()
def me(request: Request) -> HttpResponseBase:
    """One's own things, as the rooms hang them on a person's page."""
    return render(request, "kiosk/me.html", _own(request, TicketForm()))


@never_cache
@require_POST
@page()
def ticket(request: Request) -> HttpResponseBase:
    """Open a ticket for oneself: what is wrong, in a line."""
    form = TicketForm(request.POST)
    context = _own(request, form)
    person: Person = context["person"]
    if form.is_valid():
        title = form.cleaned_data["title"]
        opened = attempt(
            form,
            lambda: open_ticket(
                person.organisation,
                title=title,
                requester=person,
                origin=Ticket.Origin.PORTAL,
                place=context["kiosk"].place,
                by=request.actor,
            ),
        )
        if opened is not None:
            return redirect_with_toast(
                request, reverse("kiosk:me"), Toast(f"{opened.number} is open. Somebody looks at it.")
            )
    return render(request, "kiosk/me.html", context, status=422)


@never_cache
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Out, at once."""
    logout(request)
    return HttpResponseRedirect(reverse("kiosk:start"))


def _own(request: Request, form: TicketForm) -> dict[str, Any]:
    if AT_KIOSK not in request.session:
        raise Http404
    kiosk = _kiosk(request)
    person = get_object_or_404(Person.objects.select_related("organisation"), pk=request.actor.person_id)
    return {
        "page_title": f"Hello, {person.preferred_given_name or person.given_name}",
        "kiosk": kiosk,
        "person": person,
        "form": form,
        "idle_seconds": IDLE_SECONDS,
    }


def _bare(request: HttpRequest, template: str, kiosk: Kiosk, form: Any) -> HttpResponse:
    context = {"kiosk": kiosk, "form": form, "idle_seconds": IDLE_SECONDS}
    return render(request, template, context, status=422 if form.errors else 200)
