"""REST for reviews: those that readers get, one's own, and for the library those to decide about."""

from __future__ import annotations

from typing import Any

from ninja import Query, Status

from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, given, paginate
from firstbell.library.actions.reviews import (
    decide_review,
    report_review,
    save_review_settings,
    withdraw_review,
    write_review,
)
from firstbell.library.models import Review, Title
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.reviews import settings_for, shown_reviews, to_decide
from firstbell.library.schemas.readers import (
    ReviewDecisionIn,
    ReviewFilter,
    ReviewIn,
    ReviewOwnOut,
    ReviewReportIn,
    ReviewReportOut,
    ReviewSettingsIn,
    ReviewSettingsOut,
    ReviewToDecideOut,
    TitleReviewsOut,
)
from firstbell.people.models import Organisation

router = Router(tags=["Reviews"])


@router.get("/catalogue/titles/{pk}/reviews", response=TitleReviewsOut)
def list_title_reviews(request: ApiRequest, pk: int) -> Any:
    """What readers see of a title's reviews, signed as each school says."""
    return TitleReviewsOut.of(shown_reviews(found(Title.objects.visible_to(request.actor), pk)))


@router.put("/catalogue/titles/{pk}/review", response=ReviewOwnOut)
def put_review(request: ApiRequest, pk: int, body: ReviewIn) -> Any:
    """Your own review; it waits until the library has read it."""
    title = found(Title.objects.visible_to(request.actor), pk)
    return write_review(title, stars=body.stars, text=body.text, by=request.actor)


@router.get("/reviews/mine", response=Page[ReviewOwnOut])
def list_own_reviews(request: ApiRequest, paging: Query[Paging]) -> Any:
    """What you wrote, and how it stands."""
    request.actor.require(May.REVIEW_WRITE)
    return paginate(Review.objects.all().own(request.actor), paging, order=("pk",))


@router.delete("/reviews/{pk}", response={204: None})
def delete_review(request: ApiRequest, pk: int) -> Any:
    """Take your own review away."""
    request.actor.require(May.REVIEW_WRITE)
    withdraw_review(found(Review.objects.all().own(request.actor), pk), by=request.actor)
    return Status(204, None)


@router.post("/reviews/{pk}/report", response={201: ReviewReportOut})
def report_one_review(request: ApiRequest, pk: int, body: ReviewReportIn) -> Any:
    """Somebody of the library should look at it."""
    request.actor.require(May.REVIEW_WRITE)
    review = found(Review.objects.all().shown().select_related("organisation"), pk)
    return created({"is_hidden": report_review(review, words=body.words, by=request.actor)})


@router.get("/reviews", response=Page[ReviewToDecideOut])
def list_reviews(request: ApiRequest, paging: Query[Paging], asked: Query[ReviewFilter]) -> Any:
    """Those to decide about, by state; ``waiting`` has the reported ones as well."""
    request.actor.require(May.REVIEW_MODERATE)
    return paginate(to_decide(request.actor, state=asked.state), paging, order=("pk",))


@router.post("/reviews/{pk}/decision", response=ReviewToDecideOut)
def decide_one_review(request: ApiRequest, pk: int, body: ReviewDecisionIn) -> Any:
    """Show it, send it back with words, or remove it."""
    request.actor.require(May.REVIEW_MODERATE)
    review = found(Review.objects.all().moderated_by(request.actor).select_related("organisation"), pk)
    return decide_review(review, to=body.to, answer=body.answer, by=request.actor)


@router.get("/review-settings/{organisation_id}", response=ReviewSettingsOut)
def read_review_settings(request: ApiRequest, organisation_id: int) -> Any:
    """How a school does reviews: its own word, or the district's; off where nobody said anything."""
    return settings_for(_place(request, organisation_id))


@router.put("/review-settings/{organisation_id}", response=ReviewSettingsOut)
def put_review_settings(request: ApiRequest, organisation_id: int, body: ReviewSettingsIn) -> Any:
    """How a school does reviews from now on; what is left out stays."""
    return save_review_settings(_place(request, organisation_id), values=given(body), by=request.actor)


def _place(request: ApiRequest, pk: int) -> Organisation:
    request.actor.require(May.REVIEW_MODERATE)
    place: Organisation = found(Organisation.objects.filter(request.actor.scope(May.REVIEW_MODERATE).q("path")), pk)
    return place
