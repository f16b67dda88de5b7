"""Textbooks: one to each student, a class set as one, swapped copies at the end of the year, and what is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import (
    LendingRefused,
    bill_loss,
    collect_textbook,
    drop_textbook,
    issue_textbook,
    lend_class_set,
    plan_textbook,
    return_class_set,
)
from firstbell.circulation.models import FeeEntry, Loan, SectionTextbook
from firstbell.circulation.queries.clearance import clearance_of
from firstbell.circulation.queries.fees import balance_of
from firstbell.circulation.queries.textbooks import counts_of, lines_of
from firstbell.circulation.tests.factories import make_copy, make_rule
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item, Product, Status
from firstbell.inventory.tests.factories import make_item_type
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Enrollment, Person
from firstbell.people.tests.factories import Cast, make_cast, make_person, make_section, signed_in

pytestmark = pytest.mark.django_db


class School:
    """Tia's biology class of two, Stu and Ben; six copies of the textbook."""

    def __init__(self) -> None:
        cache.clear()
        self.cast: Cast = make_cast()
        self.lib = self.cast.lib.actor
        kind = make_item_type("schoolbook", purpose="library", is_private=True)
        self.title = Product.objects.create(name="Biology", item_type=kind, replacement_cents=8000)
        self.copies = [make_copy(self.cast.school, f"T-{number}", title=self.title) for number in range(6)]
        self.stu = self.cast.stu.person
        self.ben = make_person(self.cast.school, "Ben", "Baker", identifier="900017")
        self.section = make_section(
            self.cast.school, "Biology 1", teacher=self.cast.tia.person, students=[self.stu, self.ben]
        )
        self.each = plan_textbook(self.section, self.title, by=self.lib)

    def issued(self) -> tuple[Loan, Loan]:
        first = issue_textbook(self.each, self.copies[0], to=self.stu, by=self.lib)
        return first, issue_textbook(self.each, self.copies[1], to=self.ben, by=self.lib)

    def a_set(self, wanted: int = 4) -> SectionTextbook:
        return plan_textbook(self.section, self.title, kind="set", wanted=wanted, by=self.lib)


@pytest.fixture
def school() -> School:
    return School()


def test_one_to_each_student_by_scanning_and_the_page_says_who_lacks_one(school: School) -> None:
    issue_textbook(school.each, school.copies[0], to=school.stu, by=school.lib)
    assert [(line.person.given_name, line.loan is not None) for line in lines_of(school.each)] == [
        ("Ben", False), ("Stu", True),
    ]  # fmt: skip
    count = counts_of([school.each])[school.each.pk]
    assert (count.wanted, count.out, count.lacking) == (2, 1, 1)
    with pytest.raises(Conflict, match="has one already"):
        issue_textbook(school.each, school.copies[1], to=school.stu, by=school.lib)
    with pytest.raises(Conflict, match="not a student of"):
        issue_textbook(school.each, school.copies[1], to=make_person(school.cast.school), by=school.lib)
    with pytest.raises(Conflict, match="another title"):
        issue_textbook(school.each, make_copy(school.cast.school, "X-1"), to=school.ben, by=school.lib)
    with pytest.raises(LendingRefused):
        issue_textbook(school.each, school.copies[0], to=school.ben, by=school.lib)
    line = clearance_of(school.stu, seen_by=school.lib)[0]
    assert "Biology" in line.text
    assert line.cents == 8000


def test_who_left_the_class_with_a_copy_stays_on_its_list(school: School) -> None:
    first, second = school.issued()
    Person.objects.filter(pk=school.ben.pk).update(withdrawn_on=timezone.localdate())
    Enrollment.objects.filter(person=school.stu).update(end_date=timezone.localdate())
    lines = {(line.person, line.loan, line.has_left) for line in lines_of(school.each)}
    assert lines == {(school.stu, first, True), (school.ben, second, True)}
    other = make_section(school.cast.school, "Biology 2", teacher=school.cast.tia.person, students=[school.stu])
    moved = plan_textbook(other, school.title, by=school.lib)
    assert [line.person for line in lines_of(school.each)] == [school.ben], "who moved to another class has it there"
    assert [line.loan for line in lines_of(moved)] == [first]
    client = signed_in(school.cast.lib)
    page = client.get(reverse("circulation:textbook", args=[school.each.pk])).content.decode()
    assert "Left the class" in page


def test_a_second_copy_for_one_of_the_class_is_refused_in_words(school: School) -> None:
    issue_textbook(school.each, school.copies[0], to=school.stu, by=school.lib)
    url = reverse("circulation:textbook", args=[school.each.pk])
    again = signed_in(school.cast.lib).post(url, {"to": school.stu.pk, "code": "T-3"})
    assert "Choose who is next" in again.content.decode()


