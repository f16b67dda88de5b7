"""The mails the demo would have sent. Exists only in the demo."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import render

from firstbell.core.http import Request, page
from firstbell.demo.outbox import mails


@page()
def outbox(request: Request) -> HttpResponseBase:
    # The URLs are mounted only in the demo; this is the second lock.
    if not settings.FIRSTBELL_DEMO:
        raise Http404
    return render(request, "demo/outbox.html", {"page_title": "Outbox of the demo", "mails": mails()})
