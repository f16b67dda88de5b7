"""Reviews: what a school does about them, those that readers get, those that wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.actor import Actor
from firstbell.library.models import Review, ReviewSettings, Title
from firstbell.people.models import Organisation

#: With fewer reviews an average would be one reader's word.
FEWEST_FOR_AVERAGE = 3
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Signed:
    """A review as readers get it. ``first_name`` and ``grade`` are empty where the school does not show them."""

    review: Review
    first_name: str
    grade: str


@dataclass(frozen=True, slots=True)
class Shown:
    """``average`` of stars, to one decimal, None with fewer than three reviews; ``count`` of those that are shown."""

    reviews: list[Signed]
    average: float | None
    count: int


def settings_for(organisation: Organisation) -> ReviewSettings:
    """The school's own, else the district's above it; off where nobody said anything. One statement."""
    return _nearest(organisation.scope_path, _every()) or ReviewSettings(organisation=organisation)


def _every() -> dict[int, ReviewSettings]:
    return {one.organisation_id: one for one in ReviewSettings.objects.all()}


def _nearest(path: str, every: Mapping[int, ReviewSettings]) -> ReviewSettings | None:
    ids = [int(part) for part in path.split(".") if part]
    return next((every[pk] for pk in reversed(ids) if pk in every), None)


def shown_reviews(title: Title, *, most: int = MOST_SHOWN) -> Shown:
    """Of schools that have reviews, the newest first. Two statements."""
    rows = list(
        Review.objects.all().shown().filter(title=title).select_related("organisation", "author__person").order_by("-decided_at", "-pk")
    )  # fmt: skip
    every = _every() if rows else {}
    kept = [signed for one in rows if (signed := _signed(one, _nearest(one.organisation.scope_path, every)))]
    average = None
    if len(kept) >= FEWEST_FOR_AVERAGE:
        average = round(sum(one.review.stars for one in kept) / len(kept), 1)
    return Shown(kept[:most], average, len(kept))


def _signed(review: Review, how: ReviewSettings | None) -> Signed | None:
    """None where the school has no reviews (any more)."""
    if how is None or not how.is_on:
        return None
    kinds = ReviewSettings.Signature
    person = review.author.person
    name = ""
    # Who left the school is named no longer; what they wrote stays.
    if how.signature == kinds.FIRST and person is not None and person.withdrawn_on is None:
        name = person.preferred_given_name or person.given_name
    return Signed(review, name, review.grade if how.signature in (kinds.FIRST, kinds.GRADE) else "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review for whoever decides. ``author`` is empty for those who may not know what somebody reads."""

    review: Review
    author: str
    reports: Sequence[str]


def to_decide(actor: Actor, *, state: str) -> QuerySet[Review]:
    """``waiting`` (new, changed or reported ones), ``shown``, ``back`` or ``removed``; the oldest first."""
    rows = Review.objects.all().moderated_by(actor).select_related("title", "organisation", "author__person")
    reported = Count("reports", filter=Q(reports__seen_at=None))
    rows = rows.annotate(reported=reported)
    if state == "waiting":
        rows = rows.filter(Q(state=Review.State.WAITING) | Q(state=Review.State.SHOWN, reported__gt=0))
    else:
        rows = rows.filter(state=state)
    return rows.prefetch_related("reports").order_by("written_on", "pk")


def as_waiting(review: Review, actor: Actor) -> Waiting:
    """With its author for those who may know who reads what at that school."""
    may_know = not actor.is_disguised and actor.can(
        CirculationPermission.LIBRARY_LOAN_VIEW, at=review.organisation.scope_path
    )
    words = [one.words for one in review.reports.all() if one.seen_at is None]
    return Waiting(review, str(review.author) if may_know else "", words)
