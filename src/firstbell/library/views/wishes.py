"""What families ask for their own child: the librarian's pages. Nobody else opens them, and no list of them is exported."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.wishes import answer_request, end_wish, record_wish, remove_wish
from firstbell.library.forms.wishes import AnswerForm, WishForm
from firstbell.library.models import FamilyRequest, FamilyWish
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.wishes import (
    MOST_STUDENTS,
    choices,
    chosen,
    kept_for,
    open_requests,
    students_named,
    students_with_wishes,
)
from firstbell.people.models import Person

About = FamilyWish.About
#: What is chosen in the catalogue; the other two are said at once.
LOOKED_UP = (About.TITLE, About.SERIES, About.AUTHOR, About.SUBJECT)


@never_cache
@page(May.FAMILY_WISH_EDIT)
def wishes(request: Request) -> HttpResponseBase:
    """Letters to answer, students with wishes, and any student by name."""
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "page_title": "Families’ wishes",
        "page_meta": "What families ask for their own child. Only you see it.",
        "query": text,
        "found": students_named(request.actor, text),
        "requests": list(open_requests(request.actor)[:MOST_STUDENTS]),
        "students": students_with_wishes(request.actor, today=timezone.localdate()),
        "most": MOST_STUDENTS,
    }
    return render(request, "library/wishes.html", context)


@never_cache
@page(May.FAMILY_WISH_EDIT)
def student_wishes(request: Request, pk: int) -> HttpResponseBase:
    """All that is kept for one student, and the way to a new wish: ``?about=author&q=dahl`` looks in the catalogue."""
    person = _student(request.actor, pk)
    about, text = request.GET.get("about", About.TITLE), request.GET.get("q", "").strip()[:200]
    about = about if about in LOOKED_UP else About.TITLE
    letters = open_requests(request.actor).filter(person=person)
    context = {
        "page_title": f"Wishes of {person.name}’s family",
        "page_meta": f"{person.organisation.name}. Only you see this page.",
        "breadcrumbs": _crumbs(),
        "person": person,
        "kept": kept_for(person, request.actor, today=timezone.localdate()),
        "letters": [(one, AnswerForm(auto_id=f"answer-{one.pk}-%s")) for one in letters],
        "about": about,
        "abouts": [(one.value, one.label) for one in LOOKED_UP],
        "query": text,
        "found": choices(about, text, request.actor),
    }
    return render(request, "library/student_wishes.html", context)


@never_cache
@page(May.FAMILY_WISH_EDIT)
def wish_add(request: Request, pk: int) -> HttpResponseBase:
    """``?about=…&of=…``: what was chosen; the form asks the rest."""
    person = _student(request.actor, pk)
    about, key = request.GET.get("about", ""), request.GET.get("of", "")
    of = chosen(about, int(key) if key.isascii() and key.isdigit() and len(key) < 18 else None, request.actor)
    back = reverse("library:student_wishes", args=[pk])
    if about not in About.values or (about in LOOKED_UP and of is None):
        return redirect_with_toast(request, back, Toast("Choose first what it is about.", tone="info"))
    form = WishForm(request.POST or None, about=about)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        grade, letter = values.pop("grade_from", None), _letter(request, person)
        act = partial(record_wish, person, about=about, of=of, grade_from=grade, values=values, answers=letter)
        if attempt(form, lambda: act(by=request.actor)) is not None:
            return redirect_with_toast(request, back, Toast("The wish is kept."))
    context = {
        "page_title": f"A wish of {person.name}’s family",
        "breadcrumbs": [*_crumbs(), Crumb(person.name, back)],
        "form": form,
        "form_title": f"{About(about).label}: {of}" if of is not None else About(about).label,
        "cancel_url": back,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.FAMILY_WISH_EDIT)
def wish_end(request: Request, pk: int) -> HttpResponseBase:
    found = _wish(request.actor, pk)
    url = reverse("library:student_wishes", args=[found.person_id])
    return go_after(request, url, partial(end_wish, found, by=request.actor), "It has ended.")


@require_POST
@page(May.FAMILY_WISH_EDIT)
def wish_remove(request: Request, pk: int) -> HttpResponseBase:
    found = _wish(request.actor, pk)
    url = reverse("library:student_wishes", args=[found.person_id])
    return go_after(request, url, partial(remove_wish, found, by=request.actor), "It is gone, as if it had never been.")


@require_POST
@page(May.FAMILY_WISH_EDIT)
def request_answer(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(open_requests(request.actor), pk=pk)
    url = reverse("library:student_wishes", args=[found.person_id])
    form = AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    return go_after(request, url, partial(answer_request, found, answer=answer, by=request.actor), "It is answered.")


def _letter(request: Request, person: Person) -> FamilyRequest | None:
    """Where one letter of this family waits, the wish answers it."""
    waiting = list(open_requests(request.actor).filter(person=person)[:2])
    return waiting[0] if len(waiting) == 1 else None


def _student(actor: Actor, pk: int) -> Person:
    scope = actor.scope(May.FAMILY_WISH_EDIT).q("organisation__path")
    students = Person.objects.visible_to(actor).filter(scope, kind=Person.Kind.STUDENT)
    return get_object_or_404(students.select_related("organisation"), pk=pk)


def _wish(actor: Actor, pk: int) -> FamilyWish:
    return get_object_or_404(FamilyWish.objects.visible_to(actor).select_related("person__organisation"), pk=pk)


def _crumbs() -> list[Crumb]:
    return [Crumb("Families’ wishes", reverse("library:wishes"))]
