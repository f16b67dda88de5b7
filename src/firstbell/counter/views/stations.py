"""The station: one page that is never left. It is drawn in the browser, so that it works without network, too."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.counter import lifecycle
from firstbell.counter.actions.stations import note_station
from firstbell.counter.models import Campaign, Station
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.accessories import goes_along
from firstbell.counter.queries.boards import board, sections_told
from firstbell.counter.queries.looks import look
from firstbell.counter.queries.rosters import whole_campaigns

_MOST_WAITING = 100_000
_MODULES = Path(__file__).parent.parent / "static/counter/station"


def campaign_of(request: Request, pk: int) -> Campaign:
    """The campaign, if it is within the actor's reach; else 404."""
    return get_object_or_404(whole_campaigns(request.actor), pk=pk)


@require_GET
@page(CounterPermission.CAMPAIGN_SCAN)
def station(request: Request, pk: int) -> HttpResponseBase:
    campaign = campaign_of(request, pk)
    context = {
        "page_title": campaign.name,
        "breadcrumbs": [
            Crumb("Campaigns", reverse("counter:campaigns")),
            Crumb(campaign.name, reverse("counter:campaign", args=[campaign.pk])),
        ],
        "campaign": campaign,
        "modules": modules(),
        "runs": campaign.state in lifecycle.SCANNING,
        "told": {
            "id": campaign.pk,
            "school": campaign.organisation_id,
            "kind": campaign.kind,
            "along": [{"code": one.code, "name": one.name} for one in goes_along(campaign)],
            "sections": sections_told(campaign),
            "account": request.actor.account_id,
            "by": request.actor.name,
        },
    }
    return render(request, "counter/station.html", context)


@require_GET
@page(CounterPermission.CAMPAIGN_SCAN)
def station_look(request: Request, pk: int) -> HttpResponseBase:
    """JSON: what a code is and what speaks against it. ``person`` and ``item`` lie on the desk already."""
    told = look(
        campaign_of(request, pk),
        request.GET.get("code", "")[:200],
        request.actor,
        person=number(request.GET.get("person", "")),
        item=number(request.GET.get("item", "")),
    )
    return JsonResponse(told)


@require_GET
@page(CounterPermission.CAMPAIGN_SCAN)
def station_board(request: Request, pk: int) -> HttpResponseBase:
    """JSON: the list of a homeroom (``section``; ``none`` those without), figures, stations. Also the heartbeat."""
    campaign = campaign_of(request, pk)
    asked = request.GET.get("section", "")
    section = None if asked == "none" else number(asked) or 0
    mine = _mine(campaign, request.GET.get("station", ""))
    if mine is not None and mine.actor_key == request.actor.key:
        waiting = min(number(request.GET.get("waiting", "")) or 0, _MOST_WAITING)
        note_station(mine, waiting=waiting, by=request.actor)
    return JsonResponse(board(campaign, request.actor, section=section, station=mine))


def modules() -> list[str]:
    """What a page for the time without network is made of, so that it is kept whole."""
    return [static(f"counter/station/{path.name}") for path in sorted(_MODULES.glob("*.js"))]


def _mine(campaign: Campaign, key: str) -> Station | None:
    try:
        return campaign.stations.select_related("organisation").filter(key=UUID(key)).first()
    except ValueError:
        return None


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
