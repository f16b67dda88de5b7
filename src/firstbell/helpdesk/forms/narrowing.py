"""What a link from elsewhere, such as a report, narrows the ticket list by; shown as filters that are on, never as fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.helpdesk.models import Ticket, TicketItem
from firstbell.inventory.models import Product
from firstbell.rooms.models import Building, Place


class NarrowingForm(forms.Form):
    """Dates are days of the installation's clock, the last included; the model is that of a ticket's first device."""

    opened_from = forms.DateField(label="Opened from", required=False, widget=forms.HiddenInput)
    opened_to = forms.DateField(label="Opened until", required=False, widget=forms.HiddenInput)
    origin = forms.ChoiceField(
        label="Reported by", required=False, choices=[("", ""), *Ticket.Origin.choices], widget=forms.HiddenInput
    )
    place = forms.ModelChoiceField(Place.objects.none(), label="Room", required=False, widget=forms.HiddenInput)
    building = forms.ModelChoiceField(
        Building.objects.none(), label="Building", required=False, widget=forms.HiddenInput
    )
    model = forms.ModelChoiceField(Product.objects.all(), label="Model", required=False, widget=forms.HiddenInput)

    def offer_places(self, actor: Actor) -> None:
        visible = Place.objects.visible_to(actor)
        for name, queryset in (
            ("place", visible),
            ("building", Building.objects.filter(places__in=visible).distinct()),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset


def narrowed(queryset: QuerySet[Ticket], data: Mapping[str, Any]) -> QuerySet[Ticket]:
    if data.get("opened_from"):
        queryset = queryset.filter(opened_at__gte=_midnight(data["opened_from"]))
    if data.get("opened_to"):
        queryset = queryset.filter(opened_at__lt=_midnight(data["opened_to"] + dt.timedelta(days=1)))
    if data.get("origin"):
        queryset = queryset.filter(origin=data["origin"])
    if data.get("place"):
        queryset = queryset.filter(place=data["place"])
    if data.get("building"):
        queryset = queryset.filter(place__building=data["building"])
    if data.get("model"):
        first = TicketItem.objects.filter(ticket=OuterRef("pk")).order_by("pk").values("item__product_id")[:1]
        queryset = queryset.annotate(model_id=Subquery(first)).filter(model_id=data["model"].pk)
    return queryset


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
