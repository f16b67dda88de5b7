"""From a notice to a real mailbox: once, in the right language, at the right hour, and what happens when it fails."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.events import change
from firstbell.core.models import Delivery, Notice
from firstbell.core.models.notifications import Choice
from firstbell.core.notifications import post
from firstbell.core.notifications.actions.deliveries import send_again
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.core.notifications.actions.preferences import choose, set_own_times, set_place_times
from firstbell.core.notifications.actions.wordings import switch_kind
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, Member, make_cast, make_guardian
from tests.post.postmen import Mailbox

pytestmark = pytest.mark.django_db

BELL = Ref("tests.bell", 1, "the bell")
BY = system_actor("tests")
State = Delivery.State
ZONE = ZoneInfo("America/Chicago")
NOON = dt.datetime(2026, 12, 4, 12, 0, tzinfo=ZONE)
NIGHT = dt.datetime(2026, 12, 4, 23, 0, tzinfo=ZONE)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def tell(kind: NoticeKind, *to: str, occasion: str = "", path: str = "") -> int:
    return send_notice(
        BELL, kind=kind.key, to=to, occasion=occasion, values={"thing": "it rang"}, org_path=path, link="/x/1/", by=BY
    )


def due(now: dt.datetime) -> None:
    """Pretend that everything was written a minute before."""
    Delivery.objects.filter(state=State.QUEUED).update(next_try_at=now - dt.timedelta(minutes=1))


def key_of(member: Member) -> str:
    return person_key(member.person.pk)


def test_a_notice_is_one_mail_with_both_parts_and_a_way_to_stop(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    assert tell(ring, key_of(cast.tess)) == 1
    due(NOON)
    assert str(post.send_round(NOON)) == "1 sent, 0 failed, 0 put off"
    mail = box.mails[0]
    delivery = Delivery.objects.get()
    assert (mail["To"], mail["Subject"]) == ("tess@example.org", "The title: it rang")
    assert mail["Message-ID"].startswith(f"<{delivery.message_id}.{delivery.pk}@")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "https://firstbell.example.org/x/1/" in box.text()
    html = mail.get_body(("html",))
    assert html is not None
    assert '<a href="https://firstbell.example.org/x/1/">' in html.get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    delivery.refresh_from_db()
    assert (delivery.state, delivery.problem) == (State.SENT, "")
    assert str(post.send_round(NOON)) == "0 sent, 0 failed, 0 put off"


def test_the_same_occasion_is_told_once_and_another_one_again(cast: Cast, ring: NoticeKind) -> None:
    key = key_of(cast.tess)
    assert [tell(ring, key), tell(ring, key, key), tell(ring, key, occasion="2"), tell(ring, key)] == [1, 0, 1, 0]
    assert tell(ring, f"account:{cast.tess.account.pk}") == 0, "an account of a person is that person"
    assert Notice.objects.count() == 2


def test_without_mail_the_bell_rings_all_the_same_and_the_log_says_why(cast: Cast, ring: NoticeKind) -> None:
    tell(ring, key_of(cast.tess))
    assert Notice.objects.visible_to(cast.tess.actor).unread().count() == 1
    delivery = Delivery.objects.get()
    assert delivery.state == State.SUPPRESSED
    assert "FIRSTBELL_SMTP_URL" in delivery.remedy


def test_a_guardian_reads_the_home_s_language_and_one_we_lack_is_said(
    cast: Cast, ring: NoticeKind, box: Mailbox
) -> None:
    cast.stu.person.language = "es-MX"
    cast.stu.person.save()
    by_child = make_guardian(cast.stu.person, "Lucía", "Dent")
    vietnamese = make_guardian(cast.stu.person, "Mai", "Dent", language="vi")
    tell(ring, person_key(by_child.pk), person_key(vietnamese.pk))
    due(NOON)
    post.send_round(NOON)
    texts = {mail["To"]: mail for mail in box.mails}
    assert texts[by_child.email]["Subject"] == "El título: it rang"
    assert "Recibe este mensaje" in box.text([mail["To"] for mail in box.mails].index(by_child.email))
    assert "English and Spanish only" in box.text([mail["To"] for mail in box.mails].index(vietnamese.email))
    assert Notice.objects.get(recipient_key=person_key(vietnamese.pk)).wanted == "vi"


def test_quiet_hours_put_mail_off_until_morning_unless_it_is_urgent(
    cast: Cast, ring: NoticeKind, alarm: NoticeKind, box: Mailbox
) -> None:
    tell(ring, key_of(cast.tess))
    tell(alarm, key_of(cast.tess))
    due(NIGHT)
    assert str(post.send_round(NIGHT)) == "1 sent, 0 failed, 1 put off"
    waiting = Delivery.objects.get(state=State.QUEUED)
    assert waiting.next_try_at == dt.datetime(2026, 12, 5, 6, 30, tzinfo=ZONE)
    assert waiting.attempts == 0
    assert str(post.send_round(waiting.next_try_at)) == "1 sent, 0 failed, 0 put off"


def test_the_nearest_hours_count_and_one_s_own_most(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    hours = {"digest_at": dt.time(15)}
    set_place_times(
        cast.district.pk, org_path=cast.district.scope_path, org_label="all", quiet_from=dt.time(11),
        quiet_until=dt.time(13), **hours, by=cast.dita.actor,
    )  # fmt: skip
    tell(ring, key_of(cast.tess), key_of(cast.lib))
    set_own_times(quiet_from=dt.time(1), quiet_until=dt.time(1), **hours, by=cast.lib.actor)
    due(NOON)
    assert str(post.send_round(NOON)) == "1 sent, 0 failed, 1 put off"
    assert box.mails[0]["To"] == "lib@example.org"


def test_a_server_that_is_busy_is_tried_again_and_the_message_id_stays(
    cast: Cast, ring: NoticeKind, box: Mailbox
) -> None:
    box.answers.append("451 4.3.0 Try later")
    tell(ring, key_of(cast.tess))
    due(NOON)
    assert str(post.send_round(NOON)) == "0 sent, 1 failed, 0 put off"
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts) == (State.QUEUED, 1)
    assert "451" in waiting.problem
    assert waiting.next_try_at == NOON + dt.timedelta(minutes=1)
    assert str(post.send_round(waiting.next_try_at)) == "1 sent, 0 failed, 0 put off"
    assert box.mails[0]["Message-ID"].startswith(f"<{waiting.message_id}.{waiting.pk}@")


def test_it_gives_up_after_days_and_says_what_to_do(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    box.answers.extend(["451 4.3.0 Try later"] * 20)
    tell(ring, key_of(cast.tess))
    due(NOON)
    moment: dt.datetime | None = NOON
    rounds = 0
    set_own_times(quiet_from=dt.time(1), quiet_until=dt.time(1), digest_at=dt.time(15), by=cast.tess.actor)
    while moment is not None:
        post.send_round(moment)
        moment = Delivery.objects.get().next_try_at
        rounds += 1
    lost = Delivery.objects.get()
    assert (lost.state, rounds) == (State.FAILED, 10)
    assert "firstbell doctor" in lost.remedy


def test_an_address_that_is_refused_is_not_tried_again(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    box.refused.add("tess@example.org")
    tell(ring, key_of(cast.tess))
    due(NOON)
    post.send_round(NOON)
    refused = Delivery.objects.get()
    assert refused.state == State.FAILED
    assert "550" in refused.problem
    assert "roster" in refused.remedy
    box.refused.clear()
    again = send_again(refused, by=cast.dita.actor)
    due(NOON)
    assert (again.state, str(post.send_round(NOON))) == (State.QUEUED, "1 sent, 0 failed, 0 put off")


def test_what_a_dead_worker_held_is_sent_by_the_next_one_with_the_same_id(
    cast: Cast, ring: NoticeKind, box: Mailbox
) -> None:
    tell(ring, key_of(cast.tess))
    Delivery.objects.update(state=State.SENDING, lease_until=NOON + dt.timedelta(minutes=5), next_try_at=None)
    assert str(post.send_round(NOON)) == "0 sent, 0 failed, 0 put off"
    assert str(post.send_round(NOON + dt.timedelta(minutes=6))) == "1 sent, 0 failed, 0 put off"


def test_whoever_switched_it_off_is_not_mailed_even_when_it_waits(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    tell(ring, key_of(cast.tess))
    choose(ring.key, channel="email", choice=Choice.OFF, by=cast.tess.actor)
    due(NOON)
    post.send_round(NOON)
    assert Delivery.objects.get().state == State.SUPPRESSED
    assert not box.mails
    tell(ring, key_of(cast.tess), occasion="2")
    assert Delivery.objects.count() == 1


def test_where_a_kind_is_off_nobody_is_told_and_the_nearest_switch_counts(cast: Cast, ring: NoticeKind) -> None:
    path = cast.school.scope_path
    switch_kind(ring.key, is_on=False, org_path=cast.district.scope_path, organisation_id=1, by=cast.dita.actor)
    assert tell(ring, key_of(cast.tess), path=path) == 0
    switch_kind(ring.key, is_on=True, org_path=path, organisation_id=2, by=cast.tess.actor)
    assert tell(ring, key_of(cast.tess), path=path) == 1


def test_what_is_taken_back_in_time_is_not_sent(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    tell(ring, key_of(cast.tess))
    assert withdraw_notices(BELL, kind=ring.key, reason="Undone.", by=BY) == []
    due(NOON)
    post.send_round(NOON)
    assert not box.mails
    assert not Notice.objects.visible_to(cast.tess.actor).exists()


def test_who_was_reached_before_it_was_taken_back_is_named(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    tell(ring, key_of(cast.tess))
    due(NOON)
    post.send_round(NOON)
    assert withdraw_notices(BELL, kind=ring.key, reason="Undone.", by=BY) == [key_of(cast.tess)]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_fails_tells_nobody_and_one_that_holds_sends_after_it(ring: NoticeKind, box: Mailbox) -> None:
    cast = make_cast()
    set_own_times(quiet_from=dt.time(1), quiet_until=dt.time(1), digest_at=dt.time(15), by=cast.tess.actor)

    def tell_and_fail() -> None:
        with change(BY):
            tell(ring, key_of(cast.tess))
            raise RuntimeError("something else went wrong")

    with pytest.raises(RuntimeError):
        tell_and_fail()
    assert (Notice.objects.count(), box.mails) == (0, [])
    with change(BY):
        tell(ring, key_of(cast.tess))
        assert box.mails == []
    assert len(box.mails) == 1


def test_the_link_in_the_mail_stops_the_kind_without_signing_in(cast: Cast, ring: NoticeKind, box: Mailbox) -> None:
    tell(ring, key_of(cast.tess))
    due(NOON)
    post.send_round(NOON)
    link = re.search(r"<https://firstbell.example.org(/[^>]+)>", box.mails[0]["List-Unsubscribe"])
    assert link is not None
    browser = Client(enforce_csrf_checks=True)
    assert b"Something happened" in browser.get(link.group(1)).content
    assert tell(ring, key_of(cast.tess), occasion="still on") == 1
    assert browser.post(link.group(1), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert browser.post(link.group(1)).status_code == 200
    tell(ring, key_of(cast.tess), occasion="off")
    assert not Delivery.objects.filter(notice__occasion="off").exists()
    assert browser.post(link.group(1)[:-3] + "/").status_code == 404


def test_a_kind_that_must_reach_people_has_no_way_to_stop(cast: Cast, alarm: NoticeKind, box: Mailbox) -> None:
    tell(alarm, key_of(cast.tess))
    due(NOON)
    post.send_round(NOON)
    assert box.mails[0]["List-Unsubscribe"] is None
    assert timezone.now() > Notice.objects.get().created_at
