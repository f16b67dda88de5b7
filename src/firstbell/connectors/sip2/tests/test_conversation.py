"""Signing in, sending again, answering twice and doing once: the protocol itself."""

from __future__ import annotations

import datetime as dt
import logging

import pytest
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_loan, make_rule
from firstbell.connectors.sip2.actions import edit_terminal, make_password
from firstbell.connectors.sip2.conversation import MOST_UNREADABLE, Conversation
from firstbell.connectors.sip2.models import DayCount, Terminal
from firstbell.connectors.sip2.office import Office
from firstbell.connectors.sip2.tests.factories import NOW, Machine, make_terminal, sent
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast

pytestmark = pytest.mark.django_db
CARD, BOOK = "B-STU-1", "30000001"
LEND = b"11YN" + NOW.encode() * 2 + b"AOX|AAB-STU-1|AB30000001|AC|"
SIGN_OFF = b"99" + b"0080" + b"2.00"


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    make_copy(made.school, make_title("Hatchet"), BOOK)
    return made


@pytest.fixture
def machine(cast: Cast) -> Machine:
    return Machine(make_terminal(cast.school))


def test_only_who_signs_in_is_answered(cast: Cast) -> None:
    made = make_terminal(cast.school)
    stranger = Machine(made, sign_in=False)
    assert stranger.talk.reply(b"9900802.00").is_last
    wrong = stranger.talk.reply(b"9300CN%b|COguess|" % made.terminal.uid.encode())
    assert (wrong.data, wrong.is_last) == (b"940\r", True)
    nobody = stranger.talk.reply(b"9300CNnobody|COguess|")
    assert nobody == wrong
    made.terminal.refresh_from_db()
    assert "the password is wrong" in made.terminal.problem
    encrypted = stranger.talk.reply(b"9310CN%b|CO%b|" % (made.terminal.uid.encode(), made.password.encode()))
    assert encrypted == wrong
    assert (
        stranger.talk.reply(b"9300CN%b|CO%b|" % (made.terminal.uid.upper().encode(), made.password.encode())).data
        == b"941\r"
    )


def test_switched_off_or_with_a_new_password_the_line_ends(machine: Machine, cast: Cast) -> None:
    make_password(machine.terminal, by=cast.tess.actor)
    assert machine.talk.reply(sent(SIGN_OFF, 3)).is_last
    made = make_terminal(cast.school)
    other = Machine(made)
    edit_terminal(made.terminal, values={"is_on": False}, by=cast.tess.actor)
    assert other.talk.reply(sent(SIGN_OFF, 3)).is_last
    assert Machine(made, sign_in=False).talk.reply(b"9300CN%b|CO%b|" % (made.terminal.uid.encode(), made.password.encode())).data == b"940\r"  # fmt: skip


def test_a_terminal_has_so_many_connections_and_no_more(cast: Cast) -> None:
    made, office = make_terminal(cast.school, most_connections=2), Office()
    first, second = Machine(made, office=office), Machine(made, office=office)
    with pytest.raises(AssertionError):
        Machine(made, office=office)
    first.talk.close()
    first.talk.close()  # twice counts once
    Machine(made, office=office)
    assert second.say(SIGN_OFF).startswith(b"98Y")


def test_answered_as_asked(machine: Machine, cast: Cast) -> None:
    assert machine.talk.reply(SIGN_OFF).data.startswith(b"98Y")
    assert b"AY" not in machine.talk.reply(SIGN_OFF).data  # no trailer where there was none
    Terminal.objects.update(error_detection="required", line_end="crlf")
    assert machine.talk.reply(SIGN_OFF).data == b"96AZFEF6\r\n"
    assert machine.talk.reply(sent(SIGN_OFF, 1)).data.endswith(b"\r\n")


def test_a_line_that_does_not_add_up_is_asked_for_again(machine: Machine) -> None:
    assert machine.talk.reply(SIGN_OFF + b"AY1AZ0000").data == b"96AZFEF6\r"
    assert machine.talk.reply(sent(SIGN_OFF, 1)).data.startswith(b"98Y")
    assert machine.talk.reply(b"77what").data == b"96AZFEF6\r"
    assert machine.talk.reply(b"").data == b"96AZFEF6\r"  # was too long


def test_97_repeats_byte_for_byte(machine: Machine) -> None:
    said = machine.talk.reply(sent(SIGN_OFF, 4)).data
    machine.talk.reply(b"garbage")  # a 96 is no answer
    for _ in range(3):
        assert machine.talk.reply(b"97AZFEF5").data == said
    fresh = Conversation(Office(), "192.0.2.1")
    assert fresh.reply(b"97AZFEF5").data == b"96AZFEF6\r"


def test_a_storm_ends(machine: Machine) -> None:
    machine.say(SIGN_OFF)
    replies = [machine.talk.reply(b"97AZFEF5") for _ in range(MOST_UNREADABLE)]
    assert [one.is_last for one in replies].index(True) == MOST_UNREADABLE - 1
    fresh = Conversation(Office(), "192.0.2.1")
    assert [fresh.reply(b"\x00\x01").is_last for _ in range(MOST_UNREADABLE)][-1]


