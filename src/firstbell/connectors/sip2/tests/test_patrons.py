"""Whose card it is, what a terminal is told about them, and what nobody is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from firstbell.circulation.models import Block, FeeEntry, Loan
from firstbell.circulation.tests.factories import make_fee, make_loan, make_rule
from firstbell.connectors.sip2.actions.use import WINDOW
from firstbell.connectors.sip2.codec.requests import (
    BlockPatron,
    Checkout,
    FeePaid,
    Hold,
    ItemStatusUpdate,
    PatronEnable,
    PatronInformation,
    PatronStatus,
    ScStatus,
)
from firstbell.connectors.sip2.models import SWITCHED, DayCount, Terminal, TerminalNote
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal
from firstbell.core.models import AuditEntry
from firstbell.inventory.models import Item, Status
from firstbell.library.models import Copy
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast

pytestmark = pytest.mark.django_db
CARD = "B-STU-1"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    make_badge(made.tia.person, "B-TIA", kind="library_card")
    return made


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school))


def status(card: str = CARD, pin: str = "") -> PatronStatus:
    return PatronStatus(at=NOW, language="001", patron=card, patron_password=pin)


def information(pin: str = "", *, wanted: int | None = 2, **more: str) -> PatronInformation:
    summary = "".join("Y" if place == wanted else " " for place in range(10))
    return PatronInformation(at=NOW, patron=CARD, patron_password=pin, summary=summary, **more)


def test_the_borrower_sees_the_own_loans(machine: Machine, cast: Cast) -> None:
    now = timezone.now()
    for number in range(4):
        copy = make_copy(cast.school, barcode=f"C-{number}")
        make_loan(copy, cast.stu.person, due_at=now + dt.timedelta(days=number + 1))
    late = make_copy(cast.school, barcode="LATE")
    make_loan(late, cast.stu.person, due_at=now - dt.timedelta(days=20), lent_at=now - dt.timedelta(days=40))
    make_loan(make_copy(cast.school, barcode="TIAS"), cast.tia.person)
    said = machine.ask(information())
    assert (said.charged, said.overdue, said.holds) == ("0005", "0001", "0000")
    assert said.charged_items == ("LATE", "C-0", "C-1", "C-2", "C-3")
    assert machine.ask(information(wanted=1)).overdue_items == ("LATE",)
    assert machine.ask(information(first="2", last="3")).charged_items == ("C-0", "C-1")
    assert machine.ask(information(wanted=None)).charged_items == ()
    assert said.status == "Y     Y" + " " * 7  # one overdue loan blocks, by the rules as shipped


def test_ten_thousand_loans_are_counted_and_a_hundred_listed(machine: Machine, cast: Cast) -> None:
    title = make_title()
    copies = [make_copy(cast.school, title, barcode=f"T-{number:05}") for number in range(2)]
    model = Item(
        product=title, item_type=title.item_type, organisation=cast.school, status=Status.ON_LOAN,
        status_since=timezone.now(),
    )  # fmt: skip
    rows = []
    for number in range(10_000):
        row = Item(**{f.attname: getattr(model, f.attname) for f in Item._meta.concrete_fields if f.attname != "id"})
        row.barcode = row.barcode_norm = f"M-{number:05}"
        rows.append(row)
    Item.objects.bulk_create(rows, batch_size=2000)
    loan = make_loan(copies[0], cast.stu.person, due_at=timezone.now() - dt.timedelta(days=30))
    values = {
        f.attname: getattr(loan, f.attname) for f in Loan._meta.concrete_fields if f.attname not in {"id", "item_id"}
    }
    Loan.objects.bulk_create((Loan(item_id=row.pk, **values) for row in rows), batch_size=2000)
    said = machine.ask(information())
    assert (said.charged, said.overdue, len(said.charged_items)) == ("9999", "9999", 100)
    assert len(machine.talk._last_reply) < 4096
    assert machine.ask(information(first="9999", last="10001")).charged_items[-1] == "M-09999"


def test_many_cards_pause_the_terminal(machine: Machine, cast: Cast) -> None:
    Terminal.objects.update(most_misses=4)
    for number in range(4):
        machine.ask(status(f"GUESS-{number}"))
    assert machine.ask(status()).valid_patron == "N"
    assert AuditEntry.objects.filter(verb="sip2.terminal_paused").count() == 1
    Terminal.objects.update(misses_since=timezone.now() - WINDOW)
    assert machine.ask(status()).valid_patron == "Y"


def test_names_and_addresses_only_as_the_switches_say(machine: Machine, cast: Cast) -> None:
    assert machine.ask(status()).name == ""  # a child's
    assert machine.ask(status("B-TIA")).name == "Tia Chalk"
    assert machine.ask(information()).email is None
    Terminal.objects.update(tells_names="everybody", tells_emails="everybody")
    said = machine.ask(information())
    assert (said.name, said.email, said.address, said.phone) == ("Stu Dent", cast.stu.person.email, None, None)
    Terminal.objects.update(tells_names="nobody")
    assert machine.ask(status("B-TIA")).name == ""


def test_what_is_owed_is_a_number_and_never_a_word(machine: Machine, cast: Cast) -> None:
    make_fee(cast.stu.person, 4500, reason="Broken screen")
    make_rule("fee_block_cents", "1000")
    said = machine.ask(information(wanted=3))
    assert (said.fee_amount, said.fines, said.fine_items, said.fee_limit) == (
        "45.00",
        "0001",
        ("45.00 Broken screen",),
        "10.00",
    )
    assert said.status[10:12] == "YY"
    assert "45.00" not in said.screen[0]
    Terminal.objects.update(tells_fees=False)
    said = machine.ask(information(wanted=3))
    assert (said.fee_amount, said.fines, said.fine_items, said.fee_limit) == (None, "0000", (), None)


def test_numbers_count_as_cards_only_when_the_terminal_takes_them(machine: Machine, cast: Cast) -> None:
    assert machine.ask(status("001234")).valid_patron == "N"
    Terminal.objects.update(takes_numbers=True)
    assert machine.ask(status("001234")).valid_patron == "Y"


@pytest.mark.parametrize(("own", "asked", "language", "word"), [("es", "001", "008", "bienvenida"), ("", "008", "008", "bienvenida"), ("vi", "000", "001", "Welcome")])  # fmt: skip
def test_in_which_language(machine: Machine, cast: Cast, own: str, asked: str, language: str, word: str) -> None:
    cast.stu.person.language = own
    cast.stu.person.save()
    said = machine.ask(PatronStatus(at=NOW, language=asked, patron=CARD))
    assert said.language == language
    assert word in said.screen[0]


def all_of_it(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school, allowed=list(SWITCHED)))


def test_a_kept_card_is_blocked_and_only_the_terminals_block_is_lifted(cast: Cast) -> None:
    machine = all_of_it(cast)
    by_hand = Block.objects.create(
        person=cast.stu.person, organisation=cast.school, reason="Tore pages", created_by="Lib"
    )
    said = machine.ask(BlockPatron(card_retained="Y", at=NOW, reason="Card kept", patron=CARD))
    assert (said.code, said.status[:4]) == ("24", "YY Y")
    assert Block.objects.filter(lifted_at=None).count() == 2
    assert TerminalNote.objects.get().text == "The machine kept a card."
    assert machine.ask(PatronEnable(at=NOW, patron=CARD)).valid_patron == "Y"
    assert Block.objects.get(lifted_at=None) == by_hand


def test_money_is_taken_once(cast: Cast) -> None:
    machine = all_of_it(cast)
    make_fee(cast.stu.person, 500)
    paid = FeePaid(at=NOW, amount="1.25", currency="USD", patron=CARD, transaction="TX-1")
    assert machine.ask(paid).accepted == "Y"
    assert Machine(make_terminal(cast.school, allowed=["37"])).ask(status()).valid_patron == "N"
    assert machine.ask(FeePaid(at="20261126    101600", amount="1.25", patron=CARD, transaction="TX-1")).accepted == "Y"
    assert FeeEntry.objects.filter(kind="payment").values_list("cents", flat=True).get() == -125
    for wrong in ("0", "-1", "1,50", "x", "99999.00", "", "１"):
        assert machine.ask(FeePaid(at=NOW, amount=wrong, patron=CARD)).accepted == "N", wrong
    assert machine.ask(FeePaid(at=NOW, amount="1.00", currency="EUR", patron=CARD)).accepted == "N"


def test_what_a_terminal_may_not_send_is_answered_with_a_no(machine: Machine, cast: Cast) -> None:
    Terminal.objects.update(allowed=["23"])
    make_copy(cast.school, barcode="X-1")
    for request in (Checkout(at=NOW, patron=CARD, item="X-1"), FeePaid(at=NOW, amount="1.00", patron=CARD), information(),
                    Hold(at=NOW, patron=CARD, item="X-1"), BlockPatron(at=NOW, patron=CARD)):  # fmt: skip
        said = machine.ask(request)
        assert said.screen == ("Not at this machine",)
        assert "Y" not in (getattr(said, "accepted", "N"), getattr(said, "valid_patron", "N"))
    assert not Loan.objects.exists()
    assert machine.ask(status()).valid_patron == "Y"


def test_the_status_says_what_it_may(machine: Machine, cast: Cast) -> None:
    said = machine.ask(ScStatus(status="1"))
    assert (said.online, said.checkout_ok, said.version, said.institution) == ("Y", "Y", "2.00", cast.school.short)
    assert said.supported == "YYYNYYYYYNYNNYYY"
    machine.terminal.refresh_from_db()
    assert machine.terminal.condition == "1"
    Terminal.objects.update(allowed=["17"])
    said = machine.ask(ScStatus())
    assert (said.checkout_ok, said.supported) == ("N", "NNNNYYYNYNYNNNNN")


def test_item_properties_become_a_note(cast: Cast) -> None:
    machine = all_of_it(cast)
    copy = make_copy(cast.school, barcode="X-1")
    assert machine.ask(ItemStatusUpdate(at=NOW, item="X-1", properties="tag unreadable")).ok == "1"
    assert (
        TerminalNote.objects.get(item_id=Copy.objects.get(pk=copy.pk).pk).text == "The machine reports: tag unreadable"
    )


def test_only_a_secret_costs_a_hash(machine: Machine, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has no PIN is let in by the card; a card nobody has takes as long as a wrong PIN."""
    hashed: list[str] = []
    monkeypatch.setattr("firstbell.kiosk.actions.pins.hash_pin", hashed.append)
    assert machine.ask(status()).valid_patron == "Y"
    assert hashed == []
    assert machine.ask(status("NOSUCH", "4711")).valid_patron == "N"
    assert hashed == ["4711"]


def test_use_is_noted_for_all_terminals_at_once(machine: Machine, cast: Cast) -> None:
    office = machine.office
    second = Machine(make_terminal(cast.school), office=office)
    gone = Machine(make_terminal(cast.school), office=office)
    machine.ask(status())
    machine.ask(status("NOSUCH"))
    gone.terminal.delete()
    with CaptureQueriesContext(connection) as asked:
        office.flush()
    assert len(asked) < 12
    machine.ask(status())
    office.flush()
    counts = set(DayCount.objects.values_list("terminal", "kind", "count", "refused"))
    assert counts == {
        (machine.terminal.pk, "93", 1, 0),
        (machine.terminal.pk, "23", 3, 1),
        (second.terminal.pk, "93", 1, 0),
    }
    assert Terminal.objects.get(pk=second.terminal.pk).seen_from == "192.0.2.7"
