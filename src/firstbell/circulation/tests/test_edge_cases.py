"""The edge cases of a library's desk that belong to no other file here. Numbers are those of the list."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.circulation.actions import bill_losses, close_losses, lend_item, renew_loan, return_item, set_block
from firstbell.circulation.actions.loans import LendingRefused
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import Loan
from firstbell.circulation.queries import balance_of
from firstbell.circulation.queries.fines import fine_so_far
from firstbell.circulation.record import loans as record_of_loans
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule, make_title
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.scan import resolve
from firstbell.inventory.models import FormerCode, Item
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_guardian, make_person
from firstbell.rooms.actions.calendars import add_entry, revoke_entry

pytestmark = pytest.mark.django_db
CLOCK = system_actor("tests")
DAY = dt.timedelta(days=1)


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def late_loan(cast: Cast) -> Loan:
    now = timezone.now()
    return make_loan(
        make_copy(cast.school), cast.stu.person, lent_at=now - 40 * DAY, due_at=now - 28 * DAY, purpose="checkout"
    )


def test_24_an_emergency_closing_takes_only_its_own_day_off_the_fine(cast: Cast) -> None:
    make_rule("fine_cents", "10")
    loan = late_loan(cast)
    before = fine_so_far(loan, now=timezone.now()).cents
    day = timezone.localdate() - 10 * DAY
    while day.weekday() > 4:
        day -= DAY
    entry = add_entry(cast.school, effect="closed", first_day=day, last_day=day, reason="Snow", by=cast.tess.actor)
    assert fine_so_far(loan, now=timezone.now()).cents == before - 10
    revoke_entry(entry, by=cast.tess.actor)
    assert fine_so_far(loan, now=timezone.now()).cents == before, "25: taken back, it costs again"


def test_41_one_code_for_a_reader_and_a_copy_is_asked_by_kind(cast: Cast) -> None:
    copy = make_copy(cast.school, cast.stu.person.identifier)
    both = resolve(cast.stu.person.identifier, cast.lib.actor)
    assert {match.kind for match in both} == {Person.KIND_REF, Item.KIND_REF}
    (item,) = resolve(cast.stu.person.identifier, cast.lib.actor, kinds=[Item.KIND_REF])
    assert item.id == copy.pk


def test_42_an_old_label_still_leads_to_its_copy_and_a_retired_badge_is_known(cast: Cast) -> None:
    copy = make_copy(cast.school, "NEW-1")
    FormerCode.objects.create(item=copy, text="OLD-1", code="OLD-1")
    (match,) = resolve("old-1", cast.lib.actor, kinds=[Item.KIND_REF])
    assert match.id == copy.pk
    old = make_badge(cast.stu.person, retired_at=timezone.now() - DAY)
    (person,) = resolve(old.value, cast.lib.actor, kinds=[Person.KIND_REF])
    assert person.id == cast.stu.person.pk
    assert "no longer good" in person.detail


@pytest.mark.parametrize("scanned", [" 30123000123456 ", "3 0123 000 123456", "A30123000123456B", "]C130123000123456"])
def test_43_what_scanners_add_is_taken_off(cast: Cast, scanned: str) -> None:
    copy = make_copy(cast.school, "30123000123456")
    (match,) = resolve(scanned, cast.lib.actor, kinds=[Item.KIND_REF])
    assert match.id == copy.pk


def test_48_one_blocked_child_stops_no_other_of_the_class(cast: Cast) -> None:
    children = [make_person(cast.school) for _ in range(3)]
    set_block(children[1], reason="Lost three", by=cast.tess.actor)
    copies = [make_copy(cast.school) for _ in children]
    held = sorted({one for grant in cast.lib.actor.grants for one in grant.permissions})
    secret = create_token(cast.lib.account, name="tests", permissions=held, by=cast.lib.actor).text
    entries: list[dict[str, Any]] = [
        {"item_id": copy.pk, "person_id": child.pk} for copy, child in zip(copies, children, strict=True)
    ]
    Client().post(
        "/api/v1/loans/bulk", {"entries": entries}, content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )  # fmt: skip
    lent = set(Loan.objects.open().values_list("borrower_id", flat=True))
    assert lent == {children[0].pk, children[2].pk}


def test_36_what_the_same_reader_has_is_renewed_not_lent_again(cast: Cast) -> None:
    copy = make_copy(cast.school, title=make_title())
    loan = lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    with pytest.raises(Conflict) as refused:
        lend_item(copy, to=cast.stu.person, by=cast.lib.actor)
    assert refused.value.code == "already_lent_to_same"
    assert loan.due_at is not None
    renew_loan(loan, by=cast.stu.actor, at=loan.due_at - dt.timedelta(hours=1))
    assert loan.renewals == 1


def test_50_a_second_scan_of_the_return_counts_as_nothing(cast: Cast) -> None:
    loan = lend_item(make_copy(cast.school), to=cast.stu.person, by=cast.lib.actor)
    return_item(loan, by=cast.lib.actor)
    with pytest.raises(Conflict):
        return_item(Loan.objects.get(pk=loan.pk), by=cast.lib.actor)


def test_79_a_family_reads_what_is_out_and_nothing_of_what_was(cast: Cast) -> None:
    make_guardian(cast.stu.person, "Gail")
    out = lend_item(make_copy(cast.school, title=make_title("Hatchet")), to=cast.stu.person, by=cast.lib.actor)
    back = lend_item(make_copy(cast.school, title=make_title("Holes")), to=cast.stu.person, by=cast.lib.actor)
    return_item(back, by=cast.lib.actor)
    unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(seconds=61))
    rows = record_of_loans(cast.stu.person, False).rows
    assert [row["What"] for row in rows] == ["Library material"]
    assert rows[0]["Due"] == out.due_at


def test_80_who_left_keeps_the_debt_of_a_lost_book_and_no_other_history(cast: Cast) -> None:
    make_rule("lost_after_days", "15")
    lost = late_loan(cast)
    read = lend_item(make_copy(cast.school), to=cast.stu.person, override_reason="Homework", by=cast.dita.actor)
    return_item(read, by=cast.dita.actor)
    bill_losses(by=CLOCK)
    Person.objects.filter(pk=cast.stu.person.pk).update(withdrawn_on=timezone.localdate())
    unlink_readers(by=CLOCK, now=timezone.now() + 400 * DAY)
    assert close_losses(by=CLOCK, now=timezone.now() + 400 * DAY) == 0
    lost.refresh_from_db()
    read.refresh_from_db()
    assert (balance_of(cast.stu.person), lost.borrower, read.borrower) == (1500, cast.stu.person, None)


@pytest.mark.django_db
def test_44_the_librarian_passes_a_block_for_books_and_for_nothing_else() -> None:
    cast = make_cast()
    set_block(cast.stu.person, reason="Owes a book", by=cast.tess.actor)
    book = make_copy(cast.school, "B-44")
    with pytest.raises(LendingRefused):
        lend_item(book, to=cast.stu.person, by=cast.lib.actor)
    loan = lend_item(book, to=cast.stu.person, override_reason="Science project", by=cast.lib.actor)
    assert loan.override_reason == "Science project"
    with pytest.raises(Forbidden):
        lend_item(make_loaner(cast.school, "L-44"), to=cast.stu.person, override_reason="Please", by=cast.lib.actor)
