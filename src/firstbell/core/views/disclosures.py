"""The disclosure log as a list, and one entry with what went to whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.models import Disclosure, DisclosureGround
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.marks import ago
from firstbell.core.ui.shapes import Crumb, Empty, Fact

VIA = {"web": "A page", "api": "REST", "cli": "The command line", "task": "Background work", "system": "The program"}


class DisclosureFilter(forms.Form):
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    about = forms.ChoiceField(
        required=False, choices=[("", "All"), ("people", "About people"), ("nobody", "About nobody")]
    )


class DisclosureList(Listing[Disclosure]):
    name = "core.disclosures"
    title = "Disclosures"
    default_sort = "-when"
    filter_form = DisclosureFilter
    empty = Empty("external", "Nothing has left the house", "Every export of a list or a record will be listed here.")
    columns: ClassVar = (
        Column(
            "when",
            "When",
            value=lambda one: timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M:%S"),
            html=lambda one: ago(one.at),
            sort=("id",),
        ),
        Column("what", "What", value=lambda one: one.title, primary=True),
        Column("people", "People", value=lambda one: one.people, sort=("people", "id"), numeric=True),
        Column("rows", "Rows", value=lambda one: one.rows, sort=("rows", "id"), numeric=True),
        Column("recipient", "To", value=lambda one: one.recipient),
        Column("purpose", "Why", value=lambda one: one.purpose),
        Column("by", "Handed out by", value=lambda one: one.actor_name, shown=False),
        Column("ground", "Ground", value=lambda one: one.basis, shown=False),
        Column("elements", "Data elements", value=lambda one: "; ".join(map(str, one.elements)), shown=False),
        Column("via", "Through", value=lambda one: VIA.get(one.via, one.via), shown=False),
    )

    def queryset(self, actor: Actor) -> QuerySet[Disclosure]:
        return Disclosure.objects.visible_to(actor)

    def filtered(self, queryset: QuerySet[Disclosure], data: Mapping[str, Any], actor: Actor) -> QuerySet[Disclosure]:
        if data.get("since"):
            queryset = queryset.filter(at__gte=_midnight(data["since"]))
        if data.get("until"):
            queryset = queryset.filter(at__lt=_midnight(data["until"] + dt.timedelta(days=1)))
        if data.get("about"):
            queryset = queryset.filter(people__gt=0) if data["about"] == "people" else queryset.filter(people=0)
        return queryset

    def searched(self, queryset: QuerySet[Disclosure], text: str, actor: Actor) -> QuerySet[Disclosure]:
        return queryset.filter(Q(title__icontains=text) | Q(recipient__icontains=text) | Q(purpose__icontains=text))

    def url(self, row: Disclosure) -> str:
        return reverse("core:disclosure", args=[row.pk])


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@page(CorePermission.DISCLOSURE_VIEW)
def disclosures(request: Request) -> HttpResponseBase:
    return list_page(request, DisclosureList())


@page(CorePermission.DISCLOSURE_VIEW)
def disclosure(request: Request, pk: int) -> HttpResponseBase:
    """What left, about how many, to whom, why; who they were is hung there by the people room."""
    found = get_object_or_404(Disclosure.objects.visible_to(request.actor), pk=pk)
    ground = DisclosureGround.objects.filter(key=found.basis).first()
    context = {
        "page_title": found.title,
        "breadcrumbs": [Crumb("Disclosures", reverse("core:disclosures"))],
        "disclosure": found,
        "ground": ground,
        "facts": [
            Fact("When", timezone.localtime(found.at).strftime("%Y-%m-%d %H:%M:%S")),
            Fact("To", found.recipient),
            Fact("Handed out by", found.actor_name),
            Fact("Through", VIA.get(found.via, found.via)),
            Fact("Why", found.purpose or "Not said"),
            Fact("Rows", f"{found.rows:,}"),
            Fact("People", f"{found.people:,}"),
        ],
    }
    return render(request, "core/disclosure.html", context)
