"""How one is told, words and switches of kinds, team chats and the log of what was sent, over REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from firstbell.core.actor import system_actor
from firstbell.core.models import ChatRoom, Delivery, KindSwitch, NoticeTimes, Preference
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.refs import Ref
from firstbell.people.queries import person_key
from firstbell.people.tests.factories import Cast, make_cast
from tests.post.postmen import Receiver
from tests.post.test_api import ask

pytestmark = pytest.mark.django_db
HOURS = {"quiet_from": "19:00:00", "quiet_until": "07:00:00", "digest_at": "15:00:00"}


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def of(preferences: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in preferences["choices"] if one["kind"] == kind)


def test_one_says_how_one_is_told_and_when_not(cast: Cast, ring: NoticeKind, alarm: NoticeKind) -> None:
    before = ask(cast.lib, "GET", "notice-preferences").json()
    assert (of(before, ring.key)["email"], before["times"]["source"]) == ("now", "shipped")
    body = {"choices": [{"kind": ring.key, "channel": "email", "choice": "digest"}], "times": HOURS}
    after = ask(cast.lib, "PATCH", "notice-preferences", body).json()
    assert (of(after, ring.key)["email"], after["times"]) == ("digest", HOURS | {"source": "own"})
    off = [{"kind": kind.key, "channel": "email", "choice": "off"} for kind in (ring, alarm)]
    assert ask(cast.lib, "PATCH", "notice-preferences", {"choices": off}).status_code == 409
    assert Preference.objects.get().choice == "digest", "all of it or none"
    assert ask(cast.tess, "GET", "notice-preferences").json()["times"]["source"] == "shipped"
    assert ask(cast.lib, "DELETE", "notice-preferences/times").status_code == 204
    assert not NoticeTimes.objects.exists()


def test_words_are_written_kept_and_taken_back(cast: Cast, ring: NoticeKind) -> None:
    path = f"notice-kinds/{ring.key}/words"
    assert ring.key in [one["key"] for one in ask(cast.dita, "GET", "notice-kinds").json()]
    assert [one["is_own"] for one in ask(cast.dita, "GET", path).json()] == [False] * 4
    body = {"title": "Ring: {{ thing }}", "body": "Come, {{ recipient }}."}
    saved = ask(cast.dita, "PUT", f"{path}/email/en", body).json()
    assert saved == body | {"channel": "email", "language": "en", "is_own": True}
    wrong = ask(cast.dita, "PUT", f"{path}/email/en", {"title": "{{ thign }}", "body": "x"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "#/title")
    assert ask(cast.dita, "DELETE", f"{path}/email/en").status_code == 204
    assert ask(cast.dita, "DELETE", f"{path}/email/en").status_code == 409
    versions = ask(cast.dita, "GET", f"{path}/email/en/versions").json()["items"]
    assert [(one["version"], one["is_current"]) for one in versions] == [(1, False)]
    assert ask(cast.lib, "PUT", f"{path}/email/en", body).status_code == 403
    assert ask(cast.lib, "GET", path).status_code == 403


def test_a_kind_is_switched_off_and_hours_are_set_where_one_may(cast: Cast, ring: NoticeKind) -> None:
    path = f"notice-kinds/{ring.key}/switches"
    assert ask(cast.dita, "POST", path, {"is_on": False, "organisation_id": cast.school.pk}).json()["is_on"] is False
    assert [one["organisation_id"] for one in ask(cast.dita, "GET", path).json()] == [cast.school.pk]
    assert ask(cast.lib, "POST", path, {"is_on": True}).status_code == 403
    assert KindSwitch.objects.get().is_on is False
    assert ask(cast.dita, "PUT", "notice-times", HOURS | {"organisation_id": cast.school.pk}).status_code == 200
    assert ask(cast.dita, "GET", "notice-times").json() == [HOURS | {"organisation_id": cast.school.pk}]
    assert ask(cast.dita, "PUT", "notice-times", HOURS | {"organisation_id": 10**6}).status_code == 403
    assert ask(cast.lib, "PUT", "notice-times", HOURS).status_code == 403


def test_a_chat_s_address_goes_in_and_never_out(cast: Cast, ring: NoticeKind, receiver: Receiver) -> None:
    url = receiver.url.replace("http://", "json://")
    body = {"name": "Desk", "url": url, "kinds": [ring.key], "organisation_id": cast.school.pk}
    assert ask(cast.tess, "POST", "chat-rooms", body).status_code == 403
    made = ask(cast.dita, "POST", "chat-rooms", body)
    assert made.status_code == 201, made.content
    path = f"chat-rooms/{made.json()['id']}"
    for answer in (made, ask(cast.dita, "GET", path), ask(cast.dita, "GET", "chat-rooms")):
        assert b"json://" not in answer.content
    assert ask(cast.dita, "POST", f"{path}/try").status_code == 204
    changed = ask(cast.dita, "PATCH", path, {"is_active": False}).json()
    assert (changed["name"], changed["is_active"]) == ("Desk", False)
    assert ChatRoom.objects.get().url == url
    assert ask(cast.sam, "GET", path).status_code == 404
    assert ask(cast.dita, "DELETE", path).status_code == 204


def test_what_was_sent_is_seen_and_sent_again(cast: Cast, ring: NoticeKind) -> None:
    send_notice(
        Ref("tests.bell", 1, "bell"), kind=ring.key, to=[person_key(cast.tia.person.pk)], values={"thing": "it"},
        org_path=cast.school.scope_path, by=system_actor("tests"),
    )  # fmt: skip
    Delivery.objects.update(state="failed", problem="Full")
    failed = ask(cast.dita, "GET", "notice-deliveries?state=failed").json()["items"]
    assert [(one["recipient_name"], one["problem"]) for one in failed] == [(cast.tia.person.name, "Full")]
    path = f"notice-deliveries/{failed[0]['id']}"
    assert b"The line" not in ask(cast.dita, "GET", path).content
    assert ask(cast.sam, "GET", path).status_code == 404
    assert ask(cast.lib, "POST", f"{path}/again").status_code == 404
    assert ask(cast.dita, "POST", f"{path}/again").json()["state"] == "queued"
    assert ask(cast.dita, "POST", f"{path}/again").status_code == 409
