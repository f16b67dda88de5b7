"""What stations without network ask for when they have it again: who am I, what do I need, take my scans."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from pydantic import ValidationError

from firstbell.core.actor import Actor
from firstbell.core.errors import FirstbellError, Invalid
from firstbell.core.http import Request, page
from firstbell.counter.actions.packs import take_pack, take_visit_pack
from firstbell.counter.actions.scans import record_scan
from firstbell.counter.actions.stations import note_station, open_station
from firstbell.counter.models import Scan, Station
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.rosters import whole_campaigns
from firstbell.counter.queries.visits import MAY_SCAN, scanning_schools, visitable
from firstbell.counter.schemas import EntryIn
from firstbell.counter.views.stations import campaign_of, modules, number
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for

MOST_AT_ONCE = 100
_SERVICE_WORKER = Path(__file__).parent.parent / "static/counter/service-worker.js"


@require_GET
@never_cache
@page(*MAY_SCAN)
def hello(request: Request) -> HttpResponseBase:
    """Whose scans would be taken now, with the token to send them, and what time it is."""
    told = {"account": request.actor.account_id, "by": request.actor.name, "csrf": get_token(request)}
    return JsonResponse(told | {"now": int(timezone.now().timestamp() * 1000)})


@require_POST
@page(*MAY_SCAN)
def pack(request: Request) -> HttpResponseBase:
    """What is needed without network in a ``campaign``, a class visit (``section``) or at the counter of a ``school``.

    A POST, because it is audited.
    """
    section = number(request.POST.get("section", ""))
    if section is not None:
        visited = get_object_or_404(visitable(request.actor), pk=section)
        return JsonResponse(take_visit_pack(visited, by=request.actor))
    asked = number(request.POST.get("campaign", ""))
    if asked is not None:
        campaign = campaign_of(request, asked)
        return JsonResponse(take_pack(campaign.organisation, campaign=campaign, by=request.actor))
    schools = schools_for(request.actor, CounterPermission.CAMPAIGN_SCAN).filter(kind=Organisation.Kind.SCHOOL)
    school = get_object_or_404(schools, pk=number(request.POST.get("school", "")) or 0)
    return JsonResponse(take_pack(school, by=request.actor))


@require_POST
@page(*MAY_SCAN)
def sync(request: Request) -> HttpResponseBase:
    """Take scans in order; each is answered for itself. A bad one never keeps the others waiting."""
    try:
        body = json.loads(request.body)
        key, rows = UUID(str(body["station"])), list(body["entries"])
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"error": "This is not what a station sends."}, status=422)
    if len(rows) > MOST_AT_ONCE:
        return JsonResponse({"error": f"At most {MOST_AT_ONCE} scans at once."}, status=422)
    batch = _Batch(request, key, body)
    results = [batch.take(row) for row in rows]
    batch.note()
    return JsonResponse({"results": results, "now": int(timezone.now().timestamp() * 1000)})


@dataclass
class _Batch:
    """Scans of one browser, in order, with the stations they belong to."""

    request: Request
    key: UUID
    body: dict[str, Any]
    stations: dict[tuple[int | None, int | None], Station] = field(default_factory=dict)
    last: dict[int, dt.datetime] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        return self.request.actor

    def take(self, row: Any) -> dict[str, Any]:
        told = str(row.get("key", "")) if isinstance(row, dict) else ""
        try:
            sent = EntryIn.model_validate(row)
            entry = sent.entry()
            station = self._station(sent.campaign, sent.school)
            scan = record_scan(entry, station=station, last=self.last.get(station.pk), by=self.actor)
        except (ValidationError, OverflowError):
            return _no(told, "unreadable", "This scan cannot be read.", "Enter it by hand.")
        except FirstbellError as error:
            return _no(told, error.code, error.message, error.remedy)
        self.last[station.pk] = max(scan.at, self.last.get(station.pk, scan.at))
        return _result(scan)

    def _station(self, campaign_id: int | None, school_id: int | None) -> Station:
        place = (campaign_id, None if campaign_id is not None else school_id)
        if place not in self.stations:
            self.stations[place] = self._open(*place)
        return self.stations[place]

    def _open(self, campaign_id: int | None, school_id: int | None) -> Station:
        name = str(self.body.get("name", ""))[:40]
        if campaign_id is not None:
            campaign = whole_campaigns(self.actor).filter(pk=campaign_id).first()
            if campaign is None:
                raise Invalid("This campaign is not within your reach.", remedy="Sign in as who scanned there.")
            return open_station(campaign, key=self.key, name=name, by=self.actor)
        school = scanning_schools(self.actor).filter(pk=school_id or 0).first()
        return open_station(None, key=self.key, organisation=school, name=name, by=self.actor)

    def note(self) -> None:
        """How many scans are left in the browser, for the others to see."""
        waiting = self.body.get("waiting", 0)
        for station in self.stations.values():
            note_station(station, waiting=waiting if isinstance(waiting, int) and waiting >= 0 else 0, by=self.actor)


def _result(scan: Scan) -> dict[str, Any]:
    outcome = "conflict" if scan.outcome == Scan.Outcome.REFUSED and hasattr(scan, "conflict") else scan.outcome
    told = {"key": str(scan.key), "outcome": outcome, "code": scan.code}
    # What was said at the desk may name the child; what is kept does not.
    told["message"] = getattr(scan, "spoken", scan.message)
    return told | {"remedy": scan.details.get("remedy", ""), "note": scan.clock_note}


def _no(key: str, code: str, message: str, remedy: str) -> dict[str, Any]:
    return {"key": key, "outcome": "refused", "code": code, "message": message, "remedy": remedy, "note": ""}


@require_GET
@page(CounterPermission.CAMPAIGN_SCAN)
def offline_counter(request: Request) -> HttpResponseBase:
    """The ordinary counter for the time without network; kept by the browser."""
    return render(request, "counter/offline.html", {"page_title": "Counter", "modules": modules()})


@require_GET
@never_cache
@page(*MAY_SCAN)
def service_worker(_request: Request) -> HttpResponseBase:
    """The script that keeps the counter's pages; served from here because it governs only what lies below."""
    return FileResponse(_SERVICE_WORKER.open("rb"), content_type="text/javascript; charset=utf-8")
