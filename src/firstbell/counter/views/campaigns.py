"""Campaigns: the list, planning one, its page with figures, homerooms and the next steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty
from firstbell.core.ui.toasts import Toast
from firstbell.counter import lifecycle
from firstbell.counter.actions.campaigns import leave_out, move_campaign, save_campaign
from firstbell.counter.forms import CampaignForm
from firstbell.counter.models import Campaign, Expectation
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.rosters import figures, groups, open_conflicts, people_of, roster, stations
from firstbell.counter.views.stations import campaign_of, number

_TONES: dict[str, str] = {**dict.fromkeys(lifecycle.SCANNING, "good"), **dict.fromkeys(lifecycle.ENDED, "neutral")}


def state_badge(campaign: Campaign) -> SafeString:
    return marks.badge(campaign.get_state_display(), _TONES.get(campaign.state, "info"))


class CampaignFilterForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *Campaign.Kind.choices])


class CampaignList(Listing[Campaign]):
    """Hand-outs and collections, newest first."""

    name = "counter.campaigns"
    title = "Campaigns"
    default_sort = "-made"
    filter_form = CampaignFilterForm
    columns: ClassVar = (
        Column[Campaign]("name", "Name", value=lambda c: c.name, sort=("name", "pk"), primary=True),
        Column[Campaign]("kind", "Kind", value=lambda c: c.get_kind_display()),
        Column[Campaign]("state", "State", value=lambda c: c.get_state_display(), html=state_badge),
        Column[Campaign]("school", "School", value=lambda c: c.organisation.short),
        Column[Campaign]("type", "Devices", value=lambda c: c.item_type.name),
        Column[Campaign](
            "made",
            "Planned",
            value=lambda c: c.created_at.isoformat(timespec="minutes"),
            html=lambda c: marks.ago(c.created_at),
            sort=("created_at", "pk"),
        ),
    )
    empty: ClassVar = Empty("people", "No campaigns yet", "Plan the hand-out in August, the collection in June.")

    def queryset(self, actor: Actor) -> QuerySet[Campaign]:
        return Campaign.objects.visible_to(actor).select_related("organisation", "item_type")

    def filtered(self, queryset: QuerySet[Campaign], data: Mapping[str, Any], actor: Actor) -> QuerySet[Campaign]:
        return queryset.filter(kind=data["kind"]) if data.get("kind") else queryset

    def searched(self, queryset: QuerySet[Campaign], text: str, actor: Actor) -> QuerySet[Campaign]:
        return queryset.filter(name__icontains=text)

    def url(self, row: Campaign) -> str:
        return reverse("counter:campaign", args=[row.pk])


@page(CounterPermission.CAMPAIGN_SCAN)
def campaigns(request: Request) -> HttpResponseBase:
    context = {"may_edit": request.actor.can(CounterPermission.CAMPAIGN_EDIT)}
    return list_page(request, CampaignList(), template="counter/campaigns.html", context=context)


@page(CounterPermission.CAMPAIGN_EDIT)
def campaign_add(request: Request) -> HttpResponseBase:
    return _edit(request, None)


@page(CounterPermission.CAMPAIGN_EDIT)
def campaign_edit(request: Request, pk: int) -> HttpResponseBase:
    held = campaign_of(request, pk)
    request.actor.require(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path)
    return _edit(request, held)


def _edit(request: Request, held: Campaign | None) -> HttpResponseBase:
    form = CampaignForm(request.POST or None, actor=request.actor, campaign=held)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: save_campaign(held, by=request.actor, **form.values()))
        if saved is not None:
            to = reverse("counter:campaign", args=[saved.pk])
            return redirect_with_toast(request, to, Toast(f"{saved.name} is saved."))
    back = reverse("counter:campaign", args=[held.pk]) if held is not None else reverse("counter:campaigns")
    context = {
        "page_title": held.name if held is not None else "Plan a campaign",
        "breadcrumbs": [Crumb("Campaigns", reverse("counter:campaigns"))],
        "form": form,
        "cancel_url": back,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(CounterPermission.CAMPAIGN_SCAN)
def campaign(request: Request, pk: int) -> HttpResponseBase:
    """Figures, next steps, homerooms; ``?section=`` opens the list of one."""
    held = campaign_of(request, pk)
    lines = groups(held)
    asked = request.GET.get("section", "")
    section = None if asked == "none" else number(asked)
    opened = next((one for one in lines if asked and (one.section.pk if one.section else None) == section), None)
    numbers = figures(held)
    context = {
        "page_title": held.name,
        "breadcrumbs": [Crumb("Campaigns", reverse("counter:campaigns"))],
        "campaign": held,
        "state_badge": state_badge(held),
        "runs": held.state in lifecycle.SCANNING,
        "steps": lifecycle.transitions_from(held),
        "may_edit": request.actor.can(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path),
        "figures": numbers,
        "groups": lines,
        "opened": opened,
        "roster": list(roster(held, section)) if opened is not None else [],
        "reasons": Expectation.Left.choices,
        "stations": stations(held),
        "conflicts": open_conflicts(held),
    }
    return render(request, "counter/campaign.html", context)


@require_POST
@page(CounterPermission.CAMPAIGN_EDIT)
def campaign_move(request: Request, pk: int) -> HttpResponseBase:
    held = campaign_of(request, pk)
    to = request.POST.get("to", "")
    return go_after(
        request,
        reverse("counter:campaign", args=[held.pk]),
        lambda: move_campaign(held, to, by=request.actor),
        f"{held.name} is moved on.",
    )


@require_POST
@page(CounterPermission.CAMPAIGN_EDIT)
def campaign_leave_out(request: Request, pk: int) -> HttpResponseBase:
    held = campaign_of(request, pk)
    request.actor.require(CounterPermission.CAMPAIGN_EDIT, at=held.organisation.scope_path)
    person = get_object_or_404(people_of(held), pk=number(request.POST.get("person", "")) or 0)
    why = request.POST.get("why", "")
    to = f"{reverse('counter:campaign', args=[held.pk])}?section={person.homeroom_id or 'none'}"
    text = f"{person.name} takes no part." if why else f"{person.name} takes part."
    return go_after(request, to, lambda: leave_out(held, person, why=why, by=request.actor), text)
