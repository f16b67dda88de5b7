"""Whom an outside identity may become: through the action, whatever the protocol."""

from __future__ import annotations

import pytest

from firstbell.core.actor import system_actor
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.actions.accounts import deactivate_account
from firstbell.people.actions.persons import withdraw_person
from firstbell.people.models import Account, Person
from firstbell.people.tests.factories import Cast, make_account, make_cast, make_member, make_person, signed_in
from firstbell.signin.actions.identities import admit_identity, unlink_identity
from firstbell.signin.actions.providers import add_provider, edit_provider, remove_provider, switch_provider
from firstbell.signin.actions.seals import seal_account
from firstbell.signin.models import IdentityProvider, LinkedIdentity
from firstbell.signin.protocols import OutsideIdentity

pytestmark = pytest.mark.django_db
BY = system_actor("tests")
VALUES = {
    "name": "District",
    "address": "https://id.example.org",
    "client_id": "x",
    "secret": "a very secret secret",
    "allowed_domains": "example.org, Students.Example.org",
    "makes_accounts": True,
}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def provider(cast: Cast) -> IdentityProvider:
    return switch_provider(add_provider("oidc", values=VALUES, by=BY), on=True, by=BY)


def identity(address: str, subject: str = "s-1", *, is_verified: bool = True) -> OutsideIdentity:
    return OutsideIdentity(subject, address, is_verified)


def refusal(provider: IdentityProvider, who: OutsideIdentity) -> str:
    with pytest.raises(Conflict) as caught:
        admit_identity(provider, who, by=BY)
    return caught.value.code


def test_a_verified_address_of_an_allowed_domain_names_an_account(cast: Cast, provider: IdentityProvider) -> None:
    assert admit_identity(provider, identity("Tess@Example.org"), by=BY) == cast.tess.account
    assert admit_identity(provider, identity("renamed@example.org"), by=BY) == cast.tess.account  # the subject stays
    assert LinkedIdentity.objects.count() == 1


def test_takeover_by_address_is_impossible(cast: Cast, provider: IdentityProvider) -> None:
    assert refusal(provider, identity("dita@evil.example")) == "foreign_domain"
    assert refusal(provider, identity("dita@example.org.evil.example")) == "foreign_domain"
    assert refusal(provider, identity("dita@sub.example.org")) == "foreign_domain"
    assert refusal(provider, identity("dita@example.org", is_verified=False)) == "unverified"
    assert refusal(provider, identity("")) == "no_address"
    make_account(username="alone").__class__.objects.filter(username="alone").update(email="boss@partner.org")
    assert refusal(provider, identity("boss@partner.org")) == "foreign_domain"
    foreign = switch_provider(
        add_provider("oidc", values={**VALUES, "name": "Foreign", "allowed_domains": "evil.example"}, by=BY),
        on=True,
        by=BY,
    )
    admit_identity(provider, identity("dita@example.org", "s-dita"), by=BY)
    # Another issuer that uses the same subject is another identity.
    assert refusal(foreign, identity("dita@example.org", "s-dita")) == "foreign_domain"
    assert refusal(foreign, identity("", "s-dita")) == "no_address"


def test_a_linked_account_is_not_given_to_a_second_identity(cast: Cast, provider: IdentityProvider) -> None:
    admit_identity(provider, identity("tess@example.org", "s-1"), by=BY)
    assert refusal(provider, identity("tess@example.org", "s-2")) == "linked_otherwise"
    link = LinkedIdentity.objects.get()
    with pytest.raises(Forbidden):
        unlink_identity(link, by=cast.tess.actor)
    unlink_identity(link, by=cast.dita.actor)
    assert admit_identity(provider, identity("tess@example.org", "s-2"), by=BY) == cast.tess.account
    assert AuditEntry.objects.filter(verb="signin.identity.unlinked").count() == 1


def test_an_address_that_two_people_have_proves_nobody(cast: Cast, provider: IdentityProvider) -> None:
    make_person(cast.school, "Mum", "Dent", kind="guardian", email="stu@example.org")
    assert refusal(provider, identity("stu@example.org")) == "shared_address"


