"""The first page after signing in: what the rooms hang there for this person."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from firstbell.core.http import Request, page


@page()
def home(request: Request) -> HttpResponseBase:
    hour = timezone.localtime().hour
    greeting = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    first_name = request.actor.name.split(" ", 1)[0]
    return render(
        request,
        "core/home.html",
        {
            "page_title": f"{greeting}, {first_name}",
            "page_meta": f"{timezone.localtime():%A, %B %-d, %Y}",
            "today": timezone.localdate(),
        },
    )
