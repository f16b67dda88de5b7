"""The picture itself, for those who may see it; the page of one person's photo; where photos are kept at all."""

from __future__ import annotations

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_POST

from firstbell.core.actor import all_roles
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.photos import (
    allow_photo,
    refuse_photo,
    remove_photo,
    set_photo,
    set_photo_rule,
)
from firstbell.people.forms import PhotoAllowForm, PhotoForm, PhotoRefusalForm, PhotoRuleForm
from firstbell.people.models import Organisation, Person, PersonPhoto, PhotoRefusal, PhotoRule
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries.photos import may_refuse, photo_obstacles, photo_places
from firstbell.people.views.persons import visible_person


@require_GET
@page()
def photo_picture(request: Request, pk: int) -> HttpResponseBase:
    """240 × 320. Not stored by browsers: a counter's machine has many users. Who may not see it gets the 404 of no photo."""
    return _picture(request, pk, small=False)


@require_GET
@page()
def photo_small(request: Request, pk: int) -> HttpResponseBase:
    """96 × 96, for lists."""
    return _picture(request, pk, small=True)


def _picture(request: Request, pk: int, *, small: bool) -> HttpResponseBase:
    found = get_object_or_404(PersonPhoto.objects.visible_to(request.actor), person_id=pk)
    etag = f'"{found.sha256[:32]}{"s" if small else ""}"'
    response = get_conditional_response(request, etag=etag) or _jpeg(found.small if small else found.file)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _jpeg(kept: FieldFile) -> HttpResponse:
    try:
        with kept.open("rb") as file:
            return HttpResponse(file.read(), content_type="image/jpeg")
    except OSError:
        # Gone, e.g. after a restore without pictures: the page draws initials.
        raise Http404("There is no photo.") from None


@page(PeoplePermission.PHOTO_EDIT)
def photo(request: Request, pk: int) -> HttpResponseBase:
    """Keep a picture, replace it, take it off; note that none is wanted."""
    person = _editable(request, pk)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = cast(UploadedFile[bytes], form.cleaned_data["file"])
        if attempt(form, lambda: set_photo(person, upload.read(), by=request.actor)) is not None:
            return redirect_with_toast(request, _url(person), Toast(f"The photo of {person} is kept."))
    return _photo_page(request, person, form=form)


@require_POST
@page(PeoplePermission.PHOTO_EDIT)
def photo_remove(request: Request, pk: int) -> HttpResponseBase:
    person = _editable(request, pk)
    return go_after(
        request, _url(person), lambda: remove_photo(person, by=request.actor), f"The photo of {person} is removed."
    )


@require_POST
@page(PeoplePermission.PHOTO_EDIT)
def photo_refuse(request: Request, pk: int) -> HttpResponseBase:
    """Somebody told the school that no photo is wanted."""
    person = _editable(request, pk)
    form = PhotoRefusalForm(request.POST)
    if form.is_valid() and _noted(form, person, request):
        return redirect_with_toast(request, _url(person), Toast(f"No photo of {person} is kept from now on."))
    return _photo_page(request, person, refusal_form=form)


def _noted(form: PhotoRefusalForm, person: Person, request: Request) -> bool:
    return attempt(form, lambda: refuse_photo(person, **form.cleaned_data, by=request.actor)) is not None


@require_POST
@page()
def photo_not_wanted(request: Request, pk: int) -> HttpResponseBase:
    """The person or a guardian says so alone, on their own page; anybody else's does not exist here."""
    person = get_object_or_404(Person.objects.select_related("organisation").filter(merged_into=None), pk=pk)
    if not may_refuse(person, request.actor):
        raise Http404
    me = Person.objects.filter(pk=request.actor.person_id or 0).first()
    is_spanish = me is not None and me.language.lower().startswith("es")
    said = (
        f"Desde ahora no se guarda ninguna foto de {person}."
        if is_spanish
        else f"No photo of {person} is kept from now on."
    )
    return go_after(request, reverse("people:me"), lambda: refuse_photo(person, by=request.actor), said)


