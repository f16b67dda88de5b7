"""Mail handed over by the school's mail server, and the way of a mail out and its answer in."""

from __future__ import annotations

import datetime as dt
import smtplib
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import OperationalError

from firstbell.connectors.mail.listener import MailListener
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.tests.factories import mail_of, make_mailbox
from firstbell.core.notifications import post
from firstbell.core.notifications.actions.preferences import set_own_times
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.tests.factories import Cast, make_cast
from tests.idp.processes import free_port
from tests.post.postmen import smtp_server

pytestmark = pytest.mark.django_db(transaction=True)
State = InboundMail.State


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def mailbox(cast: Cast) -> Mailbox:
    return make_mailbox(cast.school, way="listener", host="", username="")


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[smtplib.SMTP]:
    port = free_port()
    with MailListener("127.0.0.1", port, is_lmtp=False), smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        yield client


def test_stored_and_settled_before_the_mail_server_forgets_it(cast: Cast, smtp: smtplib.SMTP) -> None:
    smtp.send_message(mail_of(f"Tia <{cast.tia.person.email}>"))
    mail = InboundMail.objects.get()
    assert (mail.state, mail.recipient) == (State.TICKET, "help@elm.example.org")
    assert Ticket.objects.get().requester == cast.tia.person
    assert mail.source.read().startswith(b"Return-Path: <")


def test_sent_again_after_a_lost_answer_it_is_one_mail(cast: Cast, smtp: smtplib.SMTP) -> None:
    for _ in range(2):
        smtp.send_message(mail_of())
    assert InboundMail.objects.count() == Ticket.objects.count() == 1


def test_nothing_is_relayed(smtp: smtplib.SMTP) -> None:
    for address in (
        "victim@elsewhere.example",
        "help@elsewhere.example",
        "help@elm.example.org@elsewhere.example",
        "help",
    ):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.sendmail("spam@spam.example", [address], b"Subject: x\r\n\r\nx")
        assert next(iter(refused.value.recipients.values()))[0] in {550, 553, 501}
    assert not InboundMail.objects.exists()


def test_a_mailbox_that_is_off_takes_nothing(smtp: smtplib.SMTP) -> None:
    Mailbox.objects.update(is_on=False)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.send_message(mail_of())


