"""What becomes of a mail: a ticket of the person with that address, a reply, nothing, or a place aside."""

from __future__ import annotations

import datetime as dt
from email.message import EmailMessage

import pytest
from django.utils import timezone

from firstbell.connectors.mail.actions.receiving import Arrival, receive_mail
from firstbell.connectors.mail.addresses import ticket_address
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.tests.factories import mail_of, make_mailbox, receive
from firstbell.core.actor import system_actor
from firstbell.core.attachments import attachments_of
from firstbell.core.models import AuditEntry, Delivery, Notice, SearchDocument
from firstbell.core.notifications.mail import message_id_of
from firstbell.helpdesk.actions.conversation import add_reply
from firstbell.helpdesk.actions.tickets import assign_ticket
from firstbell.helpdesk.models import Ticket, TicketEntry, TicketState
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.models import Person
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, make_cast, make_person

pytestmark = pytest.mark.django_db

State, Verdict = InboundMail.State, InboundMail.Verdict
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 12_000


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def mailbox(cast: Cast) -> Mailbox:
    return make_mailbox(cast.school)


def address_of(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def test_a_teacher_s_mail_is_a_ticket_of_hers(cast: Cast, mailbox: Mailbox) -> None:
    mail = receive(mailbox, mail_of(address_of(cast.tia.person)))
    ticket = Ticket.objects.get()
    assert (mail.state, mail.ticket, mail.verdict) == (State.TICKET, ticket, Verdict.PASSED)
    assert (ticket.title, ticket.description) == ("Projector dark", "The projector in room 12 is dark.")
    assert (ticket.requester, ticket.origin, ticket.state) == (cast.tia.person, "email", TicketState.NEW)
    assert ticket.opened_by == "Tia Chalk (by e-mail)"
    notice = Notice.objects.get(recipient_key=person_key(cast.tia.person.pk))
    assert notice.title == f"We have your mail [{ticket.number}]"
    assert "projector" not in notice.body.lower()


def test_an_acknowledgement_comes_once_a_day(cast: Cast, mailbox: Mailbox) -> None:
    ticket = receive(mailbox, mail_of(address_of(cast.tia.person))).ticket
    assert ticket is not None
    for number in (2, 3):
        to = ticket_address(mailbox, ticket.pk)
        more = mail_of(address_of(cast.tia.person), "More", message_id=f"<{number}@x.org>", to=to)
        assert receive(mailbox, more).state == State.REPLY
    assert Notice.objects.filter(kind="mail.arrived").count() == 1


@pytest.mark.parametrize("capitals", [False, True])
def test_a_signed_address_finds_its_ticket(cast: Cast, mailbox: Mailbox, *, capitals: bool) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    to = ticket_address(mailbox, ticket.pk)
    answer = mail_of(
        address_of(cast.tia.person),
        "Yes.\n\nOn Monday Tess <t@x.org> wrote:\n> Is it on?",
        to=to.upper() if capitals else to,
    )
    mail = receive(mailbox, answer)
    assert (mail.state, mail.ticket) == (State.REPLY, ticket)
    entry = TicketEntry.objects.get(ticket=ticket)
    assert (entry.text, entry.author_name) == ("Yes.", "Tia Chalk (by e-mail)")
    assert b"Is it on?" in mail.source.read()


def test_nobody_guesses_another_s_ticket(cast: Cast, mailbox: Mailbox) -> None:
    ticket, other = make_ticket(cast.school, cast.tia.person), make_ticket(cast.school, cast.stu.person)
    forged = ticket_address(mailbox, ticket.pk).replace(f"+t{ticket.pk}-", f"+t{other.pk}-")
    mail = receive(mailbox, mail_of(to=forged, subject=f"[T-{other.pk}]", sender="Eve <eve@evil.example>"))
    assert mail.state == State.TICKET
    assert mail.ticket not in (ticket, other)
    assert not TicketEntry.objects.filter(ticket=other).exists()


def test_an_answer_to_our_own_mail_finds_its_ticket_by_its_id(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    add_reply(ticket, text="Is it on?", by=cast.tess.actor)
    sent = Delivery.objects.filter(notice__kind="helpdesk.ticket_answered").latest("pk")
    answer = mail_of(
        address_of(cast.tia.person), "It is.", "Re: something", headers={"In-Reply-To": f"<{message_id_of(sent)}>"}
    )
    assert receive(mailbox, answer).ticket == ticket
    guess = f"<{'0' * 36}.{sent.pk}@{message_id_of(sent).partition('@')[2]}>"
    other = mail_of(address_of(cast.tia.person), "Guessed", headers={"References": guess}, message_id="<2@x.org>")
    assert receive(mailbox, other).ticket != ticket


def test_a_number_in_the_subject_counts_for_whose_business_it_is(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    subject = f"Re: [T-{ticket.pk}] Screen"
    for number, (who, joins) in enumerate(
        [(cast.tia.person, True), (cast.tess.person, True), (cast.stu.person, False), (cast.sam.person, False)]
    ):
        mail = receive(mailbox, mail_of(address_of(who), subject=subject, message_id=f"<{number}@x.org>"))
        assert (mail.ticket == ticket) is joins, who.name


def test_a_waiting_ticket_goes_on_only_when_the_mail_server_vouches(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.WAITING_REQUESTER)
    to = ticket_address(mailbox, ticket.pk)
    receive(mailbox, mail_of(address_of(cast.tia.person), "Spoofed", verdict="fail", to=to))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.WAITING_REQUESTER
    assert TicketEntry.objects.latest("pk").author_name == "Tia Chalk (by e-mail, sender not verified)"
    receive(mailbox, mail_of(address_of(cast.tia.person), "Real", to=to, message_id="<2@x.org>"))
    ticket.refresh_from_db()
    assert ticket.state == TicketState.IN_PROGRESS


def test_a_mail_in_a_technician_s_name_does_nothing_of_a_technician(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    to = ticket_address(mailbox, ticket.pk)
    before = Ticket.objects.filter(pk=ticket.pk).values().get()
    Notice.objects.all().delete()
    receive(mailbox, mail_of(address_of(cast.tess.person), "resolved, close it", verdict="fail", to=to))
    assert Ticket.objects.filter(pk=ticket.pk).values().get() == before
    assert not Notice.objects.exists()
    receive(mailbox, mail_of(address_of(cast.tess.person), "I come at ten", to=to, message_id="<2@x.org>"))
    told = Notice.objects.get(kind="helpdesk.ticket_answered")
    assert (told.recipient_key, told.line) == (
        person_key(cast.tia.person.pk),
        f"Tess Torres (by e-mail) wrote on {ticket.ref.label}",
    )


def test_whoever_works_on_it_is_told_of_an_answer_and_the_writer_is_not(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.tia.person)
    assign_ticket(ticket, assignee=cast.tess.account, by=cast.tess.actor)
    Notice.objects.all().delete()
    receive(mailbox, mail_of(address_of(cast.tia.person), to=ticket_address(mailbox, ticket.pk)))
    assert [one.recipient_name for one in Notice.objects.filter(kind="helpdesk.ticket_answered")] == ["Tess Torres"]


def test_a_ticket_that_ended_long_ago_gets_a_successor(cast: Cast, mailbox: Mailbox) -> None:
    ticket = make_ticket(cast.school, cast.stu.person, is_private=True)
    long_ago = timezone.now() - dt.timedelta(days=30)
    Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.CLOSED, closed_at=long_ago)
    mail = receive(mailbox, mail_of(address_of(cast.stu.person), "Again", to=ticket_address(mailbox, ticket.pk)))
    assert mail.state == State.TICKET
    assert mail.ticket is not None
    assert mail.ticket.description.startswith(f"[Follows T-{ticket.pk}")
    assert mail.ticket.is_private


def test_strangers_are_walk_ins_or_kept_aside(cast: Cast, mailbox: Mailbox) -> None:
    mail = receive(mailbox, mail_of("Gran <gran@home.example>", verdict=""))
    assert mail.ticket is not None
    assert (mail.ticket.requester, mail.ticket.requester_label) == (None, "Gran <gran@home.example>")
    assert not Notice.objects.exists()
    Mailbox.objects.update(unknown=Mailbox.Unknown.QUARANTINE)
    mailbox.refresh_from_db()
    mail = receive(mailbox, mail_of("Gran <gran@home.example>", message_id="<2@x.org>"))
    assert (mail.state, mail.ticket) == (State.QUARANTINED, None)
    assert "gran@home.example" in mail.reason
    assert mail.remedy


def test_an_address_of_two_people_is_nobody_s(cast: Cast, mailbox: Mailbox) -> None:
    make_person(cast.school, "Twin", "One", email="family@home.example")
    make_person(cast.school, "Twin", "Two", email="Family@Home.example")
    assert receive(mailbox, mail_of("Twin <family@home.example>")).person is None


def test_a_district_s_mailbox_serves_its_schools(cast: Cast) -> None:
    district = make_mailbox(cast.district)
    assert receive(district, mail_of(address_of(cast.tia.person))).ticket.organisation == cast.school  # type: ignore[union-attr]
    mail = receive(district, mail_of("x@y.example", message_id="<2@x.org>"))
    assert mail.ticket is not None
    assert mail.ticket.organisation == cast.district


def test_private_words_stay_private(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school, private_for="students")
    mail = receive(mailbox, mail_of(address_of(cast.stu.person), "Zebrafish words", "Zebrafish subject"))
    assert mail.ticket is not None
    assert mail.ticket.is_private
    assert mail.is_private
    trail = " ".join(f"{one.summary} {one.subject_label} {one.note} {one.changes}" for one in AuditEntry.objects.all())
    assert "ebrafish" not in trail
    assert cast.stu.person.name not in trail
    assert "ebrafish" not in str(list(SearchDocument.objects.values()))
    assert not InboundMail.objects.visible_to(cast.tess.actor).exists()
    assert InboundMail.objects.visible_to(cast.dita.actor).exists()
    assert not InboundMail.objects.visible_to(cast.sam.actor).exists()


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto-Submitted": "auto-replied"}, "Auto-Submitted"),
        ({"Precedence": "bulk"}, "Precedence"),
        ({"X-Auto-Response-Suppress": "All"}, "X-Auto-Response-Suppress"),
        ({"List-Id": "Staff <staff.elm.example.org>"}, "mailing list"),
        ({"X-Autoreply": "yes"}, "automatic answer"),
        ({"Return-Path": "<>"}, "could not be delivered"),
    ],
)
def test_machines_are_ignored_and_never_answered(
    cast: Cast, mailbox: Mailbox, headers: dict[str, str], why: str
) -> None:
    mail = receive(mailbox, mail_of(address_of(cast.tia.person), headers=headers))
    assert mail.state == State.IGNORED
    assert why in mail.reason
    assert not Ticket.objects.exists()
    assert not Notice.objects.exists()


def test_mail_that_comes_by_the_school_s_own_group_is_read(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school, group_id="help.elm.example.org")
    headers = {"List-Id": "<help.elm.example.org>", "Precedence": "list"}
    assert receive(mailbox, mail_of(address_of(cast.tia.person), headers=headers)).state == State.TICKET


def test_our_own_mail_that_comes_back_is_ignored(cast: Cast, mailbox: Mailbox) -> None:
    assert receive(mailbox, mail_of("Help <help@elm.example.org>")).reason == "It is a mail of our own."


def test_a_flood_from_one_sender_is_kept_and_ignored(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school, most_per_hour=3)
    states = [receive(mailbox, mail_of(address_of(cast.tia.person), message_id=f"<{n}@x.org>")).state for n in range(5)]
    assert states == [State.TICKET] * 3 + [State.IGNORED] * 2
    assert receive(mailbox, mail_of(address_of(cast.cora.person), message_id="<9@x.org>")).state == State.TICKET


def bounce_of(message_id: str, action: str = "failed") -> bytes:
    return (
        f"From: MAILER-DAEMON@mx.example.org\r\nTo: help@elm.example.org\r\nSubject: Undelivered\r\nMessage-ID: <{action}@b>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; tia@example.org\r\nAction: {action}\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--B\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <{message_id}>\r\nSubject: x\r\n\r\nx\r\n--B--\r\n"
    ).encode()


def test_a_bounce_marks_the_mail_that_came_back(cast: Cast, mailbox: Mailbox) -> None:
    add_reply(make_ticket(cast.school, cast.tia.person), text="Is it on?", by=cast.tess.actor)
    sent = Delivery.objects.latest("pk")
    Delivery.objects.update(state=Delivery.State.SENT)
    assert receive(mailbox, bounce_of(message_id_of(sent), "delayed")).state == State.IGNORED
    sent.refresh_from_db()
    assert sent.state == Delivery.State.SENT
    mail = receive(mailbox, bounce_of(message_id_of(sent)))
    sent.refresh_from_db()
    assert (sent.state, sent.problem) == (Delivery.State.FAILED, "It came back: 5.1.1 550 no such user")
    assert mail.state == State.IGNORED
    assert "is marked as failed" in mail.reason
    assert AuditEntry.objects.filter(verb="core.delivery.bounced").count() == 1


def test_files_are_kept_or_named(cast: Cast, mailbox: Mailbox) -> None:
    mail = mail_of(address_of(cast.tia.person))
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="../../screen.png")
    mail.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="fix.exe")
    mail.add_attachment(b"<html><script>", maintype="application", subtype="pdf", filename="letter.pdf")
    got = receive(mailbox, mail)
    assert got.ticket is not None
    assert [one.filename for one in attachments_of(got.ticket.ref)] == ["screen.png"]
    assert "[Not kept with the ticket: fix.exe, letter.pdf. The mail's source has them.]" in got.ticket.description
    assert got.left_out[0] == ["fix.exe", "“fix.exe” is of a kind that is not kept here."]
    assert b"fix.exe" in got.source.read()


