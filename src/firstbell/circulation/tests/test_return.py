"""Taking back, renewing, converting."""

from __future__ import annotations

import pytest
from django.utils import timezone

from firstbell.circulation.actions import convert_loan, lend_item, renew_loan, return_item, set_block
from firstbell.circulation.models import Loan
from firstbell.circulation.queries.loans import states_of
from firstbell.circulation.tests.factories import DAY, lend, make_loan, make_patron_group, make_rule
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.models.undo import UndoOffer
from firstbell.core.undo import use_undo
from firstbell.inventory.models import Item, Status
from firstbell.inventory.tests.factories import make_device, make_item_type, make_loaner, make_place
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell.rooms.actions.calendars import add_closing

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_a_loaner_comes_back_to_its_shelf(cast: Cast) -> None:
    shelf = make_place(cast.school, "Loaner shelf", kind="shelf")
    loaner = make_loaner(cast.school, "L-12", place=shelf)
    loan = lend(loaner, cast.stu.person)
    return_item(loan, condition="fair", by=cast.lib.actor)
    loaner.refresh_from_db()
    assert (loaner.status, loaner.holder, loaner.place, loaner.condition) == (
        Status.LOANER_AVAILABLE,
        None,
        shelf,
        "fair",
    )
    assert (loan.returned_by, loan.return_condition, loan.is_open) == ("Lib Booker", "fair", False)
    entry = AuditEntry.objects.get(verb="circulation.item.returned")
    assert entry.summary == "Took back L-12 from Stu Dent"


def test_what_comes_back_broken_goes_to_triage(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school), cast.stu.person)
    return_item(loan, condition="broken", by=cast.tess.actor)
    assert Item.objects.get(pk=loan.item_id).status == Status.IN_TRIAGE


def test_56_and_57_what_was_lost_and_comes_back_is_recovered(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person)
    Item.objects.filter(pk=loan.item_id).update(status=Status.LOST)
    return_item(loan, by=cast.tess.actor)
    assert Item.objects.get(pk=loan.item_id).status == Status.RECOVERED


def test_50_taking_back_twice_says_who_was_first(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school, "L-1"), cast.stu.person)
    again = Loan.objects.get()
    return_item(loan, by=cast.lib.actor)
    with pytest.raises(Conflict, match=r"L-1 was already taken back on .* by Lib Booker"):
        return_item(again, by=cast.tess.actor)


def test_53_a_return_can_be_backdated_but_not_before_the_lending(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person, lent_at=timezone.now() - 5 * DAY)
    with pytest.raises(Invalid):
        return_item(loan, at=timezone.now() - 6 * DAY, by=cast.tess.actor)
    with pytest.raises(Invalid):
        return_item(loan, at=timezone.now() + DAY, by=cast.tess.actor)
    friday = timezone.now() - 3 * DAY
    assert return_item(loan, at=friday, by=cast.tess.actor).returned_at == friday


def test_an_unknown_condition_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="not a condition"):
        return_item(lend(make_loaner(cast.school), cast.stu.person), condition="so-so", by=cast.tess.actor)


def test_sam_from_another_school_may_not_take_back_or_renew(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school), cast.stu.person)
    with pytest.raises(Forbidden):
        return_item(loan, by=cast.sam.actor)
    with pytest.raises(Forbidden):
        renew_loan(loan, by=cast.sam.actor)


def test_undo_opens_the_loan_again_unless_it_was_lent_since(cast: Cast) -> None:
    loaner = make_loaner(cast.school)
    loan = lend(loaner, cast.stu.person)
    return_item(loan, by=cast.tess.actor)
    use_undo(UndoOffer.objects.get(handler__endswith="undo_return").token, by=cast.tess.actor)
    loan.refresh_from_db()
    loaner.refresh_from_db()
    assert loan.is_open
    assert (loaner.status, loaner.holder) == (Status.ON_LOAN, cast.stu.person)
    return_item(loan, by=cast.tess.actor)
    lend_item(loaner, to=make_person(cast.school), by=cast.tess.actor)
    offer = UndoOffer.objects.filter(handler__endswith="undo_return", used_at=None).get()
    with pytest.raises(Conflict, match="lent again"):
        use_undo(offer.token, by=cast.tess.actor)


def test_a_private_type_comes_back_without_a_name(cast: Cast) -> None:
    loan = lend(make_device(cast.school, item_type=make_item_type("book", is_private=True)), cast.stu.person)
    return_item(loan, by=cast.lib.actor)
    assert not AuditLink.objects.filter(kind=Person.KIND_REF).exists()
    assert "Stu" not in " ".join(AuditEntry.objects.values_list("summary", flat=True))


# --- renewing ---


def test_a_renewal_counts_from_today_and_is_counted(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school), cast.stu.person)
    first = loan.due_at
    make_rule("renewal_length", "10", item_type=make_item_type("loaner"))
    renew_loan(loan, by=cast.tess.actor)
    assert first is not None
    assert loan.due_at is not None
    assert loan.due_at > first + 5 * DAY
    assert loan.renewals == 1
    assert "10 school days" in loan.due_explain[0]


