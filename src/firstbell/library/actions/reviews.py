"""Reviews are written, read by a librarian, shown, reported. The trail never says who wrote about what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.events import change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.recipients import holders
from firstbell.core.permissions import CorePermission
from firstbell.core.refs import Ref
from firstbell.library.actions._said import line
from firstbell.library.actions._said import text as some_lines
from firstbell.library.events import ReviewDecided, ReviewSettingsSaved
from firstbell.library.models import Review, ReviewReport, ReviewSettings, Title
from firstbell.library.notices import REVIEW_BACK, REVIEWS_WAIT
from firstbell.library.permissions import LibraryPermission as May
from firstbell.library.queries.reviews import settings_for
from firstbell.people.models import Organisation, Person

State = Review.State
_FIELDS = ("is_on", "signature", "hide_after", "rules_en", "rules_es", "source", "last_checked")


def write_review(title: Title, *, stars: int, text: str = "", by: Actor) -> Review:
    """One's own review of a title, or another wording of it: it waits until a librarian has read it.

    Nobody asks whether the reader ever borrowed it. Raises Forbidden (``library.review.write``), Conflict where the school
    has no reviews, Invalid with the field.
    """
    by.require(May.REVIEW_WRITE)
    person = Person.objects.select_related("organisation").filter(pk=by.person_id or 0).first()
    if by.account_id is None or person is None:
        raise Forbidden(May.REVIEW_WRITE)
    if not settings_for(person.organisation).is_on:
        raise Conflict("Your school has no reviews.", remedy="Ask in the library.")
    if stars not in range(1, 6):
        raise Invalid("Choose one to five stars.", remedy="One is the least, five the most.", field="stars")
    said = some_lines(text, "text", Review.MOST_LETTERS, is_needed=False)
    with change(by):
        review = Review.objects.select_for_update().filter(title=title, author_id=by.account_id).first() or Review(
            title=title, author_id=by.account_id
        )
        if review.state == State.REMOVED:
            raise Conflict("Your review of this title was removed.", remedy="Ask in the library.")
        review.organisation, review.stars, review.text = person.organisation, stars, said
        review.grade = person.grade if person.kind == Person.Kind.STUDENT else ""
        review.is_staff = person.kind == Person.Kind.STAFF
        review.state, review.answer, review.is_held = State.WAITING, "", False
        review.written_on, review.decided_at = timezone.localdate(), None
        review.save()
        _tell_librarians(person.organisation, by)
    return review


def withdraw_review(review: Review, *, by: Actor) -> None:
    """Take one's own review away; nothing of it stays."""
    if by.account_id is None or review.author_id != by.account_id:
        raise NotFound("There is no such review of yours.")
    with change(by):
        if review.state == State.REMOVED:
            raise Conflict("It was removed already.", remedy="Ask in the library.")
        review.delete()


def decide_review(review: Review, *, to: str, answer: str = "", by: Actor) -> Review:
    """Show it, send it back with words, or remove it. What was reported has been looked at then.

    Raises Forbidden (``library.review.moderate`` there), Invalid when it goes back without words.
    """
    by.require(May.REVIEW_MODERATE, at=review.organisation.scope_path)
    if to not in (State.SHOWN, State.BACK, State.REMOVED):
        raise Invalid("It cannot become that.", remedy="Show it, send it back or remove it.", field="to")
    said = line(answer, "answer", 500, is_needed=to == State.BACK)
    with change(by) as unit:
        kept = Review.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=review.pk)
        old = State(kept.state)
        kept.state, kept.answer, kept.is_held = to, said if to != State.SHOWN else "", False
        kept.decided_at = timezone.now()
        kept.save()
        kept.reports.filter(seen_at=None).update(seen_at=kept.decided_at)
        unit.publish(
            ReviewDecided(
                subject=kept.ref, org_path=kept.organisation.scope_path, changes={"state": (old.label, State(to).label)}
            )
        )
        if to == State.BACK:
            _tell_author(kept, by)
    return kept


def report_review(review: Review, *, words: str = "", by: Actor) -> bool:
    """Somebody should look at it. Whether it is hidden now, since as many as the school says reported it. Once for each reader.

    Raises Forbidden (``library.review.write``), NotFound for one that is not shown. No event: who reports is nobody's business.
    """
    by.require(May.REVIEW_WRITE)
    if by.account_id is None or review.state != State.SHOWN:
        raise NotFound("This review is not there any more.")
    said = line(words, "words", 300, is_needed=False)
    with change(by):
        kept = Review.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=review.pk)
        report, is_new = ReviewReport.objects.get_or_create(
            review=kept, account_id=by.account_id, defaults={"words": said, "at": timezone.now()}
        )
        if not is_new and said:
            report.words = said
            report.save(update_fields=["words"])
        if kept.reports.filter(seen_at=None).count() >= settings_for(kept.organisation).hide_after:
            kept.is_held = True
            kept.save(update_fields=["is_held"])
        _tell_librarians(kept.organisation, by)
    return kept.is_held


def save_review_settings(organisation: Organisation, *, values: Mapping[str, Any], by: Actor) -> ReviewSettings:
    """How a school does reviews. ``values``: is_on, signature, hide_after, rules_en, rules_es, source, last_checked.

    Raises Forbidden (``library.review.moderate`` there), Invalid with the field.
    """
    by.require(May.REVIEW_MODERATE, at=organisation.scope_path)
    if unknown := values.keys() - set(_FIELDS):
        raise TypeError(f"Reviews have no {sorted(unknown)}")
    if values.get("signature", Review.State.WAITING) not in (*ReviewSettings.Signature.values, Review.State.WAITING):
        raise Invalid("That signature is not known.", remedy="Choose one from the list.", field="signature")
    if not 1 <= int(values.get("hide_after", 1)) <= 99:
        raise Invalid("Give 1 to 99.", remedy="Three is usual.", field="hide_after")
    with change(by) as unit:
        kept = ReviewSettings.objects.filter(organisation=organisation).first() or ReviewSettings(
            organisation=organisation
        )
        changes = {
            name: (str(getattr(kept, name)), str(new)) for name, new in values.items() if getattr(kept, name) != new
        }
        for name, value in values.items():
            setattr(kept, name, value)
        kept.save()
        unit.publish(ReviewSettingsSaved(subject=kept.ref, org_path=organisation.scope_path, changes=changes))
    return kept


def forget_reviews(old: QuerySet[Review], *, by: Actor) -> int:
    """Reviews whose time is over go, with their reports. Raises Forbidden (``core.retention.edit``)."""
    by.require(CorePermission.RETENTION_EDIT, at="")
    with change(by):
        count = old.count()
        old.delete()
    return count


def _tell_librarians(organisation: Organisation, by: Actor) -> None:
    """Once a day, without a name and without a title."""
    path = organisation.scope_path
    send_notice(
        Ref("library.reviews_of", organisation.pk, "Reviews"), kind=REVIEWS_WAIT.key, to=holders(May.REVIEW_MODERATE, path),
        values={"school": organisation.name}, occasion=str(timezone.localdate()), org_path=path,
        link=reverse("library:reviews"), by=by,
    )  # fmt: skip


def _tell_author(review: Review, by: Actor) -> None:
    send_notice(
        review.ref, kind=REVIEW_BACK.key, to=[f"account:{review.author_id}"], values={},
        occasion=str(review.decided_at), org_path=review.organisation.scope_path, link=reverse("library:mine"), by=by,
    )  # fmt: skip
