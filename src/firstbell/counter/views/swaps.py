"""The list of swaps and the page of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.scan import normalise
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.queries import concrete


class SwapFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), ("open", "Open"), ("finished", "Finished"), ("undone", "Undone")],
    )


def state_badge(swap: Swap) -> SafeString:
    if swap.undone_at is not None:
        return marks.badge("Undone", "neutral")
    return marks.badge("Finished", "good") if swap.finished_at is not None else marks.badge("Open", "warn")


def _state(swap: Swap) -> str:
    return "undone" if swap.undone_at is not None else "finished" if swap.finished_at is not None else "open"


class SwapList(Listing[Swap]):
    """Swaps, newest first."""

    name = "counter.swaps"
    title = "Swaps"
    default_sort = "-at"
    about = ("person_id",)
    filter_form = SwapFilterForm
    columns: ClassVar = (
        Column[Swap]("person", "Student", value=lambda s: s.person.name, primary=True),
        Column[Swap]("state", "State", value=_state, html=state_badge),
        Column[Swap]("device", "Broken device", value=lambda s: s.device.label, code=True),
        Column[Swap]("symptom", "Symptom", value=lambda s: s.symptom.label),
        Column[Swap]("loaner", "Loaner", value=lambda s: concrete(s.loaner).label, code=True),
        Column[Swap](
            "at",
            "When",
            value=lambda s: timezone.localtime(s.at).isoformat(timespec="minutes"),
            html=lambda s: marks.ago(s.at),
            sort=("at", "pk"),
        ),
        Column[Swap]("by", "By", value=lambda s: s.by),
    )
    empty: ClassVar = Empty("swap", "No swaps yet", "The counter makes them.", "Open the counter", "/counter/")

    def queryset(self, actor: Actor) -> QuerySet[Swap]:
        return Swap.objects.visible_to(actor).select_related("person", "device", "loaner__device", "symptom")

    def filtered(self, queryset: QuerySet[Swap], data: Mapping[str, Any], actor: Actor) -> QuerySet[Swap]:
        match data.get("state"):
            case "open":
                return queryset.filter(undone_at=None, finished_at=None)
            case "finished":
                return queryset.filter(finished_at__isnull=False)
            case "undone":
                return queryset.filter(undone_at__isnull=False)
        return queryset

    def searched(self, queryset: QuerySet[Swap], text: str, actor: Actor) -> QuerySet[Swap]:
        code = normalise(text)
        by_device = queryset.filter(device__barcode_norm=code)
        by_loaner = queryset.filter(loaner__barcode_norm=code)
        return by_device | by_loaner | queryset.filter(person__identifier=text.strip())

    def url(self, row: Swap) -> str:
        return reverse("counter:swap", args=[row.pk])


@page(CounterPermission.COUNTER_USE)
def swaps(request: Request) -> HttpResponseBase:
    return list_page(request, SwapList())


@page(CounterPermission.COUNTER_USE)
def swap(request: Request, pk: int) -> HttpResponseBase:
    related = ("person__homeroom", "device__product", "device__place", "loaner__product", "loan", "ticket", "symptom")
    found = get_object_or_404(Swap.objects.visible_to(request.actor).select_related(*related, "loaner__device"), pk=pk)
    context = {
        "page_title": f"Swap of {found.person.name}",
        "breadcrumbs": [Crumb("Swaps", reverse("counter:swaps"))],
        "swap": found,
        "state_badge": state_badge(found),
    }
    return render(request, "counter/swap.html", context)
