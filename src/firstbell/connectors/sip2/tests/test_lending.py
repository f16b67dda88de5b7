"""A student at a self-check: borrow, renew, bring back, and what is said when it cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.models import Block, Loan
from firstbell.circulation.tests.factories import make_fee, make_loan, make_rule
from firstbell.connectors.sip2.codec.requests import Checkin, Checkout, ItemInformation, Renew, RenewAll
from firstbell.connectors.sip2.models import Terminal, TerminalNote
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal
from firstbell.core.models import AuditEntry, UndoOffer
from firstbell.inventory.models import Status
from firstbell.inventory.tests.factories import make_loaner
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_organisation, make_person

pytestmark = pytest.mark.django_db
CARD, BOOK = "B-STU-1", "30000001"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    return made


@pytest.fixture
def book(cast: Cast) -> Copy:
    return make_copy(cast.school, make_title("Hatchet"), BOOK)


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school, name="By the door"))


def checkout(item: str = BOOK, card: str = CARD, **more: str) -> Checkout:
    return Checkout(at=NOW, patron=card, item=item, **more)


def test_borrow_a_book(machine: Machine, cast: Cast, book: Copy) -> None:
    said = machine.ask(checkout())
    loan = Loan.objects.get()
    assert (said.ok, said.renewal_ok, said.desensitize, said.title) == ("1", "N", "Y", "Hatchet")
    assert (loan.item_id, loan.borrower, loan.lent_by) == (book.pk, cast.stu.person, "Self-check By the door")
    assert said.due[:8] == f"{timezone.localtime(loan.due_at):%Y%m%d}"
    assert said.screen[0].startswith("Due ")


def test_the_trail_names_the_terminal_and_not_the_borrower(machine: Machine, cast: Cast, book: Copy) -> None:
    machine.ask(checkout())
    machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK))
    entries = list(AuditEntry.objects.filter(verb__startswith="circulation."))
    assert {(one.actor_key, one.actor_name, one.via) for one in entries} == {
        (f"terminal:{machine.terminal.pk}", "Self-check By the door", "sip2")
    }
    told = " ".join(f"{one.summary} {one.note} {one.changes} {one.subject_label}" for one in AuditEntry.objects.all())
    assert "Stu" not in told + str(list(UndoOffer.objects.values_list("label", flat=True)))


def test_what_the_borrower_has_already_is_renewed_when_the_policy_says_so(
    machine: Machine, cast: Cast, book: Copy
) -> None:
    loan = make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(hours=20))
    refused = machine.ask(checkout(may_renew="N"))
    assert (refused.ok, refused.renewal_ok, refused.screen) == ("0", "N", ("You already have this",))
    said = machine.ask(checkout(may_renew="Y"))
    loan.refresh_from_db()
    assert (said.ok, said.renewal_ok, loan.renewals) == ("1", "Y", 1)


@pytest.mark.parametrize(
    ("make_it", "words"),
    [
        ("lent_to_other", "Please hand this in at the desk"),
        ("missing", "This cannot be borrowed now"),
        ("limit", "You have reached your limit"),
        ("blocked", "Please ask at the desk"),
        ("owes", "Please ask at the desk"),
    ],
)
def test_a_no_is_short_and_keeps_secrets(machine: Machine, cast: Cast, book: Copy, make_it: str, words: str) -> None:
    if make_it == "lent_to_other":
        make_loan(book, cast.tia.person)
    elif make_it == "missing":
        Copy.objects.update(status=Status.MISSING)
    elif make_it == "limit":
        make_rule("max_open_total", "0")
    elif make_it == "blocked":
        Block.objects.create(person=cast.stu.person, organisation=cast.school, reason="Tore pages", created_by="Lib")
    else:
        make_rule("fee_block_cents", "100")
        make_fee(cast.stu.person, 4500)
    said = machine.ask(checkout())
    assert (said.ok, said.desensitize, said.due, said.screen) == ("0", "N", "", (words,))
    assert "Tia" not in str(said)
    assert not any("45.00" in line for line in said.screen)
    assert not Loan.objects.filter(borrower=cast.stu.person).exists()


def test_in_the_borrowers_language(machine: Machine, cast: Cast, book: Copy) -> None:
    cast.stu.person.language = "es-MX"
    cast.stu.person.save()
    assert machine.ask(checkout()).screen[0].startswith("Devolver: ")


def test_devices_only_where_the_terminal_says_so(machine: Machine, cast: Cast) -> None:
    loaner = make_loaner(cast.school, "L-1")
    assert machine.ask(checkout("L-1")).screen == ("Item not recognized. Please ask",)
    assert machine.ask(ItemInformation(at=NOW, item="L-1")).title == ""
    machine.terminal.other_types.set([loaner.item_type])
    assert machine.ask(checkout("L-1")).ok == "1"
    assert machine.ask(Checkin(at=NOW, returned_at=NOW, item="L-1")).ok == "1"


def test_bring_back_whoever_had_it(machine: Machine, cast: Cast, book: Copy) -> None:
    loan = make_loan(book, cast.stu.person)
    Copy.objects.update(condition="fair")
    said = machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK))
    loan.refresh_from_db()
    assert loan.returned_at is not None
    assert (said.ok, said.alert, said.title, said.call_number, said.patron) == ("1", "N", "Hatchet", "FIC PAU", None)
    assert (loan.return_condition, loan.returned_by) == ("fair", "Self-check By the door")
    assert machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK)).ok == "1"  # was not on loan: thank you all the same
    stray = machine.ask(Checkin(at=NOW, returned_at=NOW, item="99"))
    assert (stray.ok, stray.alert) == ("0", "Y")


def test_another_districts_things_and_another_schools_people_are_not_here(
    machine: Machine, cast: Cast, book: Copy
) -> None:
    hill = make_organisation("Hill District", kind="district")
    make_copy(make_organisation("Hill School", parent=hill), barcode="OAK-1")
    make_badge(cast.sam.person, "B-SAM")
    assert machine.ask(checkout("OAK-1")).screen == ("Item not recognized. Please ask",)
    assert machine.ask(checkout(card="B-SAM")).screen == ("Card or PIN not recognized",)


def test_an_item_says_where_it_is_and_not_who_has_it(machine: Machine, cast: Cast, book: Copy) -> None:
    there = machine.ask(ItemInformation(at=NOW, item=BOOK))
    assert (there.status, there.title, there.owner, there.media_type) == ("03", "Hatchet", cast.school.short, "001")
    make_loan(book, cast.stu.person, due_at=timezone.now())
    out = machine.ask(ItemInformation(at=NOW, item=BOOK))
    assert (out.status, bool(out.due)) == ("04", True)
    assert "Stu" not in str(out)
    assert CARD not in str(out)
    nowhere = machine.ask(ItemInformation(at=NOW, item="99"))
    assert (nowhere.status, nowhere.title) == ("01", "")


def test_renew_by_barcode_or_by_title(machine: Machine, cast: Cast, book: Copy) -> None:
    make_rule("renewals_allowed", "2")
    loan = make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(hours=20))
    assert machine.ask(Renew(at=NOW, patron=CARD, item=BOOK)).ok == "1"
    Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=20))
    said = machine.ask(Renew(at=NOW, patron=CARD, title="hatchet"))
    assert (said.ok, said.renewal_ok, said.item) == ("1", "Y", BOOK)
    Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=20))
    assert machine.ask(Renew(at=NOW, patron=CARD, item=BOOK)).screen == ("No renewals left",)
    loan.refresh_from_db()
    assert loan.renewals == 2


def test_nobody_renews_what_somebody_else_has(machine: Machine, cast: Cast, book: Copy) -> None:
    make_loan(book, cast.tia.person, due_at=timezone.now() + dt.timedelta(hours=20))
    said = machine.ask(Renew(at=NOW, patron=CARD, item=BOOK))
    assert (said.ok, said.title, said.due) == ("0", "", "")


def test_renew_all(machine: Machine, cast: Cast) -> None:
    soon = timezone.now() + dt.timedelta(hours=20)
    for number in range(3):
        make_loan(make_copy(cast.school, barcode=f"R-{number}"), cast.stu.person, due_at=soon)
    Loan.objects.filter(item__barcode="R-1").update(renewals=99)
    said = machine.ask(RenewAll(at=NOW, patron=CARD))
    assert (said.ok, said.renewed, said.unrenewed) == ("1", "0002", "0001")
    assert (said.renewed_items, said.unrenewed_items) == (("R-0", "R-2"), ("R-1",))


def test_a_machine_that_failed_takes_its_last_step_back(machine: Machine, cast: Cast, book: Copy) -> None:
    other = make_copy(cast.school, barcode="O-1")
    machine.ask(checkout())
    machine.ask(checkout("O-1"))  # something else in between
    assert machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK, cancel="Y")).screen == ("Taken back",)
    assert list(Loan.objects.values_list("item", flat=True)) == [other.pk]  # no loan was ever there
    loan = Loan.objects.get()
    machine.ask(Checkin(at=NOW, returned_at=NOW, item="O-1"))
    assert machine.ask(checkout("O-1", cancel="Y")).ok == "1"
    loan.refresh_from_db()
    assert loan.is_open


def test_and_a_renewal_as_well(machine: Machine, cast: Cast, book: Copy) -> None:
    due = timezone.now() + dt.timedelta(hours=20)
    loan = make_loan(book, cast.stu.person, due_at=due)
    assert machine.ask(checkout(may_renew="Y")).renewal_ok == "Y"
    machine.ask(Checkin(at=NOW, returned_at=NOW, item=BOOK, cancel="Y"))
    loan.refresh_from_db()
    assert (loan.renewals, loan.due_at, loan.is_open) == (0, due, True)


def test_who_owes_something_confirms_first(machine: Machine, cast: Cast, book: Copy) -> None:
    Terminal.objects.update(asks_about_fees=True)
    make_fee(cast.stu.person, 250)
    asked = machine.ask(checkout())
    assert (asked.ok, asked.fee_amount, asked.currency) == ("0", "2.50", "USD")
    assert machine.ask(checkout(fee_acknowledged="Y")).ok == "1"


def local(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%Y%m%d    %H%M%S}"


class TestWithoutConnection:
    """“No block”: it has happened, and is written down with the terminal's dates."""

    def test_lent_with_the_dates_of_the_terminal(self, machine: Machine, cast: Cast, book: Copy) -> None:
        Block.objects.create(person=cast.stu.person, organisation=cast.school, reason="x", created_by="Lib")
        at = timezone.now().replace(microsecond=0) - dt.timedelta(hours=3)
        due = at + dt.timedelta(days=9)
        said = machine.ask(Checkout(
            at=local(at), nb_due=local(due), patron=CARD, item=BOOK, no_block="Y"
        ))  # fmt: skip
        loan = Loan.objects.get()
        assert (said.ok, loan.lent_at, loan.due_at) == ("1", at, due)
        assert "no connection" in loan.override_reason
        assert "against a rule" in TerminalNote.objects.get().text
        assert "Stu" not in TerminalNote.objects.get().text

    def test_the_same_file_twice_is_one_loan(self, machine: Machine, cast: Cast, book: Copy) -> None:
        at = local(timezone.now() - dt.timedelta(hours=3))
        for _ in range(2):
            assert machine.ask(Checkout(at=at, patron=CARD, item=BOOK, no_block="Y")).ok == "1"
        assert Loan.objects.get().renewals == 0

    def test_a_clock_that_is_years_off(self, machine: Machine, cast: Cast, book: Copy) -> None:
        machine.ask(Checkout(at="20190101    080000", patron=CARD, item=BOOK, no_block="Y"))
        assert timezone.now() - Loan.objects.get().lent_at < dt.timedelta(minutes=1)
        assert "clock is wrong" in TerminalNote.objects.get().text

    def test_still_on_loan_to_somebody_else(self, machine: Machine, cast: Cast, book: Copy) -> None:
        before = make_loan(book, cast.tia.person)
        at = local(timezone.now() - dt.timedelta(hours=3))
        assert machine.ask(Checkout(at=at, patron=CARD, item=BOOK, no_block="Y")).ok == "1"
        before.refresh_from_db()
        assert before.returned_at is not None
        assert Loan.objects.open().get().borrower == cast.stu.person

    def test_overtaken_by_a_newer_loan(self, machine: Machine, cast: Cast, book: Copy) -> None:
        newer = make_loan(book, cast.tia.person, lent_at=timezone.now() - dt.timedelta(hours=1))
        at = local(timezone.now() - dt.timedelta(hours=3))
        machine.ask(Checkout(at=at, patron=CARD, item=BOOK, no_block="Y"))
        machine.ask(Checkin(at=at, returned_at=at, item=BOOK, no_block="Y"))
        assert Loan.objects.open().get() == newer
        assert TerminalNote.objects.count() == 2

    def test_brought_back_at_the_time_it_was(self, machine: Machine, cast: Cast, book: Copy) -> None:
        loan = make_loan(book, cast.stu.person, lent_at=timezone.now() - dt.timedelta(days=4))
        at = timezone.now().replace(microsecond=0) - dt.timedelta(days=1)
        machine.ask(Checkin(at=NOW, returned_at=local(at), item=BOOK, no_block="Y"))
        loan.refresh_from_db()
        assert loan.returned_at == at

    def test_a_card_nobody_has_cannot_be_written(self, machine: Machine, cast: Cast, book: Copy) -> None:
        assert machine.ask(Checkout(at=NOW, patron="B-NOBODY", item=BOOK, no_block="Y")).ok == "0"
        note = TerminalNote.objects.get(item=book)
        assert "B-NOBODY" not in note.text