@require_POST
@page(PeoplePermission.PHOTO_EDIT)
def photo_allow(request: Request, pk: int) -> HttpResponseBase:
    person = _editable(request, pk)
    form = PhotoAllowForm(request.POST)
    if form.is_valid():
        return go_after(
            request,
            _url(person),
            lambda: allow_photo(person, note=form.cleaned_data["note"], by=request.actor),
            f"A photo of {person} may be kept again.",
        )
    return _photo_page(request, person, allow_form=form)


def _editable(request: Request, pk: int) -> Person:
    person = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.PHOTO_EDIT, at=person.organisation.scope_path)
    return person


def _url(person: Person) -> str:
    return reverse("people:photo", args=[person.pk])


def _photo_page(
    request: Request,
    person: Person,
    *,
    form: PhotoForm | None = None,
    refusal_form: PhotoRefusalForm | None = None,
    allow_form: PhotoAllowForm | None = None,
) -> HttpResponse:
    shown = PersonPhoto.objects.visible_to(request.actor).filter(person=person).first()
    why = photo_obstacles([person]).get(person.pk)
    used = [one for one in (form, refusal_form, allow_form) if one is not None]
    context = {
        "page_title": f"Photo of {person}",
        "breadcrumbs": [
            Crumb("People", reverse("people:persons")),
            Crumb(person.name, reverse("people:person", args=[person.pk])),
        ],
        "person": person,
        "photo": shown,
        "kept": shown or PersonPhoto.objects.filter(person=person).first(),
        "refusal": PhotoRefusal.objects.filter(person=person).first(),
        "why": why,
        "form": form or PhotoForm(),
        "refusal_form": refusal_form or PhotoRefusalForm(),
        "allow_form": allow_form or PhotoAllowForm(),
    }
    return render(request, "people/photo.html", context, status=422 if any(one.errors for one in used) else 200)


@page(PeoplePermission.PHOTO_DECIDE)
def photo_rules(request: Request) -> HttpResponseBase:
    """Where photos are kept, why nowhere at first, and who sees them."""
    viewers = [role.label for role in all_roles().values() if PeoplePermission.PHOTO_VIEW in role.permissions]
    context = {
        "page_title": "Photos of people",
        "page_meta": "Where they are kept, and who sees them.",
        "places": photo_places(request.actor),
        "viewers": viewers,
    }
    return render(request, "people/photo_rules.html", context)


@page(PeoplePermission.PHOTO_DECIDE)
def photo_rule(request: Request, pk: int) -> HttpResponseBase:
    places = Organisation.objects.filter(request.actor.scope(PeoplePermission.PHOTO_DECIDE).q("path"))
    organisation = get_object_or_404(places, pk=pk)
    rule = PhotoRule.objects.filter(organisation=organisation).first()
    initial = {"keeps": "" if rule is None else "on" if rule.is_on else "off", "source": rule.source if rule else ""}
    form = PhotoRuleForm(request.POST or None, initial=initial)
    back = reverse("people:photo_rules")
    if request.method == "POST" and form.is_valid():
        keeps = {"on": True, "off": False}.get(form.cleaned_data["keeps"])
        source = form.cleaned_data["source"]
        removed = attempt(form, lambda: set_photo_rule(organisation, keeps=keeps, source=source, by=request.actor))
        if removed is not None:
            word = f" {removed} photo{'s' if removed != 1 else ''} removed." if removed else ""
            return redirect_with_toast(request, back, Toast(f"Decided for {organisation}.{word}"))
    if request.method == "POST" and not form.errors:
        return redirect(back)
    context = {
        "page_title": f"Photos of people at {organisation}",
        "page_meta": "Counts for everything below, until a decision further down. Switched off, the photos kept there are deleted.",
        "breadcrumbs": [Crumb("Photos of people", back)],
        "form": form,
        "submit": "Decide",
        "cancel_url": back,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
