"""Whoever leaves with something becomes a case; what is still out is asked for anew each time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from firstbell.circulation.actions import charge_fee, lend_item, return_item, take_payment
from firstbell.circulation.actions.cases import close_case, open_case, plan_case
from firstbell.circulation.models import Loan, WithdrawalCase
from firstbell.circulation.queries.clearance import clearance_of, clearance_of_many, holders, is_clear
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.tests.factories import make_device
from firstbell.people.actions.persons import readmit_person, withdraw_person
from firstbell.people.tests.factories import Cast, make_cast, make_guardian, make_person, signed_in

pytestmark = pytest.mark.django_db

State = WithdrawalCase.State


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def lend(cast: Cast, tag: str = "1042") -> Loan:
    return lend_item(make_device(cast.school, barcode=tag), to=cast.stu.person, by=cast.tess.actor)


def test_the_list_names_things_and_money(cast: Cast) -> None:
    lend(cast)
    charge_fee(cast.stu.person, cents=2500, reason="Charger", by=cast.tess.actor)

    lines = clearance_of(cast.stu.person)

    assert [(line.kind, line.bars) for line in lines] == [("item", True), ("fee", True)]
    assert "1042" in lines[0].text
    assert lines[1].detail == "$25.00 owed"
    assert [(one.pk, one.items_out, one.owed) for one in holders(cast.tess.actor)] == [  # type: ignore[attr-defined]
        (cast.stu.person.pk, 1, 2500)
    ]
    assert not holders(cast.sam.actor).exists()


def test_leaving_with_something_opens_a_case_and_its_return_closes_it(cast: Cast) -> None:
    loan = lend(cast)

    withdraw_person(cast.stu.person, by=cast.tess.actor)

    case = WithdrawalCase.objects.get()
    assert (case.state, case.person_id) == (State.OPEN, cast.stu.person.pk)
    assert "1042" in AuditEntry.objects.get(verb="circulation.case.opened").note
    return_item(loan, by=cast.tess.actor)
    case.refresh_from_db()
    assert case.state == State.CLEARED


def test_a_charger_that_did_not_come_back_stays_on_the_list(cast: Cast) -> None:
    loan = lend_item(
        make_device(cast.school, barcode="1042"), to=cast.stu.person, accessories=["charger"], by=cast.tess.actor
    )
    return_item(loan, accessories_missing=["charger"], by=cast.tess.actor)

    assert [(line.kind, line.text) for line in clearance_of(cast.stu.person)] == [("accessory", "charger")]
    assert holders(cast.tess.actor).filter(pk=cast.stu.person.pk).exists()


def test_leaving_with_nothing_opens_none(cast: Cast) -> None:
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    assert not WithdrawalCase.objects.exists()


def test_a_fee_keeps_it_open_until_it_is_paid(cast: Cast) -> None:
    loan = lend(cast)
    charge_fee(cast.stu.person, cents=500, reason="Case", by=cast.tess.actor)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    return_item(loan, by=cast.tess.actor)
    assert WithdrawalCase.objects.get().is_open

    take_payment(cast.stu.person, cents=500, by=cast.tess.actor)

    assert WithdrawalCase.objects.get().state == State.CLEARED


def test_an_undone_return_opens_it_again(cast: Cast) -> None:
    loan = lend(cast)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    return_item(loan, by=cast.tess.actor)

    use_undo(UndoOffer.objects.filter(used_at=None).latest("created_at").token, by=cast.tess.actor)

    assert [case.state for case in WithdrawalCase.objects.order_by("pk")] == [State.CLEARED, State.OPEN]


def test_coming_back_to_school_cancels_it(cast: Cast) -> None:
    lend(cast)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    readmit_person(cast.stu.person, by=cast.tess.actor)
    assert WithdrawalCase.objects.get().state == State.CANCELLED


def test_closing_with_something_out_needs_a_word(cast: Cast) -> None:
    lend(cast)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    case = WithdrawalCase.objects.get()
    with pytest.raises(Invalid, match="1042"):
        close_case(case, by=cast.tess.actor)
    with pytest.raises(Forbidden):
        close_case(case, outcome="x", by=cast.sam.actor)
    with pytest.raises(Invalid):
        plan_case(case, next_step=" ", next_on=None, by=cast.tess.actor)
    plan_case(case, next_step="Call on Friday", next_on=dt.date(2026, 12, 4), by=cast.tess.actor)

    close_case(case, outcome="Written off by the principal", by=cast.tess.actor)

    case.refresh_from_db()
    assert (case.state, case.outcome, case.next_on) == (State.CLOSED, "Written off by the principal", None)
    with pytest.raises(Conflict):
        close_case(case, outcome="again", by=cast.tess.actor)
    assert "still out" in AuditEntry.objects.get(verb="circulation.case.ended").note


def test_two_cases_are_never_open_for_one_person(cast: Cast) -> None:
    lend(cast)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    assert open_case(cast.stu.person, by=cast.tess.actor) == WithdrawalCase.objects.get()


def test_many_people_cost_as_much_as_one(cast: Cast, django_assert_max_num_queries: Any) -> None:
    people = [make_person(cast.school) for _ in range(12)]
    for number, person in enumerate(people):
        lend_item(make_device(cast.school, barcode=f"77{number:02}"), to=person, by=cast.tess.actor)
    with django_assert_max_num_queries(5):
        assert not any(is_clear(lines) for lines in clearance_of_many(people).values())


def test_the_pages(cast: Cast) -> None:
    make_guardian(cast.stu.person, language="es")
    lend(cast)
    withdraw_person(cast.stu.person, by=cast.tess.actor)
    case = WithdrawalCase.objects.get()
    tess = signed_in(cast.tess)
    stu = cast.stu.person.pk
    for url in ("/circulation/clearance/", "/circulation/clearance/print/", f"/circulation/people/{stu}/clearance/"):
        assert "1042" in tess.get(url).content.decode(), url
    letter = tess.get(f"/circulation/people/{stu}/clearance/?print=1").content.decode()
    assert "lo que falta por devolver" in letter
    assert "what still has to come back" in letter
    assert "1 withdrawal case" in tess.get("/").content.decode()
    page = f"/circulation/cases/{case.pk}/"
    assert "1042" in tess.get("/circulation/cases/").content.decode()
    assert tess.post(page, {"next_step": "Called", "next_on": timezone.localdate().isoformat()}).status_code == 302
    assert "Called" in tess.get("/circulation/cases/?state=due").content.decode()
    tess.post(f"{page}close/", {"outcome": ""})
    assert WithdrawalCase.objects.get().is_open
    tess.post(f"{page}close/", {"outcome": "Moved abroad"})
    assert WithdrawalCase.objects.get().state == State.CLOSED
    sam = signed_in(cast.sam)
    assert {sam.get(url).status_code for url in (page, f"/circulation/people/{stu}/clearance/")} == {404}


def test_a_student_sees_their_own_list_only(cast: Cast) -> None:
    lend(cast)
    stu = signed_in(cast.stu)
    assert "1042" in stu.get(f"/circulation/people/{cast.stu.person.pk}/clearance/").content.decode()
    assert stu.get(f"/circulation/people/{cast.tia.person.pk}/clearance/").status_code == 404
    assert stu.get("/circulation/clearance/").status_code == 403
