"""Edge cases at a machine. The numbers in names are those of the list in docs/reference/circulation-cases.md."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from firstbell.circulation.actions import lend_item, return_item
from firstbell.circulation.models import FeeEntry, Hold, Loan, ProductUse, QuietOverride
from firstbell.circulation.tests.factories import make_fee, make_loan
from firstbell.connectors.sip2.codec import encode, read_frame
from firstbell.connectors.sip2.codec.requests import Checkin, Checkout, FeePaid, Renew, RenewAll
from firstbell.connectors.sip2.codec.requests import Hold as HoldRequest
from firstbell.connectors.sip2.models import TerminalNote
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal, sent
from firstbell.core.models import UndoOffer
from firstbell.library.actions.wishes import record_wish
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast

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
    return Machine(make_terminal(cast.school, name="By the door", allowed=["09", "11", "15", "29", "37", "65"]))


def checkout(item: str = BOOK, **more: str) -> Checkout:
    return Checkout(at=NOW, patron=CARD, item=item, **more)


def checkin(item: str = BOOK, **more: str) -> Checkin:
    return Checkin(at=NOW, returned_at=NOW, item=item, **more)


def twice(machine: Machine, request: Checkout | Renew | FeePaid, *, sequence: int) -> tuple[bytes, bytes]:
    line = sent(encode(request, charset="utf-8"), sequence)
    return machine.talk.reply(line).data, machine.talk.reply(line).data


class TestARepeatedSequenceNumber:
    def test_73_lends_renews_and_takes_money_once(self, machine: Machine, cast: Cast, book: Copy) -> None:
        first, again = twice(machine, checkout(may_renew="Y"), sequence=1)
        assert first == again
        loan = Loan.objects.get()
        assert loan.renewals == 0, "the second line is no renewal of the first"
        Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=20))
        first, again = twice(machine, Renew(at=NOW, patron=CARD, item=BOOK), sequence=2)
        loan.refresh_from_db()
        assert (first, loan.renewals) == (again, 1)
        make_fee(cast.stu.person, 500)
        first, again = twice(
            machine,
            FeePaid(at=NOW, fee_type="01", payment_type="00", currency="USD", amount="2.00", patron=CARD),
            sequence=3,
        )
        assert (first, FeeEntry.objects.filter(kind="payment").count()) == (again, 1)

    def test_73_the_same_number_on_another_message_is_another_message(self, machine: Machine, book: Copy) -> None:
        """Counters of some machines stand still, or go round: only the same number and the same words are the same."""
        lines = [sent(encode(one, charset="utf-8"), 4) for one in (checkout(), checkin(), checkout())]
        said = [read_frame(machine.talk.reply(line).data.rstrip(b"\r")).command for line in lines]
        assert said == ["12", "10", "12"]
        assert Loan.objects.open().count() == 1


class TestCancelAfterAnotherTransaction:
    """BI: the machine takes its own last step back, and never what somebody else did since."""

    def test_74_another_item_in_between(self, machine: Machine, cast: Cast, book: Copy) -> None:
        make_copy(cast.school, barcode="O-1")
        machine.ask(checkout())
        machine.ask(checkout("O-1"))
        assert machine.ask(checkin(cancel="Y")).screen == ("Taken back",)
        assert Loan.objects.get().item.barcode == "O-1"

    def test_74_the_desk_lent_it_to_somebody_else_since(self, machine: Machine, cast: Cast, book: Copy) -> None:
        machine.ask(checkout())
        return_item(Loan.objects.get(), by=cast.lib.actor)
        theirs = lend_item(book, to=cast.tia.person, by=cast.lib.actor)
        said = machine.ask(checkin(cancel="Y"))
        theirs.refresh_from_db()
        assert (said.ok, theirs.is_open, theirs.borrower) == ("0", True, cast.tia.person)
        assert "Tia" not in str(said)

    def test_74_it_is_back_already(self, machine: Machine, cast: Cast, book: Copy) -> None:
        """Nothing to take back: the answer is yes, and nobody counts it as used in the library."""
        machine.ask(checkout())
        return_item(Loan.objects.get(), by=cast.lib.actor)
        said = machine.ask(checkin(cancel="Y"))
        assert (said.ok, said.screen) == ("1", ("Taken back",))
        assert not ProductUse.objects.filter(in_house__gt=0).exists()

    def test_74_an_older_loan_is_not_ended_by_it(self, machine: Machine, cast: Cast, book: Copy) -> None:
        loan = make_loan(book, cast.stu.person)
        assert machine.ask(checkin(cancel="Y")).ok == "0"
        loan.refresh_from_db()
        assert loan.is_open

    def test_74_a_renewal_after_which_another_was_renewed(self, machine: Machine, cast: Cast, book: Copy) -> None:
        due = timezone.now() + dt.timedelta(hours=20)
        mine = make_loan(book, cast.stu.person, due_at=due)
        make_loan(make_copy(cast.school, barcode="O-1"), cast.stu.person, due_at=due)
        machine.ask(checkout(may_renew="Y"))
        machine.ask(checkout("O-1", may_renew="Y"))
        assert machine.ask(checkin(cancel="Y")).screen == ("Taken back",)
        mine.refresh_from_db()
        assert (mine.renewals, mine.due_at, mine.is_open) == (0, due, True)

    def test_74_when_the_minute_is_over_what_it_lent_is_checked_in(
        self, machine: Machine, cast: Cast, book: Copy
    ) -> None:
        machine.ask(checkout())
        UndoOffer.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        assert machine.ask(checkin(cancel="Y")).ok == "1"
        assert Loan.objects.get().returned_at is not None

    def test_74_a_check_in_after_which_it_was_lent_again(self, machine: Machine, cast: Cast, book: Copy) -> None:
        machine.ask(checkout())
        machine.ask(checkin())
        theirs = lend_item(book, to=cast.tia.person, by=cast.lib.actor)
        assert machine.ask(checkout(cancel="Y")).ok == "0"
        theirs.refresh_from_db()
        assert theirs.is_open
        assert Loan.objects.open().count() == 1


class TestWhatAFamilyAsked:
    @pytest.fixture
    def wish(self, cast: Cast, book: Copy) -> None:
        values = {"asked_by": "Ana Núñez", "asked_on": timezone.localdate(), "source": "Paper form"}
        record_wish(cast.stu.person, about="title", of=book.product.title, values=values, by=cast.lib.actor)

    def test_46_a_machine_says_what_it_says_for_everything_a_person_has_to_look_at(
        self, machine: Machine, cast: Cast, book: Copy, wish: None
    ) -> None:
        said = machine.ask(checkout())
        assert (said.ok, said.screen) == ("0", ("Please ask at the desk",))
        cast.stu.person.language = "es"
        cast.stu.person.save()
        assert machine.ask(checkout()).screen == ("Pregunte en el mostrador",)
        assert not Loan.objects.exists()
        other = make_copy(cast.school, make_title("Dune"), "D-1")
        assert machine.ask(checkout("D-1")).ok == "1"
        assert Loan.objects.get().item_id == other.pk

    def test_46_nor_can_it_be_held_there(self, machine: Machine, cast: Cast, book: Copy, wish: None) -> None:
        make_loan(book, cast.tia.person)
        assert machine.ask(HoldRequest(at=NOW, mode="+", patron=CARD, item=BOOK)).screen == ("Please ask at the desk",)
        assert not Hold.objects.exists()

    def test_46_what_has_happened_without_a_connection_is_written_down(
        self, machine: Machine, cast: Cast, book: Copy, wish: None
    ) -> None:
        """No block: the child has it. Only the librarian learns that it was against a wish."""
        assert machine.ask(checkout(no_block="Y")).ok == "1"
        loan = Loan.objects.get()
        assert (loan.borrower, loan.override_reason) == (cast.stu.person, "")
        assert QuietOverride.objects.get().codes == ["family_asked"]
        assert not TerminalNote.objects.filter(text__contains="rule").exists()

    def test_46_nor_is_renewed_what_was_lent_before(self, machine: Machine, cast: Cast, book: Copy, wish: None) -> None:
        loan = make_loan(book, cast.stu.person, due_at=timezone.now() + dt.timedelta(minutes=5))
        said = machine.ask(Renew(at=NOW, patron=CARD, item=BOOK))
        assert (said.ok, said.screen) == ("0", ("Please ask at the desk",))
        every = machine.ask(RenewAll(at=NOW, patron=CARD))
        assert (every.renewed, every.unrenewed) == ("0000", "0001")
        assert machine.ask(checkout(may_renew="Y")).screen == ("Please ask at the desk",)
        loan.refresh_from_db()
        assert loan.renewals == 0
        assert machine.ask(Renew(at=NOW, patron=CARD, item=BOOK, no_block="Y")).ok == "1"
        assert QuietOverride.objects.get().codes == ["family_asked"]
