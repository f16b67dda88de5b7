"""The tree of organisations, one's page, and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.audit import timeline_entries
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.organisations import (
    EDITABLE,
    add_organisation,
    close_organisation,
    edit_organisation,
    move_organisation,
)
from firstbell.people.forms import OrganisationAddForm, OrganisationForm, OrganisationMoveForm
from firstbell.people.models import Organisation, Person
from firstbell.people.permissions import PeoplePermission


@dataclass
class Branch:
    """An organisation with what the actor may see below it."""

    organisation: Organisation
    branches: list[Branch] = field(default_factory=list)


def tree_of(organisations: list[Organisation]) -> list[Branch]:
    """Nested by parent, each level by name; what hangs below something unseen becomes a root."""
    by_id = {one.pk: Branch(one) for one in sorted(organisations, key=lambda one: one.name.casefold())}
    roots: list[Branch] = []
    for branch in by_id.values():
        parent = by_id.get(branch.organisation.parent_id or 0)
        (parent.branches if parent is not None else roots).append(branch)
    return roots


@page(PeoplePermission.ORGANISATION_VIEW)
def organisations(request: Request) -> HttpResponseBase:
    visible = Organisation.objects.visible_to(request.actor)
    context = {
        "page_title": "Organisations",
        "page_meta": "Who may do what reaches everything below the place where it was given.",
        "tree": tree_of(list(visible)),
        "can_add_root": request.actor.scope(PeoplePermission.ORGANISATION_EDIT).is_everywhere,
    }
    return render(request, "people/organisations.html", context)


@page(PeoplePermission.ORGANISATION_VIEW)
def organisation(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    people = Person.objects.current().filter(organisation=found)
    counted = people.aggregate(
        students=Count("pk", filter=Q(kind=Person.Kind.STUDENT)), staff=Count("pk", filter=Q(kind=Person.Kind.STAFF))
    )
    may_edit = request.actor.can(PeoplePermission.ORGANISATION_EDIT, at=found.scope_path)
    parent = found.parent
    parent_url = reverse("people:organisation", args=[parent.pk]) if parent is not None else ""
    sees_parent = parent is not None and request.actor.can(PeoplePermission.ORGANISATION_VIEW, at=parent.scope_path)
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb("Organisations", reverse("people:organisations"))],
        "organisation": found,
        "facts": [
            Fact("Kind", found.get_kind_display()),
            Fact("Short name", found.code),
            Fact("Official number", found.identifier, code=True),
            Fact("Below", parent.name if parent is not None else "", url=parent_url if sees_parent else ""),
            Fact("Time zone", found.time_zone or "The installation's"),
            Fact(
                "Closed",
                f"{found.closed_at:%b %-d, %Y}" if found.closed_at else "",
                tone="neutral" if found.closed_at else "",
            ),
        ],
        "students": counted["students"],
        "students_url": f"{reverse('people:persons')}?school={found.pk}&kind={Person.Kind.STUDENT}",
        "staff_url": f"{reverse('people:persons')}?school={found.pk}&kind={Person.Kind.STAFF}",
        "staff": counted["staff"],
        "below": tree_of(list(Organisation.objects.visible_to(request.actor).filter(parent=found))),
        "may_edit": may_edit,
        "history": timeline_entries(Organisation.KIND_REF, found.pk),
    }
    return render(request, "people/organisation.html", context)


@page(PeoplePermission.ORGANISATION_EDIT)
def organisation_add(request: Request) -> HttpResponseBase:
    """``?below=<id>`` says where it hangs; without, it is a root."""
    actor = request.actor
    below = request.GET.get("below", "")
    parent = _visible(actor, int(below)) if below.isdecimal() and len(below) < 19 else None
    actor.require(PeoplePermission.ORGANISATION_EDIT, at=parent.scope_path if parent is not None else "")
    form = OrganisationAddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = attempt(form, lambda: add_organisation(parent=parent, **form.cleaned_data, by=actor))
        if added is not None:
            url = reverse("people:organisation", args=[added.pk])
            return redirect_with_toast(request, url, Toast(f"{added} is added."))
    meta = f"Below {parent}" if parent is not None else "At the top"
    return _form_page(request, "Add an organisation", meta, form, "Add", parent)


@page(PeoplePermission.ORGANISATION_EDIT)
def organisation_edit(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    request.actor.require(PeoplePermission.ORGANISATION_EDIT, at=found.scope_path)
    form = OrganisationForm(request.POST or None, initial={name: getattr(found, name) for name in EDITABLE})
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_organisation(found, values=form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, _url(found), Toast(f"{saved} is saved."))
    return _form_page(request, f"Edit {found}", "", form, "Save", found)


@page(PeoplePermission.ORGANISATION_EDIT)
def organisation_move(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    request.actor.require(PeoplePermission.ORGANISATION_EDIT, at=found.scope_path)
    form = OrganisationMoveForm(
        request.POST or None, organisation=found, actor=request.actor, initial={"to": found.parent_id}
    )
    if request.method == "POST" and form.is_valid():
        moved = attempt(form, lambda: move_organisation(found, to=form.cleaned_data["to"], by=request.actor))
        if moved is not None:
            return redirect_with_toast(request, _url(found), Toast(f"{moved} is moved with everything below it."))
    return _form_page(request, f"Move {found}", "Roles given above it change with its place.", form, "Move", found)


@require_POST
@page(PeoplePermission.ORGANISATION_EDIT)
def organisation_close(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    return go_after(request, _url(found), lambda: close_organisation(found, by=request.actor), f"{found} is closed.")


def _visible(actor: Actor, pk: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(actor).select_related("parent"), pk=pk)


def _url(organisation: Organisation) -> str:
    return reverse("people:organisation", args=[organisation.pk])


def _form_page(
    request: Request,
    title: str,
    meta: str,
    form: OrganisationForm | OrganisationMoveForm,
    submit: str,
    at: Organisation | None,
) -> HttpResponseBase:
    crumbs = [Crumb("Organisations", reverse("people:organisations"))]
    if at is not None:
        crumbs.append(Crumb(at.name, _url(at)))
    context = {
        "page_title": title,
        "page_meta": meta,
        "breadcrumbs": crumbs,
        "form": form,
        "submit": submit,
        "cancel_url": crumbs[-1].url,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
