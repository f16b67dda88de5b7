"""One thin test per page: it opens for those who may, the form reaches its action, strangers get nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from firstbell.circulation.actions import set_block
from firstbell.circulation.models import Block, CirculationRule, FeeEntry, Loan, NamedDueDate, PatronGroup
from firstbell.circulation.queries import balance_of
from firstbell.circulation.tests.factories import DAY, make_fee, make_loan, make_patron_group, make_rule
from firstbell.core import search
from firstbell.core.actor import system_actor
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, Member, make_badge, make_cast, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def client(member: Member) -> Client:
    browser = Client()
    browser.force_login(member.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def url(name: str, *args: int) -> str:
    return reverse(f"circulation:{name}", args=args)


def test_the_list_of_loans_says_how_each_stands(cast: Cast) -> None:
    make_loan(make_loaner(cast.school, "L-1"), cast.stu.person, due_at=timezone.now() - 20 * DAY)
    make_loan(make_loaner(cast.school, "L-2"), make_person(cast.school), due_at=timezone.now() + 20 * DAY)
    make_loan(make_loaner(cast.school, "L-3"), cast.stu.person, returned_at=timezone.now())
    tess = client(cast.tess)
    page = tess.get(url("loans")).content.decode()
    assert "L-1" in page
    assert "Overdue" in page
    assert "L-2" in page
    assert "L-3" not in page
    assert "L-2" not in tess.get(url("loans") + "?q=l-1").content.decode()
    overdue = tess.get(url("loans") + "?state=overdue").content.decode()
    assert "L-1" in overdue
    assert "L-2" not in overdue
    number = cast.stu.person.identifier
    assert "L-3" in tess.get(url("loans") + f"?state=all&q={number}").content.decode()
    exported = b"".join(tess.get(url("loans") + "?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "L-1" in exported
    assert client(cast.sam).get(url("loans")).content.decode().count("L-1") == 0


def test_pages_cost_the_same_for_few_and_many_loans(cast: Cast, django_assert_num_queries: Any) -> None:
    tess = client(cast.tess)
    person_page = reverse("people:person", args=[cast.stu.person.pk])
    addresses = (url("loans"), url("rules"), url("patron_groups"), url("named_dates"), person_page)

    def counts() -> list[int]:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as captured:
                assert tess.get(address).status_code == 200
            found.append(len(captured))
        return found

    make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() - 5 * DAY)
    tess.get(url("loans"))
    few = counts()
    for _ in range(12):
        make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() - 5 * DAY)
        make_rule("grace_days", "1", item_type=make_item_type(f"type-{_}"))
    assert counts() == few


def test_a_loans_page_explains_and_takes_back_with_undo(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school, "L-1"), cast.stu.person, due_at=timezone.now() + DAY)
    tess = client(cast.tess)
    page = tess.get(url("loan", loan.pk)).content.decode()
    assert "Due as the test says." in page
    assert "Take back" in page
    answer = tess.post(url("loan_return", loan.pk), {"condition": "good"}, follow=True)
    loan.refresh_from_db()
    assert not loan.is_open
    assert "L-1 is taken back" in answer.content.decode()
    refused = tess.post(url("loan_return", loan.pk), {"condition": "good"})
    assert refused.status_code == 422
    assert "already taken back" in refused.content.decode()


def test_renewing_and_converting_from_the_page(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() + DAY / 24)
    tess = client(cast.tess)
    assert tess.post(url("loan_renew", loan.pk)).status_code == 302
    assert tess.post(url("loan_renew", loan.pk)).status_code == 422
    assert tess.post(url("loan_convert", loan.pk)).status_code == 302
    loan.refresh_from_db()
    assert (loan.renewals, loan.purpose) == (1, Loan.Purpose.ASSIGNMENT)


def test_a_student_sees_the_own_loan_without_buttons_and_nobody_elses(cast: Cast) -> None:
    mine = make_loan(make_loaner(cast.school, "L-1"), cast.stu.person)
    other = make_loan(make_loaner(cast.school), make_person(cast.school))
    stu = client(cast.stu)
    page = stu.get(url("loan", mine.pk)).content.decode()
    assert "L-1" in page
    assert "Take back" not in page
    assert stu.get(url("loan", other.pk)).status_code == 404
    assert stu.get(url("loans")).status_code == 403
    assert client(cast.sam).get(url("loan", mine.pk)).status_code == 404
    assert client(cast.sam).post(url("loan_return", mine.pk), {"condition": "good"}).status_code == 404
    assert Client().get(url("loan", mine.pk)).status_code == 302


def test_lending_by_two_scans(cast: Cast) -> None:
    make_badge(cast.stu.person, "B-77")
    make_loaner(cast.school, "L-12")
    tess = client(cast.tess)
    assert "Scan a person" in tess.get(url("lend")).content.decode()
    assert "names no person" in tess.get(url("lend") + "?person=nobody").content.decode()
    address = url("lend") + "?person=b-77&item=L-12"
    assert "3 school days" in tess.get(address).content.decode()
    answer = tess.post(address, {"accessories": "Charger"}, follow=True)
    assert "L-12 is lent to Stu Dent" in answer.content.decode()
    assert Loan.objects.get().accessories == ["Charger"]
    again = tess.post(address, {})
    assert again.status_code == 422
    assert "already has L-12" in again.content.decode()


def test_who_forgot_the_badge_is_found_by_name(cast: Cast) -> None:
    make_loaner(cast.school, "L-12")
    twins = [make_person(cast.school, given_name=name, family_name="Quill", identifier=f"9{name}") for name in "AB"]
    twins[1].grade = ""
    twins[1].save()
    stranger = make_person(cast.other_school, given_name="C", family_name="Quill", identifier="9C")
    search.index(Person.KIND_REF, [one.pk for one in (*twins, stranger)])
    tess = client(cast.tess)
    page = tess.get(url("lend") + "?person=quill&item=L-12").content.decode()
    assert "fits 2 people" in page
    assert "Student · " in page
    assert "9C" not in page
    for one in twins:
        assert f'href="?person={one.identifier}&amp;item=L-12"' in page
    address = url("lend") + "?person=quill+a&item=L-12"
    assert "3 school days" in tess.get(address).content.decode()
    tess.post(address, {})
    assert Loan.objects.get().borrower == twins[0]


def test_lending_all_the_same_needs_right_and_reason(cast: Cast) -> None:
    set_block(cast.stu.person, reason="Lost three chargers", by=system_actor())
    make_loaner(cast.school, "L-12")
    address = url("lend") + f"?person={cast.stu.person.username}&item=L-12"
    assert "Somebody who may override" in client(cast.lib).get(address).content.decode()
    assert client(cast.lib).post(address, {"override_reason": "x"}).status_code == 403
    assert client(cast.tess).post(address, {}).status_code == 422
    assert client(cast.tess).post(address, {"override_reason": "Test today"}).status_code == 302
    assert Loan.objects.get().override_reason == "Test today"


def test_rules_are_added_changed_and_removed_on_screen(cast: Cast) -> None:
    dita = client(cast.dita)
    added = dita.post(
        url("rule_add"), {"name": "loan_length", "value": "4", "organisation": cast.school.pk, "note": "Short"}
    )
    row = CirculationRule.objects.get(organisation=cast.school)
    assert (added.status_code, row.value) == (302, "4")
    assert dita.post(url("rule", row.pk), {"value": "6"}).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.organisation, row.name) == ("6", cast.school, "loan_length")
    wrong = dita.post(url("rule", row.pk), {"value": "six"})
    assert wrong.status_code == 422
    assert "is not a number" in wrong.content.decode()
    assert dita.post(url("rule_remove", row.pk)).status_code == 302
    assert not CirculationRule.objects.filter(pk=row.pk).exists()


def test_a_technician_edits_only_the_own_schools_rules(cast: Cast) -> None:
    everywhere = make_rule("loan_length", "9")
    elsewhere = make_rule("loan_length", "8", organisation=cast.other_school)
    tess = client(cast.tess)
    page = tess.get(url("rule", everywhere.pk)).content.decode()
    assert "Change it" not in page
    tess.post(url("rule", everywhere.pk), {"value": "1"})
    everywhere.refresh_from_db()
    assert everywhere.value == "9"
    assert tess.post(url("rule_remove", everywhere.pk)).status_code == 403
    assert tess.get(url("rule", elsewhere.pk)).status_code == 404
    assert tess.post(url("rule_add"), {"name": "loan_length", "value": "4"}).status_code == 422
    assert client(cast.stu).get(url("rules")).status_code == 403


def test_the_preview_shows_every_winning_row_and_lends_nothing(cast: Cast) -> None:
    rule = make_rule("grace_days", "2", patron_group=make_patron_group("students"))
    make_loaner(cast.school, "L-12")
    address = url("rules_preview") + f"?person={cast.stu.person.username}&item=L-12"
    page = client(cast.tess).get(address).content.decode()
    assert f"rule {rule.pk} (Students)" in page
    assert "the built-in default" in page
    assert "It would be lent" in page
    assert not Loan.objects.exists()
    assert "names no item" in client(cast.sam).get(address).content.decode()


def test_patron_groups_and_named_dates_on_screen(cast: Cast) -> None:
    dita = client(cast.dita)
    fields = {"code": "k2", "name": "K to 2", "person_kind": "student", "grades": "KG, 01", "precedence": "5"}
    assert dita.post(url("patron_group_add"), fields).status_code == 302
    group = PatronGroup.objects.get(code="k2")
    assert group.grades == ["KG", "01"]
    assert dita.post(url("patron_group", group.pk), fields | {"name": "K2", "precedence": "100"}).status_code == 422
    assert dita.post(url("patron_group_remove", group.pk)).status_code == 302
    assert client(cast.tess).get(url("patron_group_add")).status_code == 403
    date = {"code": "senior_checkout", "name": "Senior check-out", "active_from": "2026-07-01", "date": "2027-05-14"}
    assert dita.post(url("named_date_add"), date).status_code == 302
    named = NamedDueDate.objects.get(code="senior_checkout")
    assert client(cast.tess).get(url("named_date", named.pk)).status_code == 403
    assert dita.post(url("named_date", named.pk), date | {"date": "2026-01-01"}).status_code == 422
    assert dita.post(url("named_date_remove", named.pk)).status_code == 302


def test_the_ledger_on_screen(cast: Cast) -> None:
    stu, device = cast.stu.person, make_device(cast.school, "1042")
    tess, pat = client(cast.tess), client(cast.pat)
    charge = {"charge-amount": "25.50", "charge-reason": "Screen", "charge-item": "1042"}
    assert tess.post(url("fee_charge", stu.pk), charge).status_code == 302
    entry = FeeEntry.objects.get()
    assert (entry.cents, entry.item_id) == (2550, device.pk)
    assert tess.post(url("fee_charge", stu.pk), charge | {"charge-item": "nothing"}).status_code == 422
    assert tess.post(url("fee_pay", stu.pk), {"pay-amount": "$10", "pay-reason": "Cash"}).status_code == 302
    assert tess.post(url("fee_pay", stu.pk), {"pay-amount": "100", "pay-reason": "Cash"}).status_code == 422
    assert tess.post(url("fee_waive", stu.pk), {"waive-amount": "1", "waive-reason": "x"}).status_code == 403
    assert pat.post(url("fee_waive", stu.pk), {"waive-amount": "5.50", "waive-reason": "Kind"}).status_code == 302
    assert balance_of(stu) == 1000
    page = tess.get(url("fees", stu.pk)).content.decode()
    assert "$25.50" in page
    assert tess.post(url("fee_reverse", entry.pk), {"reason": "Mistake"}).status_code == 302
    assert balance_of(stu) == -1550
    own = client(cast.stu).get(url("fees", stu.pk)).content.decode()
    assert "Screen" in own
    assert "Take a payment" not in own
    for stranger in (cast.sam, cast.tia):
        assert client(stranger).get(url("fees", stu.pk)).status_code in {403, 404}


def test_blocks_on_screen(cast: Cast) -> None:
    stu, tess = cast.stu.person, client(cast.tess)
    assert tess.post(url("block_set", stu.pk), {"block-reason": "Chargers"}).status_code == 302
    assert tess.post(url("block_set", stu.pk), {"block-reason": ""}).status_code == 422
    block = Block.objects.get()
    assert client(cast.sam).post(url("block_lift", block.pk)).status_code == 404
    assert tess.post(url("block_lift", block.pk)).status_code == 302
    block.refresh_from_db()
    assert block.lifted_by == "Tess Torres"


def test_panels_on_the_pages_of_a_person_and_of_an_item(cast: Cast) -> None:
    make_fee(cast.stu.person, 1250)
    set_block(cast.stu.person, reason="Chargers", by=system_actor())
    loan = make_loan(make_loaner(cast.school, "L-1"), cast.stu.person)
    page = client(cast.tess).get(reverse("people:person", args=[cast.stu.person.pk])).content.decode()
    assert url("loan", loan.pk) in page
    assert "$12.50" in page
    assert "Blocked from borrowing" in page
    item = client(cast.tess).get(reverse("inventory:item", args=[loan.item_id])).content.decode()
    assert "Stu Dent" in item


def test_past_borrowers_of_private_types_are_shown_nowhere(cast: Cast) -> None:
    book = make_device(cast.school, "B-1", item_type=make_item_type("book", is_private=True))
    loan = make_loan(book, cast.stu.person, returned_at=timezone.now(), purpose=Loan.Purpose.CHECKOUT)
    tess = client(cast.lib)
    number = cast.stu.person.identifier
    assert "not kept" in tess.get(url("loans") + "?state=all").content.decode()
    assert "B-1" not in tess.get(url("loans") + f"?state=all&q={number}").content.decode()
    assert "Stu Dent" not in tess.get(url("loan", loan.pk)).content.decode()
    assert "Stu Dent" not in tess.get(reverse("inventory:item", args=[book.pk])).content.decode()
