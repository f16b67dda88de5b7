"""A teacher asks for copies for a class; the library sets them aside by reservations, hands them out, or says why not."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import reserve
from firstbell.circulation.models import Loan, Reservation
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Notice
from firstbell.library.actions.class_sets import (
    ask_class_set,
    cancel_class_set,
    decline_class_set,
    fill_class_set,
    forget_class_sets,
    hand_out_class_set,
)
from firstbell.library.models import ClassSet
from firstbell.library.queries.class_sets import copies_to_set_aside, waiting_sets
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast, make_section

pytestmark = pytest.mark.django_db


def school_day(after: int) -> dt.date:
    """A day to come that is neither a Saturday nor a Sunday."""
    day = timezone.localdate() + dt.timedelta(days=after)
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


class Desk:
    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        self.title = make_title("Hatchet")
        self.copies = [make_copy(self.cast.school, self.title) for _ in range(4)]
        self.section = make_section(
            self.cast.school, "English 7", teacher=self.cast.tia.person, students=[self.cast.stu.person]
        )
        self.first, self.last = school_day(0), school_day(7)

    def asked(self, count: int = 3) -> ClassSet:
        return ask_class_set(
            self.title, section=self.section, count=count, first_day=self.first, last_day=self.last, note="For our unit",
            by=self.cast.tia.actor,
        )  # fmt: skip


@pytest.fixture
def desk() -> Desk:
    cache.clear()
    return Desk()


def test_asked_set_aside_and_handed_out(desk: Desk) -> None:
    kept = desk.asked()
    assert list(waiting_sets(desk.cast.lib.actor)) == [kept]
    assert not waiting_sets(desk.cast.sam.actor).exists()
    filled = fill_class_set(kept, by=desk.cast.lib.actor)
    assert (filled.state, filled.copies.count()) == ("aside", 3)
    promised = Reservation.objects.filter(person=desk.cast.tia.person, section=desk.section, ended_at=None)
    assert promised.count() == 3
    assert len(copies_to_set_aside(filled)) == 1
    assert hand_out_class_set(filled, by=desk.cast.lib.actor) == (3, [])
    assert Loan.objects.filter(borrower=desk.cast.tia.person, returned_at=None).count() == 3
    with pytest.raises(Conflict):
        hand_out_class_set(filled, by=desk.cast.lib.actor)
    told = Notice.objects.get(kind="library.class_set_answered")
    assert told.recipient_key == f"person:{desk.cast.tia.person.pk}"


def test_fewer_than_wanted_is_told_and_filled_up_later(desk: Desk) -> None:
    other = school_day(1)
    reserve(desk.cast.stu.person, item=desk.copies[0], first_day=other, last_day=other, by=desk.cast.lib.actor)
    kept = fill_class_set(desk.asked(5), answer="One is promised.", by=desk.cast.lib.actor)
    assert kept.copies.count() == 3
    make_copy(desk.cast.school, desk.title)
    assert fill_class_set(kept, by=desk.cast.lib.actor).copies.count() == 4
    assert kept.copies.exclude(copy=desk.copies[0]).count() == 4


def test_no_copy_at_all_is_no_set(desk: Desk) -> None:
    kept = desk.asked()
    for copy in desk.copies:
        copy.status = "missing"
        copy.save()
    with pytest.raises(Conflict, match="No copy"):
        fill_class_set(kept, by=desk.cast.lib.actor)
    kept = decline_class_set(kept, answer="All are missing.", by=desk.cast.lib.actor)
    assert (kept.state, kept.answer) == ("declined", "All are missing.")
    with pytest.raises(Conflict):
        fill_class_set(kept, by=desk.cast.lib.actor)


def test_taken_back_the_copies_are_free_again(desk: Desk) -> None:
    assert cancel_class_set(desk.asked(), by=desk.cast.tia.actor).state == "gone"
    kept = fill_class_set(desk.asked(), by=desk.cast.lib.actor)
    with pytest.raises(Conflict, match="set the copies aside"):
        cancel_class_set(kept, by=desk.cast.tia.actor)
    cancel_class_set(kept, by=desk.cast.lib.actor)
    assert not Reservation.objects.filter(ended_at=None).exists()
    assert len(copies_to_set_aside(kept)) == 4


def test_who_may_and_what_is_refused(desk: Desk) -> None:
    cast = desk.cast
    wish = {"section": desk.section, "count": 3, "first_day": desk.first, "last_day": desk.last}
    for nobody in (cast.stu.actor, cast.tess.actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            ask_class_set(desk.title, **wish, by=nobody)  # type: ignore[arg-type]
    theirs = make_section(cast.school, "Not hers")
    for field, values in (
        ("section", {"section": theirs}), ("count", {"count": 0}), ("count", {"count": 999}),
        ("first_day", {"first_day": desk.first - dt.timedelta(days=30)}),
        ("last_day", {"last_day": desk.first - dt.timedelta(days=1)}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            ask_class_set(desk.title, **(wish | values), by=cast.tia.actor)  # type: ignore[arg-type]
        assert refused.value.field == field
    kept = desk.asked()
    for nobody in (cast.tia.actor, cast.tess.actor, cast.sam.actor):
        with pytest.raises(Forbidden):
            fill_class_set(kept, by=nobody)
        with pytest.raises(Forbidden):
            decline_class_set(kept, answer="No", by=nobody)
    with pytest.raises(Forbidden):
        cancel_class_set(kept, by=cast.stu.actor)
    assert not ClassSet.objects.all().visible_to(cast.stu.actor).exists()
    assert list(ClassSet.objects.all().visible_to(cast.tia.actor)) == [kept]
    assert "Hatchet" not in str(list(AuditEntry.objects.filter(verb__contains="class_set").values()))
    assert forget_class_sets(ClassSet.objects.all(), by=cast.dita.actor) == 1


def test_on_screen(client: Client, desk: Desk) -> None:
    cast = desk.cast
    client.force_login(cast.tia.account)
    assert "Ask for a class set" in client.get(reverse("library:title", args=[desk.title.pk])).content.decode()
    ask = reverse("library:class_set_ask", args=[desk.title.pk])
    assert "Your school has 4 copies" in client.get(ask).content.decode()
    wish = {"section": desk.section.pk, "count": "2", "first_day": desk.first, "last_day": desk.last}
    assert client.post(ask, wish | {"last_day": "2020-01-01"}).status_code == 422
    client.post(ask, wish)
    kept = ClassSet.objects.get()
    page = reverse("library:class_set", args=[kept.pk])
    assert "None yet" in client.get(page).content.decode()
    assert client.get(reverse("library:class_sets")).status_code == 403
    client.force_login(cast.lib.account)
    assert "Hatchet" in client.get(reverse("library:class_sets")).content.decode()
    assert "4 more copies are free" in client.get(page).content.decode()
    client.post(reverse("library:class_set_fill", args=[kept.pk]))
    client.post(reverse("library:class_set_hand_out", args=[kept.pk]))
    assert Loan.objects.filter(borrower=cast.tia.person).count() == 2
    client.force_login(cast.stu.account)
    assert client.get(page).status_code in (403, 404)
    client.force_login(cast.tia.account)
    again = ask_class_set(
        desk.title, section=desk.section, count=1, first_day=desk.first, last_day=desk.last, by=cast.tia.actor
    )
    client.post(reverse("library:class_set_cancel", args=[again.pk]))
    client.force_login(cast.lib.account)
    client.post(reverse("library:class_set_decline", args=[kept.pk]), {"answer": "No"})
    again.refresh_from_db()
    assert again.state == "gone"
