"""The end of a school year in a library: looked at, closed once, and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import (
    check_in,
    claim_returned,
    end_year,
    issue_textbook,
    place_hold,
    plan_textbook,
    reopen_year,
    set_class_visits,
)
from firstbell.circulation.models import ClassVisit, Hold, Loan, NamedDueDate, SectionTextbook, YearEnd
from firstbell.circulation.queries.year_end import school_year_to_end, year_preview
from firstbell.circulation.tests.factories import make_copy, make_loan, make_named_due_date, make_rule
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, Notice
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Product
from firstbell.inventory.tests.factories import make_item_type
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


class Library:
    """A homeroom with library days, two textbook plans (one with a copy out), three holds, three loans."""

    def __init__(self) -> None:
        cache.clear()
        self.cast: Cast = make_cast()
        self.lib = self.cast.lib.actor
        self.school = self.cast.school
        self.kind = make_item_type("novel", purpose="library", is_private=True)
        self.room = make_section(self.school, "Room 12", kind="homeroom", students=[self.cast.stu.person])
        set_class_visits(self.room, [1, 3], by=self.lib)
        self.back = plan_textbook(self.room, self.product("Algebra"), by=self.lib)
        biology = self.product("Biology")
        self.out = plan_textbook(self.room, biology, by=self.lib)
        issue_textbook(self.out, make_copy(self.school, "T-1", title=biology), to=self.cast.stu.person, by=self.lib)
        self.hatchet = make_copy(self.school, "B-1", title=self.product("Hatchet"))
        for who in (self.cast.stu, self.cast.cora, self.cast.lib):
            place_hold(self.hatchet.product, to=who.person, by=who.actor)
        check_in(self.hatchet, by=self.lib)  # set aside for Stu
        senior = make_person(self.school, "Sena", grade="12")
        self.lost = self.lent("L-1", senior)
        Loan.objects.filter(pk=self.lost.pk).update(billed_on=timezone.localdate())
        claim_returned(self.lent("L-2", self.cast.tia.person), by=self.lib)

    def product(self, name: str) -> Product:
        return Product.objects.create(name=name, item_type=self.kind, replacement_cents=1500)

    def lent(self, barcode: str, to: Any) -> Loan:
        copy = make_copy(self.school, barcode, title=self.product(f"Title {barcode}"))
        return make_loan(copy, to, due_at=timezone.now() - DAY, purpose="checkout")

    def close(self) -> YearEnd:
        return end_year(self.school, by=self.lib)

    def states(self) -> list[str]:
        return list(Hold.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def library() -> Library:
    return Library()


def test_the_preview_counts_and_names_nobody(library: Library) -> None:
    NamedDueDate.objects.all().delete()
    preview = year_preview(library.school, today=timezone.localdate())
    assert preview.clears == {"holds": 3, "library days": 2, "textbook plans": 1}
    assert preview.settle == {
        "lent to students": 2, "lent to staff and rooms": 1, "said to be returned": 1, "count as lost": 1,
    }  # fmt: skip
    assert (preview.by_grade, preview.seniors) == ({"9": 1, "12": 1}, 1)
    make_rule("named_due_date", "book_return", item_type=library.kind)
    year = preview.school_year
    make_named_due_date("book_return", dt.date(year, 5, 20))
    assert "Book return" in year_preview(library.school, today=timezone.localdate()).dates_missing
    make_named_due_date("book_return", dt.date(year + 1, 5, 20), active_from=dt.date(year, 7, 1))
    assert "Book return" not in year_preview(library.school, today=timezone.localdate()).dates_missing


def test_closing_clears_holds_library_days_and_plans_and_leaves_loans(library: Library) -> None:
    loans = set(Loan.objects.open().values_list("pk", flat=True))
    row = library.close()
    assert row.cleared == {"holds": 3, "library days": 2, "textbook plans": 1}
    assert library.states() == ["cancelled"] * 3
    assert not ClassVisit.objects.exists()
    assert list(SectionTextbook.objects.all()) == [library.out], (
        "where a copy is out, the page still says who lacks what"
    )
    assert set(Loan.objects.open().values_list("pk", flat=True)) == loans
    ready = Notice.objects.filter(kind="circulation.hold_ready").values_list("recipient_key", flat=True)
    assert list(ready) == [f"person:{library.cast.stu.person.pk}"], "no copy moves on to a hold that ends as well"
    entry = AuditEntry.objects.get(verb="circulation.year.ended")
    assert "3 holds, 2 library days, 1 textbook plans" in entry.note
    names = set(AuditEntry.objects.filter(change_id=entry.change_id).values_list("actor_name", flat=True))
    assert names == {entry.actor_name}, "the librarian's own hold does not make the act a reader's"
    assert "Stu" not in str(list(AuditEntry.objects.values_list("summary", "note", "changes", "subject_label")))


def test_closing_again_does_nothing(library: Library) -> None:
    row = library.close()
    set_class_visits(library.room, [2], by=library.lib)
    before = AuditEntry.objects.count()
    assert library.close() == row
    assert (AuditEntry.objects.count(), ClassVisit.objects.count(), YearEnd.objects.count()) == (before, 1, 1)


def test_undone_in_a_minute_everything_is_back(library: Library) -> None:
    library.close()
    offer = latest_offer(library.lib)
    assert offer is not None
    use_undo(offer.token, by=library.lib)
    assert sorted(library.states()) == ["ready", "waiting", "waiting"]
    assert Hold.objects.get(state="ready").person == library.cast.stu.person
    assert Item.objects.get(pk=library.hatchet.pk).copy_holds.filter(ended_at=None).exists()
    assert sorted(ClassVisit.objects.values_list("weekday", flat=True)) == [1, 3]
    assert SectionTextbook.objects.count() == 2
    assert not YearEnd.objects.exists()


def test_the_button_in_that_minute_brings_holds_back_as_well(library: Library) -> None:
    row = library.close()
    signed_in(library.cast.lib).post(reverse("circulation:year_end_back", args=[row.pk]))
    assert sorted(library.states()) == ["ready", "waiting", "waiting"]
    assert not YearEnd.objects.exists()


def test_taken_back_later_library_days_and_plans_return_but_holds_do_not(library: Library) -> None:
    row = library.close()
    other = make_section(library.school, "Room 14", kind="homeroom")
    set_class_visits(other, [4], by=library.lib)
    with pytest.raises(Conflict, match="30 days"):
        reopen_year(row, by=library.lib, now=row.ended_at + 31 * DAY)
    reopen_year(row, by=library.lib)
    assert sorted(ClassVisit.objects.values_list("section__title", "weekday")) == [
        ("Room 12", 1), ("Room 12", 3), ("Room 14", 4),
    ]  # fmt: skip
    assert library.states() == ["cancelled"] * 3
    with pytest.raises(Conflict):
        reopen_year(row, by=library.lib)


def test_who_may_and_which_year(library: Library) -> None:
    for refused in (library.cast.tess, library.cast.tia, library.cast.sam):
        with pytest.raises(Forbidden):
            end_year(library.school, by=refused.actor)
    with pytest.raises(Forbidden):
        end_year(library.cast.other_school, by=library.lib)
    with pytest.raises(Invalid):
        end_year(library.cast.district, by=library.cast.dita.actor)
    assert [school_year_to_end(dt.date(2027, month, 1)) for month in (1, 6, 8, 9, 12)] == [2027, 2027, 2027, 2028, 2028]


def test_in_the_browser(library: Library) -> None:
    lib, here = signed_in(library.cast.lib), reverse("circulation:year_end")
    page = lib.get(here).content.decode()
    assert "This cancels 3 holds" in page
    assert "Sena" not in page
    assert lib.post(here, {"school": library.school.pk}).status_code == 302
    assert "The year is closed" in lib.get(here).content.decode()
    row = YearEnd.objects.get()
    assert lib.post(reverse("circulation:year_end_back", args=[row.pk])).status_code == 302
    assert not YearEnd.objects.exists()
    assert signed_in(library.cast.tia).get(here).status_code == 403


def test_over_rest(library: Library) -> None:
    held = {one for grant in library.lib.grants for one in grant.permissions}
    secret = create_token(library.cast.lib.account, name="tests", permissions=sorted(held), by=library.lib).text

    def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        call = getattr(Client(), method)
        return call(
            f"/api/v1/{path}", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
        )

    there = {"organisation_id": library.school.pk}
    looked = Client().get("/api/v1/year-end-preview", there, headers={"Authorization": f"Bearer {secret}"}).json()
    assert (looked["is_ended"], looked["clears"]["holds"]) == (False, 3)
    made = ask("post", "year-ends", there).json()
    assert ask("post", "year-ends", there).json()["id"] == made["id"]
    assert ask("post", "year-ends", {"organisation_id": library.cast.other_school.pk}).status_code == 404
    assert [one["id"] for one in ask("get", "year-ends").json()["items"]] == [made["id"]]
    assert ask("delete", f"year-ends/{made['id']}").status_code == 204