def test_while_the_database_is_away_the_mail_server_keeps_it(
    smtp: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr("firstbell.connectors.mail.listener.receive_mail", away)
        with pytest.raises(smtplib.SMTPDataError) as put_off:
            smtp.send_message(mail_of())
        assert put_off.value.smtp_code == 451
    with monkeypatch.context() as patched:
        patched.setattr("firstbell.connectors.mail.listener._mailbox_of", away)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            smtp.send_message(mail_of())
        assert next(iter(refused.value.recipients.values()))[0] == 451
    assert not InboundMail.objects.exists()
    smtp.send_message(mail_of())
    assert InboundMail.objects.get().state == State.TICKET


def test_a_size_that_is_announced_is_refused_at_once(cast: Cast) -> None:
    make_mailbox(cast.school, way="listener", most_bytes=1_048_576)
    port = free_port()
    with MailListener("127.0.0.1", port, is_lmtp=False), smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "1048576"
        assert client.docmd("MAIL", "FROM:<a@b.org> SIZE=2000000")[0] == 552


def test_a_size_that_is_not_announced_ends_the_connection_before_the_mail_ends(cast: Cast) -> None:
    make_mailbox(cast.school, way="listener", most_bytes=1_048_576)
    port = free_port()
    with MailListener("127.0.0.1", port, is_lmtp=False), socket.create_connection(("127.0.0.1", port), 20) as wire:
        file = wire.makefile("rb")
        file.readline()
        for line in (b"HELO x", b"MAIL FROM:<a@b.org>", b"RCPT TO:<help@elm.example.org>", b"DATA"):
            wire.sendall(line + b"\r\n")
            assert file.readline()[:1] in b"23"
        sent = sent_until_refused(wire)
        assert sent < 50_000_000
    assert not InboundMail.objects.exists()


def sent_until_refused(wire: socket.socket) -> int:
    """Bytes of an endless mail that went before the other end closed."""
    sent = 0
    try:
        while sent < 200_000_000:
            sent += wire.send(b"x" * 70 + b"\r\n" * 1000)
    except OSError:
        return sent
    return sent


def test_lmtp_takes_one_recipient_at_a_time(cast: Cast, mailbox: Mailbox) -> None:
    make_mailbox(cast.other_school, way="listener", address="help@oak.example.org")
    port = free_port()
    with MailListener("127.0.0.1", port, is_lmtp=True), smtplib.LMTP("127.0.0.1", port, timeout=20) as client:
        client.ehlo_or_helo_if_needed()
        assert client.mail("a@b.org")[0] == 250
        assert client.rcpt("help@elm.example.org")[0] == 250
        assert client.rcpt("help@oak.example.org")[0] == 452
        assert client.data(mail_of().as_bytes())[0] == 250
    assert InboundMail.objects.get().mailbox == mailbox


def test_a_mail_of_one_endless_line_is_taken(smtp: smtplib.SMTP) -> None:
    smtp.sendmail("a@b.org", ["help@elm.example.org"], b"From: a@b.org\r\nSubject: Long\r\n\r\n" + b"x" * 3_000_000)
    assert InboundMail.objects.get().state == State.TICKET


def test_thirty_megabytes_are_taken(cast: Cast, smtp: smtplib.SMTP) -> None:
    mail = mail_of(f"Tia <{cast.tia.person.email}>")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n" + b"x" * 21_000_000, maintype="image", subtype="png", filename="a.png")
    raw = mail.as_bytes()
    assert 28_000_000 < len(raw) < 30 * 1_048_576
    smtp.sendmail("tia@example.org", ["help@elm.example.org"], raw)
    assert InboundMail.objects.get().state == State.TICKET


def test_out_and_back_in(cast: Cast, mailbox: Mailbox, smtp: smtplib.SMTP, settings: Any) -> None:
    """Tess asks, the mail leaves, Tia's program answers it, and the answer is on the ticket."""
    ticket = make_ticket(cast.school, cast.tia.person)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.WAITING_REQUESTER)
    # No quiet hours: the mail leaves at once, at whatever hour this runs.
    set_own_times(quiet_from=dt.time(1), quiet_until=dt.time(1), digest_at=dt.time(15), by=cast.tia.actor)
    with smtp_server() as box:
        settings.FIRSTBELL_MAIL = box.transport
        add_reply(ticket, text="Is it on?", by=cast.tess.actor)
        post.send_round()
        sent = next(one for one in box.mails if "An answer" in one["Subject"])
        answer = EmailMessage()
        answer["Authentication-Results"] = "mx.elm.example.org; dmarc=pass header.from=example.org"
        answer["From"], answer["To"], answer["Subject"] = (
            cast.tia.person.email,
            sent["Reply-To"],
            f"Re: {sent['Subject']}",
        )
        answer["In-Reply-To"], answer["Message-ID"] = sent["Message-ID"], "<answer@example.org>"
        quoted = "\n".join(f"> {line}" for line in box.text().splitlines())
        answer.set_content(f"It is on.\n\nOn May 4, 2026 Firstbell <x@y.org> wrote:\n{quoted}")
        smtp.send_message(answer)
        ticket.refresh_from_db()
        assert TicketEntry.objects.filter(ticket=ticket, kind="reply").latest("pk").text == "It is on."
        assert ticket.state == TicketState.IN_PROGRESS
        post.send_round()
        ours = box.mails[-1]
        assert ours["Subject"] == f"We have your mail [{ticket.number}]"
        # What Firstbell sends never makes a ticket when it comes back.
        for mail in list(box.mails):
            smtp.sendmail("firstbell@example.org", ["help@elm.example.org"], mail.as_bytes())
    assert Ticket.objects.count() == 1
    assert set(InboundMail.objects.exclude(state=State.REPLY).values_list("state", flat=True)) == {State.IGNORED}
