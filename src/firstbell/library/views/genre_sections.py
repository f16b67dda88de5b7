"""Sections of what is shelved by genre: a school's list, add, change; and where a title stands."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.genre_sections import remove_genre_section, save_genre_section, set_title_genre
from firstbell.library.forms.copies import GenreSectionForm
from firstbell.library.models import GenreSection, ShelvingPlace
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.genre_sections import choices_at, terms_without_section
from firstbell.library.views.titles import crumbs, work_title
from firstbell.people.models import Organisation
from firstbell.people.queries import schools_for


@page(May.CATALOGUE_WORK)
def genre_sections(request: Request, school_pk: int) -> HttpResponseBase:
    """The sections of one school in the order of the shelf, and the genre terms that none of them names."""
    school = get_object_or_404(schools_for(request.actor, May.CATALOGUE_WORK), pk=school_pk)
    sections = list(GenreSection.objects.filter(organisation=school))
    context = {
        "page_title": "Genre sections",
        "page_meta": school.name,
        "breadcrumbs": [*crumbs(), Crumb("Shelving places", reverse("library:shelving"))],
        "school": school,
        "sections": sections,
        "by_genre": list(ShelvingPlace.objects.filter(organisation=school, by_genre=True)),
        "unnamed": terms_without_section(school, sections),
        "may_edit": request.actor.can(May.RULE_EDIT, at=school.scope_path),
    }
    return render(request, "library/genre_sections.html", context)


@page(May.RULE_EDIT)
def genre_section_add(request: Request, school_pk: int) -> HttpResponseBase:
    school = get_object_or_404(schools_for(request.actor, May.RULE_EDIT), pk=school_pk)
    return _form(request, school, None)


@page(May.RULE_EDIT)
def genre_section(request: Request, pk: int) -> HttpResponseBase:
    found = _section(request.actor, pk)
    return _form(request, found.organisation, found)


@require_POST
@page(May.RULE_EDIT)
def genre_section_remove(request: Request, pk: int) -> HttpResponseBase:
    found = _section(request.actor, pk)
    url = reverse("library:genre_sections", args=[found.organisation_id])
    return go_after(request, url, lambda: remove_genre_section(found, by=request.actor), f"“{found}” is removed.")


@page(May.COPY_EDIT)
def title_genre(request: Request, pk: int) -> HttpResponseBase:
    """In which section a title stands at each school, and why; POST puts it into another (``section`` empty: by its record)."""
    title = work_title(request.actor, pk)
    schools = list(schools_for(request.actor, May.COPY_EDIT).order_by("name"))
    if request.method == "POST":
        school = get_object_or_404(schools_for(request.actor, May.COPY_EDIT), pk=_number(request, "school"))
        wanted = _number(request, "section")
        section = get_object_or_404(GenreSection, pk=wanted, organisation=school) if wanted else None
        url = reverse("library:title_genre", args=[pk])
        act = lambda: set_title_genre(title, school, section=section, by=request.actor)  # noqa: E731
        return go_after(request, url, act, "Its labels and its place on the shelf go along.")
    context = {
        "page_title": "Genre on the shelf",
        "page_meta": str(title),
        "breadcrumbs": [*crumbs(), Crumb(str(title), reverse("library:work_title", args=[pk]))],
        "title": title,
        "lines": choices_at(title.pk, schools),
    }
    return render(request, "library/title_genre.html", context)


def _number(request: Request, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _section(actor: Actor, pk: int) -> GenreSection:
    scope = actor.scope(May.RULE_EDIT).q("organisation__path")
    return get_object_or_404(GenreSection.objects.filter(scope).select_related("organisation"), pk=pk)


def _form(request: Request, school: Organisation, found: GenreSection | None) -> HttpResponseBase:
    initial = {} if found is None else {name: getattr(found, name) for name in ("name", "label", "position")}
    if found is not None:
        initial["terms"] = "\n".join(found.terms)
    form = GenreSectionForm(request.POST or None, initial=initial)
    url = reverse("library:genre_sections", args=[school.pk])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(form, lambda: save_genre_section(found, organisation=school, values=values, by=request.actor))
        if done is not None:
            return redirect_with_toast(request, url, Toast(f"“{done}” is saved."))
    context = {
        "page_title": f"Edit “{found}”" if found is not None else "Add a section",
        "page_meta": school.name,
        "breadcrumbs": [*crumbs(), Crumb("Genre sections", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)
