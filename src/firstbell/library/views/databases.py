"""Databases from A to Z as readers see them, and the way into one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from firstbell.core.answers import refused
from firstbell.core.http import Request
from firstbell.core.ui.shapes import Crumb
from firstbell.library.models import GRADES, ResearchDatabase
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.research_databases import Wanted, address_of, databases_from_a_to_z, offered_databases
from firstbell.library.views.open_pages import open_page, reading_language
from firstbell.library.views.research_words import words_in


@open_page
def databases(request: Request) -> HttpResponseBase:
    """Narrowed by ``letter``, ``subject``, ``grade`` and words (``q``)."""
    language, wanted = reading_language(request), _wanted(request)
    found, letters, subjects = databases_from_a_to_z(request.actor, wanted)
    words = words_in(language)
    context = {
        "t": words,
        "language": language,
        "page_title": words["databases"],
        "page_meta": words["databases_lead"],
        "rows": [(one, _said(one, language)) for one in found],
        "letters": letters,
        "subjects": subjects,
        "grades": GRADES,
        "wanted": wanted,
        "can_edit": request.actor.can(May.DATABASE_EDIT),
    }
    return render(request, "library/databases.html", context)


def _wanted(request: Request) -> Wanted:
    grade = request.GET.get("grade", "")
    known = {str(number): number for number, _ in GRADES}
    return Wanted(
        letter=request.GET.get("letter", "")[:1].upper(),
        subject=request.GET.get("subject", "")[:60],
        grade=known.get(grade),
        words=request.GET.get("q", "")[:100],
    )


def _said(one: ResearchDatabase, language: str) -> dict[str, str]:
    """What a reader is told, in their language where somebody wrote it."""
    is_spanish = language == "es"
    return {
        "description": (is_spanish and one.description_es) or one.description,
        "notes": (is_spanish and one.access_notes_es) or one.access_notes,
        "access": words_in(language)[f"access_{one.access}"],
        "grades": f"{dict(GRADES)[one.grade_low]}–{dict(GRADES)[one.grade_high]}",
    }


@open_page
def database(request: Request, pk: int) -> HttpResponseBase:
    """One database; how to get in is said to people of the school only."""
    found = get_object_or_404(offered_databases(request.actor), pk=pk)
    language = reading_language(request)
    words = words_in(language)
    knows = request.actor.account_id is not None and request.actor.can(May.DATABASE_READ)
    context: dict[str, Any] = {
        "t": words,
        "language": language,
        "page_title": found.name,
        "breadcrumbs": [Crumb(words["databases"], reverse("library:databases"))],
        "database": found,
        "said": _said(found, language),
        "knows": knows,
        "can_edit": request.actor.can(May.DATABASE_EDIT, at=found.organisation.scope_path),
    }
    return render(request, "library/database.html", context)


@open_page
def database_open(request: Request, pk: int) -> HttpResponseBase:
    """To the database, with a fresh ticket where a proxy asks for one. Nothing is noted."""
    found = get_object_or_404(offered_databases(request.actor), pk=pk)
    address: list[str] = []
    wrong = refused(
        request,
        reverse("library:database", args=[pk]),
        lambda: address.append(address_of(found, request.actor, now=timezone.now())),
    )
    if wrong is not None:
        return wrong
    return HttpResponseRedirect(address[0], headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
