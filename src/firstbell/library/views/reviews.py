"""Reviews: written and reported on a title's page; read, shown, sent back or removed by the library."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.ui.shapes import Crumb, Tab
from firstbell.core.ui.toasts import Toast
from firstbell.library.actions.reviews import (
    decide_review,
    report_review,
    save_review_settings,
    withdraw_review,
    write_review,
)
from firstbell.library.forms.reviews import ReviewSettingsForm
from firstbell.library.models import Review, ReviewSettings, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.reviews import Signed, as_waiting, settings_for, shown_reviews, to_decide
from firstbell.library.views.reader import Reader, grade_number, reader_of
from firstbell.people.models import Organisation, Person

PAGE = 25
STATES = (("waiting", "To decide"), ("shown", "Shown"), ("back", "Sent back"), ("removed", "Removed"))


def reviews_of(title: Title, actor: Actor, you: Reader) -> dict[str, Any]:
    """What a title's page shows of reviews. Six statements at most; two for those without an account."""
    shown = shown_reviews(title)
    found: dict[str, Any] = {
        "reviews": [(one, signature_of(one, you)) for one in shown.reviews],
        "review_average": shown.average,
        "review_count": you.say("reviews_one") if shown.count == 1 else you.say("reviews_many", count=shown.count),
        "can_review": False,
    }
    if you.is_kiosk or actor.account_id is None or not actor.can(May.REVIEW_WRITE):
        return found
    person = Person.objects.select_related("organisation").filter(pk=actor.person_id or 0).first()
    how = settings_for(person.organisation) if person is not None else None
    own = Review.objects.all().own(actor).filter(title=title).first()
    found["own_review"] = own
    found["own_state"] = you.say(f"review_{own.state}") if own is not None else ""
    if how is not None and how.is_on:
        found["can_review"] = own is None or own.state != Review.State.REMOVED
        found["review_rules"] = (how.rules_es if you.language == "es" else how.rules_en) or you.say("review_rules")
        found["review_signed"] = you.say(f"signed_{how.signature}")
    return found


def signature_of(one: Signed, you: Reader) -> str:
    """“Ana, grade 4”, “A reader in grade 4”, “A teacher”, “A reader”."""
    grade = grade_number(one.grade)
    where = "" if grade is None else you.say("kindergarten") if grade <= 0 else you.say("grade_value", value=grade)
    who = one.first_name or you.say("a_teacher" if one.review.is_staff else "a_reader")
    return f"{who}, {where}" if where else who


@require_POST
@page(May.REVIEW_WRITE)
def review_write(request: Request, pk: int) -> HttpResponseBase:
    """``stars`` and ``text``; ``do=withdraw`` takes one's own away."""
    title = get_object_or_404(Title.objects.visible_to(request.actor), pk=pk)
    you, back = reader_of(request), f"{reverse('library:title', args=[pk])}#lib-review"
    if request.POST.get("do") == "withdraw":
        own = get_object_or_404(Review.objects.all().own(request.actor), title=title)
        return go_after(request, back, lambda: withdraw_review(own, by=request.actor), you.say("review_gone"))
    said = request.POST.get("stars", "")
    stars = int(said) if said in ("1", "2", "3", "4", "5") else 0
    text = request.POST.get("text", "")
    return go_after(
        request, back, lambda: write_review(title, stars=stars, text=text, by=request.actor), you.say("review_thanks")
    )


@require_POST
@page(May.REVIEW_WRITE)
def review_report(request: Request, pk: int) -> HttpResponseBase:
    review = get_object_or_404(Review.objects.all().shown().select_related("organisation"), pk=pk)
    you, back = reader_of(request), reverse("library:title", args=[review.title_id])
    words = request.POST.get("words", "")
    return go_after(
        request, back, lambda: report_review(review, words=words, by=request.actor), you.say("report_thanks")
    )


@page(May.REVIEW_MODERATE)
def reviews(request: Request) -> HttpResponseBase:
    """Those that wait or were reported, the oldest first; ``?state=`` shows the others."""
    state = request.GET.get("state", "waiting")
    state = state if state in dict(STATES) else "waiting"
    rows = to_decide(request.actor, state=state)
    context = {
        "page_title": "Reviews",
        "page_meta": "Readers see a review once somebody here has read it.",
        "tabs": [Tab(label, f"?state={key}", key == state) for key, label in STATES],
        "state": state,
        "rows": [as_waiting(one, request.actor) for one in rows[:PAGE]],
        "more": max(rows.count() - PAGE, 0),
    }
    return render(request, "library/reviews.html", context)


@require_POST
@page(May.REVIEW_MODERATE)
def review_decide(request: Request, pk: int) -> HttpResponseBase:
    """``to`` is shown, back or removed; ``answer`` are words for the reader."""
    rows = Review.objects.all().moderated_by(request.actor).select_related("organisation")
    review, to = get_object_or_404(rows, pk=pk), request.POST.get("to", "")
    done = {"shown": "Readers see it now.", "back": "It is sent back.", "removed": "It is removed."}.get(to, "")
    answer = request.POST.get("answer", "")
    url = f"{reverse('library:reviews')}"
    return go_after(request, url, lambda: decide_review(review, to=to, answer=answer, by=request.actor), done)


@page(May.REVIEW_MODERATE)
def review_settings(request: Request) -> HttpResponseBase:
    """Every school and district one answers for, and what it does about reviews."""
    places = Organisation.objects.filter(request.actor.scope(May.REVIEW_MODERATE).q("path"), closed_at=None)
    kept = {one.organisation_id: one for one in ReviewSettings.objects.filter(organisation__in=places)}
    context = {
        "page_title": "How reviews are done",
        "page_meta": "Where a school says nothing, what the district says counts; where nobody says anything there are none.",
        "breadcrumbs": [Crumb("Reviews", reverse("library:reviews"))],
        "places": [(one, kept.get(one.pk)) for one in places.order_by("path")],
    }
    return render(request, "library/review_settings.html", context)


@page(May.REVIEW_MODERATE)
def review_settings_edit(request: Request, pk: int) -> HttpResponseBase:
    places = Organisation.objects.filter(request.actor.scope(May.REVIEW_MODERATE).q("path"))
    place = get_object_or_404(places, pk=pk)
    kept = ReviewSettings.objects.filter(organisation=place).first() or ReviewSettings(organisation=place)
    form = ReviewSettingsForm(request.POST or None, instance=kept)
    url = reverse("library:review_settings")
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        if attempt(form, lambda: save_review_settings(place, values=values, by=request.actor)) is not None:
            return redirect_with_toast(request, url, Toast("Saved."))
    context = {
        "page_title": f"Reviews at {place.name}",
        "breadcrumbs": [Crumb("Reviews", reverse("library:reviews")), Crumb("How reviews are done", url)],
        "form": form,
        "cancel_url": url,
    }
    return render(request, "library/review_settings_edit.html", context, status=422 if form.errors else 200)
