"""Registering and revoking kiosks; PINs of a student and of a class."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import FirstbellError, Forbidden
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.kiosk.actions.kiosks import change_kiosk, register_kiosk, revoke_kiosk
from firstbell.kiosk.actions.pins import make_slips, offer_pins, remove_pin, set_pin
from firstbell.kiosk.forms import KioskForm, SetPinForm, UseForm
from firstbell.kiosk.models import Kiosk, Pin
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries import is_own_section
from firstbell.kiosk.views.cookie import make_kiosk
from firstbell.people.models import Person, Section


class KioskList(Listing[Kiosk]):
    """Standing kiosks."""

    name = "kiosk.kiosks"
    title = "Kiosks"
    default_sort = "name"
    columns: ClassVar = (
        Column[Kiosk]("name", "Name", value=lambda k: k.name, sort=("name", "pk"), primary=True),
        Column[Kiosk]("school", "School", value=lambda k: k.organisation.name),
        Column[Kiosk]("use", "For", value=lambda k: "Self-check" if k.is_self_check else "Own things and tickets"),
        Column[Kiosk]("place", "Place", value=lambda k: str(k.place) if k.place is not None else ""),
        Column[Kiosk](
            "seen",
            "Last used",
            value=lambda k: k.seen_at.isoformat(timespec="minutes") if k.seen_at else "never",
            html=lambda k: marks.ago(k.seen_at) if k.seen_at else "Never",
        ),
        Column[Kiosk]("by", "Registered by", value=lambda k: k.registered_by),
    )
    empty = Empty("screen", "No kiosks", "Open this page on the shared computer and make it one.")

    def queryset(self, actor: Actor) -> QuerySet[Kiosk]:
        return Kiosk.objects.visible_to(actor).filter(revoked_at=None).select_related("organisation", "place")

    def url(self, row: Kiosk) -> str:
        return reverse("kiosk:kiosk", args=[row.pk])


@page(KioskPermission.KIOSK_EDIT)
def kiosks(request: Request) -> HttpResponseBase:
    return list_page(request, KioskList(), template="kiosk/kiosks.html", context={})


@page(KioskPermission.KIOSK_EDIT)
def kiosk_add(request: Request) -> HttpResponseBase:
    """This very browser becomes a kiosk, and whoever did it is signed out of it."""
    form = KioskForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        made = attempt(form, lambda: register_kiosk(data.pop("organisation"), **data, by=request.actor))
        if made is not None:
            logout(request)
            response = HttpResponseRedirect(reverse("kiosk:start"))
            make_kiosk(response, made)
            return response
    context = {
        "page_title": "Make this browser a kiosk",
        "page_meta": "Do this on the shared computer itself. You are signed out of it.",
        "breadcrumbs": [Crumb("Kiosks", reverse("kiosk:kiosks"))],
        "form": form,
        "submit": "Make it a kiosk",
        "cancel_url": reverse("kiosk:kiosks"),
    }
    return render(request, "kiosk/form.html", context, status=422 if form.errors else 200)


@page(KioskPermission.KIOSK_EDIT)
def kiosk(request: Request, pk: int) -> HttpResponseBase:
    found = _kiosk(request, pk)
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb("Kiosks", reverse("kiosk:kiosks"))],
        "kiosk": found,
        "form": UseForm(initial={"use": found.use, "pin_rule": found.pin_rule}),
    }
    return render(request, "kiosk/kiosk.html", context)


@require_POST
@page(KioskPermission.KIOSK_EDIT)
def kiosk_use(request: Request, pk: int) -> HttpResponseBase:
    """What it is for from now on; the browser itself shows it with its next click."""
    found = _kiosk(request, pk)
    form = UseForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {"use": "", "pin_rule": ""}
    url = reverse("kiosk:kiosk", args=[pk])
    return go_after(request, url, lambda: change_kiosk(found, **chosen, by=request.actor), "It is saved.")


@require_POST
@page(KioskPermission.KIOSK_EDIT)
def kiosk_revoke(request: Request, pk: int) -> HttpResponseBase:
    found = _kiosk(request, pk)
    url = reverse("kiosk:kiosks")
    return go_after(request, url, lambda: revoke_kiosk(found, by=request.actor), f"{found} is no kiosk any more.")


@page(KioskPermission.PIN_SET)
def pin_set(request: Request, pk: int) -> HttpResponseBase:
    person = _student(request, pk)
    url = reverse("people:person", args=[pk])
    form = SetPinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stored = attempt(form, lambda: set_pin(person, pin=form.cleaned_data["pin"], by=request.actor))
        if stored is not None:
            return redirect_with_toast(request, url, Toast(f"The PIN of {person} is set."))
    context = {
        "page_title": f"Kiosk PIN of {person}",
        "breadcrumbs": [Crumb(person.name, url)],
        "form": form,
        "submit": "Set",
        "cancel_url": url,
    }
    return render(request, "kiosk/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(KioskPermission.PIN_SET)
def pin_remove(request: Request, pk: int) -> HttpResponseBase:
    person = _student(request, pk)
    pin = get_object_or_404(Pin.objects.select_related("person__organisation"), person=person)
    url = reverse("people:person", args=[pk])
    return go_after(request, url, lambda: remove_pin(pin, by=request.actor), f"The PIN of {person} is removed.")


@never_cache
@require_POST
@page(KioskPermission.PIN_SET)
def slips(request: Request, pk: int) -> HttpResponseBase:
    """New PINs on paper, this once."""
    section = _section(request, pk)
    everybody = request.POST.get("everybody") == "1"
    made = make_slips(section, everybody=everybody, by=request.actor)
    url = reverse("people:section", args=[pk])
    if not made:
        return redirect_with_toast(request, url, Toast("Everybody has a PIN already.", tone="info"))
    context = {"page_title": f"PINs of {section.title}", "slips": made, "section": section, "print_back_url": url}
    return render(request, "kiosk/slips.html", context)


@never_cache
@require_POST
@page(KioskPermission.PIN_OFFER, KioskPermission.PIN_SET)
def offer(request: Request, pk: int) -> HttpResponseBase:
    """The code for the board, shown this once."""
    section = _section(request, pk)
    try:
        code = offer_pins(section, by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, reverse("people:section", args=[pk]), Toast(str(error), tone="bad"))
    context = {
        "page_title": f"Code for {section.title}",
        "breadcrumbs": [Crumb(section.title, reverse("people:section", args=[pk]))],
        "code": f"{code[:3]} {code[3:]}",
    }
    return render(request, "kiosk/offer.html", context)


def _kiosk(request: Request, pk: int) -> Kiosk:
    return get_object_or_404(Kiosk.objects.visible_to(request.actor).select_related("organisation", "place"), pk=pk)


def _student(request: Request, pk: int) -> Person:
    people = Person.objects.visible_to(request.actor).select_related("organisation")
    return get_object_or_404(people, pk=pk)


def _section(request: Request, pk: int) -> Section:
    """One that the actor sees: by right, or because they teach it."""
    found = get_object_or_404(Section.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    path = found.organisation.scope_path
    if not request.actor.can(KioskPermission.PIN_SET, at=path) and not is_own_section(found, request.actor):
        raise Forbidden(KioskPermission.PIN_SET, path)
    return found
