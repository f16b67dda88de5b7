"""Team chats through Apprise, to a real receiver."""

from __future__ import annotations

from typing import Any

import pytest

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.models import ChatRoom, Delivery
from firstbell.core.notifications import chat, post
from firstbell.core.notifications.actions import webhooks
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.tests.factories import Cast, make_cast
from tests.post.postmen import Receiver

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def make_room(cast: Cast, url: str, kind: str) -> ChatRoom:
    return webhooks.add_chat_room(
        name="Team", url=url, kinds=[kind], org_path=cast.school.scope_path, by=cast.dita.actor
    )


def test_a_team_is_told_of_its_school_only(cast: Cast, ring: NoticeKind, receiver: Receiver) -> None:
    room = make_room(cast, receiver.url.replace("http://", "json://"), ring.key)
    for school in (cast.school, cast.other_school):
        send_notice(
            Ref("tests.bell", school.pk, "bell"), kind=ring.key, to=[], values={"thing": "it rang"},
            org_path=school.scope_path, by=system_actor("tests"),
        )  # fmt: skip
    assert post.send_round().sent == 1
    assert "The line: it rang" in receiver.posts[0].json["message"]
    assert Delivery.objects.get().notice.recipient_key == room.recipient_key
    webhooks.try_chat_room(room, by=cast.dita.actor)
    receiver.status = 500
    with pytest.raises(Conflict, match="did not take"):
        webhooks.try_chat_room(room, by=cast.dita.actor)


@pytest.mark.parametrize("url", ["json://127.0.0.1/", "file:///etc/passwd", "mailto://x:y@example.org", "nonsense"])
def test_services_that_could_reach_into_our_network_are_refused(cast: Cast, ring: NoticeKind, url: str) -> None:
    with pytest.raises(Invalid) as caught:
        make_room(cast, url, ring.key)
    assert "slack://" in caught.value.remedy


def test_an_address_without_its_tokens_is_refused(cast: Cast, ring: NoticeKind) -> None:
    with pytest.raises(Invalid, match="not a whole address of Slack"):
        make_room(cast, "slack://", ring.key)


def test_without_the_extra_it_says_how_to_get_it(cast: Cast, ring: NoticeKind, monkeypatch: Any) -> None:
    monkeypatch.setattr(chat, "find_spec", lambda _name: None)
    with pytest.raises(Conflict) as caught:
        make_room(cast, "slack://a/b/c", ring.key)
    assert caught.value.code == "extra_missing"
    assert "extras" in caught.value.remedy


def test_what_concerns_one_person_never_goes_to_a_team(cast: Cast, murmur: NoticeKind) -> None:
    with pytest.raises(Invalid, match="for one person"):
        make_room(cast, "slack://a/b/c", murmur.key)
