"""Mail fetched from Debian's own IMAP server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from firstbell.connectors.mail import client, polling
from firstbell.connectors.mail.actions.mailboxes import edit_mailbox, try_mailbox
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.polling import fetch_all
from firstbell.connectors.mail.tests.factories import mail_of, make_mailbox
from firstbell.core.actor import system_actor
from firstbell.core.errors import Invalid
from firstbell.helpdesk.models import Ticket
from firstbell.people.tests.factories import Cast, make_cast
from tests.idp.processes import free_port
from tests.mail_in.dovecot import PASSWORD, USER, Server, dovecot

pytestmark = pytest.mark.django_db
State = InboundMail.State


class Killed(BaseException):
    """As little to be caught as a power cut."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with dovecot(tmp_path_factory.mktemp("dovecot")) as found:
        yield found


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield running
    for folder in ("", "Firstbell"):
        for path in running.mails(folder):
            path.unlink()


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def mailbox(cast: Cast, server: Server) -> Mailbox:
    return make_mailbox(cast.school, **values(server))


def values(server: Server, **more: Any) -> dict[str, Any]:
    return {
        "host": "127.0.0.1",
        "port": server.secure_port,
        "tls": "tls",
        "ca_certificate": server.authority,
        "username": USER,
        "password": PASSWORD,
        **more,
    }


def fetch() -> str:
    """A round, and the round after it, which settles what the first one stored."""
    said = fetch_all(timezone.now())
    fetch_all(timezone.now() + polling.FORGOTTEN * 2)
    return said


def test_a_mail_becomes_a_ticket_and_is_put_away(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    server.deliver(mail_of(f"Tia <{cast.tia.person.email}>").as_bytes(), "1.tests")
    assert fetch() == "1 fetched, 0 settled late, 0 mailboxes cannot be read"
    mail = InboundMail.objects.get()
    assert (mail.state, mail.uid is not None) == (State.TICKET, True)
    assert Ticket.objects.get().requester == cast.tia.person
    assert (server.mails(), len(server.mails("Firstbell"))) == ([], 1)
    mailbox.refresh_from_db()
    assert mailbox.looked_at is not None
    assert (mailbox.problem, mailbox.failures) == ("", 0)


def test_killed_between_storing_and_putting_away_it_is_one_mail(
    cast: Cast, mailbox: Mailbox, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(mail_of().as_bytes(), "1.tests")

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(client, "put_away", killed)
        with pytest.raises(Killed):
            fetch_all(timezone.now())
    assert len(server.mails()) == 1
    fetch()
    assert InboundMail.objects.count() == Ticket.objects.count() == 1
    assert server.mails() == []


def test_killed_before_settling_it_is_settled_later(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    server.deliver(mail_of().as_bytes(), "1.tests")
    fetch_all(timezone.now())
    assert InboundMail.objects.get().state == State.RECEIVED  # nothing runs after the commit inside a test
    fetch_all(timezone.now() + polling.FORGOTTEN * 2)
    fetch_all(timezone.now() + polling.FORGOTTEN * 2)
    assert InboundMail.objects.get().state == State.TICKET
    assert Ticket.objects.count() == 1


def test_the_same_mail_in_a_folder_made_anew_is_not_a_new_one(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    raw = mail_of().as_bytes()
    server.deliver(raw, "1.tests")
    fetch()
    InboundMail.objects.update(uid_validity=1)
    server.deliver(raw, "2.tests")
    fetch()
    assert InboundMail.objects.count() == 1
    assert server.mails() == []


def test_broken_mails_do_not_stop_the_round(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    server.deliver(b"\x00\xff not a mail", "1.tests")
    server.deliver(b"From: " + b"(" * 5000 + b"\r\n\r\nx", "2.tests")
    server.deliver(b"From: a@b.org\r\nSubject: x\x00y\r\n\r\nbody", "3.tests")
    server.deliver(mail_of().as_bytes(), "4.tests")
    fetch()
    states = sorted(InboundMail.objects.values_list("state", flat=True))
    assert states == [State.QUARANTINED, State.QUARANTINED, State.TICKET, State.TICKET]
    assert server.mails() == []
    for mail in InboundMail.objects.all():
        assert mail.source.size > 0


def test_a_mail_over_the_limit_is_not_fetched_whole(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    edit_mailbox(mailbox, values={"most_bytes": 1_048_576}, by=cast.tess.actor)
    server.deliver(mail_of(text="x" * 60 + "\n", subject="Big").as_bytes() + b"x\r\n" * 700_000, "1.tests")
    fetch()
    mail = InboundMail.objects.get()
    assert (mail.state, mail.is_whole, mail.subject) == (State.QUARANTINED, False, "Big")
    assert mail.size > 2_000_000 > mail.source.size
    assert len(server.mails("Firstbell")) == 1


def test_a_mailbox_that_cannot_be_read_says_why_and_the_others_go_on(
    cast: Cast, mailbox: Mailbox, server: Server
) -> None:
    make_mailbox(cast.school, **values(server, port=free_port()), address="broken@elm.example.org", name="A broken one")
    server.deliver(mail_of().as_bytes(), "1.tests")
    assert fetch().startswith("1 fetched")
    broken = Mailbox.objects.get(name="A broken one")
    assert broken.problem.startswith("Nothing answers at 127.0.0.1:")
    assert broken.remedy
    assert broken.failures == 2


def found(mailbox: Mailbox, cast: Cast) -> str:
    return " ".join(f"{one['verdict']}: {one['text']}" for one in try_mailbox(mailbox, by=cast.tess.actor))


def test_try_it_now_says_exactly_what_is_wrong(cast: Cast, mailbox: Mailbox, server: Server) -> None:
    server.deliver(mail_of().as_bytes(), "1.tests")
    assert "pass: 127.0.0.1 lets us in as help." in found(mailbox, cast)
    assert "1 mails wait in “INBOX”" in found(mailbox, cast)
    assert len(server.mails()) == 1
    for changed, words in (
        ({"password": "wrong"}, "does not take the user name “help”"),
        ({"password": PASSWORD, "folder": "Nowhere"}, "There is no folder “Nowhere”."),
        ({"folder": "INBOX", "ca_certificate": "", "password": PASSWORD}, "is not to be trusted"),
        ({"port": server.port, "password": PASSWORD}, "does not speak TLS that way"),
        ({"host": "no.such.host.invalid", "password": PASSWORD}, "There is no host"),
        ({"host": "127.0.0.1", "port": free_port(), "password": PASSWORD}, "Nothing answers"),
    ):
        mailbox = edit_mailbox(mailbox, values=changed, by=cast.tess.actor)
        assert words in found(mailbox, cast)


def test_starttls_is_as_good(cast: Cast, server: Server) -> None:
    mailbox = make_mailbox(cast.school, **values(server, port=server.port, tls="starttls"))
    assert "pass: 127.0.0.1 lets us in" in found(mailbox, cast)


def test_the_password_is_sealed_and_stays_where_it_was_meant_for(cast: Cast, mailbox: Mailbox) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM mail_mailbox")
        assert PASSWORD not in cursor.fetchone()[0]
    with pytest.raises(Invalid, match="password is missing"):
        edit_mailbox(mailbox, values={"host": "evil.example.org"}, by=cast.tess.actor)
    assert edit_mailbox(mailbox, values={"name": "Desk"}, by=cast.tess.actor).password == PASSWORD
    with pytest.raises(Invalid, match="in clear"):
        edit_mailbox(mailbox, values={"host": "imap.elm.example.org", "tls": "none"}, by=system_actor("tests"))
