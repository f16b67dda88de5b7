"""Where one is signed in, and being signed out at once when it has to be."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.core.errors import Forbidden
from firstbell.core.models import AuditEntry
from firstbell.people.actions.accounts import deactivate_account
from firstbell.people.actions.persons import withdraw_person
from firstbell.people.tests.factories import PASSWORD, Cast, Member, make_cast, make_grant, signed_in
from firstbell.signin.actions.sessions import end_sessions
from firstbell.signin.devices import UNKNOWN, device_of
from firstbell.signin.middleware import SEEN
from firstbell.signin.models import SignedInSession

pytestmark = pytest.mark.django_db
CHROMEBOOK = (
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36"
)
IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/604.1"
)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def on(agent: str, member: Member) -> Client:
    client = Client(headers={"user-agent": agent})
    answer = client.post("/accounts/login/", {"login": member.account.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROMEBOOK, "Chrome on a Chromebook"),
        (IPAD, "Safari on an iPad"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/129 Safari/537 Edg/129", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Linux"),
        ("curl/8.5", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_user_agent_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words


def test_one_sees_and_ends_one_s_own(cast: Cast) -> None:
    here, there = on(CHROMEBOOK, cast.lib), on(IPAD, cast.lib)
    page = here.get("/sign-in/sessions/").content.decode()
    assert "Chrome on a Chromebook" in page
    assert page.count("This one") == 1
    other = SignedInSession.objects.get(device="Safari on an iPad")
    assert other.way == "Password"
    assert signed_in(cast.tess).post(f"/sign-in/sessions/{other.pk}/end/").status_code == 404
    assert here.post(f"/sign-in/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200
    entry = AuditEntry.objects.get(verb="signin.session.ended")
    assert entry.changes["signed in on"] == [["Safari on an iPad"], None]


def test_signing_out_everywhere_else(cast: Cast) -> None:
    here, there = on(CHROMEBOOK, cast.lib), on(IPAD, cast.lib)
    assert here.post("/sign-in/sessions/end/").status_code == 302
    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200
    assert here.post("/accounts/logout/").status_code == 302
    assert not SignedInSession.objects.exists()


def test_a_new_password_ends_the_others(cast: Cast) -> None:
    here, there = on(CHROMEBOOK, cast.lib), on(IPAD, cast.lib)
    new = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    assert here.post("/accounts/password/change/", new).status_code == 302
    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200
    assert SignedInSession.objects.count() == 1


def test_switched_off_and_withdrawn_people_are_out_at_once(cast: Cast) -> None:
    lib, stu = on(CHROMEBOOK, cast.lib), on(CHROMEBOOK, cast.stu)
    deactivate_account(cast.lib.account, by=cast.dita.actor)
    withdraw_person(cast.stu.person, by=cast.dita.actor)
    for client in (lib, stu):
        assert client.get("/people/me/").status_code == 302
    assert not SignedInSession.objects.exists()


def test_administrators_end_those_of_whom_they_may_reach(cast: Cast) -> None:
    lib = on(CHROMEBOOK, cast.lib)
    with pytest.raises(Forbidden):
        end_sessions(cast.lib.account, by=cast.tess.actor)
    dita = signed_in(cast.dita)
    assert "Chrome on a Chromebook" in dita.get(f"/people/{cast.lib.person.pk}/").content.decode()
    assert "Chrome on a Chromebook" not in signed_in(cast.tess).get(f"/people/{cast.lib.person.pk}/").content.decode()
    assert dita.post(f"/sign-in/accounts/{cast.lib.account.pk}/sign-out/").status_code == 302
    assert lib.get("/people/me/").status_code == 302
    make_grant(cast.sam.account, "acts_for_others")
    assert dita.post(f"/sign-in/accounts/{cast.sam.account.pk}/sign-out/").status_code == 403


def test_a_session_from_before_the_list_is_put_on_it(cast: Cast) -> None:
    client = on(CHROMEBOOK, cast.lib)
    SignedInSession.objects.all().delete()
    session = client.session
    session.pop(SEEN, None)
    session.save()
    assert client.get("/people/me/").status_code == 200
    assert SignedInSession.objects.get().device == "Chrome on a Chromebook"
