"""One's own lists of citations: read, put into another style, taken along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from firstbell.core.answers import go_after
from firstbell.core.http import Request, page
from firstbell.core.ui.shapes import Crumb
from firstbell.library.actions.citations import edit_citation_list, remove_citation, remove_citation_list
from firstbell.library.citations import HEADINGS, Cited, Style, works_cited
from firstbell.library.citations.exports import as_bibtex, as_csl, as_html, as_ris, as_text
from firstbell.library.models import STYLES, Citation, CitationList
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.views.open_pages import reading_language
from firstbell.library.views.research_words import words_in

#: Ending of the file and its type.
FORMS = {
    "text": ("txt", "text/plain; charset=utf-8"),
    "html": ("html", "text/html; charset=utf-8"),
    "ris": ("ris", "application/x-research-info-systems; charset=utf-8"),
    "bibtex": ("bib", "application/x-bibtex; charset=utf-8"),
    "csl": ("json", "application/vnd.citationstyles.csl+json"),
}


@page(May.RESEARCH_KEEP)
def citation_lists(request: Request) -> HttpResponseBase:
    """All of one's lists, the one worked on last first."""
    language = reading_language(request)
    words = words_in(language)
    context = {
        "t": words,
        "language": language,
        "page_title": words["lists"],
        "page_meta": words["lists_lead"],
        "lists": list(CitationList.objects.all().visible_to(request.actor)[:100]),
    }
    return render(request, "library/citation_lists.html", context)


@page(May.RESEARCH_KEEP)
def citation_list(request: Request, pk: int) -> HttpResponseBase:
    """One list in its style, with what the text needs beside each entry."""
    kept, rows = _own(request, pk)
    language = reading_language(request)
    words = words_in(language)
    context: dict[str, Any] = {
        "t": words,
        "language": language,
        "page_title": kept.name,
        "breadcrumbs": [Crumb(words["lists"], reverse("library:citation_lists"))],
        "kept": kept,
        "styles": STYLES,
        "heading": HEADINGS[Style(kept.style)],
        "rows": rows,
    }
    return render(request, "library/citation_list.html", context)


@page(May.RESEARCH_KEEP)
def citation_print(request: Request, pk: int) -> HttpResponseBase:
    """The list as it is handed in."""
    kept, rows = _own(request, pk)
    context = {
        "page_title": kept.name,
        "heading": HEADINGS[Style(kept.style)],
        "rows": [one for one, _ in rows if one.is_listed],
        "print_back_url": reverse("library:citation_list", args=[pk]),
    }
    return render(request, "library/citation_print.html", context)


@page(May.RESEARCH_KEEP)
def citation_export(request: Request, pk: int, form: str) -> HttpResponseBase:
    """The list as a file: text, html, ris, bibtex or csl."""
    if form not in FORMS:
        raise Http404
    kept, rows = _own(request, pk)
    cited = [one for one, _ in rows]
    sources, heading = [one.source for one in cited], HEADINGS[Style(kept.style)]
    made = {
        "text": lambda: as_text(heading, cited),
        "html": lambda: as_html(heading, cited),
        "ris": lambda: as_ris(sources),
        "bibtex": lambda: as_bibtex(sources),
        "csl": lambda: as_csl(sources),
    }[form]()
    ending, kind = FORMS[form]
    name = f"{slugify(kept.name) or 'citations'}.{ending}"
    return HttpResponse(made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _own(request: Request, pk: int) -> tuple[CitationList, list[tuple[Cited, Citation]]]:
    kept = get_object_or_404(CitationList.objects.all().visible_to(request.actor), pk=pk)
    citations = list(kept.citations.order_by("pk"))
    cited = works_cited([one.source for one in citations], Style(kept.style))
    return kept, [(one, citations[one.position]) for one in cited]


@require_POST
@page(May.RESEARCH_KEEP)
def citation_list_edit(request: Request, pk: int) -> HttpResponseBase:
    """Another name, another style."""
    kept = get_object_or_404(CitationList.objects.all().visible_to(request.actor), pk=pk)
    name, style = request.POST.get("name"), request.POST.get("style")
    done = words_in(reading_language(request))["saved"]
    url = reverse("library:citation_list", args=[pk])
    return go_after(request, url, lambda: edit_citation_list(kept, name=name, style=style, by=request.actor), done)


@require_POST
@page(May.RESEARCH_KEEP)
def citation_list_remove(request: Request, pk: int) -> HttpResponseBase:
    kept = get_object_or_404(CitationList.objects.all().visible_to(request.actor), pk=pk)
    done, url = words_in(reading_language(request))["gone"], reverse("library:citation_lists")
    return go_after(request, url, lambda: remove_citation_list(kept, by=request.actor), done)


@require_POST
@page(May.RESEARCH_KEEP)
def citation_remove(request: Request, pk: int, citation_pk: int) -> HttpResponseBase:
    rows = Citation.objects.all().visible_to(request.actor).select_related("list")
    citation = get_object_or_404(rows, pk=citation_pk, list_id=pk)
    done, url = words_in(reading_language(request))["gone"], reverse("library:citation_list", args=[pk])
    return go_after(request, url, lambda: remove_citation(citation, by=request.actor), done)