def refusal(loan: Loan, cast: Cast) -> str:
    with pytest.raises(Conflict) as no:
        renew_loan(loan, by=cast.lib.actor)
    return no.value.code


def test_a_renewal_never_gives_an_earlier_or_equal_date(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school), cast.stu.person)
    assert refusal(loan, cast) == "not_later"


def test_renewal_refusals(cast: Cast) -> None:
    soon = timezone.now() + DAY / 2
    loan = make_loan(make_loaner(cast.school), cast.stu.person, due_at=soon)
    Loan.objects.filter(pk=loan.pk).update(renewals=2)
    assert refusal(loan, cast) == "too_many"
    Loan.objects.filter(pk=loan.pk).update(renewals=0, due_at=timezone.now() - DAY)
    assert refusal(loan, cast) == "overdue"
    Loan.objects.filter(pk=loan.pk).update(due_at=timezone.now() + 9 * DAY)
    make_rule("renewal_opens", "2")
    assert refusal(loan, cast) == "too_soon"
    set_block(cast.stu.person, reason="Ask the office", by=cast.tess.actor)
    assert refusal(loan, cast) == "restriction"
    Item.objects.filter(pk=loan.item_id).update(status=Status.MISSING)
    assert refusal(loan, cast) == "item_denied_renewal"
    Loan.objects.filter(pk=loan.pk).update(due_at=None)
    assert refusal(loan, cast) == "item_denied_renewal"
    return_item(loan, by=cast.tess.actor)
    assert refusal(loan, cast) == "no_checkout"


def test_a_refusal_can_be_passed_with_the_right_and_a_reason(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() - DAY)
    with pytest.raises(Forbidden):
        renew_loan(loan, override_reason="Repair takes longer", by=cast.lib.actor)
    renew_loan(loan, override_reason="Repair takes longer", by=cast.tess.actor)
    entry = AuditEntry.objects.get(verb="circulation.loan.renewed")
    assert entry.note == "Overridden (overdue): Repair takes longer"


def test_renewals_without_limit(cast: Cast) -> None:
    loan = make_loan(make_loaner(cast.school), cast.stu.person, due_at=timezone.now() + DAY / 24)
    Loan.objects.filter(pk=loan.pk).update(renewals=99)
    make_rule("renewals_allowed", "", patron_group=make_patron_group("students"))
    renew_loan(loan, by=cast.tess.actor)
    assert loan.renewals == 100


# --- converting ---


def test_a_loaner_becomes_the_own_device(cast: Cast) -> None:
    loaner = make_loaner(cast.school, "L-9")
    loan = lend(loaner, cast.stu.person)
    convert_loan(loan, by=cast.tess.actor)
    loaner.refresh_from_db()
    assert (loan.purpose, loan.due_at, loan.is_open) == (Loan.Purpose.ASSIGNMENT, None, True)
    assert (loaner.status, loaner.assigned_to) == (Status.ASSIGNED, cast.stu.person)
    with pytest.raises(Conflict, match="already is"):
        convert_loan(loan, by=cast.tess.actor)


def test_converting_to_a_type_takes_its_due_date(cast: Cast) -> None:
    loan = lend(make_loaner(cast.school), cast.stu.person)
    convert_loan(loan, item_type=make_item_type("one-to-one"), by=cast.tess.actor)
    assert "School year end" in loan.due_explain[0]
    other = lend(make_loaner(cast.school), make_person(cast.school))
    with pytest.raises(Invalid, match="not a type that is assigned"):
        convert_loan(other, item_type=make_item_type("loaner"), by=cast.tess.actor)


# --- how a loan stands ---


def test_states_count_school_days(cast: Cast) -> None:
    now = timezone.now().replace(hour=18)
    add_closing(
        cast.school, first_day=now.date() - 30 * DAY, last_day=now.date() + DAY, reason="Flood", by=cast.tess.actor
    )
    closed = make_loan(make_loaner(cast.school), make_person(cast.school), due_at=now - 7 * DAY)
    late = make_loan(make_loaner(cast.other_school), make_person(cast.other_school), due_at=now - 7 * DAY)
    opened = make_loan(make_loaner(cast.school), make_person(cast.school), due_at=now + 7 * DAY)
    endless = make_loan(make_loaner(cast.school), make_person(cast.school))
    today = make_loan(make_loaner(cast.school), make_person(cast.school), due_at=now + DAY / 24)
    hour_ago = make_loan(make_loaner(cast.school), make_person(cast.school), due_at=now - DAY / 24)
    loans = [closed, late, opened, endless, today, hour_ago]
    states = states_of(Loan.objects.select_related("organisation").filter(pk__in=[one.pk for one in loans]), now=now)
    keys = [states[one.pk].key for one in loans]
    assert keys == ["due_today", "overdue", "open", "open", "due_today", "overdue"]
    assert states[late.pk].overdue_days == 5
    assert states[late.pk].label == "Overdue 5 school days"