def test_a_class_set_goes_and_comes_as_one_act(school: School) -> None:
    book_set = school.a_set()
    loans = lend_class_set(book_set, teacher=school.cast.tia.person, by=school.lib)
    assert [loan.item.barcode for loan in loans] == ["T-0", "T-1", "T-2", "T-3"]
    assert counts_of([book_set])[book_set.pk].lacking == 0
    entry = AuditEntry.objects.get(verb="circulation.class_set.lent")
    assert entry.summary == "Class set lent: 4 of Biology for Biology 1"
    assert "Tia" not in str(list(AuditEntry.objects.values_list("summary", "note", "changes", "subject_label")))
    with pytest.raises(Invalid, match="4 are lent, 3 were counted"):
        return_class_set(book_set, teacher=school.cast.tia.person, count=3, by=school.lib)
    came = return_class_set(book_set, teacher=school.cast.tia.person, scanned=school.copies[:3], by=school.lib)
    assert came == 3
    left = Loan.objects.open().get()
    assert left.item.barcode == "T-3", "what is missing is known by its copy"
    offer = latest_offer(school.lib)
    assert offer is not None
    use_undo(offer.token, by=school.lib)
    assert Loan.objects.open().count() == 4
    assert return_class_set(book_set, teacher=school.cast.tia.person, count=4, by=school.lib) == 4
    assert not Loan.objects.open().exists()


def test_lending_a_set_is_undone_as_one_and_refused_as_one(school: School) -> None:
    book_set, tia = school.a_set(), school.cast.tia.person
    lend_class_set(book_set, teacher=tia, items=school.copies[2:5], by=school.lib)
    offer = latest_offer(school.lib)
    assert offer is not None
    use_undo(offer.token, by=school.lib)
    assert not Loan.objects.exists()
    assert set(Item.objects.filter(product=school.title).values_list("status", flat=True)) == {Status.AVAILABLE}
    with pytest.raises(Conflict, match="6 of 7 are on the shelf"):
        lend_class_set(book_set, teacher=tia, count=7, by=school.lib)
    with pytest.raises(Conflict, match="does not teach"):
        lend_class_set(book_set, teacher=school.cast.pat.person, by=school.lib)
    school.issued()
    with pytest.raises(Conflict, match="Not free, or another title: T-0"):
        lend_class_set(book_set, teacher=tia, items=[school.copies[0], school.copies[5]], by=school.lib)
    make_rule("max_open_of_type", "3", item_type=school.title.item_type)
    with pytest.raises(Conflict) as no:
        lend_class_set(book_set, teacher=tia, by=school.lib)
    assert no.value.code == "max_open_of_type"
    with pytest.raises(Invalid, match="How many"):
        lend_class_set(book_set, teacher=tia, count=0, by=school.lib)
    assert Loan.objects.open().count() == 2


def test_60_a_swapped_copy_is_found_out_when_it_is_collected(school: School) -> None:
    school.issued()
    done = collect_textbook(school.copies[1], organisation=school.cast.school, brought_by=school.stu, by=school.lib)
    assert done.swapped_from == school.ben, "the loan that ended is Ben's, whoever brought it"
    assert [loan.item.barcode for loan in done.still_out] == ["T-0"]
    assert not Loan.objects.open().filter(borrower=school.ben).exists()
    done = collect_textbook(school.copies[0], organisation=school.cast.school, brought_by=school.stu, by=school.lib)
    assert (done.swapped_from, done.still_out) == (None, ())
    assert not collect_textbook(school.copies[5], organisation=school.cast.school, by=school.lib).was_lent


def test_what_is_lost_is_charged_and_given_back_when_it_is_found(school: School) -> None:
    loan, _ = school.issued()
    with pytest.raises(Forbidden):
        bill_loss(loan, by=school.cast.tia.actor)
    bill_loss(loan, by=school.lib)
    loan.item.refresh_from_db()
    assert (loan.item.status, balance_of(school.stu)) == (Status.LOST, 8000)
    with pytest.raises(Conflict):
        bill_loss(loan, by=school.lib)
    collect_textbook(school.copies[0], organisation=school.cast.school, by=school.lib)
    assert balance_of(school.stu) == 0
    assert all("Biology" not in entry.reason for entry in FeeEntry.objects.all())


def test_planning_is_for_the_library_and_speaks_of_library_material(school: School) -> None:
    with pytest.raises(Forbidden):
        plan_textbook(school.section, school.title, by=school.cast.tess.actor)
    laptop = Product.objects.create(name="Laptop", item_type=make_item_type("loaner"))
    for wrong in ({"kind": "pile"}, {"kind": "set"}, {"kind": "set", "wanted": 9999}):
        with pytest.raises(Invalid):
            plan_textbook(school.section, school.title, by=school.lib, **wrong)
    with pytest.raises(Invalid, match="not library material"):
        plan_textbook(school.section, laptop, by=school.lib)
    assert not SectionTextbook.objects.visible_to(school.cast.sam.actor).exists()
    drop_textbook(school.each, by=school.lib)
    assert not SectionTextbook.objects.exists()


