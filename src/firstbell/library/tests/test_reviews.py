"""Readers write reviews where their school has them; a librarian reads each before others do; nothing tells who reads what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.core.actor import ANONYMOUS
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.models import AuditEntry, Notice
from firstbell.core.record import gather
from firstbell.core.retention import kinds
from firstbell.library.actions.forgetting import forget_readers
from firstbell.library.actions.reviews import (
    decide_review,
    report_review,
    save_review_settings,
    withdraw_review,
    write_review,
)
from firstbell.library.models import Review, Title
from firstbell.library.queries.reviews import settings_for, shown_reviews, to_decide
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.models import Person
from firstbell.people.queries import actor_of_account, person_key
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_person

pytestmark = pytest.mark.django_db


class Desk:
    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.title: Title = make_title("Hatchet")
        make_copy(self.cast.school, self.title)
        self.signed("nobody")

    def signed(self, signature: str, **values: Any) -> None:
        save_review_settings(
            self.cast.school, values={"is_on": True, "signature": signature, **values}, by=self.cast.lib.actor
        )

    def written(self, *, stars: int = 4, text: str = "He is alone with a hatchet.") -> Review:
        return write_review(self.title, stars=stars, text=text, by=self.cast.stu.actor)

    def shown(self, **values: Any) -> Review:
        return decide_review(self.written(**values), to="shown", by=self.cast.lib.actor)


@pytest.fixture
def desk() -> Desk:
    cache.clear()
    return Desk()


def test_there_are_none_until_a_school_wants_them(client: Client, desk: Desk) -> None:
    other = make_account(make_person(desk.cast.other_school, "Oli", "Other"))
    assert not settings_for(desk.cast.other_school).is_on
    with pytest.raises(Conflict, match="no reviews"):
        write_review(desk.title, stars=5, by=actor_of_account(other))
    client.force_login(other)
    assert "Write a review" not in client.get(reverse("library:title", args=[desk.title.pk])).content.decode()
    save_review_settings(desk.cast.district, values={"is_on": True}, by=desk.cast.dita.actor)
    assert settings_for(desk.cast.other_school).is_on, "what the district says counts where the school says nothing"


def test_a_librarian_reads_it_before_anybody_else(client: Client, desk: Desk) -> None:
    review = desk.written()
    page = reverse("library:title", args=[desk.title.pk])
    assert "alone with a hatchet" not in client.get(page).content.decode()
    assert [one.pk for one in to_decide(desk.cast.lib.actor, state="waiting")] == [review.pk]
    decide_review(review, to="shown", by=desk.cast.lib.actor)
    shown = client.get(page).content.decode()
    assert "alone with a hatchet" in shown
    assert "A reader" in shown
    assert desk.cast.stu.person.given_name not in shown.partition('class="lib')[2]
    desk.written(text="I changed my mind.")
    assert "mind" not in client.get(page).content.decode(), "a change waits again"


def test_sent_back_with_words_and_told_without_the_title(desk: Desk) -> None:
    review = desk.written()
    with pytest.raises(Invalid) as refused:
        decide_review(review, to="back", by=desk.cast.lib.actor)
    assert refused.value.field == "answer"
    decide_review(review, to="back", answer="Please leave out the end.", by=desk.cast.lib.actor)
    notice = Notice.objects.get(kind="library.review_back")
    assert notice.recipient_key == person_key(desk.cast.stu.person.pk)
    assert not Notice.objects.filter(subject_label__contains="Hatchet").exists()
    assert "Hatchet" not in str(list(Notice.objects.values()))


def test_the_school_says_how_it_is_signed(desk: Desk) -> None:
    desk.shown()
    assert [(one.first_name, one.grade) for one in shown_reviews(desk.title).reviews] == [("", "")]
    desk.signed("grade")
    assert [(one.first_name, one.grade) for one in shown_reviews(desk.title).reviews] == [("", "09")]
    desk.signed("first")
    assert [one.first_name for one in shown_reviews(desk.title).reviews] == [desk.cast.stu.person.given_name]
    Person.objects.filter(pk=desk.cast.stu.person.pk).update(withdrawn_on=timezone.localdate())
    assert [(one.first_name, one.grade) for one in shown_reviews(desk.title).reviews] == [("", "09")], "left the school"
    desk.signed("nobody", is_on=False)
    assert shown_reviews(desk.title).reviews == []


def test_an_average_needs_three(desk: Desk) -> None:
    desk.shown(stars=5)
    for number in range(2):
        assert shown_reviews(desk.title).average is None
        other = actor_of_account(make_account(make_person(desk.cast.school, f"R{number}")))
        decide_review(write_review(desk.title, stars=3, by=other), to="shown", by=desk.cast.lib.actor)
    found = shown_reviews(desk.title)
    assert (found.average, found.count) == (3.7, 3)


def test_reported_it_waits_again_and_is_hidden_when_many_say_so(desk: Desk) -> None:
    review = desk.shown()
    desk.signed("nobody", hide_after=2)
    assert not report_review(review, words="Rude", by=desk.cast.tia.actor)
    assert not report_review(review, words="Rude indeed", by=desk.cast.tia.actor), "once for each reader"
    assert [one.pk for one in to_decide(desk.cast.lib.actor, state="waiting")] == [review.pk]
    other = actor_of_account(make_account(make_person(desk.cast.school)))
    assert report_review(review, by=other)
    assert shown_reviews(desk.title).count == 0
    decide_review(review, to="shown", by=desk.cast.lib.actor)
    assert shown_reviews(desk.title).count == 1
    assert not to_decide(desk.cast.lib.actor, state="waiting").exists()


def test_who_may_and_what_is_refused(desk: Desk) -> None:
    cast = desk.cast
    review = desk.written()
    for stars in (0, 6):
        with pytest.raises(Invalid):
            write_review(desk.title, stars=stars, by=cast.stu.actor)
    with pytest.raises(Invalid):
        write_review(desk.title, stars=3, text="x" * 1501, by=cast.stu.actor)
    for nobody in (ANONYMOUS, cast.tess.actor):
        with pytest.raises(Forbidden):
            write_review(desk.title, stars=3, by=nobody)
    for nobody in (cast.tia.actor, cast.stu.actor, cast.sam.actor, cast.tess.actor):
        with pytest.raises(Forbidden):
            decide_review(review, to="shown", by=nobody)
        with pytest.raises(Forbidden):
            save_review_settings(cast.school, values={"is_on": False}, by=nobody)
        assert not Review.objects.all().moderated_by(nobody).exists()
    with pytest.raises(NotFound):
        withdraw_review(review, by=cast.tia.actor)
    with pytest.raises(NotFound):
        report_review(review, by=cast.tia.actor)
    decide_review(review, to="removed", by=cast.lib.actor)
    with pytest.raises(Conflict):
        desk.written()


def test_the_trail_and_the_desk_do_not_say_who_reads_what(client: Client, desk: Desk) -> None:
    desk.shown()
    report_review(Review.objects.get(), by=desk.cast.tia.actor)
    rows = AuditEntry.objects.filter(verb__startswith="library.review").values_list("summary", "actor_name")
    assert {actor for _, actor in rows} == {desk.cast.lib.actor.name}
    said = str(list(AuditEntry.objects.values()))
    assert "Hatchet" not in said
    queue = reverse("library:reviews")
    client.force_login(desk.cast.lib.account)
    assert desk.cast.stu.person.family_name in client.get(queue).content.decode(), "the library may know"
    client.force_login(desk.cast.dita.account)
    page = client.get(queue).content.decode()
    assert "alone with a hatchet" in page
    assert desk.cast.stu.person.family_name not in page, "district IT reads it without a name"


def test_it_goes_with_its_author_and_with_time(desk: Desk) -> None:
    desk.shown()
    mine = gather(desk.cast.stu.person, internal=False)
    theirs = gather(desk.cast.stu.person, internal=True)
    assert "alone with a hatchet" in str(mine.parts)
    assert "alone with a hatchet" not in str(theirs.parts)
    kind = next(one for one in kinds() if one.key == "library.reviews")
    assert kind.due(timezone.now() - dt.timedelta(days=2), set()).count() == 0
    Review.objects.update(written_on="2020-01-01")
    assert kind.due(timezone.now(), {desk.cast.stu.person.pk}).count() == 0, "under a legal hold"
    assert kind.due(timezone.now(), set()).let_go(desk.cast.dita.actor) == 1
    desk.shown()
    forget_readers([desk.cast.stu.person.pk], by=desk.cast.dita.actor)
    assert not Review.objects.exists()


def test_on_screen(client: Client, desk: Desk) -> None:
    page = reverse("library:title", args=[desk.title.pk])
    client.force_login(desk.cast.stu.account)
    assert "without giving away the end" in client.get(page).content.decode()
    client.post(reverse("library:review_write", args=[desk.title.pk]), {"stars": "5", "text": "Brave"})
    assert "Waits for the library" in client.get(page).content.decode()
    assert "Hatchet" in client.get(reverse("library:mine")).content.decode()
    review = Review.objects.get()
    assert client.get(reverse("library:reviews")).status_code == 403
    client.force_login(desk.cast.lib.account)
    assert "Brave" in client.get(reverse("library:reviews")).content.decode()
    client.post(reverse("library:review_decide", args=[review.pk]), {"to": "shown"})
    edit = reverse("library:review_settings_edit", args=[desk.cast.school.pk])
    assert client.get(reverse("library:review_settings")).status_code == 200
    answer = client.post(
        edit, {"is_on": "on", "signature": "grade", "hide_after": "3", "rules_en": "Be kind.", "source": "Board"}
    )
    assert answer.status_code == 302
    assert client.post(edit, {"signature": "grade", "hide_after": "0"}).status_code == 422
    client.force_login(desk.cast.tia.account)
    shown = client.get(page).content.decode()
    assert "A reader, Grade 9" in shown
    assert "Be kind." in shown
    client.post(reverse("library:review_report", args=[review.pk]), {"words": "Too short"})
    assert review.reports.count() == 1
    client.force_login(desk.cast.stu.account)
    client.post(reverse("library:review_write", args=[desk.title.pk]), {"do": "withdraw"})
    assert not Review.objects.exists()
