"""The audit trail as a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.models import AuditEntry
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.marks import ago
from firstbell.core.ui.shapes import Empty


class AuditFilter(forms.Form):
    room = forms.ChoiceField(
        required=False,
        choices=[
            ("", "All rooms"),
            *(
                (name, name.capitalize())
                for name in ("core", "people", "rooms", "inventory", "circulation", "helpdesk", "counter")
            ),
        ],
    )
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))


def _changes(entry: AuditEntry) -> str:
    return "; ".join(f"{name}: {old!s} → {new!s}" for name, (old, new) in entry.changes.items())


class AuditList(Listing[AuditEntry]):
    name = "core.audit"
    title = "Audit trail"
    default_sort = "-when"
    filter_form = AuditFilter
    empty = Empty("history", "Nothing has happened yet", "Every change anybody makes will be listed here.")
    columns: ClassVar = (
        Column(
            "when",
            "When",
            value=lambda entry: timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
            html=lambda entry: ago(entry.at),
            sort=("id",),
        ),
        Column("who", "Who", value=lambda entry: entry.actor_name),
        Column("what", "What", value=lambda entry: entry.summary, primary=True),
        Column("changes", "Changed", value=_changes),
        Column("note", "Note", value=lambda entry: entry.note),
        Column("via", "Through", value=lambda entry: entry.via, shown=False),
        Column("verb", "Event", value=lambda entry: entry.verb, shown=False),
    )

    def queryset(self, actor: Actor) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.visible_to(actor)

    def filtered(self, queryset: QuerySet[AuditEntry], data: Mapping[str, Any], actor: Actor) -> QuerySet[AuditEntry]:
        if data.get("room"):
            queryset = queryset.filter(verb__startswith=f"{data['room']}.")
        if data.get("since"):
            queryset = queryset.filter(at__gte=_midnight(data["since"]))
        if data.get("until"):
            queryset = queryset.filter(at__lt=_midnight(data["until"] + dt.timedelta(days=1)))
        return queryset

    def searched(self, queryset: QuerySet[AuditEntry], text: str, actor: Actor) -> QuerySet[AuditEntry]:
        return queryset.filter(summary__icontains=text)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


@page(CorePermission.AUDIT_VIEW)
def audit(request: Request) -> HttpResponseBase:
    return list_page(request, AuditList())
