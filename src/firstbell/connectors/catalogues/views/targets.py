"""The catalogues that are asked: a list, a form each, and what came of the last try."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.connectors.catalogues.actions.targets import add_target, edit_target, remove_target, try_target
from firstbell.connectors.catalogues.forms import TargetForm
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.permissions import CataloguesPermission
from firstbell.connectors.catalogues.speaking import z3950
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast

MAY = CataloguesPermission.TARGET_EDIT
_TONES = {
    "": ("neutral", "question"),
    "pass": ("good", "check"),
    "look": ("warn", "question"),
    "fail": ("bad", "error"),
}


def verdict_badge(row: CatalogueTarget) -> SafeString:
    tone, icon = _TONES[row.verdict]
    return badge(row.get_verdict_display(), tone=tone, icon=icon)


def power_badge(row: CatalogueTarget) -> SafeString:
    return badge("On" if row.is_on else "Off", tone="good" if row.is_on else "neutral", icon="power")


class TargetList(Listing[CatalogueTarget]):
    name = "catalogues.targets"
    title = "Other catalogues"
    default_sort = "order"
    empty = Empty(
        "book", "No catalogue yet", "With one, a record is copied instead of typed.", "Add a catalogue", "add/"
    )
    columns: ClassVar = (
        Column[CatalogueTarget]("name", "Catalogue", value=lambda row: row.name, primary=True, sort=("name", "pk")),
        Column[CatalogueTarget]("protocol", "Speaks", value=lambda row: row.get_protocol_display()),
        Column[CatalogueTarget]("host", "Host", value=lambda row: row.where),
        Column[CatalogueTarget](
            "on", "State", value=lambda row: "On" if row.is_on else "Off", html=power_badge, sort=("is_on", "pk")
        ),
        Column[CatalogueTarget](
            "verdict",
            "Last try",
            value=lambda row: row.get_verdict_display(),
            html=verdict_badge,
            sort=("verdict", "pk"),
        ),
        Column[CatalogueTarget](
            "tested",
            "Tried",
            value=lambda row: row.tested_at,
            html=lambda row: ago(row.tested_at),
            sort=("tested_at", "pk"),
        ),
        Column[CatalogueTarget]("order", "Order", value=lambda row: row.position, sort=("position", "name", "pk")),
    )

    def queryset(self, actor: Actor) -> QuerySet[CatalogueTarget]:
        return CatalogueTarget.objects.all()

    def searched(self, queryset: QuerySet[CatalogueTarget], text: str, actor: Actor) -> QuerySet[CatalogueTarget]:
        return (
            queryset.filter(name__icontains=text)
            | queryset.filter(host__icontains=text)
            | queryset.filter(url__icontains=text)
        )

    def url(self, row: CatalogueTarget) -> str:
        return reverse("catalogues:target", args=[row.pk])


@page(MAY)
def targets(request: Request) -> HttpResponseBase:
    return list_page(request, TargetList(), template="catalogues/targets.html")


@page(MAY)
def target_add(request: Request) -> HttpResponseBase:
    form = TargetForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_target(values=form.values(), by=request.actor))
        if made is not None:
            url = reverse("catalogues:target", args=[made.pk])
            return redirect_with_toast(request, url, Toast("The catalogue is saved. Try it now."))
    return _form_page(request, form, "Add a catalogue", None)


@page(MAY)
def target(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(CatalogueTarget, pk=pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = TargetForm(request.POST or None, actor=request.actor, instance=get_object_or_404(CatalogueTarget, pk=pk))
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_target(found, values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(
                request, reverse("catalogues:target", args=[pk]), Toast("The catalogue is saved.")
            )
    return _form_page(request, form, found.name, found)


@require_POST
@page(MAY)
def target_try(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(CatalogueTarget, pk=pk)
    url = reverse("catalogues:target", args=[pk])
    return go_after(request, url, lambda: try_target(found, by=request.actor), "Tried: see what was found.")


@require_POST
@page(MAY)
def target_remove(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(CatalogueTarget, pk=pk)
    url = reverse("catalogues:targets")
    return go_after(request, url, lambda: remove_target(found, by=request.actor), "The catalogue is removed.")


def _form_page(request: Request, form: TargetForm, title: str, found: CatalogueTarget | None) -> HttpResponseBase:
    is_z3950 = found is not None and found.protocol == CatalogueTarget.Protocol.Z3950
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("Other catalogues", reverse("catalogues:targets"))],
        "form": form,
        "target": found,
        "state": verdict_badge(found) if found is not None else "",
        "facts": _facts(found) if found is not None else [],
        "missing_program": z3950.HOW_TO_INSTALL if is_z3950 and not z3950.is_installed() else "",
    }
    return render(request, "catalogues/target.html", context, status=422 if form.errors else 200)


def _facts(found: CatalogueTarget) -> list[Fact]:
    checked = f"{found.last_checked:%b %-d, %Y}" if found.last_checked else ""
    return [Fact("Source", found.source), Fact("Last checked", checked)]