def test_handing_out_and_collecting_in_the_browser(school: School) -> None:
    lib, here = signed_in(school.cast.lib), reverse("circulation:textbook", args=[school.each.pk])
    plan = {"school": school.cast.school.pk, "class_name": "biology 1", "kind": "each", "copy": "T-0"}
    assert lib.post(reverse("circulation:textbook_add"), plan).status_code == 302
    assert (
        "Do you mean: Biology 1?"
        in lib.post(reverse("circulation:textbook_add"), plan | {"class_name": "Biolog"}).content.decode()
    )
    assert "Biology 1" in lib.get(reverse("circulation:textbooks")).content.decode()
    page = lib.get(here).content.decode()
    assert "Lacks one" in page
    assert lib.post(here, {"to": school.ben.pk, "code": "T-4"}).status_code == 302
    assert Loan.objects.get().borrower == school.ben
    badge = lib.post(here, {"to": school.stu.pk, "code": school.stu.identifier})
    assert badge["Location"].endswith(f"?to={school.stu.pk}")
    assert lib.post(here, {"to": school.stu.pk, "code": "nothing"}).status_code == 422
    assert lib.post(here, {"to": school.ben.pk, "code": "T-5"}).status_code == 422, "Ben has one"
    assert lib.post(here, {"to": school.stu.pk, "code": "T-5"}).status_code == 302
    assert "Everybody has one" in lib.get(here).content.decode()
    collect = reverse("circulation:textbooks_collect")
    there = {"school": school.cast.school.pk}
    lib.post(collect, there | {"code": "900017"})
    swapped = lib.post(collect, there | {"code": "T-5", "brought_by": school.ben.pk}).content.decode()
    assert "was lent to Stu Dent" in swapped
    assert "T-4" in swapped
    assert lib.post(collect, there | {"code": "?", "brought_by": "9" * 99}).status_code == 422
    left = Loan.objects.open().get()
    assert lib.post(reverse("circulation:loan_lost", args=[left.pk]), {"back": school.each.pk})["Location"] == here
    assert "Counts as lost" in lib.get(here).content.decode()
    dita = signed_in(school.cast.dita).get(here).content.decode()
    assert "Numbers only" in dita
    assert "Baker" not in dita
    assert signed_in(school.cast.dita).post(here, {"to": school.stu.pk, "code": "T-1"}).status_code == 403
    assert signed_in(school.cast.tess).get(here).status_code == 403


def test_a_class_set_in_the_browser(school: School) -> None:
    book_set, lib, tia = school.a_set(), signed_in(school.cast.lib), school.cast.tia.person
    here, post = (reverse(f"circulation:{name}", args=[book_set.pk]) for name in ("textbook", "textbook_set"))
    assert lib.post(post, {"do": "lend", "lend-teacher": tia.pk, "lend-count": "3"}).status_code == 302
    assert "T-2" in lib.get(here).content.decode()
    assert lib.post(post, {"do": "take", "take-teacher": tia.pk, "take-count": "2"}).status_code == 422
    assert lib.post(post, {"do": "take", "take-teacher": tia.pk, "take-codes": "T-0 QQ"}).status_code == 422
    assert lib.post(post, {"do": "take", "take-teacher": tia.pk, "take-codes": "T-0\nT-2"}).status_code == 302
    assert Loan.objects.open().get().item.barcode == "T-1"
    assert lib.post(reverse("circulation:textbook_drop", args=[book_set.pk])).status_code == 302


def test_the_same_over_rest(school: School) -> None:
    held = {one for grant in school.lib.grants for one in grant.permissions}
    secret = create_token(school.cast.lib.account, name="tests", permissions=sorted(held), by=school.lib).text

    def ask(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        call = getattr(Client(), method)
        return call(
            f"/api/v1/{path}", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"}
        )

    made = ask("post", "textbooks", {"section_id": school.section.pk, "item_id": school.copies[0].pk})
    assert (made.status_code, made.json()["id"]) == (201, school.each.pk)
    assert ask("post", "textbooks", {"section_id": school.section.pk}).status_code == 422
    one = f"textbooks/{school.each.pk}"
    wish = {"person_id": school.stu.pk, "item_id": school.copies[0].pk}
    loan = ask("post", f"{one}/issue", wish).json()["id"]
    assert ask("post", f"{one}/issue", wish).json()["code"] == "has_it"
    assert [line["loan_id"] for line in ask("get", one).json()] == [None, loan]
    assert len(ask("get", "textbooks").json()["items"]) == 1
    collected = {
        "organisation_id": school.cast.school.pk,
        "item_id": school.copies[0].pk,
        "brought_by_id": school.ben.pk,
    }
    assert ask("post", "collected-textbooks", collected).json() == {
        "was_lent": True, "swapped_from_id": school.stu.pk, "still_out": [],
    }  # fmt: skip
    again = ask("post", f"{one}/issue", wish).json()["id"]
    assert ask("post", f"loans/{again}/lost").status_code == 200
    school.a_set(2)
    tia = {"teacher_id": school.cast.tia.person.pk}
    assert ask("post", f"{one}/class-set", tia | {"count": 2}).json() == {"count": 2}
    assert ask("post", f"{one}/class-set/return", tia | {"item_ids": [school.copies[1].pk]}).json() == {"count": 1}
    assert ask("post", f"{one}/class-set", {"teacher_id": school.stu.pk}).status_code == 422
    assert ask("delete", one).status_code == 204
