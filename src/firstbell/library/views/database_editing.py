"""Databases and proxies as the librarian keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.databases import add_research_database, edit_research_database, save_proxy_server
from firstbell.library.forms.databases import DatabaseFilterForm, DatabaseForm, ProxyForm
from firstbell.library.models import ProxyServer, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May

_LIST = "Databases"
_TONES = {"pass": "good", "fail": "bad", "unknown": "neutral"}


def check_badge(one: ResearchDatabase) -> SafeString:
    return marks.badge(one.get_check_state_display(), _TONES[one.check_state])


class DatabaseList(Listing[ResearchDatabase]):
    """Everything one may edit, what is not offered included."""

    name = "library.databases"
    title = _LIST
    default_sort = "name"
    columns: ClassVar = (
        Column[ResearchDatabase]("name", "Name", value=lambda d: d.name, sort=("sort_name", "pk"), primary=True),
        Column[ResearchDatabase]("check", "Address", value=lambda d: d.get_check_state_display(), html=check_badge),
        Column[ResearchDatabase]("why", "Why", value=lambda d: d.check_reason),
        Column[ResearchDatabase]("access", "Access", value=lambda d: d.get_access_display(), sort=("access", "sort_name", "pk")),
        Column[ResearchDatabase]("licence", "Licence until", value=lambda d: d.licence_until, sort=("licence_until", "pk")),
        Column[ResearchDatabase]("offered", "Offered", value=lambda d: "yes" if d.is_offered else "no"),
        Column[ResearchDatabase]("school", "For", value=lambda d: d.organisation.short),
        Column[ResearchDatabase]("subjects", "Subjects", value=lambda d: ", ".join(d.subject_list), shown=False),
        Column[ResearchDatabase](
            "looked", "Looked at", value=lambda d: d.checked_at.isoformat(timespec="minutes") if d.checked_at else "",
            html=lambda d: marks.ago(d.checked_at) if d.checked_at else marks.badge("Not yet", "neutral"), sort=("checked_at", "pk"),
        ),
    )  # fmt: skip
    empty: ClassVar = Empty(
        "book", "No databases yet", "Write down what students may use.", "Add one", "/library/databases/add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[ResearchDatabase]:
        return ResearchDatabase.objects.all().editable_by(actor).select_related("organisation")

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return DatabaseFilterForm(data or None)

    def filtered(
        self, queryset: QuerySet[ResearchDatabase], data: Mapping[str, Any], actor: Actor
    ) -> QuerySet[ResearchDatabase]:
        if data.get("check"):
            queryset = queryset.filter(check_state=data["check"])
        return queryset.filter(is_offered=data["offered"] == "yes") if data.get("offered") else queryset

    def searched(self, queryset: QuerySet[ResearchDatabase], text: str, actor: Actor) -> QuerySet[ResearchDatabase]:
        return queryset.filter(Q(name__icontains=text) | Q(description__icontains=text) | Q(subjects__icontains=text))

    def url(self, row: ResearchDatabase) -> str:
        return reverse("library:database_edit", args=[row.pk])


@page(May.DATABASE_EDIT)
def database_list(request: Request) -> HttpResponseBase:
    return list_page(request, DatabaseList(), template="library/database_list.html")


@page(May.DATABASE_EDIT)
def database_add(request: Request) -> HttpResponseBase:
    form = DatabaseForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        place, values = form.cleaned_data["organisation"], form.values()
        added = attempt(form, lambda: add_research_database(organisation=place, values=values, by=request.actor))
        if added is not None:
            return redirect_with_toast(
                request, reverse("library:database_list"), Toast(f"“{added.name}” is on the list.")
            )
    return _editor(request, form, "Add a database", None)


@page(May.DATABASE_EDIT)
def database_edit(request: Request, pk: int) -> HttpResponseBase:
    rows = (
        ResearchDatabase.objects.all().editable_by(request.actor).select_related("organisation", "proxy__organisation")
    )
    found = get_object_or_404(rows, pk=pk)
    form = DatabaseForm(request.POST or None, actor=request.actor, initial=DatabaseForm.initial_of(found))
    del form.fields["organisation"]
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_research_database(found, values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("library:database_list"), Toast(f"“{saved.name}” is saved."))
    return _editor(request, form, found.name, found)


def _editor(request: Request, form: forms.Form, title: str, found: ResearchDatabase | None) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb(_LIST, reverse("library:database_list"))],
        "form": form,
        "database": found,
        "badge": check_badge(found) if found is not None else "",
        "cancel_url": reverse("library:database_list"),
    }
    return render(request, "library/database_edit.html", context, status=422 if form.errors else 200)


@page(May.DATABASE_EDIT)
def proxies(request: Request) -> HttpResponseBase:
    """The proxies one may set up; a POST adds one."""
    form = ProxyForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        done = _kept(request, form, None)
        if done is not None:
            return done
    context = {
        "page_title": "Proxies",
        "breadcrumbs": [Crumb(_LIST, reverse("library:database_list"))],
        "form": form,
        "proxies": list(ProxyServer.objects.visible_to(request.actor).select_related("organisation")),
    }
    return render(request, "library/proxies.html", context, status=422 if form.errors else 200)


@page(May.DATABASE_EDIT)
def proxy_edit(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(ProxyServer.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    initial = {name: getattr(found, name) for name in ("name", "login_url", "digest", "groups")}
    form = ProxyForm(
        request.POST or None, actor=request.actor, initial=initial | {"organisation": found.organisation_id}
    )
    if request.method == "POST" and form.is_valid():
        done = _kept(request, form, found)
        if done is not None:
            return done
    context = {
        "page_title": found.name,
        "breadcrumbs": [Crumb(_LIST, reverse("library:database_list")), Crumb("Proxies", reverse("library:proxies"))],
        "form": form,
        "proxy": found,
    }
    return render(request, "library/proxies.html", context, status=422 if form.errors else 200)


def _kept(request: Request, form: ProxyForm, proxy: ProxyServer | None) -> HttpResponseBase | None:
    values = dict(form.cleaned_data)
    place = values.pop("organisation")
    saved = attempt(form, lambda: save_proxy_server(proxy, organisation=place, values=values, by=request.actor))
    if saved is None:
        return None
    return redirect_with_toast(request, reverse("library:proxies"), Toast(f"“{saved.name}” is saved."))
