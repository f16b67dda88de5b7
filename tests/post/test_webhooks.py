"""Webhooks to a real receiver: signed, tried again, logged, and never led into our own network."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import socket
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import Notice, Webhook, WebhookDelivery
from firstbell.core.notifications import hooks, outbound
from firstbell.core.notifications.actions import webhooks
from firstbell.core.notifications.signing import signature
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.people.tests.factories import Cast, make_cast, signed_in
from tests.post.postmen import Receiver

pytestmark = pytest.mark.django_db
State = WebhookDelivery.State


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def make_hook(cast: Cast, url: str, *verbs: str) -> Webhook:
    return webhooks.add_webhook(
        name="Board",
        url=url,
        verbs=verbs or ("helpdesk.*",),
        org_path=cast.school.scope_path,
        org_label="Elm",
        by=cast.dita.actor,
    )


def ticket(cast: Cast) -> Ticket:
    return open_ticket(
        cast.school, title="Secret words", origin=Ticket.Origin.PORTAL, requester=cast.tess.person, by=cast.tess.actor
    )


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver does it, written from the specification and not from our own code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    return any(hmac.compare_digest(one, f"v1,{expected}") for one in headers["webhook-signature"].split(" "))


def test_the_specification_s_own_example() -> None:
    # https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/python/tests/test_webhook.py
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )  # fmt: skip
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_change_is_told_by_a_signed_request_with_ids_only(cast: Cast, receiver: Receiver) -> None:
    hook = make_hook(cast, receiver.url)
    opened = ticket(cast)
    assert hooks.send_round() == "1 webhooks sent, 0 failed"
    post = receiver.posts[0]
    assert post.path == "/hook?a=1"
    assert verified(hook.secret, post.headers, post.body)
    assert post.json["type"] == "helpdesk.ticket_opened"
    assert post.json["data"]["subject"] == {"kind": "helpdesk.ticket", "id": opened.pk}
    assert b"Secret" not in post.body
    row = WebhookDelivery.objects.get()
    assert (row.state, row.response_status, row.attempts) == (State.SENT, 200, 1)
    assert "x-answered-by: the test" in row.response_head
    assert "webhook-signature: v1," in row.request_head


def test_only_what_was_asked_for_from_where_it_was_asked_for(cast: Cast, receiver: Receiver) -> None:
    make_hook(cast, receiver.url, "circulation.*", "helpdesk.ticket_replied")
    ticket(cast)
    open_ticket(cast.other_school, title="x", origin=Ticket.Origin.PORTAL, requester=cast.sam.person, by=cast.sam.actor)
    assert not WebhookDelivery.objects.exists()


def test_a_receiver_that_fails_is_tried_again_with_the_same_id_and_then_by_hand(cast: Cast, receiver: Receiver) -> None:
    make_hook(cast, receiver.url)
    receiver.status = 500
    ticket(cast)
    now = timezone.now()
    assert hooks.send_round(now) == "0 webhooks sent, 1 failed"
    row = WebhookDelivery.objects.get()
    assert (row.state, row.next_try_at, row.problem) == (
        State.QUEUED, now + dt.timedelta(minutes=1), "The receiver answered 500.",
    )  # fmt: skip
    assert Webhook.objects.get().failing_since == now
    receiver.status = 204
    assert hooks.send_round(now + dt.timedelta(minutes=2)) == "1 webhooks sent, 0 failed"
    assert Webhook.objects.get().failing_since is None
    webhooks.send_webhook_again(row, by=cast.dita.actor)
    assert hooks.send_round() == "1 webhooks sent, 0 failed"
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1


def test_after_its_days_it_is_switched_off_and_somebody_hears_of_it(
    cast: Cast, receiver: Receiver, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    hook = make_hook(cast, receiver.url)
    receiver.status = 503
    Webhook.objects.update(failing_since=timezone.now() - dt.timedelta(days=5))
    ticket(cast)
    with django_capture_on_commit_callbacks(execute=True):
        hooks.send_round()
    hook.refresh_from_db()
    assert not hook.is_active
    assert "5 days" in hook.disabled_because
    assert Notice.objects.get(kind="core.webhook_off").recipient_key == f"person:{cast.dita.person.pk}"
    with pytest.raises(Conflict):
        webhooks.ping_webhook(hook, by=cast.dita.actor)
    before = WebhookDelivery.objects.count()
    ticket(cast)
    assert WebhookDelivery.objects.count() == before


def test_gone_means_gone(cast: Cast, receiver: Receiver) -> None:
    hook = make_hook(cast, receiver.url)
    receiver.status = 410
    ticket(cast)
    hooks.send_round()
    hook.refresh_from_db()
    assert (hook.is_active, WebhookDelivery.objects.get(verb="helpdesk.ticket_opened").state) == (False, State.FAILED)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https://u:p@example.org/",
        "https://example.org:99999/",
        "https://[::1",
        "https://[example.org]/",
        "x",
    ],
)
def test_addresses_that_are_refused_when_entered(cast: Cast, url: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_hook(cast, url)
    assert caught.value.field == "url"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.1",
        "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "224.0.0.1",
        # What a translator or a tunnel turns into 10.0.0.1.
        "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:a00:1::1", "::10.0.0.1", "::ffff:0:10.0.0.1",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_our_network_is_not_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    answers = [(0, 0, 0, "", ("93.184.215.14", 443)), (0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers)
    with pytest.raises(Invalid, match="not on the public internet"):
        outbound.post("https://hook.example.org/", body=b"", headers={})


def test_the_public_internet_is_asked_by_ipv6_as_well() -> None:
    assert [outbound.is_public(one) for one in ("2606:4700::1", "64:ff9b::808:808", "2002:808:808::1")] == [True] * 3


def test_a_receiver_that_drips_is_left_when_the_time_is_over(
    cast: Cast, dripping: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its bytes comes in time; and the others' webhooks do not wait until it has failed as often as it can."""
    monkeypatch.setattr(outbound, "SECONDS", 0.3)
    make_hook(cast, dripping)
    make_hook(cast, receiver.url)
    ticket(cast)
    ticket(cast)
    assert hooks.send_round() == "2 webhooks sent, 1 failed"
    tried, left = WebhookDelivery.objects.filter(webhook__url=dripping).order_by("-attempts")
    assert (tried.attempts, left.attempts, left.state) == (1, 0, State.QUEUED)
    assert tried.problem == "TimeoutError: It did not answer within 0.3 seconds."