def test_the_withdrawn_and_the_switched_off_stay_out(cast: Cast, provider: IdentityProvider) -> None:
    admit_identity(provider, identity("lib@example.org", "s-lib"), by=BY)
    deactivate_account(cast.lib.account, by=cast.dita.actor)
    assert refusal(provider, identity("lib@example.org", "s-lib")) == "switched_off"
    withdraw_person(cast.stu.person, by=cast.dita.actor)
    assert refusal(provider, identity("stu@example.org", "s-stu")) == "switched_off"
    gone = make_person(cast.school, email="gone@example.org")
    withdraw_person(gone, by=cast.dita.actor)
    assert refusal(provider, identity("gone@example.org", "s-gone")) == "unknown"
    assert not Account.objects.filter(person=gone).exists()


def test_it_makes_accounts_but_never_people(cast: Cast, provider: IdentityProvider) -> None:
    person = make_person(cast.school, email="new@students.example.org")
    count = Person.objects.count()
    assert admit_identity(provider, identity("new@students.example.org"), by=BY).person == person
    assert refusal(provider, identity("unknown@example.org", "s-9")) == "unknown"
    edit_provider(provider, values={"makes_accounts": False}, by=BY)
    make_person(cast.school, email="later@example.org")
    assert refusal(provider, identity("later@example.org", "s-8")) == "unknown"
    assert Person.objects.count() == count + 1


def test_the_sealed_account_is_for_no_outsider(cast: Cast, provider: IdentityProvider) -> None:
    account = seal_account(by=BY).account
    Account.objects.filter(pk=account.pk).update(email="seal@example.org")
    assert refusal(provider, identity("seal@example.org")) == "not_for_outsiders"


def test_only_district_it_sets_providers_up(cast: Cast, provider: IdentityProvider) -> None:
    ivy = make_member(cast.school, "Ivy", "It", role="district_it")
    for by in (cast.tess.actor, ivy.actor):
        with pytest.raises(Forbidden):
            add_provider("oidc", values=VALUES, by=by)
        with pytest.raises(Forbidden):
            edit_provider(provider, values={"allowed_domains": "evil.example"}, by=by)
        with pytest.raises(Forbidden):
            switch_provider(provider, on=False, by=by)
    with pytest.raises(Conflict, match="switched on"):
        remove_provider(provider, by=cast.dita.actor)
    remove_provider(switch_provider(provider, on=False, by=cast.dita.actor), by=cast.dita.actor)
    assert not IdentityProvider.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"address": "http://id.example.org"}, "address"),
        ({"address": "https://user@id.example.org"}, "address"),
        ({"client_id": " "}, "client_id"),
        ({"secret": ""}, "secret"),
        ({"name": " "}, "name"),
        ({"allowed_domains": "gmail.com"}, "allowed_domains"),
        ({"allowed_domains": "no domain!"}, "allowed_domains"),
    ],
)
def test_what_cannot_be_a_provider_is_said_at_its_field(cast: Cast, values: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        add_provider("oidc", values={**VALUES, **values}, by=BY)
    assert caught.value.field == field


def test_the_secret_is_encrypted_and_never_shown(cast: Cast, provider: IdentityProvider) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM signin_identityprovider")
        assert "secret secret" not in cursor.fetchone()[0]
    dita = signed_in(cast.dita)
    page = dita.get(f"/sign-in/providers/{provider.pk}/").content.decode()
    assert "a very secret secret" not in page
    assert "Redirect URI" in page
    saved = dita.post(f"/sign-in/providers/{provider.pk}/", {**VALUES, "secret": "", "name": "Renamed"})
    assert saved.status_code == 302, saved.content.decode()
    provider.refresh_from_db()
    assert (provider.name, provider.secret, provider.slug) == ("Renamed", "a very secret secret", "district")
    entry = AuditEntry.objects.get(verb="signin.provider.edited")
    assert "secret" not in entry.changes
    assert dita.post("/sign-in/providers/add/oidc/", {**VALUES, "address": "ftp://x"}).status_code == 422


def test_the_pages_are_district_it_s(cast: Cast, provider: IdentityProvider) -> None:
    dita, tess = signed_in(cast.dita), signed_in(cast.tess)
    for path in ("providers/", "rules/", f"providers/{provider.pk}/", "providers/add/saml/", "providers/add/ldap/"):
        assert dita.get(f"/sign-in/{path}").status_code == 200, path
        assert tess.get(f"/sign-in/{path}").status_code == 403, path
    ivy = make_member(cast.school, "Ivy", "It", role="district_it")
    assert signed_in(ivy).get("/sign-in/providers/").status_code == 403
    switched = dita.post(f"/sign-in/providers/{provider.pk}/switch/")
    assert switched.status_code == 302
    provider.refresh_from_db()
    assert not provider.is_on
