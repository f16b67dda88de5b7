"""Shelving places of a school: list, order, add, change."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions import order_shelving_places, remove_shelving_place, save_shelving_place
from firstbell.library.forms.copies import ShelvingForm
from firstbell.library.models import NOT_ON_LIST, ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.views.titles import crumbs
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


@page(May.CATALOGUE_WORK)
def shelving(request: Request) -> HttpResponseBase:
    """Every school's shelving places, in the order in which one walks them, with how many copies stand there."""
    actor = request.actor
    standing = Count("copies", filter=~Q(copies__status__in=NOT_ON_LIST))
    schools = list(schools_for(actor, May.CATALOGUE_WORK).order_by("name"))
    places = ShelvingPlace.objects.filter(organisation__in=schools).select_related("place").annotate(count=standing)
    by_school: dict[int, list[ShelvingPlace]] = {}
    for place in places.order_by("position", "name"):
        by_school.setdefault(place.organisation_id, []).append(place)
    groups = [
        {
            "school": school,
            "places": by_school.get(school.pk, []),
            "may_edit": actor.can(May.RULE_EDIT, at=school.scope_path),
        }
        for school in schools
        if school.kind == "school" or school.pk in by_school
    ]
    context = {
        "page_title": "Shelving places",
        "page_meta": "Named parts of the shelves, in the order in which one walks them. Readers see name and directions.",
        "breadcrumbs": crumbs(),
        "groups": groups,
    }
    return render(request, "library/shelving.html", context)


@page(May.RULE_EDIT)
def shelving_add(request: Request, school_pk: int) -> HttpResponseBase:
    school = get_object_or_404(schools_for(request.actor, May.RULE_EDIT), pk=school_pk)
    return _form(request, school, None)


@page(May.RULE_EDIT)
def shelving_edit(request: Request, pk: int) -> HttpResponseBase:
    place = _place(request.actor, pk)
    return _form(request, place.organisation, place)


@require_POST
@page(May.RULE_EDIT)
def shelving_move(request: Request, pk: int) -> HttpResponseBase:
    """One step up or down (``way=up``, ``down``)."""
    place = _place(request.actor, pk)
    ids = list(ShelvingPlace.objects.filter(organisation=place.organisation).values_list("pk", flat=True))
    at = ids.index(place.pk)
    other = max(at - 1, 0) if request.POST.get("way") == "up" else min(at + 1, len(ids) - 1)
    ids[at], ids[other] = ids[other], ids[at]
    url = f"{reverse('library:shelving')}#shelf-{pk}"
    return go_after(
        request, url, lambda: order_shelving_places(place.organisation, ids=ids, by=request.actor), f"“{place}” moved."
    )


@require_POST
@page(May.RULE_EDIT)
def shelving_remove(request: Request, pk: int) -> HttpResponseBase:
    place = _place(request.actor, pk)
    url = reverse("library:shelving")
    return go_after(request, url, lambda: remove_shelving_place(place, by=request.actor), f"“{place}” is removed.")


def _place(actor: Actor, pk: int) -> ShelvingPlace:
    scope = actor.scope(May.RULE_EDIT).q("organisation__path")
    return get_object_or_404(ShelvingPlace.objects.filter(scope).select_related("organisation", "place"), pk=pk)


def _form(request: Request, school: Organisation, place: ShelvingPlace | None) -> HttpResponseBase:
    initial = (
        {}
        if place is None
        else {name: getattr(place, name) for name in ("name", "code", "directions", "by_genre")}
        | {"place": place.place_id}
    )
    form = ShelvingForm(request.POST or None, actor=request.actor, organisation=school, initial=initial)
    url = reverse("library:shelving")
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, lambda: save_shelving_place(place, organisation=school, values=form.cleaned_data, by=request.actor)
        )
        if done is not None:
            return redirect_with_toast(request, url, Toast(f"“{done}” is saved."))
    context = {
        "page_title": f"Edit “{place}”" if place is not None else "Add a shelving place",
        "page_meta": school.name,
        "breadcrumbs": [*crumbs(), Crumb("Shelving places", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