def test_letters_of_other_languages_may_stand_in_an_address(cast: Cast, receiver: Receiver) -> None:
    make_hook(cast, receiver.url.replace("/hook", "/año%20nuevo"))
    ticket(cast)
    assert hooks.send_round() == "1 webhooks sent, 0 failed"
    assert receiver.posts[0].path == "/a%C3%B1o%20nuevo?a=1"


def test_a_name_that_is_none_is_said_in_words() -> None:
    with pytest.raises(Invalid, match="not the name of a host"):
        outbound.fetch("https://a..b/", most_bytes=1, seconds=1)


def test_the_connection_goes_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    """The name is looked up once; the Host header still says the name."""
    port = receiver.url.partition("127.0.0.1:")[2].partition("/")[0]
    asked: list[str] = []

    def answer(host: str, *_args: object, **_more: object) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", ("127.0.0.1", int(port)))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **k: answer(host) if host == "hook.test" else real(host, *a, **k),
    )
    got = outbound.post(f"http://hook.test:{port}/", body=b"{}", headers={"content-type": "application/json"})
    assert (got.status, asked) == (200, ["hook.test"])
    assert receiver.posts[0].headers["host"] == f"hook.test:{port}"


def test_a_lost_key_stops_the_webhook_and_not_the_school(
    cast: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = make_hook(cast, receiver.url)
    monkeypatch.setenv("FIRSTBELL_FIELD_KEYS", Fernet.generate_key().decode())
    ticket(cast)
    assert hooks.send_round() == "0 webhooks sent, 1 failed"
    assert "enter the secret again" in WebhookDelivery.objects.get().problem
    assert receiver.posts == []
    browser = signed_in(cast.dita)
    assert b"key is not in the ring" in browser.get(f"/webhooks/{hook.pk}/").content
    assert browser.post(f"/webhooks/{hook.pk}/secret/").status_code == 302
    ticket(cast)
    assert hooks.send_round().startswith("1 webhooks sent")


def test_only_who_may_and_only_there(cast: Cast, receiver: Receiver) -> None:
    with pytest.raises(Forbidden):
        webhooks.add_webhook(name="x", url=receiver.url, verbs=["helpdesk.*"], by=cast.tess.actor)
    with pytest.raises(Invalid):
        make_hook(cast, receiver.url, "nothing.at_all")


def test_the_secret_is_not_in_the_database_in_the_clear(cast: Cast, receiver: Receiver) -> None:
    from django.db import connection

    hook = make_hook(cast, receiver.url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM core_webhook")
        stored = cursor.fetchone()[0]
    assert hook.secret.startswith("whsec_")
    assert hook.secret not in stored
    old = hook.secret
    assert webhooks.renew_secret(hook, by=cast.dita.actor).secret != old
