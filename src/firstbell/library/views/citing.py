"""Citing a source: filled in by hand or from the catalogue, in three styles at once. Open to everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from firstbell.core.answers import attempt
from firstbell.core.errors import Invalid
from firstbell.core.http import Request, redirect_with_toast
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.citations import add_citation, add_citation_list, edit_citation
from firstbell.library.citations import Cited, Kind, Source, Style, cite, remarks
from firstbell.library.citations.capitals import is_guessed, sentence
from firstbell.library.citations.reading import read_source
from firstbell.library.forms.citing import PEOPLE, SourceForm
from firstbell.library.models import STYLES, Citation, CitationList, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.citations import source_of_title, titles_to_cite
from firstbell.library.views.open_pages import open_page, reading_language
from firstbell.library.views.research_words import HELPS, KINDS, MONTHS, REMARKS, SEASONS, label_of, pick, words_in


@dataclass(frozen=True)
class Said:
    """One style's answer, with what to look at first."""

    style: str
    label: str
    cited: Cited
    remarks: list[str]


@open_page
def cite_source(request: Request) -> HttpResponseBase:
    """``?kind=`` chooses the form, ``?title=`` fills it from the catalogue, ``?edit=`` from one's list. Nothing is kept
    unless one says so."""
    language = reading_language(request)
    citation = _edited(request)
    form = _form(request, language, citation)
    context: dict[str, Any] = {}
    if request.method == "POST" and "keep" in request.POST and form.is_valid():
        done = _keep(request, form, citation, language)
        if done is not None:
            return done
    if _asks_for_result(request) and form.is_valid():
        source = attempt(form, lambda: read_source(form.data_of()))
        if source is not None:
            context["answers"] = _answers(source, form.cleaned_data["locator"], language)
    if citation is None and request.method == "GET" and not form.is_bound and form.initial.get("title"):
        context["answers"] = _answers(read_source({**form.initial, "people": _people(form.initial)}), "", language)
    context |= _frame(request, language, form, citation)
    return render(request, "library/cite.html", context, status=422 if form.errors else 200)


def _edited(request: Request) -> Citation | None:
    asked = request.POST.get("edit") or request.GET.get("edit") or ""
    if not asked.isdecimal() or len(asked) > 17:
        return None
    return get_object_or_404(Citation.objects.all().visible_to(request.actor).select_related("list"), pk=int(asked))


def _form(request: Request, language: str, citation: Citation | None) -> SourceForm:
    initial: dict[str, Any] = {}
    asked = request.GET.get("title", "")
    if citation is not None:
        initial = SourceForm.initial_of(citation.source)
    elif asked.isdecimal() and len(asked) < 18:
        title = get_object_or_404(Title.objects.visible_to(request.actor), pk=int(asked))
        initial = SourceForm.initial_of(source_of_title(title))
    said = request.POST.get("kind") or request.GET.get("kind") or initial.get("kind") or Kind.BOOK
    kind = Kind(said) if said in Kind.__members__.values() else Kind.BOOK
    is_new = request.method == "POST" and request.POST.get("was", kind) != kind
    form = SourceForm(None if is_new else request.POST or None, kind=kind, initial=initial | {"kind": kind.value})
    if is_new:  # another kind: what was typed is carried into its form
        form.initial.update({name: request.POST.get(name, "") for name in form.fields} | {"kind": kind.value})
    _speak(form, kind, language)
    return form


def _speak(form: SourceForm, kind: Kind, language: str) -> None:
    """Labels, helps and choices in the reader's language."""
    form.fields["kind"].label = words_in(language)["kind"]
    form.fields["kind"].widget = forms.Select(choices=[(key, pick(pair, language)) for key, pair in KINDS.items()])
    months = [("", "–"), *((str(number), pick(pair, language)) for number, pair in enumerate(MONTHS, 1))]
    seasons = [("", "–"), *((key, pick(pair, language)) for key, pair in SEASONS.items())]
    for name, field in form.fields.items():
        if name == "kind":
            continue
        field.label = label_of(name, kind, language)
        if field.widget.is_hidden:
            continue
        if name == "month":
            field.widget = forms.Select(choices=months)
        elif name == "part":
            field.widget = forms.Select(choices=seasons)
        if name == "title" and kind is not Kind.AI_CHAT:
            field.help_text = pick(HELPS["title"], language)
    first = next((name for name in form.shown if name in PEOPLE), "")
    if first:
        form.fields[first].help_text = pick(HELPS["people"], language)


def _asks_for_result(request: Request) -> bool:
    return request.method == "POST" and "show" in request.POST


def _people(initial: Mapping[str, Any]) -> dict[str, str]:
    return {name.removesuffix("s"): initial[name] for name in PEOPLE if name in initial}


def _answers(source: Source, locator: str, language: str) -> list[Said]:
    return [Said(style, label, cite(source, Style(style), locator=locator), _remarks(source, Style(style), language))
            for style, label in STYLES]  # fmt: skip


def _remarks(source: Source, style: Style, language: str) -> list[str]:
    said = []
    for one in remarks(source, style):
        field = label_of(one.field, source.kind, language) if one.code == "missing" else ""
        said.append(pick(REMARKS[one.code], language).format(field=field, about=one.about))
    if style is Style.APA and source.kind is not Kind.AI_CHAT and is_guessed(source.title):
        said.append(pick(REMARKS["capitals"], language).format(about=sentence(source.title)))
    return said


def _keep(request: Request, form: SourceForm, citation: Citation | None, language: str) -> HttpResponseBase | None:
    """Into a list of one's own, a new one where none is chosen; None when something is to be mended first."""
    actor, words = request.actor, words_in(language)
    actor.require(May.RESEARCH_KEEP)
    if citation is not None:
        kept = attempt(form, lambda: edit_citation(citation, data=form.data_of(), by=actor))
    else:
        kept = attempt(form, lambda: add_citation(_list(request, words), data=form.data_of(), by=actor))
    if kept is None:
        return None
    return redirect_with_toast(request, reverse("library:citation_list", args=[kept.list_id]), Toast(words["kept"]))


def _list(request: Request, words: dict[str, str]) -> CitationList:
    asked = request.POST.get("list", "")
    if asked.isdecimal() and len(asked) < 18:
        return get_object_or_404(CitationList.objects.all().visible_to(request.actor), pk=int(asked))
    name = request.POST.get("list_name", "").strip()
    if not name:
        raise Invalid(words["list_name"] + "?", remedy="")
    return add_citation_list(name=name, by=request.actor)


def _frame(request: Request, language: str, form: SourceForm, citation: Citation | None) -> dict[str, Any]:
    words, actor = words_in(language), request.actor
    can_keep = actor.account_id is not None and actor.can(May.RESEARCH_KEEP)
    said = request.GET.get("q", "").strip()[:100]
    return {
        "t": words,
        "language": language,
        "page_title": words["cite"],
        "page_meta": words["cite_lead"],
        "form": form,
        "citation": citation,
        "said": said,
        # Visitors find by number only: words are the catalogue's own search.
        "titles": titles_to_cite(said, actor) if said and (actor.account_id or said.replace("-", "").isalnum()) else [],
        "can_keep": can_keep,
        "lists": list(CitationList.objects.all().visible_to(actor)[:100]) if can_keep else [],
        "chosen": request.POST.get("list") or request.GET.get("list", ""),
    }
