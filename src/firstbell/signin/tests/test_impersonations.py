"""Looking with somebody else's eyes: downwards only, with a reason, for half an hour, read-only."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, FirstbellError, Forbidden, Invalid, ReadOnly
from firstbell.core.models import AuditEntry
from firstbell.people.actions.persons import add_provisional_person
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_cast, make_grant, make_member, signed_in
from firstbell.signin.actions.impersonations import begin_impersonation, end_impersonation
from firstbell.signin.actions.seals import seal_account
from firstbell.signin.middleware import actor_in_disguise
from firstbell.signin.models import Impersonation

pytestmark = pytest.mark.django_db
WHY = "Ticket 1042: sees no loans"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def look(cast: Cast, target: object, **more: object) -> Client:
    client = signed_in(cast.dita)
    pk = getattr(target, "pk")  # noqa: B009  any account
    answer = client.post(f"/sign-in/accounts/{pk}/look/", {"reason": WHY, **more})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_one_sees_what_they_see_under_a_banner(cast: Cast) -> None:
    client = look(cast, cast.tess.account)
    page = client.get("/people/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "You look as Tess Torres until" in text
    assert 'data-hotkey="q"' in text
    assert client.get("/people/roles/").status_code == 403  # Tess may not, though Dita may
    began = AuditEntry.objects.get(verb="signin.impersonation.began")
    assert (began.actor_name, began.subject_label, began.note) == ("Dita Admin", "Tess Torres", WHY)
    back = client.post("/sign-in/look/end/")
    assert back["Location"] == f"/people/{cast.tess.person.pk}/"
    assert client.get("/people/roles/").status_code == 200
    assert AuditEntry.objects.filter(verb="signin.impersonation.ended").count() == 1


@pytest.mark.parametrize("lost", ["the right to look", "the right of the one looked as to be below"])
def test_it_ends_with_what_it_stood_on(cast: Cast, lost: str) -> None:
    """Not at the half hour's end: rights count from the moment they are given or taken."""
    client = look(cast, cast.tess.account)
    if lost == "the right to look":
        cast.dita.account.role_grants.all().delete()
    else:
        make_grant(cast.tess.account, "district_it")
    page = client.get("/").content.decode()
    assert "You look as Tess Torres" not in page
    assert Impersonation.objects.get().ended_at is not None


def test_looking_changes_nothing(cast: Cast) -> None:
    client = look(cast, cast.tess.account)
    for path in ("/people/add/", "/helpdesk/open/", "/undo/00000000-0000-0000-0000-000000000000/"):
        answer = client.post(path, {"given_name": "X"})
        assert answer.status_code == 403, path
        assert "only looking" in answer.content.decode()
    actor = actor_in_disguise(Impersonation.objects.get())
    with pytest.raises(ReadOnly):
        add_provisional_person(organisation=cast.school, kind="student", given_name="A", family_name="B", by=actor)


def test_what_is_nobody_else_s_is_out_of_reach(cast: Cast) -> None:
    client = look(cast, cast.tess.account)
    for path in (
        "/people/account/",
        "/accounts/password/change/",
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/sign-in/sessions/",
        f"/sign-in/accounts/{cast.stu.account.pk}/look/",
        "/api/v1/people",
        "/api/v1/docs",
    ):
        assert client.get(path).status_code == 403, path
    assert client.post("/people/account/tokens/", {"name": "x"}).status_code == 403
    assert client.post("/accounts/logout/").status_code == 302


def test_acting_needs_a_right_of_its_own_and_is_named_after_both(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        begin_impersonation(cast.tess.account, reason=WHY, may_act=True, by=cast.dita.actor)
    make_grant(cast.dita.account, "acts_for_others")
    client = look(cast, cast.tess.account, may_act="on")
    assert "You act as Tess Torres" in client.get("/").content.decode()
    answer = client.post(
        "/people/add/",
        {"organisation": cast.school.pk, "kind": "student", "given_name": "New", "family_name": "Kid", "language": ""},
    )
    assert answer.status_code == 302, answer.content.decode()
    entry = AuditEntry.objects.get(verb="people.person.added")
    assert entry.actor_name == "Dita Admin as Tess Torres"
    assert entry.actor_key == f"account:{cast.dita.account.pk}:as:{cast.tess.account.pk}"


def test_never_upwards_never_sideways(cast: Cast) -> None:
    ivy = make_member(cast.school, "Ivy", "It", role="district_it")
    for target, by, error in (
        (ivy.account, cast.dita.actor, Conflict),  # another administrator
        (cast.dita.account, cast.dita.actor, Conflict),  # oneself
        (seal_account(by=system_actor("tests")).account, cast.dita.actor, Conflict),
        (cast.stu.account, cast.tess.actor, Forbidden),  # no right
        (cast.sam.account, ivy.actor, Forbidden),  # another school
    ):
        with pytest.raises(error):
            begin_impersonation(target, reason=WHY, by=by)
    make_grant(cast.tess.account, "technician", cast.district)
    with pytest.raises(Forbidden):  # Tess may do at the other school what Ivy may not
        begin_impersonation(cast.tess.account, reason=WHY, by=ivy.actor)
    with pytest.raises(Invalid):
        begin_impersonation(cast.stu.account, reason=" ", by=cast.dita.actor)
    with pytest.raises(FirstbellError):
        begin_impersonation(cast.stu.account, reason=WHY, by=system_actor("tests"))


def test_half_an_hour_is_the_most(cast: Cast) -> None:
    client = look(cast, cast.stu.account)
    found = Impersonation.objects.get()
    assert found.ends_at - found.began_at == dt.timedelta(minutes=30)
    Impersonation.objects.update(ends_at=timezone.now())
    page = client.get("/")
    assert "You look as" not in page.content.decode()
    assert "yourself again" in page.content.decode()
    found.refresh_from_db()
    assert found.ended_at is not None
    end_impersonation(found, by=actor_of_account(cast.dita.account))
    assert AuditEntry.objects.filter(verb="signin.impersonation.ended").count() == 1


def test_another_s_session_cannot_borrow_it(cast: Cast) -> None:
    made = begin_impersonation(cast.stu.account, reason=WHY, by=cast.dita.actor)
    client = signed_in(cast.tess)
    session = client.session
    session["firstbell_as"] = made.pk
    session.save()
    assert "You look as" not in client.get("/").content.decode()
