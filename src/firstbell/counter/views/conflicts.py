"""Scans that do not fit the books: the list, and the page where a person decides with both sides before them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.scan import normalise, resolve
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.counter.actions.conflicts import decide_conflict
from firstbell.counter.forms import DecisionForm
from firstbell.counter.models import ScanConflict
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.sides import books_now, right_to_decide
from firstbell.inventory.models import Item
from firstbell.people.models import Person


def state_badge(conflict: ScanConflict) -> SafeString:
    if conflict.is_open:
        return marks.badge("To decide", "warn")
    return marks.badge(conflict.get_decision_display(), "good")


class ConflictFilterForm(forms.Form):
    state = forms.ChoiceField(
        label="State",
        required=False,
        initial="open",
        choices=[("open", "To decide"), ("decided", "Decided"), ("", "All")],
    )
    campaign = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConflictList(Listing[ScanConflict]):
    """Conflicts, newest first; those to decide unless asked."""

    name = "counter.conflicts"
    title = "Conflicts"
    default_sort = "-found"
    about = ("scan__person_id",)
    filter_form = ConflictFilterForm
    columns: ClassVar = (
        Column[ScanConflict]("what", "The station says", value=lambda c: c.station_says[0], primary=True),
        Column[ScanConflict]("books", "The books say", value=lambda c: c.books_say[0]),
        Column[ScanConflict]("state", "State", value=lambda c: c.get_decision_display(), html=state_badge),
        Column[ScanConflict]("campaign", "Campaign", value=lambda c: c.campaign.name if c.campaign else "Counter"),
        Column[ScanConflict](
            "found",
            "Found",
            value=lambda c: c.found_at.isoformat(timespec="minutes"),
            html=lambda c: marks.ago(c.found_at),
            sort=("found_at", "pk"),
        ),
    )
    empty: ClassVar = Empty("check", "Nothing to decide", "What stations scanned without network fits the books.")

    def queryset(self, actor: Actor) -> QuerySet[ScanConflict]:
        return ScanConflict.objects.visible_to(actor).select_related("campaign", "scan")

    def filtered(
        self, queryset: QuerySet[ScanConflict], data: Mapping[str, Any], actor: Actor
    ) -> QuerySet[ScanConflict]:
        if data.get("campaign"):
            queryset = queryset.filter(campaign_id=data["campaign"])
        if data.get("state") == "open":
            return queryset.filter(decided_at=None)
        return queryset.filter(decided_at__isnull=False) if data.get("state") == "decided" else queryset

    def searched(self, queryset: QuerySet[ScanConflict], text: str, actor: Actor) -> QuerySet[ScanConflict]:
        by_item = queryset.filter(scan__item__barcode_norm=normalise(text))
        return by_item | queryset.filter(scan__message__icontains=text)

    def url(self, row: ScanConflict) -> str:
        return reverse("counter:conflict", args=[row.pk])


@page(CounterPermission.CAMPAIGN_SCAN, CounterPermission.VISIT_SCAN_ALL)
def conflicts(request: Request) -> HttpResponseBase:
    return list_page(request, ConflictList())


@page(CounterPermission.CAMPAIGN_SCAN, CounterPermission.VISIT_SCAN_ALL)
def conflict(request: Request, pk: int) -> HttpResponseBase:
    """Both sides; POST decides."""
    visible = ScanConflict.objects.visible_to(request.actor)
    related = (
        "organisation",
        "campaign",
        "reader",
        "scan__person",
        "scan__item",
        "scan__station",
        "scan__organisation",
    )
    held = get_object_or_404(visible.select_related(*related), pk=pk)
    may_decide = request.actor.can(right_to_decide(held), at=held.organisation.scope_path)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decided = attempt(form, lambda: _decide(held, form, request.actor))
        if decided is not None:
            text = f"Decided: {decided.get_decision_display().lower()}."
            return redirect_with_toast(request, reverse("counter:conflicts"), Toast(text))
    context = {
        "page_title": "Conflict",
        "breadcrumbs": [Crumb("Conflicts", reverse("counter:conflicts"))],
        "conflict": held,
        "state_badge": state_badge(held),
        "now_say": [line for line in books_now(held.scan) if line not in held.books_say] if held.is_open else [],
        "may_decide": may_decide,
        # Whom it is about is told to those who decide it, until it is decided.
        "reader": held.reader if held.is_private and may_decide and not request.actor.is_disguised else None,
        "form": form,
    }
    return render(request, "counter/conflict.html", context, status=422 if form.errors else 200)


def _decide(held: ScanConflict, form: DecisionForm, actor: Actor) -> ScanConflict:
    data = form.cleaned_data
    person = item = None
    if data["decision"] == ScanConflict.Decision.OTHER:
        person = _named(data["person_code"], Person.KIND_REF, "person_code", actor)
        item = _named(data["item_code"], Item.KIND_REF, "item_code", actor)
    return decide_conflict(held, decision=data["decision"], note=data["note"], person=person, item=item, by=actor)


def _named(code: str, kind: str, field: str, actor: Actor) -> Any:
    if not code.strip():
        return None
    matches = resolve(code, actor, kinds=[kind])
    if not matches:
        raise Invalid(f"Nothing here has the code “{code[:60]}”.", remedy="Scan or type it again.", field=field)
    return matches[0].object