def test_the_same_mail_comes_once(cast: Cast, mailbox: Mailbox) -> None:
    raw = mail_of(address_of(cast.tia.person)).as_bytes()
    by = system_actor("mail")
    receive(mailbox, raw, uid_validity=1, uid=7)
    assert receive_mail(mailbox, raw, arrival=Arrival(uid_validity=1, uid=7), by=by) is None
    assert receive_mail(mailbox, raw, arrival=Arrival(uid_validity=2, uid=1), by=by) is None
    assert receive_mail(mailbox, b"Received: by another way\r\n" + raw, arrival=Arrival(), by=by) is None
    other = mail_of(address_of(cast.tia.person), "Another text under a broken program's only id").as_bytes()
    assert receive_mail(mailbox, other, arrival=Arrival(uid_validity=1, uid=8), by=by) is not None


def test_no_sender_and_several_senders_are_kept_aside(cast: Cast, mailbox: Mailbox) -> None:
    assert receive(mailbox, b"Subject: hello\r\n\r\ntext").state == State.QUARANTINED
    two = b"From: a@example.org\r\nFrom: tia@example.org\r\nSubject: hello\r\n\r\ntext"
    mail = receive(mailbox, two)
    assert mail.reason == "It names 2 senders (From)."


def test_a_mail_over_the_limit_is_kept_aside_with_its_head(cast: Cast, mailbox: Mailbox) -> None:
    head = mail_of(address_of(cast.tia.person)).as_bytes().partition(b"\n\n")[0]
    mail = receive(mailbox, head, full_size=45_000_000)
    assert mail.state == State.QUARANTINED
    assert mail.reason.startswith("It has 43 MB")
    assert mail.subject == "Projector dark"


def test_what_breaks_while_settling_is_kept_aside(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("firstbell.connectors.mail.actions._tickets.attach_file", broken)
    mail = mail_of(address_of(cast.tia.person))
    mail.add_attachment(PNG, maintype="image", subtype="png", filename="a.png")
    got = receive(mailbox, mail)
    assert got.state == State.QUARANTINED
    assert not Ticket.objects.exists()


def test_html_alone_is_read_as_text(cast: Cast, mailbox: Mailbox) -> None:
    mail = EmailMessage()
    mail["From"] = address_of(cast.tia.person)
    mail.set_content(
        "<p>Dark <b>screen</b></p><script>alert(1)</script><img src=x onerror=alert(2)>"
        '<p><a href="javascript:alert(3)">here</a> and <a href="https://x.org/a">there</a></p>',
        subtype="html",
    )
    got = receive(mailbox, mail)
    assert got.ticket is not None
    assert got.ticket.description == "Dark screen\n\nhere and there <https://x.org/a>"
    assert got.ticket.title == "Dark screen"