def test_the_same_line_twice_is_done_once(machine: Machine, cast: Cast) -> None:
    line = sent(LEND, 5)
    first = machine.talk.reply(line).data
    assert first.startswith(b"121N")
    assert machine.talk.reply(line).data == first
    assert Loan.objects.get().renewals == 0
    machine.talk.reply(sent(LEND, 6))  # another number: the terminal asks again, and its policy is to renew
    assert machine.talk.reply(sent(LEND, 6)).data.startswith(b"12")


def test_and_over_a_new_line_too(machine: Machine, cast: Cast) -> None:
    """The answer was lost with the connection: the terminal signs in again and sends its last message once more."""
    make_rule("renewals_allowed", "9")
    make_loan(make_copy(cast.school, barcode="R-1"), cast.stu.person, due_at=timezone.now() + dt.timedelta(hours=9))
    renew = b"29NN" + NOW.encode() * 2 + b"AOX|AAB-STU-1|ABR-1|AC|"
    first = machine.say(renew)
    assert first.startswith(b"301Y")
    made = make_password(machine.terminal, by=cast.tess.actor)
    again = Machine(made, office=machine.office)
    assert again.say(renew) == first
    assert Loan.objects.get().renewals == 1


def test_while_the_database_is_away_nothing_is_said(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr("firstbell.connectors.sip2.conversation.answer", away)
    reply = machine.talk.reply(sent(LEND, 3))
    assert (reply.data, reply.is_last) == (b"", True)


def test_a_fault_of_ours_is_a_plain_no_and_the_log_names_nobody(
    machine: Machine, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError(f"{cast.stu.person} has {BOOK}")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("firstbell.connectors.sip2.answers.loans.lend_item", breaks)
    said = machine.say(LEND)
    assert said.startswith(b"120N")
    assert b"ask at the desk" in said
    told = caplog.text + Terminal.objects.get().problem
    assert "RuntimeError" in told
    assert not any(word in told for word in ("Stu", "Hatchet", CARD, BOOK))


def test_counted_by_day_and_kind(machine: Machine, cast: Cast) -> None:
    machine.say(LEND)
    machine.say(LEND.replace(b"B-STU-1", b"B-NOBODY"))
    machine.talk.reply(b"garbage")
    machine.office.flush()
    machine.say(SIGN_OFF)
    machine.office.flush()
    counts = {row.kind: (row.count, row.refused) for row in DayCount.objects.all()}
    assert counts == {"93": (1, 0), "11": (2, 1), "??": (1, 1), "99": (1, 0)}
    machine.terminal.refresh_from_db()
    assert machine.terminal.seen_from == "192.0.2.7"


@pytest.mark.parametrize("charset", ["cp850", "latin-1", "utf-8", "ascii"])
def test_titles_in_the_terminals_letters(cast: Cast, charset: str) -> None:
    make_copy(cast.school, make_title("El pequeño | príncipe"), "X-1")
    machine = Machine(make_terminal(cast.school, encoding=charset))
    said = machine.say(b"17" + NOW.encode() + b"AOX|ABX-1|")
    title = "El pequeno   principe" if charset == "ascii" else "El pequeño   príncipe"
    assert b"AJ" + title.encode(charset) + b"|" in said


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"11YN", b"09N", b"63001", b"23001", b"29NN", b"65", b"37", b"15+", b"17", b"01N", b"19", b"25", b"35"]),
    rest=st.one_of(
        st.binary(max_size=120),
        st.lists(st.sampled_from([b"AA", b"AB", b"AD", b"AJ", b"BV", b"BP", b"BQ", b"CH", b"BI", b"BK"])).map(lambda ids: NOW.encode() * 2 + b"|".join(one + b"\xff9" for one in ids)),
    ),
)  # fmt: skip
def test_nothing_a_terminal_can_send_breaks_it(machine: Machine, head: bytes, rest: bytes) -> None:
    Terminal.objects.filter(pk=machine.terminal.pk).update(misses=0)
    line = sent(head + rest.replace(b"\r", b"").replace(b"\n", b""), 1)
    reply = machine.talk.reply(line)
    assert reply.is_last or reply.data.endswith(b"\r")
    if reply.is_last:  # twenty of them in a row
        machine.talk._unreadable = 0


@pytest.mark.parametrize(
    "line",
    [
        b"17" + NOW.encode() + b"AOX|AB3000\x000001|",
        b"63000" + NOW.encode() + b"Y         AOX|AAB-STU\x00-1|",
        b"01N" + NOW.encode() + b"AOX|ALlost\x00|AAB-STU-1|AC|",
        b"19" + NOW.encode() + b"AOX|AB30000001|CHa\x00b|",
        b"37" + NOW.encode() + b"0100U\x00DBV1.00|AOX|AAB-STU-1|BK\x00|",
    ],
    ids=["17", "63", "01", "19", "37"],
)
def test_zero_characters_do_not_end_the_line(machine: Machine, line: bytes) -> None:
    reply = machine.talk.reply(line)
    assert reply.data
    assert not reply.is_last
    assert b"\x00" not in reply.data
