"""Age limits, and exceptions from them."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.age_limits import end_age_exception, give_age_exception, remove_age_limit, save_age_limit
from firstbell.library.forms.wishes import AgeExceptionForm, AgeLimitForm
from firstbell.library.models import AgeLimit
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.age_limits import exceptions_to_show, keeps_rules, students_of
from firstbell.library.queries.guards import grade_words
from firstbell.library.views.titles import crumbs

MOST_EXCEPTIONS = 200


@page(May.RULE_EDIT)
def age_limits(request: Request) -> HttpResponseBase:
    actor = request.actor
    limits = AgeLimit.objects.visible_to(actor).select_related("organisation", "shelving_place", "item_type")
    context = {
        "page_title": "Age limits",
        "page_meta": "From which grade on something is lent. None counts until you switch it on.",
        "breadcrumbs": [*crumbs(), Crumb("Set up", reverse("library:catalogue_setup"))],
        "limits": [(one, _words(one), actor.can(May.RULE_EDIT, at=one.scope_path)) for one in limits],
    }
    return render(request, "library/age_limits.html", context)


def _words(limit: AgeLimit) -> str:
    if limit.shelving_place is not None:
        what = f"What stands at “{limit.shelving_place}”"
    elif limit.item_type is not None:
        what = f"Every {limit.item_type.name.lower()}"
    else:
        what = f"Titles meant for readers from {grade_words(limit.interest_from or 0)} on"
    return f"{what}: from {grade_words(limit.lowest_grade)} on"


@page(May.RULE_EDIT)
def age_limit_add(request: Request) -> HttpResponseBase:
    return _form(request, None)


@page(May.RULE_EDIT)
def age_limit(request: Request, pk: int) -> HttpResponseBase:
    return _form(request, _limit(request.actor, pk))


@require_POST
@page(May.RULE_EDIT)
def age_limit_remove(request: Request, pk: int) -> HttpResponseBase:
    found = _limit(request.actor, pk)
    act = partial(remove_age_limit, found, by=request.actor)
    return go_after(request, reverse("library:age_limits"), act, f"“{found}” is removed.")


def _limit(actor: Actor, pk: int) -> AgeLimit:
    return get_object_or_404(AgeLimit.objects.visible_to(actor).select_related("organisation"), pk=pk)


def _form(request: Request, found: AgeLimit | None) -> HttpResponseBase:
    # The form writes into its instance while validating; the action compares with the stored one.
    fresh = AgeLimit.objects.get(pk=found.pk) if found is not None else None
    form = AgeLimitForm(request.POST or None, instance=fresh, actor=request.actor)
    url = reverse("library:age_limits")
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, partial(save_age_limit, found, values=form.cleaned_data, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, url, Toast(f"“{saved}” is saved."))
    context = {
        "page_title": f"Edit “{found}”" if found is not None else "Add an age limit",
        "breadcrumbs": [*crumbs(), Crumb("Age limits", url)],
        "form": form,
        "form_title": "Say one of three: a place, a type, or whom titles are meant for",
        "cancel_url": url,
    }
    return render(request, "core/form.html", context, status=422 if form.errors else 200)


@page(May.AGE_EXCEPTION_GIVE)
def age_exceptions(request: Request) -> HttpResponseBase:
    """Those that stand, and a new one for a student of one's own."""
    actor = request.actor
    students = None if keeps_rules(actor) else students_of(actor)
    form = AgeExceptionForm(request.POST or None, students=students, actor=actor)
    url = reverse("library:age_exceptions")
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        person = values.pop("person")
        act = partial(give_age_exception, person, **values, by=actor)
        if (made := attempt(form, act)) is not None:
            text = f"{made.person.name} may borrow past age limits through {made.last_day:%b %-d}."
            return redirect_with_toast(request, url, Toast(text))
    context = {
        "page_title": "Exceptions from age limits",
        "page_meta": "For a student and a while: a project, a strong reader. It names no title.",
        "exceptions": list(exceptions_to_show(actor)[:MOST_EXCEPTIONS]),
        "form": form,
        "has_students": students is None or students.exists(),
    }
    return render(request, "library/age_exceptions.html", context, status=422 if form.errors else 200)


@require_POST
@page(May.AGE_EXCEPTION_GIVE)
def age_exception_end(request: Request, pk: int) -> HttpResponseBase:
    found = get_object_or_404(exceptions_to_show(request.actor), pk=pk)
    act = partial(end_age_exception, found, by=request.actor)
    return go_after(request, reverse("library:age_exceptions"), act, "The exception has ended.")
