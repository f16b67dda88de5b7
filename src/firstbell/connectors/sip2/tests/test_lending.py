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
from firstbell.people.tests.factories import Cast, make_badge, make_cast, make_person

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
