"""A person's further codes and guardians."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.answers import attempt, go_after
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.badges import add_badge, retire_badge
from firstbell.people.actions.guardians import link_guardian, unlink_guardian
from firstbell.people.actions.persons import add_provisional_person
from firstbell.people.forms import BadgeForm, GuardianForm
from firstbell.people.models import Guardianship, Person, PersonIdentifier
from firstbell.people.permissions import PeoplePermission
from firstbell.people.views.persons import visible_person


@page(PeoplePermission.PERSON_EDIT)
def badge_add(request: Request, pk: int) -> HttpResponseBase:
    person = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.PERSON_EDIT, at=person.organisation.scope_path)
    form = BadgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        badge = attempt(form, lambda: add_badge(person, **form.cleaned_data, by=request.actor))
        if badge is not None:
            return redirect_with_toast(request, _url(person), Toast(f"{badge.value} now names {person}."))
    return _form_page(request, person, f"New badge for {person}", form, "Add badge")


@require_POST
@page(PeoplePermission.PERSON_EDIT)
def badge_retire(request: Request, pk: int, badge_pk: int) -> HttpResponseBase:
    person = visible_person(request.actor, pk)
    badge = get_object_or_404(
        PersonIdentifier.objects.select_related("person__organisation"), pk=badge_pk, person=person
    )
    return go_after(
        request, _url(person), lambda: retire_badge(badge, by=request.actor), f"{badge.value} is no longer good."
    )


@page(PeoplePermission.PERSON_EDIT)
def guardian_add(request: Request, pk: int) -> HttpResponseBase:
    student = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.PERSON_EDIT, at=student.organisation.scope_path)
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        guardian = attempt(form, lambda: _link(request, student, form.cleaned_data))
        if guardian is not None:
            return redirect_with_toast(request, _url(student), Toast(f"{guardian} is {student}'s guardian."))
    return _form_page(request, student, f"Guardian of {student}", form, "Add guardian")


def _link(request: Request, student: Person, data: dict[str, Any]) -> Person:
    """The known or newly entered guardian, linked, in one change."""
    code = data["code"].strip()
    with change(request.actor):
        if code:
            known = Person.objects.visible_to(request.actor).filter(
                Q(identifier=code) | Q(username=code) | Q(email=code.lower())
            )
            guardian = known.exclude(kind=Person.Kind.STUDENT).first()
            if guardian is None:
                raise _unknown(code)
        else:
            guardian = add_provisional_person(
                given_name=data["given_name"],
                family_name=data["family_name"],
                organisation=student.organisation,
                kind=Person.Kind.GUARDIAN,
                language=data["language"],
                even_if_similar=True,
                by=request.actor,
            )
        link_guardian(guardian, student, relationship=data["relationship"], by=request.actor)
    return guardian


def _unknown(code: str) -> Invalid:
    return Invalid(
        f"Nobody you may see has the number, user name or address “{code[:60]}”.",
        remedy="Check it, or write first and last name of a new guardian.",
        field="code",
    )


@require_POST
@page(PeoplePermission.PERSON_EDIT)
def guardian_remove(request: Request, pk: int, link_pk: int) -> HttpResponseBase:
    student = visible_person(request.actor, pk)
    link = get_object_or_404(
        Guardianship.objects.select_related("guardian", "student__organisation"), pk=link_pk, student=student
    )
    name = link.guardian.name
    return go_after(
        request, _url(student), lambda: unlink_guardian(link, by=request.actor), f"{name} is no longer a guardian here."
    )


def _url(person: Person) -> str:
    return reverse("people:person", args=[person.pk])


def _form_page(request: Request, person: Person, title: str, form: Any, submit: str) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("People", reverse("people:persons")), Crumb(person.name, _url(person))],
        "form": form,
        "submit": submit,
        "cancel_url": _url(person),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)
