"""Weeding: what is old and idle is proposed, a person decides, and what stays is left alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.models import ProductUse
from firstbell.core.errors import Forbidden, Invalid
from firstbell.inventory.models import Status
from firstbell.library.actions import keep_copy, remove_weeding_rule, save_weeding_rule, take_back_keeping
from firstbell.library.call_numbers import sort_key
from firstbell.library.models import Copy, WeedingRule
from firstbell.library.queries.weeding import candidates, why, years_before
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_cast

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


class Library:
    def __init__(self) -> None:
        self.cast: Cast = make_cast()
        WeedingRule.objects.all().delete()
        self.by = self.cast.dita.actor
        self.rule = save_weeding_rule(None, values=self.values(), by=self.by)

    def values(self, **more: object) -> dict[str, object]:
        return {"name": "Science", "first": "500", "last": "599", "max_age": 8, "max_unused": 4} | more

    def book(
        self,
        call: str = "523.4 PLU",
        year: int | None = 1990,
        used: dt.date | None = None,
        status: str = Status.AVAILABLE,
    ) -> Copy:
        copy = make_copy(self.cast.school, make_title(year=year), call_number=call, status=status)
        old = timezone.now() - dt.timedelta(days=4000)
        Copy.objects.filter(pk=copy.pk).update(call_sort=sort_key(call), created_at=old)
        if used is not None:
            month = used.replace(day=1)
            ProductUse.objects.create(organisation=self.cast.school, month=month, product=copy.product, loans=1)
        return Copy.objects.get(pk=copy.pk)

    def proposed(self) -> list[Copy]:
        return list(candidates(Copy.objects.all(), WeedingRule.objects.all(), today=TODAY))


@pytest.fixture
def library() -> Library:
    return Library()


def test_old_and_idle_is_proposed_with_the_reason(library: Library) -> None:
    old = library.book()
    library.book(used=TODAY)
    library.book(year=TODAY.year)
    library.book(year=None)
    library.book("600 COO")
    library.book("FIC PAU")
    library.book(status=Status.ON_LOAN)
    (found,) = library.proposed()
    assert found == old
    assert why(found, [library.rule], today=TODAY) == "Science: older than 8 years and not used for 4 years"


def test_a_section_by_itself_is_no_beginning_of_others(library: Library) -> None:
    """Biographies are B, not board books; easy readers (ER) are no picture books (E)."""
    every = {
        call: library.book(call) for call in ("B LINCOLN", "BOARD CAR", "E SEN", "ER LOB", "ESL 428 ABC", "FIC PAU")
    }
    for letter, mine in (("B", "B LINCOLN"), ("E", "E SEN")):
        rule = save_weeding_rule(library.rule, values=library.values(first=letter, last=letter), by=library.by)
        assert library.proposed() == [every[mine]]
        assert why(every["ER LOB"], [rule], today=TODAY) == ""
    save_weeding_rule(library.rule, values=library.values(first="FIC A", last="FIC P"), by=library.by)
    assert library.proposed() == [every["FIC PAU"]], "within a section a letter is a beginning"


def test_one_of_the_two_is_enough_where_the_rule_says_so(library: Library) -> None:
    save_weeding_rule(library.rule, values=library.values(either=True), by=library.by)
    used, young = library.book(used=TODAY), library.book(year=TODAY.year)
    found = {copy.pk: copy for copy in library.proposed()}
    assert set(found) == {used.pk, young.pk}
    assert why(found[used.pk], [library.rule], today=TODAY) == "Science: older than 8 years"
    assert why(found[young.pk], [library.rule], today=TODAY) == "Science: not used for 4 years"


def test_what_has_just_come_in_is_not_idle(library: Library) -> None:
    copy = library.book()
    Copy.objects.filter(pk=copy.pk).update(created_at=timezone.now())
    assert library.proposed() == []


def test_a_new_copy_of_an_old_book_is_not_said_to_be_unused(library: Library) -> None:
    """Another rule proposes it for its age; the one of use has nothing to say of what came this year, by date or by hand."""
    age = save_weeding_rule(None, values=library.values(name="Age", max_unused=None), by=library.by)
    fresh, bought = library.book(), library.book()
    Copy.objects.filter(pk=fresh.pk).update(created_at=timezone.now())
    Copy.objects.filter(pk=bought.pk).update(purchased_on=TODAY)
    idle = save_weeding_rule(library.rule, values=library.values(name="Idle", max_age=None), by=library.by)
    assert {why(one, [age, idle], today=TODAY) for one in library.proposed()} == {"Age: older than 8 years"}


def test_what_stays_is_left_alone_until_its_day(library: Library) -> None:
    copy = library.book()
    lib = library.cast.lib.actor
    keep_copy(copy, until=TODAY + dt.timedelta(days=1), reason="Local author", by=lib)
    assert library.proposed() == []
    after = candidates(Copy.objects.all(), [library.rule], today=TODAY + dt.timedelta(days=2))
    assert list(after) == [copy]
    take_back_keeping(copy, by=lib)
    assert library.proposed() == [copy]
    with pytest.raises(Invalid):
        keep_copy(copy, until=TODAY, by=lib)
    with pytest.raises(Forbidden):
        keep_copy(copy, until=TODAY + dt.timedelta(days=9), by=library.cast.tess.actor)


def test_rules_are_checked_and_of_a_school(library: Library) -> None:
    for wrong in ({"first": ""}, {"first": "599", "last": "500"}, {"max_age": None, "max_unused": None}):
        with pytest.raises(Invalid):
            save_weeding_rule(None, values=library.values(**wrong), by=library.by)
    copy = library.book()
    save_weeding_rule(library.rule, values=library.values(organisation=library.cast.other_school), by=library.by)
    assert library.proposed() == []
    with pytest.raises(Forbidden):
        save_weeding_rule(
            library.rule, values=library.values(organisation=library.cast.school), by=library.cast.lib.actor
        )
    own = save_weeding_rule(None, values=library.values(organisation=library.cast.school), by=library.cast.lib.actor)
    assert library.proposed() == [copy]
    remove_weeding_rule(own, by=library.cast.lib.actor)
    assert library.proposed() == []


def test_a_leap_day_ago() -> None:
    assert years_before(dt.date(2028, 2, 29), 3) == dt.date(2025, 2, 28)
    assert years_before(dt.date(2026, 11, 26), 4) == dt.date(2022, 11, 26)


def test_the_pages(library: Library, client: Client) -> None:
    library.book()
    client.force_login(library.cast.lib.account)
    page = client.get(reverse("library:weeding")).content.decode()
    assert "older than 8 years and not used for 4 years" in page
    add = client.post(
        reverse("library:weeding_rule_add"),
        {"name": "Ours", "organisation": library.cast.school.pk, "first": "FIC", "last": "FIC", "max_unused": 3},
    )
    assert add["Location"] == reverse("library:weeding_rules")
    rule = WeedingRule.objects.get(name="Ours")
    shown = client.get(reverse("library:weeding_rules")).content.decode()
    assert "not used for 3 years" in shown
    wrong = client.post(
        reverse("library:weeding_rule", args=[rule.pk]), {"name": "Ours", "first": "FIC", "last": "FIC"}
    )
    assert wrong.status_code == 422
    client.post(reverse("library:weeding_rule_remove", args=[rule.pk]))
    assert not WeedingRule.objects.filter(pk=rule.pk).exists()
