"""Imports, moving in: the steps with what is done and what is missing."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from firstbell.connectors.base.moving import moving_steps
from firstbell.core.http import Request, page
from firstbell.core.permissions import CorePermission
from firstbell.core.ui.shapes import Crumb


@page(CorePermission.IMPORT_VIEW)
def moving_in(request: Request) -> HttpResponseBase:
    steps = moving_steps(request.actor)
    needed = [one for one in steps if not one.step.optional]
    context = {
        "page_title": "Moving in",
        "page_meta": "From another system in an afternoon: each step brings one file, and can be run again.",
        "breadcrumbs": [Crumb("Imports", reverse("core:imports"))],
        "steps": steps,
        "done": sum(one.is_done for one in needed),
        "needed": len(needed),
        "next": next((one for one in needed if not one.is_done), None),
        "may_run": request.actor.can(CorePermission.IMPORT_RUN),
    }
    return render(request, "connectors/moving_in.html", context)
