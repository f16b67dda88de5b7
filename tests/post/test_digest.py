"""The daily digest: on school days, at one's hour, once."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from firstbell.core.actor import system_actor
from firstbell.core.models import Delivery
from firstbell.core.notifications import post
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.actions.preferences import choose
from firstbell.core.notifications.digests import send_digests
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, make_cast
from firstbell.rooms.models import CalendarEntry
from tests.post.postmen import Mailbox

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/Chicago")
FRIDAY = dt.datetime(2030, 12, 6, 15, 45, tzinfo=ZONE)
SATURDAY, MONDAY = FRIDAY + dt.timedelta(days=1), FRIDAY + dt.timedelta(days=3)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def murmur_of(kind: NoticeKind, cast: Cast, *things: str) -> None:
    for number, thing in enumerate(things):
        send_notice(
            Ref("tests.bell", number, thing), kind=kind.key, to=[person_key(cast.tess.person.pk)], occasion=thing,
            values={"thing": thing}, org_path="", by=system_actor("tests"),
        )  # fmt: skip


def test_one_mail_with_all_of_it_after_the_hour_and_no_second_one(cast: Cast, murmur: NoticeKind, box: Mailbox) -> None:
    murmur_of(murmur, cast, "one", "two")
    assert post.send_round(FRIDAY).sent == 0
    assert send_digests(FRIDAY - dt.timedelta(hours=1)) == 0
    assert send_digests(FRIDAY) == 1
    murmur_of(murmur, cast, "three")
    assert send_digests(FRIDAY) == 0
    assert post.send_round(FRIDAY).sent == 1
    assert "- The line: one\n- The line: two" in box.text()
    assert "three" not in box.text()
    gathered = Delivery.objects.filter(digest__isnull=False)
    assert [row.state for row in gathered] == [Delivery.State.SENT] * 2


def test_whoever_switched_the_digest_off_gets_none_and_the_log_says_so(
    cast: Cast, murmur: NoticeKind, box: Mailbox
) -> None:
    murmur_of(murmur, cast, "one")
    choose("core.digest", channel="email", choice="off", by=cast.tess.actor)
    assert send_digests(FRIDAY) == 0
    assert Delivery.objects.get().problem == "The recipient switched the digest off."


def test_not_on_a_day_the_school_is_closed(cast: Cast, murmur: NoticeKind, box: Mailbox) -> None:
    murmur_of(murmur, cast, "one")
    CalendarEntry.objects.create(
        organisation=cast.school, first_day=MONDAY.date(), last_day=MONDAY.date(), reason="Snow", created_by="tests"
    )
    assert [send_digests(day) for day in (SATURDAY, MONDAY, MONDAY + dt.timedelta(days=1))] == [0, 0, 1]
