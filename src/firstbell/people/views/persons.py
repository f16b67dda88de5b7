"""The list of people, a person's page, one's own page, and the forms that change a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.audit import timeline_entries
from firstbell.core.errors import FirstbellError
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.merging import merges_into
from firstbell.core.search import matching_ids, words
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.people.actions.persons import (
    ALWAYS_EDITABLE,
    PROVISIONAL_EDITABLE,
    add_provisional_person,
    edit_person,
    readmit_person,
    withdraw_person,
)
from firstbell.people.forms import LANGUAGES, PersonEditForm, PersonFilterForm, ProvisionalForm, WithdrawForm
from firstbell.people.models import Account, Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import classes_of, photo_url, with_photos

# The search box of the list asks the index; nobody looks through more hits than these.
_MOST_HITS = 1000


def status_of(person: Person) -> tuple[str, str]:
    """(word, tone) of how a person stands to the roster."""
    if person.withdrawn_on is not None:
        return "Withdrawn", "neutral"
    if person.is_provisional:
        return "Provisional", "brass"
    if person.missing_since is not None:
        return "Gone from the roster", "warn"
    return "Current", "good"


def status_badge(person: Person) -> SafeString:
    return marks.badge(*status_of(person))


def status_cell(person: Person) -> SafeString | str:
    """A list shows only what is out of the ordinary as a pill."""
    word, tone = status_of(person)
    return word if tone == "good" else marks.badge(word, tone)


class PersonList(Listing[Person]):
    """Current people by name, unless asked otherwise."""

    name = "people.persons"
    title = "People"
    default_sort = "name"
    about = ("pk",)
    columns: ClassVar = (
        Column[Person]("name", "Name", value=lambda p: p.listed_name, sort=("sort_name", "pk"), primary=True),
        Column[Person]("number", "Number", value=lambda p: p.identifier, sort=("identifier", "pk"), code=True),
        Column[Person]("kind", "Kind", value=lambda p: p.get_kind_display()),
        Column[Person]("grade", "Grade", value=lambda p: p.grade, sort=("grade", "sort_name", "pk")),
        Column[Person]("school", "School", value=lambda p: p.organisation.short),
        Column[Person]("homeroom", "Homeroom", value=lambda p: p.homeroom.title if p.homeroom else ""),
        Column[Person]("status", "Status", value=lambda p: status_of(p)[0], html=status_cell),
        Column[Person]("legal", "Legal name", value=lambda p: p.legal_name, shown=False),
        Column[Person]("username", "User name", value=lambda p: p.username, sort=("username", "pk"), shown=False),
        Column[Person]("email", "E-mail", value=lambda p: p.email, sort=("email", "pk"), shown=False),
        Column[Person]("language", "Language", value=lambda p: p.language, shown=False),
    )
    empty = Empty(
        "people",
        "Nobody here yet",
        "People come with the roster: import a OneRoster file, or enter somebody by hand.",
        "Enter somebody",
        "/people/add/",
    )

    def queryset(self, actor: Actor) -> QuerySet[Person]:
        return Person.objects.visible_to(actor).select_related("organisation", "homeroom")

    def form(self, data: QueryDict, actor: Actor) -> PersonFilterForm:
        return PersonFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Person], data: Mapping[str, Any], actor: Actor) -> QuerySet[Person]:
        for field, column in (("school", "organisation_id"), ("homeroom", "homeroom_id")):
            if data.get(field):
                queryset = queryset.filter(**{column: int(data[field])})
        for field in ("kind", "grade"):
            if data.get(field):
                queryset = queryset.filter(**{field: data[field]})
        status = data.get("status") or "current"
        if status == "withdrawn":
            return queryset.filter(withdrawn_on__isnull=False)
        if status != "all":
            queryset = queryset.filter(withdrawn_on=None)
        if status == "provisional":
            queryset = queryset.filter(is_provisional=True)
        if status == "gone":
            queryset = queryset.filter(missing_since__isnull=False)
        return queryset

    def searched(self, queryset: QuerySet[Person], text: str, actor: Actor) -> QuerySet[Person]:
        scope = actor.scope(PeoplePermission.PERSON_VIEW)
        ids = matching_ids(Person.KIND_REF, words(text), scope, limit=_MOST_HITS) if words(text) else []
        return queryset.filter(pk__in=ids)

    def url(self, row: Person) -> str:
        return reverse("people:person", args=[row.pk])


@page(PeoplePermission.PERSON_VIEW)
def persons(request: Request) -> HttpResponseBase:
    actor = request.actor
    context = {
        "can_add": actor.can(PeoplePermission.PERSON_ADD_PROVISIONAL),
        "can_merge": actor.can(PeoplePermission.PERSON_MERGE),
        "can_withdraw": actor.can(PeoplePermission.PERSON_WITHDRAW),
    }
    return list_page(request, PersonList(), template="people/persons.html", context=context)


@page()
def person(request: Request, pk: int) -> HttpResponseBase:
    """Everything this room knows of a person, and what other rooms hang here."""
    actor = request.actor
    try:
        found = visible_person(actor, pk)
    except Http404:
        # An old link to an entry that has become one with another.
        return redirect("people:person", get_object_or_404(Person.objects.visible_to(actor), merged=pk).pk)
    here = found.organisation.scope_path
    roles = list(found.memberships.filter(closed_at=None).select_related("organisation").order_by("-is_primary", "pk"))
    account = Account.objects.visible_to(actor).filter(person=found).first()
    may = {
        "edit": actor.can(PeoplePermission.PERSON_EDIT, at=here),
        "withdraw": actor.can(PeoplePermission.PERSON_WITHDRAW, at=here),
        "merge": actor.can(PeoplePermission.PERSON_MERGE, at=here),
        "account": actor.can(PeoplePermission.ACCOUNT_MANAGE, at=here),
        "photo": actor.can(PeoplePermission.PHOTO_EDIT, at=here),
        "see_history": actor.can(PeoplePermission.PERSON_VIEW, at=here),
    }
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb("People", reverse("people:persons"))] if actor.can(PeoplePermission.PERSON_VIEW) else [],
        "person": found,
        "status": status_badge(found),
        "facts": facts_of(found),
        "roles": roles,
        "classes": classes_of(found),
        "badges": list(found.identifiers.order_by("retired_at", "-pk")),
        "guardians": [
            (link, language_of(link.guardian)) for link in found.guardians.select_related("guardian").order_by("pk")
        ],
        "children": list(found.children.select_related("student__organisation").order_by("student__sort_name")),
        "visible_family": _visible_family(actor, found),
        "account": account,
        "merges": merges_into(Person.KIND_REF, found.pk) if may["merge"] else [],
        "may": may,
        "photo": photo_url(found.pk, small=False) if found.has_photo else "",  # type: ignore[attr-defined]
        "history": timeline_entries(Person.KIND_REF, found.pk) if may["see_history"] else [],
    }
    return render(request, "people/person.html", context)


def visible_person(actor: Actor, pk: int) -> Person:
    people = with_photos(Person.objects.visible_to(actor).select_related("organisation", "homeroom"), actor)
    return get_object_or_404(people, pk=pk)


def _visible_family(actor: Actor, person: Person) -> set[int]:
    """Which of the guardians and children have a page this actor may open."""
    family = person.guardians.values("guardian_id").union(person.children.values("student_id"))
    ids = [row["guardian_id"] for row in family]
    return set(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def language_of(person: Person) -> str:
    """The language's English name, or its tag when we have none."""
    return dict(LANGUAGES).get(person.language, person.language) if person.language else ""


