"""The pages of mailboxes and of mail that came in, and the same over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from firstbell.connectors.mail.actions.by_hand import drop_mail, join_mail, make_ticket_of_mail, retry_mail
from firstbell.connectors.mail.actions.retention import forget_mails
from firstbell.connectors.mail.models import InboundMail, Mailbox
from firstbell.connectors.mail.tests.factories import mail_of, make_mailbox, receive
from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden
from firstbell.core.models import AuditEntry
from firstbell.helpdesk.models import Ticket, TicketEntry
from firstbell.helpdesk.tests.factories import make_ticket
from firstbell.people.tests.factories import Cast, Member, make_cast

pytestmark = pytest.mark.django_db
State = InboundMail.State


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def form(**more: Any) -> dict[str, Any]:
    return {
        "name": "Help desk", "address": "Help@elm.example.org", "way": "imap", "host": "imap.elm.example.org", "port": 993,
        "tls": "tls", "username": "help", "password": "secret", "folder": "INBOX", "done_folder": "Firstbell", "is_on": "on",
        "has_plus": "on", "unknown": "walk_in", "private_for": "nobody", "most_per_hour": 20, "megabytes": 30, "most_files": 20,
        **more,
    }  # fmt: skip


def test_a_technician_sets_a_mailbox_up(cast: Cast) -> None:
    client = signed_in(cast.tess)
    assert "No mailbox yet" in client.get("/mail/mailboxes/").content.decode()
    answer = client.post("/mail/mailboxes/add/", form(organisation=cast.school.pk))
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/mail/mailboxes/{mailbox.pk}/"
    assert (mailbox.address, mailbox.password, mailbox.is_on) == ("help@elm.example.org", "secret", True)
    page = client.get(answer["Location"]).content.decode()
    assert "secret" not in page
    assert client.post(answer["Location"], form(password="", name="Desk")).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.password) == ("Desk", "secret")
    assert "secret" not in str(list(AuditEntry.objects.values_list("changes", "note")))


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    make_mailbox(cast.school)
    answer = signed_in(cast.tess).post("/mail/mailboxes/add/", form(organisation=cast.school.pk, name="Second"))
    assert answer.status_code == 422
    assert "has a mailbox here already" in answer.content.decode()
    assert 'value="Second"' in answer.content.decode()
    answer = signed_in(cast.tess).post("/mail/mailboxes/add/", form(organisation=cast.other_school.pk))
    assert answer.status_code == 422  # not her school


def test_others_do_not_see_the_mailbox(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school)
    assert signed_in(cast.sam).get(f"/mail/mailboxes/{mailbox.pk}/").status_code == 404
    assert signed_in(cast.tia).get("/mail/mailboxes/").status_code == 403


def test_trying_a_mailbox_nobody_answers_at_says_so_on_the_page(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school, port=1)
    client = signed_in(cast.tess)
    client.post(f"/mail/mailboxes/{mailbox.pk}/try/")
    assert "Nothing answers at 127.0.0.1:1." in client.get(f"/mail/mailboxes/{mailbox.pk}/").content.decode()


def kept_aside(cast: Cast, mailbox: Mailbox, number: int = 1) -> InboundMail:
    mailbox.unknown = Mailbox.Unknown.QUARANTINE
    mailbox.save()
    mail = mail_of("Gran <gran@home.example>", "Tablet <b>broken</b>", "Tablet", message_id=f"<{number}@q>")
    return receive(mailbox, mail)


def test_a_mail_kept_aside_becomes_a_ticket_by_hand(cast: Cast) -> None:
    mail = kept_aside(cast, make_mailbox(cast.school))
    client = signed_in(cast.tess)
    page = client.get(f"/mail/{mail.pk}/").content.decode()
    assert "Nobody here, or more than one, has the address gran@home.example." in page
    answer = client.post(f"/mail/{mail.pk}/ticket/", {"title": "Gran's tablet", "person": "001234"})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/helpdesk/{ticket.pk}/"
    assert (ticket.title, ticket.requester) == ("Gran's tablet", cast.stu.person)
    page = client.get(answer["Location"]).content.decode()
    assert "Nobody known" in page
    assert f"/mail/{mail.pk}/source/" in page
    with pytest.raises(Conflict):
        make_ticket_of_mail(mail, by=cast.tess.actor)


def test_or_joins_one_that_exists(cast: Cast) -> None:
    mail = kept_aside(cast, make_mailbox(cast.school))
    ticket = make_ticket(cast.school, cast.tia.person)
    client = signed_in(cast.tess)
    assert client.post(f"/mail/{mail.pk}/ticket/", {"ticket": "T-999999"}).status_code == 422
    client.post(f"/mail/{mail.pk}/ticket/", {"ticket": ticket.number})
    assert TicketEntry.objects.get(ticket=ticket).text == "Tablet <b>broken</b>"
    assert "Tablet &lt;b&gt;broken&lt;/b&gt;" in client.get(f"/helpdesk/{ticket.pk}/").content.decode()


def test_one_that_is_dropped_can_be_taken_up_again(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school)
    mail = kept_aside(cast, mailbox)
    assert drop_mail(mail, by=cast.tess.actor).reason == "Dropped by Tess Torres."
    Mailbox.objects.update(unknown=Mailbox.Unknown.WALK_IN)
    assert retry_mail(mail, by=cast.tess.actor).state == State.RECEIVED
    with pytest.raises(Conflict):
        retry_mail(mail, by=cast.tess.actor)
    assert AuditEntry.objects.filter(verb="mail.tried_again", actor_key=cast.tess.actor.key).exists()


def test_only_those_who_may_settle_mail(cast: Cast) -> None:
    mail = kept_aside(cast, make_mailbox(cast.school))
    for actor in (cast.sam.actor, cast.tia.actor, cast.lib.actor):
        for act in (retry_mail, drop_mail, make_ticket_of_mail):
            with pytest.raises(Forbidden):
                act(mail, by=actor)
        with pytest.raises(Forbidden):
            join_mail(mail, make_ticket(cast.school, cast.tia.person), by=actor)


def test_the_source_is_a_download_for_those_who_work_on_the_ticket(cast: Cast) -> None:
    mail = receive(make_mailbox(cast.district), mail_of(f"Tia <{cast.tia.person.email}>"))
    answer = signed_in(cast.tess).get(f"/mail/{mail.pk}/source/")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{mail.number}.eml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"projector" in b"".join(answer)
    assert signed_in(cast.sam).get(f"/mail/{mail.pk}/source/").status_code == 404
    assert signed_in(cast.tia).get(f"/mail/{mail.pk}/source/").status_code == 403
    assert "By e-mail" not in signed_in(cast.tia).get(f"/helpdesk/{mail.ticket_id}/").content.decode()


def test_the_list_and_its_filters(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school)
    receive(mailbox, mail_of(subject="Zebra", verdict="fail"))
    receive(mailbox, mail_of(subject="Yak", headers={"Auto-Submitted": "auto-replied"}, message_id="<2@x.org>"))
    client = signed_in(cast.tess)
    assert all(word in client.get("/mail/").content.decode() for word in ("Zebra", "Yak", "Not the sender it names"))
    assert "Zebra" not in client.get("/mail/?state=ignored").content.decode()
    assert "Zebra" not in signed_in(cast.sam).get("/mail/").content.decode()


def test_rest_lists_and_retries(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    from firstbell.people.actions.tokens import create_token

    mailbox = make_mailbox(cast.school)
    mail = kept_aside(cast, mailbox)
    Mailbox.objects.update(unknown=Mailbox.Unknown.WALK_IN)
    token = create_token(
        cast.tess.account,
        name="t",
        permissions=["core.api.use", "mail.inbound.view", "mail.inbound.settle", "helpdesk.ticket.view"],
        by=cast.tess.actor,
    )
    headers = {"Authorization": f"Bearer {token.text}"}
    listed = Client().get("/api/v1/inbound-mails?state=quarantined", headers=headers).json()
    assert [one["number"] for one in listed["items"]] == [mail.number]
    with django_capture_on_commit_callbacks(execute=True):
        assert Client().post(f"/api/v1/inbound-mails/{mail.pk}/retry", headers=headers).status_code == 200
    mail.refresh_from_db()
    assert mail.state == State.TICKET
    assert Client().post(f"/api/v1/inbound-mails/{mail.pk}/retry", headers=headers).status_code == 409


def test_old_sources_go_and_the_mail_never_comes_twice(cast: Cast) -> None:
    mailbox = make_mailbox(cast.school)
    mail = receive(mailbox, mail_of(f"Tia <{cast.tia.person.email}>"))
    path = mail.source.path
    assert forget_mails(InboundMail.objects.all(), by=system_actor("tests")) == 1
    mail.refresh_from_db()
    assert (mail.source.name, mail.sender, mail.subject, mail.person) == ("", "", "", None)
    import pathlib

    assert not pathlib.Path(path).exists()
    with pytest.raises(AssertionError, match="here already"):
        receive(mailbox, mail_of(f"Tia <{cast.tia.person.email}>"))
