"""Pathfinders as their readers see them, with and without an account."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.http import Request
from firstbell.core.ui.shapes import Crumb
from firstbell.library.models import STYLES, Pathfinder
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.pathfinders import content_of, readers_pathfinders, shown_parts, version_for
from firstbell.library.views.open_pages import open_page, reading_language
from firstbell.library.views.research_words import words_in


@open_page
def pathfinders(request: Request) -> HttpResponseBase:
    """Those for one's classes first, then the others one may read."""
    language = reading_language(request)
    words = words_in(language)
    ours, others = readers_pathfinders(request.actor)
    context = {
        "t": words,
        "language": language,
        "page_title": words["pathfinders"],
        "page_meta": words["pathfinders_lead"],
        "ours": ours,
        "others": others,
        "can_write": request.actor.can(May.PATHFINDER_WRITE),
    }
    return render(request, "library/pathfinders.html", context)


@open_page
def pathfinder(request: Request, pk: int) -> HttpResponseBase:
    """What was published last; ``?preview=1`` shows those who edit it what it would be."""
    found = get_object_or_404(Pathfinder.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    can_edit = _can_edit(request, found)
    version = version_for(found) if found.is_published else None
    is_preview = can_edit and (version is None or "preview" in request.GET)
    if version is None and not is_preview:
        raise Http404
    content = content_of(found) if is_preview else version.content if version is not None else {}
    words = words_in(content["language"])
    context: dict[str, Any] = {
        "t": words,
        "page_title": content["title"],
        "breadcrumbs": [Crumb(words_in(reading_language(request))["pathfinders"], reverse("library:pathfinders"))],
        "pathfinder": found,
        "content": content,
        "parts": shown_parts(content, request.actor),
        "style": dict(STYLES).get(content["style"], ""),
        "can_edit": can_edit,
        "is_preview": is_preview,
    }
    return render(request, "library/pathfinder.html", context)


@open_page
def pathfinder_card(request: Request, pk: int) -> HttpResponseBase:
    """A sheet with a code that opens it: for the wall, the worksheet, the end of a shelf."""
    found = get_object_or_404(Pathfinder.objects.visible_to(request.actor), pk=pk)
    if not found.is_published:
        raise Http404
    address = f"{settings.FIRSTBELL_URL.rstrip('/')}{reverse('library:pathfinder', args=[pk])}"
    code = str(segno.make(address, error="m", micro=False).svg_data_uri(scale=8, border=2))
    context = {
        "page_title": found.title,
        "pathfinder": found,
        "address": address,
        "code": code,
        "print_back_url": reverse("library:pathfinder", args=[pk]),
    }
    return render(request, "library/pathfinder_card.html", context)


def _can_edit(request: Request, found: Pathfinder) -> bool:
    actor = request.actor
    if actor.account_id is None:
        return False
    path = found.organisation.scope_path
    is_own = found.owner_id == actor.account_id and actor.can(May.PATHFINDER_WRITE, at=path)
    return is_own or actor.can(May.PATHFINDER_EDIT, at=path)
