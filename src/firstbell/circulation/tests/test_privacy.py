"""Nobody can see what somebody has read: not the technician while it is lent, nobody at all once it is back.

The proof reads the database file itself, after what runs by the clock, and a backup made then. Numbers in names are those
of the list of edge cases.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.utils import timezone

from firstbell.circulation.actions import (
    cancel_reservation,
    charge_fee,
    lend_item,
    place_hold,
    remind_borrower,
    renew_loan,
    reserve,
    return_item,
    take_payment,
)
from firstbell.circulation.actions.unlinking import unlink_readers
from firstbell.circulation.models import FeeEntry, LendingCount, Loan, LoanCharge, ProductUse, Reservation
from firstbell.circulation.queries import check_lending
from firstbell.circulation.queries.clearance import clearance_of
from firstbell.circulation.tests.factories import make_copy, make_loan, make_rule, make_title, school_day
from firstbell.circulation.tests.private_loans import (
    CLOCK,
    NAME,
    TAG,
    a_minute_later,
    fresh_cast,
    nearly_due,
)
from firstbell.core.errors import Conflict, Forbidden, NotFound
from firstbell.core.models import AuditEntry, Notice, UndoOffer
from firstbell.core.undo import latest_offer, use_undo
from firstbell.inventory.models import Item
from firstbell.inventory.tests.factories import make_loaner
from firstbell.people.tests.factories import Cast, make_person, signed_in


@pytest.fixture
def cast() -> Cast:
    return fresh_cast()


# --- while it is lent ---


@pytest.mark.django_db
class TestWhileItIsLent:
    @pytest.fixture
    def loan(self, cast: Cast) -> Loan:
        copy = make_copy(cast.school, TAG, title=make_title(NAME))
        return lend_item(copy, to=cast.stu.person, by=cast.lib.actor)

    def test_the_library_and_the_reader_see_the_loan_and_nobody_else(self, cast: Cast, loan: Loan) -> None:
        everybody = (cast.dita, cast.tess, cast.lib, cast.tia, cast.stu, cast.cora, cast.pat, cast.sam)
        seeing = [who for who in everybody if Loan.objects.visible_to(who.actor).exists()]
        assert [who.person.given_name for who in seeing] == ["Lib", "Stu"]

    def test_pages_panels_lists_and_rest_hide_it_from_the_technician_and_district_it(
        self, cast: Cast, loan: Loan
    ) -> None:
        stu = cast.stu.person
        pages = (
            "/circulation/loans/", f"/circulation/loans/{loan.pk}/", "/circulation/loans/?format=csv",
            f"/circulation/loans/?q={stu.identifier}", f"/people/{stu.pk}/", f"/inventory/{loan.item_id}/",
            "/circulation/clearance/", f"/circulation/people/{stu.pk}/clearance/", "/api/v1/loans",
            f"/api/v1/loans/{loan.pk}", f"/api/v1/people/{stu.pk}/clearance", "/search/?q=QZX-77",
            f"/counter/?person={stu.pk}", f"/circulation/lend/?person={stu.identifier}", "/circulation/holds/",
            "/circulation/holds/shelf/", "/circulation/holds/pull/", "/circulation/claims/",
        )  # fmt: skip
        for member in (cast.tess, cast.dita, cast.pat):
            client = signed_in(member)
            for page in pages:
                text = b"".join(client.get(page)).decode()
                joins = (NAME in text or TAG in text) and ("Stu Dent" in text or "Dent, Stu" in text)
                assert not joins, (member.person.given_name, page)
        library = signed_in(cast.lib)
        for page in (pages[0], pages[1], pages[7]):
            text = library.get(page).content.decode()
            assert TAG in text, page
            assert "Stu Dent" in text or "Dent, Stu" in text, page

    def test_whoever_looks_through_somebody_elses_eyes_sees_no_books(self, cast: Cast, loan: Loan) -> None:
        for member in (cast.stu, cast.lib):
            assert Loan.objects.visible_to(member.actor).exists()
            assert not Loan.objects.visible_to(replace(member.actor, is_disguised=True, _scopes={})).exists()

    def test_refusals_do_not_tell_the_technician_whose_book_it_is_nor_which(self, cast: Cast, loan: Loan) -> None:
        late = timezone.now() - dt.timedelta(days=20)
        Loan.objects.update(due_at=late, lent_at=late)
        check = check_lending(make_loaner(cast.school, "L-1"), cast.stu.person, by=cast.tess.actor)
        assert [one.text for one in check.blocks] == ["Stu Dent has overdue: library material."]
        taken = check_lending(loan.item, cast.cora.person, by=cast.tess.actor)
        assert "Stu" not in taken.blocks[0].text
        assert "Stu Dent" in check_lending(loan.item, cast.cora.person, by=cast.lib.actor).blocks[0].text

    def test_one_book_held_against_child_after_child_tells_nobody_who_has_it(self, cast: Cast, loan: Loan) -> None:
        make_rule("max_open_of_type", "1", item_type=loan.item.item_type)
        other = make_person(cast.school, "Bo", "Other")
        lend_item(make_copy(cast.school, "QZX-78", title=make_title("Another")), to=other, by=cast.lib.actor)
        for member in (cast.tess, cast.dita):
            client, answers = signed_in(member), []
            for one in (cast.stu.person, other):
                pair, keys = f"person={one.identifier}&item={TAG}", f"person_id={one.pk}&item_id={loan.item_id}"
                said = [
                    *re.findall(r"cannot be lent.*", client.get(f"/circulation/lend/?{pair}").content.decode()),
                    *re.findall(
                        r"cannot be lent.*", client.get(f"/circulation/rules/preview/?{pair}").content.decode()
                    ),
                    client.get(f"/api/v1/lending-rules/explain?{keys}").json()["blocks"],
                ]
                with pytest.raises(Conflict) as refused:
                    lend_item(loan.item, to=one, by=member.actor)
                with pytest.raises(Forbidden) as kept_out:
                    place_hold(loan.item.product, to=one, by=member.actor)
                said += [refused.value.code, str(refused.value), str(kept_out.value)]
                answers.append(repr(said).replace(one.name, "the child"))
            assert answers[0] == answers[1]
            assert "is already lent since" in answers[0]
        # The library and the reader hear what is true.
        for by in (cast.lib.actor, cast.stu.actor):
            with pytest.raises(Conflict) as refused:
                place_hold(loan.item.product, to=cast.stu.person, by=by)
            assert refused.value.code == "has_it"
        codes = [one.code for one in check_lending(loan.item, cast.stu.person, by=cast.lib.actor).blocks]
        assert codes == ["already_lent_to_same"]

    def test_clearance_says_that_something_is_out_and_to_the_library_what(self, cast: Cast, loan: Loan) -> None:
        assert [line.text for line in clearance_of(cast.stu.person, seen_by=cast.tess.actor)] == ["Library material"]
        assert clearance_of(cast.stu.person)[0].text == "Library material"
        # A day would lead from the child to the title: the trail says of every title when it is due.
        assert clearance_of(cast.stu.person, seen_by=cast.tess.actor)[0].detail == "Out"
        Loan.objects.update(due_at=timezone.now() - dt.timedelta(days=20))
        assert clearance_of(cast.stu.person, seen_by=cast.tess.actor)[0].detail == "Overdue"
        assert "school days" in clearance_of(cast.stu.person, seen_by=cast.lib.actor)[0].detail
        assert TAG in clearance_of(cast.stu.person, seen_by=cast.lib.actor)[0].text

    def test_the_trail_keeps_no_reader_not_even_who_serves_himself(self, cast: Cast) -> None:
        copy = make_copy(cast.school, "B-SELF")
        loan = lend_item(copy, to=cast.lib.person, override_reason="Lib needs it", by=cast.lib.actor)
        renew_loan(loan, by=cast.lib.actor, at=nearly_due(loan))
        return_item(loan, by=cast.lib.actor)
        told = AuditEntry.objects.filter(subject_kind=Item.KIND_REF, subject_id=copy.pk)
        assert {entry.actor_name for entry in told} == {"The reader"}
        assert not any("Lib" in f"{entry.summary}{entry.note}{entry.changes}" for entry in told)
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        loan.refresh_from_db()
        assert loan.is_open
        assert not AuditEntry.objects.filter(subject_id=copy.pk, actor_name__startswith="Lib").exists()

    def test_a_notice_names_neither_the_title_nor_the_tag(self, cast: Cast, loan: Loan) -> None:
        remind_borrower(loan, by=cast.lib.actor)
        told = Notice.objects.get()
        words = f"{told.subject_label} {told.line} {told.title} {told.body}"
        assert "a library item" in words
        assert NAME not in words
        assert TAG not in words


# --- once it is back ---


@pytest.mark.django_db
class TestOnceItIsBack:
    @pytest.fixture
    def loan(self, cast: Cast) -> Loan:
        return lend_item(make_copy(cast.school), to=cast.stu.person, by=cast.lib.actor)

    def test_undo_works_for_its_minute_and_then_the_reader_is_gone(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK) == 0
        use_undo(latest_offer(cast.lib.actor).token, by=cast.lib.actor)  # type: ignore[union-attr]
        loan.refresh_from_db()
        assert loan.borrower == cast.stu.person
        return_item(loan, by=cast.lib.actor)
        offer = latest_offer(cast.lib.actor)
        assert offer is not None
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 1
        assert Loan.objects.get(pk=loan.pk).borrower is None
        assert not UndoOffer.objects.exists()
        with pytest.raises(NotFound):
            use_undo(offer.token, by=cast.lib.actor)

    def test_75_what_was_lent_is_counted_by_kind_not_by_person(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        unlink_readers(by=CLOCK, now=a_minute_later())
        count = LendingCount.objects.get()
        assert (count.patron_group, count.item_type.code, count.loans, count.renewals) == ("students", "book", 1, 0)
        assert count.month.day == 1
        assert ProductUse.objects.get().loans == 1

    def test_76_it_stays_while_a_fee_of_it_is_owed(self, cast: Cast, loan: Loan) -> None:
        charge_fee(cast.stu.person, cents=300, reason="Wet pages of Hatchet", loan=loan, by=cast.lib.actor)
        entry = FeeEntry.objects.get()
        assert (entry.reason, entry.item, entry.loan) == ("Library material: damaged", None, None)
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 0
        assert LoanCharge.objects.get().note == "Wet pages of Hatchet"
        take_payment(cast.stu.person, cents=300, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 1
        assert not LoanCharge.objects.exists()
        assert FeeEntry.objects.count() == 2

    def test_77_the_days_for_finding_damage_are_a_rule(self, cast: Cast, loan: Loan) -> None:
        make_rule("unlink_after_days", "7", item_type=loan.item.item_type)
        return_item(loan, by=cast.lib.actor)
        assert unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(days=6)) == 0
        assert unlink_readers(by=CLOCK, now=timezone.now() + dt.timedelta(days=8)) == 1

    def test_devices_keep_who_had_them(self, cast: Cast) -> None:
        loan = make_loan(make_loaner(cast.school, "L-9"), cast.stu.person, returned_at=timezone.now())
        assert unlink_readers(by=CLOCK, now=a_minute_later()) == 0
        loan.refresh_from_db()
        assert loan.borrower == cast.stu.person

    def test_a_late_undo_does_not_open_a_loan_of_nobody(self, cast: Cast, loan: Loan) -> None:
        return_item(loan, by=cast.lib.actor)
        offer = latest_offer(cast.lib.actor)
        assert offer is not None
        Loan.objects.update(borrower=None)
        with pytest.raises(Conflict):
            use_undo(offer.token, by=cast.lib.actor)

    def test_a_reservation_of_library_material_tells_nobody_for_whom_and_goes_when_it_is_over(self, cast: Cast) -> None:
        copy, day = make_copy(cast.school), school_day(1)
        made = reserve(cast.stu.person, first_day=day, last_day=day, item=copy, reason="For Stu", by=cast.lib.actor)
        assert not Reservation.objects.visible_to(cast.tess.actor).exists()
        with pytest.raises(Conflict) as taken:
            reserve(cast.cora.person, first_day=day, last_day=day, item=copy, by=cast.tess.actor)
        assert "Stu" not in str(taken.value)
        cancel_reservation(made, by=cast.lib.actor)
        told = AuditEntry.objects.filter(verb__startswith="circulation.reservation")
        assert told.count() == 2
        assert not any("Stu" in f"{entry.summary}{entry.note}" for entry in told)
        unlink_readers(by=CLOCK)
        assert Reservation.objects.exists(), "it can still be undone"
        unlink_readers(by=CLOCK, now=a_minute_later())
        assert not Reservation.objects.exists()
