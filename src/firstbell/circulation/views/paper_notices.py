"""Notices on paper: choose for whom, look at them, print them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from firstbell.circulation.actions import print_notices
from firstbell.circulation.forms.paper_notices import PaperNoticeForm
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.paper_notices import (
    KIND_LABELS,
    KINDS,
    LAYOUTS,
    MOST,
    Paper,
    papers,
    readers_to_tell,
)
from firstbell.core.answers import attempt
from firstbell.core.http import Request, page
from firstbell.core.notifications.queries import may_write

#: So many readers the page lists; the rest are printed all the same.
SHOWN = 100


@never_cache
@page(May.LIBRARY_LOAN_VIEW)
def paper_notices(request: Request) -> HttpResponseBase:
    """GET shows who would be told and one sheet as a sample; POST prints, and writes down that it was done."""
    form = PaperNoticeForm(request.POST if request.method == "POST" else request.GET, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        wish = _wish(form)
        printed = attempt(form, lambda: print_notices(wish.pop("school"), **wish, by=request.actor))
        if printed is not None:
            return _sheets(request, form, printed)
    context: dict[str, Any] = {
        "page_title": "Notices on paper",
        "page_meta": "For homerooms to hand out, or for families. Nothing is sent by itself.",
        "form": form,
        "writes_words": may_write(KINDS["overdue"], request.actor),
    }
    if form.is_valid():
        wish = _wish(form)
        is_strip = wish["layout"] == "homeroom"
        readers = readers_to_tell(
            wish["school"], wish["kind"], homerooms=wish["homerooms"], grades=wish["grades"],
            only_students=not is_strip, now=timezone.now(),
        )  # fmt: skip
        sample = papers(readers[:1], wish["kind"], wish["school"], is_strip=is_strip)
        context |= {
            "readers": readers[:SHOWN],
            "count": len(readers),
            "things": sum(len(one.things) for one in readers),
            "more": max(0, len(readers) - SHOWN),
            "is_too_many": len(readers) > MOST,
            "most": MOST,
            "sample": sample[0] if sample else None,
            "is_strip": is_strip,
            "has_price": wish["kind"] == "lost",
            "words_url": reverse("core:notice_kind", args=[KINDS[wish["kind"]].key])
            if may_write(KINDS[wish["kind"]], request.actor)
            else "",
        }
    return render(request, "circulation/paper_notices.html", context, status=422 if form.errors else 200)


def _wish(form: PaperNoticeForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {name: data[name] for name in ("school", "kind", "layout")} | {
        "homerooms": list(data["homerooms"]),
        "grades": list(data["grades"]),
    }


def _sheets(request: Request, form: PaperNoticeForm, printed: list[Paper]) -> HttpResponseBase:
    data = form.cleaned_data
    groups: dict[str, list[Paper]] = {}
    for paper in printed:
        groups.setdefault(paper.reader.homeroom, []).append(paper)
    context = {
        "page_title": f"{KIND_LABELS[data['kind']]}: {LAYOUTS[data['layout']].lower()}",
        "print_back_url": reverse("circulation:paper_notices"),
        "groups": list(groups.items()),
        "is_strip": data["layout"] == "homeroom",
        "school": data["school"],
        "today": timezone.localdate(),
    }
    return render(request, "circulation/paper_notices_print.html", context)
