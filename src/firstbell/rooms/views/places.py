"""The list of places, a place's page, and the forms that change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.search import matching_ids, words
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for
from firstbell.rooms.actions.places import add_building, add_place, close_place, edit_place, reopen_place
from firstbell.rooms.forms import PlaceFilterForm, PlaceForm
from firstbell.rooms.models import Place
from firstbell.rooms.permissions import RoomsPermission

_MOST_HITS = 1000


class PlaceList(Listing[Place]):
    """Places in use, by name."""

    name = "rooms.places"
    title = "Rooms and places"
    default_sort = "name"
    columns: ClassVar = (
        Column[Place]("name", "Name", value=lambda p: p.name, sort=("name", "pk"), primary=True),
        Column[Place]("kind", "Kind", value=lambda p: p.get_kind_display()),
        Column[Place]("use", "Use", value=lambda p: p.get_room_type_display()),
        Column[Place]("school", "School", value=lambda p: p.organisation.short),
        Column[Place]("building", "Building", value=lambda p: p.building.name if p.building else ""),
        Column[Place]("parent", "Stands in", value=lambda p: p.parent.name if p.parent else ""),
        Column[Place]("capacity", "Seats or slots", value=lambda p: p.capacity, numeric=True),
        Column[Place]("code", "Label", value=lambda p: p.code, code=True, sort=("code_norm",)),
        Column[Place]("floor", "Floor", value=lambda p: p.floor, shown=False),
    )
    empty = Empty("room", "No rooms yet", "Add the rooms, carts and shelves of your school.", "Add a place", "add/")

    def queryset(self, actor: Actor) -> QuerySet[Place]:
        return Place.objects.visible_to(actor).select_related("organisation", "building", "parent")

    def form(self, data: QueryDict, actor: Actor) -> PlaceFilterForm:
        return PlaceFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Place], data: Mapping[str, Any], actor: Actor) -> QuerySet[Place]:
        if data.get("school"):
            queryset = queryset.filter(organisation=data["school"])
        for name in ("kind", "room_type"):
            if data.get(name):
                queryset = queryset.filter(**{name: data[name]})
        return queryset if data.get("closed") else queryset.filter(closed_at=None)

    def searched(self, queryset: QuerySet[Place], text: str, actor: Actor) -> QuerySet[Place]:
        scope = actor.scope(RoomsPermission.PLACE_VIEW)
        ids = matching_ids(Place.KIND_REF, words(text), scope, limit=_MOST_HITS) if words(text) else []
        return queryset.filter(pk__in=ids)

    def url(self, row: Place) -> str:
        return reverse("rooms:place", args=[row.pk])


@page(RoomsPermission.PLACE_VIEW)
def places(request: Request) -> HttpResponseBase:
    context = {"can_add": request.actor.can(RoomsPermission.PLACE_EDIT)}
    return list_page(request, PlaceList(), template="rooms/places.html", context=context)


@page(RoomsPermission.PLACE_VIEW)
def place(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    facts = [
        Fact("School", found.organisation.name),
        Fact("Building", found.building or "", icon="building"),
        Fact("Floor", found.floor),
        Fact("Use", found.get_room_type_display()),
        Fact("Slots" if found.kind == Place.Kind.CART else "Seats", found.capacity or ""),
        Fact("Label", found.code, code=True),
    ]
    if found.parent is not None:
        facts.insert(1, Fact("Stands in", found.parent.name, url=reverse("rooms:place", args=[found.parent.pk])))
    context = {
        "page_title": found.name,
        "page_meta": found.get_kind_display() + (", no longer used" if found.closed_at else ""),
        "breadcrumbs": [Crumb("Rooms", reverse("rooms:places"))],
        "place": found,
        "facts": facts,
        "children": list(found.children.filter(closed_at=None).order_by("kind", "name")),
        "can_edit": request.actor.can(RoomsPermission.PLACE_EDIT, at=found.organisation.scope_path),
    }
    return render(request, "rooms/place.html", context)


@page(RoomsPermission.PLACE_EDIT)
def place_add(request: Request) -> HttpResponseBase:
    """``?school=`` chooses the school, ``?in=`` the place it stands in."""
    schools = schools_for(request.actor, RoomsPermission.PLACE_EDIT)
    within = Place.objects.visible_to(request.actor).filter(pk=_number(request.GET.get("in"))).first()
    wanted = within.organisation_id if within is not None else _number(request.GET.get("school"))
    school = schools.filter(pk=wanted).first() or schools.order_by("-kind", "name").first()
    if school is None:
        return redirect_with_toast(request, reverse("rooms:places"), Toast("There is no school yet.", tone="bad"))
    initial = {"parent": within, "kind": Place.Kind.CART if within else Place.Kind.ROOM}
    form = PlaceForm(request.POST or None, organisation=school, initial=initial)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_place(school, values=form.cleaned_data, by=request.actor))
        if added is not None:
            return redirect_with_toast(request, reverse("rooms:place", args=[added.pk]), Toast(f"{added} is added."))
    context = {
        "page_title": "Add a place",
        "page_meta": school.name,
        "breadcrumbs": [Crumb("Rooms", reverse("rooms:places"))],
        "form": form,
        "school": school,
        "schools": list(schools.order_by("name")),
        "submit": "Add",
        "cancel_url": reverse("rooms:places"),
    }
    return render(request, "rooms/place_add.html", context, status=422 if form.errors else 200)


@page(RoomsPermission.PLACE_EDIT)
def place_edit(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    request.actor.require(RoomsPermission.PLACE_EDIT, at=found.organisation.scope_path)
    form = PlaceForm(request.POST or None, instance=found, organisation=found.organisation)
    url = reverse("rooms:place", args=[pk])
    if request.method == "POST" and form.is_valid():
        fresh = _visible(request.actor, pk)
        if attempt(form, lambda: edit_place(fresh, values=form.cleaned_data, by=request.actor)) is not None:
            return redirect_with_toast(request, url, Toast(f"{fresh} is saved."))
    context = {
        "page_title": f"Edit {found.name}",
        "breadcrumbs": [Crumb("Rooms", reverse("rooms:places")), Crumb(found.name, url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(RoomsPermission.PLACE_EDIT)
def place_close(request: Request, pk: int) -> HttpResponseBase:
    found, url = _visible(request.actor, pk), reverse("rooms:place", args=[pk])
    return go_after(request, url, lambda: close_place(found, by=request.actor), f"{found} is no longer used.")


@require_POST
@page(RoomsPermission.PLACE_EDIT)
def place_reopen(request: Request, pk: int) -> HttpResponseBase:
    found, url = _visible(request.actor, pk), reverse("rooms:place", args=[pk])
    return go_after(request, url, lambda: reopen_place(found, by=request.actor), f"{found} is used again.")


@require_POST
@page(RoomsPermission.PLACE_EDIT)
def building_add(request: Request) -> HttpResponseBase:
    schools = schools_for(request.actor, RoomsPermission.PLACE_EDIT)
    school: Organisation = get_object_or_404(schools, pk=_number(request.POST.get("school")))
    name = request.POST.get("name", "")
    url = f"{reverse('rooms:place_add')}?school={school.pk}"
    return go_after(request, url, lambda: add_building(school, name=name, by=request.actor), f"{name} is added.")


def _visible(actor: Actor, pk: int) -> Place:
    related = ("organisation", "building", "parent__organisation")
    return get_object_or_404(Place.objects.visible_to(actor).select_related(*related), pk=pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