def facts_of(person: Person) -> list[Fact]:
    language = language_of(person)
    facts = [
        Fact("Number", person.identifier, code=True),
        Fact("School", person.organisation.name),
        Fact("Kind", person.get_kind_display()),
    ]
    if person.is_student:
        homeroom = person.homeroom
        homeroom_url = reverse("people:section", args=[homeroom.pk]) if homeroom is not None else ""
        facts += [
            Fact("Grade", person.grade),
            Fact("Homeroom", homeroom.title if homeroom is not None else "", url=homeroom_url),
        ]
    if person.name != person.legal_name:
        facts.append(Fact("Legal name", person.legal_name))
    facts += [
        Fact("Language", language),
        Fact("User name", person.username, code=True),
        Fact("E-mail", person.email),
    ]
    if person.withdrawn_on is not None:
        facts.append(Fact("Withdrawn", f"{person.withdrawn_on:%b %-d, %Y} {person.withdrawn_reason}".strip()))
    if person.is_provisional:
        facts.append(Fact("Entered by hand", person.provisional_note or "Not yet in the roster"))
    return facts


@page()
def me(request: Request) -> HttpResponseBase:
    """One's own devices, loans, tickets and classes: whatever the rooms hang on a person's page."""
    own = None
    if request.actor.person_id is not None:
        people = Person.objects.select_related("organisation", "homeroom").filter(pk=request.actor.person_id)
        own = with_photos(people, request.actor).first()
    context: dict[str, Any] = {"page_title": "My page", "person": own}
    if own is not None:
        roles = own.memberships.filter(closed_at=None).select_related("organisation").order_by("-is_primary", "pk")
        photo = photo_url(own.pk, small=False) if own.has_photo else ""  # type: ignore[attr-defined]
        context |= {"facts": facts_of(own), "classes": classes_of(own), "roles": list(roles), "photo": photo}
    return render(request, "people/me.html", context)


