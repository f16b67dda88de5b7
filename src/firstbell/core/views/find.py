"""The box on every page: a scan goes straight to the thing, words give a list."""

from __future__ import annotations

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from firstbell.core import scan, search
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import FindGroup, FindHit


@page()
def find(request: Request) -> HttpResponseBase:
    """One exact match redirects to it; several, or words, show what was found, grouped by kind."""
    text = request.GET.get("q", "").strip()[:200]
    if request.htmx:
        groups = found_groups(request, text, scanned=False)
        return render(request, "core/ui/find_results.html", {"query": text, "groups": groups})
    matches = scan.resolve(text, request.actor)
    if len(matches) == 1 and matches[0].url:
        return HttpResponseRedirect(matches[0].url)
    groups = found_groups(request, text, scanned=True)
    return render(request, "core/find.html", {"page_title": "Search", "query": text, "groups": groups})


def found_groups(request: Request, text: str, *, scanned: bool) -> list[FindGroup]:
    """Hits by kind; things whose code is exactly the text come first."""
    groups = []
    if scanned:
        exact = [
            FindHit(url=match.url, title=match.label, subtitle=match.detail, icon=match.icon)
            for match in scan.resolve(text, request.actor)
        ]
        if exact:
            groups.append(FindGroup("Exactly this code", exact))
    for group in search.search(text, request.actor):
        hits = [FindHit(hit.url, hit.title, hit.detail, hit.icon, hit.badge) for hit in group.hits]
        groups.append(FindGroup(group.searchable.label, hits))
    return groups