def test_old_cards_and_the_withdrawn_are_nobody(machine: Machine, cast: Cast, book: Copy) -> None:
    make_badge(cast.stu.person, "B-OLD", retired_at=timezone.now())
    gone = make_person(cast.school)
    make_badge(gone, "B-GONE")
    gone.withdrawn_on = timezone.localdate()
    gone.save()
    for card in ("B-OLD", "B-GONE", "", "|", "stu", "001234"):
        assert machine.ask(checkout(card=card)).screen == ("Card or PIN not recognized",), card


def test_another_schools_book_comes_back_and_goes_out_here(machine: Machine, cast: Cast) -> None:
    """The terminal stands at one school; its reader brings what belongs to the other of the district."""
    book = make_copy(cast.other_school, make_title("Frindle"), "30000009")
    make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(days=3))
    back = machine.ask(Checkin(at=NOW, returned_at=NOW, item="30000009"))
    assert (back.ok, back.alert_type, back.destination) == ("1", "04", cast.other_school.short)
    assert (back.permanent_location, back.title) == (cast.other_school.short, "Frindle")
    assert not Loan.objects.open().exists()
    make_copy(cast.district, make_title("Atlas"), "30000010")
    assert machine.ask(checkout("30000010")).ok == "1"
    assert Loan.objects.open().get().organisation == cast.school