@page(PeoplePermission.PERSON_ADD_PROVISIONAL)
def person_add(request: Request) -> HttpResponseBase:
    """Somebody who is not in the roster yet. ``?name=`` fills in what was searched for."""
    given, _, family = request.GET.get("name", "").strip().rpartition(" ")
    initial = {"given_name": given or family, "family_name": family if given else ""}
    form = ProvisionalForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_provisional_person(**form.cleaned_data, by=request.actor)
        except FirstbellError as error:
            if error.status == 403:
                raise
            form.add_error(error.field if error.field in form.fields else None, str(error))
            if error.code == "similar_person":
                form.offer_same_name()
        else:
            url = reverse("people:person", args=[added.pk])
            return redirect_with_toast(request, url, Toast(f"{added} is entered. The roster will take over."))
    context = {
        "page_title": "Enter somebody by hand",
        "page_meta": "For people who are here but not in the roster yet. When the roster brings them, the two become one.",
        "breadcrumbs": [Crumb("People", reverse("people:persons"))],
        "form": form,
        "submit": "Enter",
        "cancel_url": reverse("people:persons"),
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@page(PeoplePermission.PERSON_EDIT)
def person_edit(request: Request, pk: int) -> HttpResponseBase:
    found = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.PERSON_EDIT, at=found.organisation.scope_path)
    editable = ALWAYS_EDITABLE + (PROVISIONAL_EDITABLE if found.is_provisional else ())
    form = PersonEditForm(request.POST or None, person=found, editable=editable)
    url = reverse("people:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        fresh = visible_person(request.actor, pk)
        if attempt(form, lambda: edit_person(fresh, values=form.cleaned_data, by=request.actor)):
            return redirect_with_toast(request, url, Toast(f"{fresh} is saved."))
    context = {
        "page_title": f"Edit {found}",
        "page_meta": "" if found.is_provisional else "Names, grade and number come from the roster.",
        "breadcrumbs": _crumbs(found),
        "form": form,
        "submit": "Save",
        "cancel_url": url,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@page(PeoplePermission.PERSON_WITHDRAW)
def person_withdraw(request: Request, pk: int) -> HttpResponseBase:
    found = visible_person(request.actor, pk)
    request.actor.require(PeoplePermission.PERSON_WITHDRAW, at=found.organisation.scope_path)
    form = WithdrawForm(request.POST or None)
    url = reverse("people:person", args=[pk])
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: withdraw_person(found, **form.cleaned_data, by=request.actor))
        if done is not None:
            return redirect_with_toast(request, url, undo_toast(f"{found} is withdrawn.", done.undo))
    context = {
        "page_title": f"Withdraw {found}",
        "page_meta": "Nothing is deleted. The account is switched off; what is lent to them is listed for return.",
        "breadcrumbs": _crumbs(found),
        "form": form,
        "submit": "Withdraw",
        "cancel_url": url,
    }
    return render(request, "people/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(PeoplePermission.PERSON_WITHDRAW)
def person_readmit(request: Request, pk: int) -> HttpResponseBase:
    found = visible_person(request.actor, pk)
    url = reverse("people:person", args=[pk])
    return go_after(request, url, lambda: readmit_person(found, by=request.actor), f"{found} is readmitted.")


def _crumbs(person: Person) -> list[Crumb]:
    return [Crumb("People", reverse("people:persons")), Crumb(person.name, reverse("people:person", args=[person.pk]))]
