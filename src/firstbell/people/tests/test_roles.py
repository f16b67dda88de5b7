"""Roles and accounts: nobody gives or takes over more than they hold."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.actions.accounts import (
    create_account,
    create_account_for,
    deactivate_account,
    edit_account,
    make_password_link,
    reactivate_account,
)
from firstbell.people.actions.roles import edit_role_rule, grant_role, revoke_role
from firstbell.people.actions.tokens import create_token, revoke_token
from firstbell.people.models import Account, ApiToken, RoleGrant, RoleRule
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import (
    PASSWORD,
    Cast,
    make_account,
    make_cast,
    make_grant,
    make_member,
    make_membership,
    make_person,
    signed_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def school_it(cast: Cast) -> Cast.dita.__class__:  # type: ignore[name-defined]
    return make_member(cast.school, "Ivy", "It", role="district_it")


def test_a_role_given_reaches_everything_below_and_ends_with_its_last_day(cast: Cast) -> None:
    account = make_account(make_person(cast.school, kind="staff"))
    grant = grant_role(
        account, "technician", organisation=cast.district, expires_on=timezone.localdate(), by=cast.dita.actor
    )
    assert actor_of_account(account).can(PeoplePermission.PERSON_EDIT, at=cast.other_school.scope_path)
    RoleGrant.objects.filter(pk=grant.pk).update(expires_on=timezone.localdate() - dt.timedelta(days=1))
    assert actor_of_account(account).roles == ()
    entry = AuditEntry.objects.get(verb="people.role.granted")
    assert entry.changes["role"] == [None, "Education technician, Prairie District"]


def test_nobody_gives_more_than_they_hold(cast: Cast) -> None:
    ivy = school_it(cast)
    account = make_account(make_person(cast.school, kind="staff"))
    grant_role(account, "technician", organisation=cast.school, by=ivy.actor)
    for organisation in (None, cast.district, cast.other_school):
        with pytest.raises(Forbidden):
            grant_role(account, "technician", organisation=organisation, by=ivy.actor)
    with pytest.raises(Forbidden):
        grant_role(account, "librarian", organisation=cast.school, by=cast.tess.actor)
    with pytest.raises(Invalid, match="no role"):
        grant_role(account, "emperor", organisation=cast.school, by=cast.dita.actor)
    with pytest.raises(Conflict):
        grant_role(account, "technician", organisation=cast.school, by=cast.dita.actor)
    with pytest.raises(Invalid, match="in the past"):
        grant_role(account, "librarian", organisation=cast.school, expires_on=dt.date(2020, 1, 1), by=cast.dita.actor)


def test_who_reads_what_is_given_to_others_without_holding_it_and_never_to_oneself(cast: Cast) -> None:
    assert not cast.dita.actor.can("circulation.library_loan.view")
    account = make_account(make_person(cast.school, kind="staff"))
    grant_role(account, "librarian", organisation=cast.school, by=cast.dita.actor)
    assert actor_of_account(account).can("circulation.library_loan.view", at=cast.school.scope_path)
    with pytest.raises(Forbidden):
        grant_role(cast.dita.account, "librarian", organisation=cast.school, by=cast.dita.actor)
    with pytest.raises(Forbidden):
        grant_role(cast.dita.account, "library_clerk", by=cast.dita.actor)


def test_a_token_cannot_give_roles_beyond_its_limits(cast: Cast) -> None:
    limited = cast.dita.actor.limited_to({PeoplePermission.ROLE_GRANT}, key="token:1", via="api")
    with pytest.raises(Forbidden):
        grant_role(cast.lib.account, "technician", organisation=cast.school, by=limited)


def test_the_last_who_may_give_roles_keeps_it(cast: Cast) -> None:
    (grant,) = RoleGrant.objects.filter(account=cast.dita.account)
    with pytest.raises(Conflict, match="last person"):
        revoke_role(grant, by=cast.dita.actor)
    school_it(cast)
    revoke_role(grant, by=cast.dita.actor)
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_role_rule_follows_the_roster(cast: Cast) -> None:
    assert cast.tia.actor.roles == ("teacher",)
    rule = RoleRule.objects.get(roster_role="aide")
    edit_role_rule(rule, role="counter_clerk", source="Board, 2026", by=cast.dita.actor)
    assert actor_of_account(cast.lib.account).roles == ("librarian", "counter_clerk")
    assert rule.last_checked == timezone.localdate()
    with pytest.raises(Forbidden):
        edit_role_rule(rule, role="", source="", by=school_it(cast).actor)
    make_membership(cast.tia.person, cast.other_school, "teacher", end_date=timezone.localdate())
    assert actor_of_account(cast.tia.account).roles == ("teacher", "counter_clerk")[:1]


def test_an_account_comes_with_a_link_that_works_once(cast: Cast) -> None:
    person = make_person(cast.school, "Nia", "New", username="nnew")
    client = signed_in(cast.dita)
    shown = client.post(f"/people/{person.pk}/account/")
    assert shown.status_code == 200
    account = Account.objects.get(person=person)
    assert (account.username, account.has_usable_password()) == ("nnew", False)
    link = shown.context["link"]
    browser = Client()
    page = browser.get(link, follow=True)
    assert page.status_code == 200
    path = page.redirect_chain[-1][0]
    answer = browser.post(path, {"password1": "a long new password", "password2": "a long new password"})
    assert answer.status_code == 302, answer.content
    account.refresh_from_db()
    assert account.check_password("a long new password")
    assert b"password1" not in Client().get(link, follow=True).content
    with pytest.raises(Conflict, match="has an account already"):
        create_account_for(person, by=cast.dita.actor)


def test_nobody_takes_over_an_account_that_may_do_more(cast: Cast) -> None:
    """Whoever makes a password link for an account could become its owner."""
    ivy = school_it(cast)
    make_grant(cast.tess.account, "technician", cast.district)
    for act in (
        lambda: make_password_link(cast.tess.account, by=ivy.actor),
        lambda: edit_account(cast.tess.account, username="tess", email="ivy@example.org", by=ivy.actor),
        lambda: deactivate_account(cast.tess.account, by=ivy.actor),
        lambda: make_password_link(cast.sam.account, by=ivy.actor),
        lambda: make_password_link(cast.lib.account, by=cast.tess.actor),
        lambda: create_account(username="shadow", by=ivy.actor),
    ):
        with pytest.raises(Forbidden):
            act()
    assert make_password_link(cast.lib.account, by=ivy.actor).key


def test_user_names_and_addresses_are_unique_whatever_their_capitals(cast: Cast) -> None:
    system = system_actor("tests")
    with pytest.raises(Conflict, match="an account"):
        create_account(username="TESS", by=system)
    with pytest.raises(Conflict, match="another account"):
        create_account(username="tess2", email="Tess@Example.org", by=system)
    with pytest.raises(Invalid, match="user name"):
        create_account(username="has space", by=system)
    with pytest.raises(Invalid, match="not an address"):
        create_account(username="fine", email="nowhere", by=system)


def test_an_account_switched_off_ends_its_sessions(cast: Cast) -> None:
    client = signed_in(cast.lib)
    assert client.get("/people/me/").status_code == 200
    deactivate_account(cast.lib.account, reason="On leave", by=cast.dita.actor)
    assert client.get("/people/me/").status_code == 302
    reactivate_account(cast.lib.account, by=cast.dita.actor)
    with pytest.raises(Conflict, match="your own"):
        deactivate_account(cast.dita.account, by=cast.dita.actor)


def test_tokens_are_ones_own_and_narrow(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        create_token(cast.lib.account, name="x", permissions=[PeoplePermission.PERSON_VIEW], by=cast.dita.actor)
    with pytest.raises(Forbidden):
        create_token(cast.lib.account, name="x", permissions=[PeoplePermission.ROLE_GRANT], by=cast.lib.actor)
    with pytest.raises(Forbidden):
        create_token(cast.stu.account, name="x", permissions=["helpdesk.ticket.open"], by=cast.stu.actor)
    with pytest.raises(Invalid, match="may do nothing"):
        create_token(cast.lib.account, name="x", permissions=[], by=cast.lib.actor)
    made = create_token(cast.lib.account, name="x", permissions=[PeoplePermission.PERSON_VIEW], by=cast.lib.actor)
    assert not ApiToken.objects.visible_to(cast.tess.actor).exists()
    with pytest.raises(Forbidden):
        revoke_token(made.token, by=cast.tess.actor)
    revoke_token(made.token, by=cast.dita.actor)


def test_my_account_makes_shows_once_and_revokes_tokens(cast: Cast) -> None:
    client = signed_in(cast.lib)
    shown = client.post("/people/account/tokens/", {"name": "Sheet", "permissions": ["people.person.view"]})
    text = shown.context["made"].text
    assert text in shown.content.decode()
    assert text not in client.get("/people/account/").content.decode()
    token = ApiToken.objects.get()
    assert client.post(f"/people/account/tokens/{token.pk}/revoke/").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert signed_in(cast.tess).post(f"/people/account/tokens/{token.pk}/revoke/").status_code == 404
    assert client.post("/people/account/tokens/", {"name": ""}).status_code == 422


def test_the_roles_pages(cast: Cast) -> None:
    dita = signed_in(cast.dita)
    assert "Education technician" in dita.get("/people/roles/").content.decode()
    assert dita.get("/people/roles/rules/").status_code == 200
    assert dita.get("/people/roles/table/").status_code == 200
    assert signed_in(cast.tess).get("/people/roles/").status_code == 403
    answer = dita.post(
        "/people/roles/give/",
        {"account": "lib", "role": "technician", "organisation": cast.school.pk, "reason": "Covers"},
    )
    assert answer.status_code == 302
    grant = RoleGrant.objects.get(account=cast.lib.account, role="technician")
    assert dita.post("/people/roles/give/", {"account": "nobody", "role": "technician"}).status_code == 422
    ivy = signed_in(school_it(cast))
    elsewhere = RoleGrant.objects.get(account=cast.sam.account)
    assert ivy.get(f"/people/roles/{elsewhere.pk}/revoke/").status_code == 404
    assert ivy.post(f"/people/roles/{grant.pk}/revoke/", {"reason": "Back"}).status_code == 302
    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


# --- signing in ---


def sign_in(client: Client, login: str, password: str) -> int:
    return client.post("/accounts/login/", {"login": login, "password": password}).status_code


@pytest.mark.parametrize("login", ["tess", "tess@example.org"])
def test_one_signs_in_by_user_name_or_address(cast: Cast, login: str) -> None:
    client = Client()
    before = client.session.session_key
    assert sign_in(client, login, PASSWORD) == 302
    assert client.session.session_key != before
    assert client.get("/people/me/").status_code == 200


def test_wrong_passwords_lock_the_account_for_a_while(cast: Cast) -> None:
    client = Client()
    statuses = [sign_in(client, "tess", f"wrong {number}") for number in range(8)]
    assert set(statuses[:7]) == {200}
    assert sign_in(client, "tess", PASSWORD) == 429
    # The same account by its other name is the same account.
    assert sign_in(client, "tess@example.org", PASSWORD) == 429
    assert sign_in(Client(), "lib", PASSWORD) == 302


def test_nobody_signs_themselves_up(cast: Cast) -> None:
    count = Account.objects.count()
    Client().post(
        "/accounts/signup/", {"username": "me", "password1": "a long password 1", "password2": "a long password 1"}
    )
    assert Account.objects.count() == count
