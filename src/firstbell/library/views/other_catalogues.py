"""Copy cataloguing: ask other catalogues at once, compare with what is here, take a record over."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.editing import take_over
from firstbell.library.forms.records import OtherCataloguesForm
from firstbell.library.marc.numbers import isbn13
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.ports import CatalogueQuery, registered_sources
from firstbell.library.queries.asking import Answered, Candidate, ask, carried
from firstbell.library.queries.records import compared, lines_of
from firstbell.library.views.records import stored_record
from firstbell.library.views.titles import crumbs, work_title


@page(May.TITLE_EDIT)
def other_catalogues(request: Request) -> HttpResponseBase:
    """The question in the address; all chosen sources are asked while the page is made."""
    sources = registered_sources(request.actor)
    asked = bool(set(request.GET) & {"isbn", "title", "author"})
    choices = [(source.key, source.label) for source in sources]
    every = [key for key, _ in choices]
    question = request.GET.copy()
    if not question.getlist("sources"):  # a link that names none asks all
        question.setlist("sources", every)
    form = OtherCataloguesForm(question if asked else None, sources=choices, initial={"sources": every})
    answers: list[Answered] = []
    if asked and form.is_valid():
        data = form.cleaned_data
        chosen = [source for source in sources if source.key in data["sources"]]
        query = CatalogueQuery(isbn=isbn13(data["isbn"]) or data["isbn"], title=data["title"], author=data["author"])
        answers = ask(query, chosen)
    context = {
        "page_title": "Look in other catalogues",
        "page_meta": "All at once. What is here already is shown beside it.",
        "breadcrumbs": crumbs(),
        "form": form,
        "has_sources": bool(sources),
        "asked": asked,
        "answers": answers,
    }
    return render(request, "library/other_catalogues.html", context, status=422 if form.errors else 200)


def _carried(request: Request) -> Candidate:
    return carried(*(request.POST.get(name, "") for name in ("data", "form", "encoding", "source")))


@require_POST
@page(May.TITLE_EDIT)
def found_record(request: Request) -> HttpResponseBase:
    """One record from outside, whole; beside a title here when ``title`` names one."""
    back = reverse("library:other_catalogues")
    try:
        one = _carried(request)
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    title = work_title(request.actor, int(request.POST["title"])) if _is_id(request.POST.get("title", "")) else None
    own = lines_of(stored_record(title)[0]) if title is not None else []
    context = {
        "page_title": one.said.full_title or "A record without a title",
        "page_meta": f"From {one.source}.",
        "breadcrumbs": [*crumbs(), Crumb("Other catalogues", back)],
        "one": one,
        "title": title,
        "pairs": compared(own, one.lines) if title is not None else [],
        "lines": one.lines,
    }
    return render(request, "library/found_record.html", context)


@require_POST
@page(May.TITLE_EDIT)
def found_take(request: Request) -> HttpResponseBase:
    """Keep the record: as a new title, or as that of the title here (``title``); then on to its copies."""
    back = reverse("library:other_catalogues")
    title = work_title(request.actor, int(request.POST["title"])) if _is_id(request.POST.get("title", "")) else None
    try:
        one = _carried(request)
        saved = take_over(
            title, one.found.data, form=one.found.form, encoding=one.found.encoding, source=one.source, by=request.actor
        )
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    url = (
        reverse("library:copy_add", args=[saved.pk])
        if title is None
        else reverse("library:work_title", args=[saved.pk])
    )
    return redirect_with_toast(request, url, Toast(f"“{saved}” is taken over from {one.source}."))


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19
