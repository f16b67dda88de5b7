"""Signing in through a SAML identity provider of another make, and every answer that is no proof."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from firstbell.core.actor import system_actor
from firstbell.core.errors import Invalid
from firstbell.core.models import AuditEntry
from firstbell.people.tests.factories import Cast
from firstbell.signin.actions.providers import check_provider, edit_provider
from firstbell.signin.models import IdentityProvider, LinkedIdentity
from tests.idp.saml_idp import ENTITY, SHA1_DIGEST, SHA1_SIGNATURE, SSO, SamlIdp, write_pair
from tests.signin.conftest import SetUp

BASE = "/sign-in/saml/district-saml"


@pytest.fixture
def provider(cast: Cast, set_up: SetUp, tmp_path: Path) -> IdentityProvider:
    """Its metadata is replaced by the real one as soon as the identity provider knows ours."""
    first = SamlIdp.make(tmp_path)
    return set_up("saml", name="District SAML", metadata=first.metadata(), trusts_addresses=True)


@pytest.fixture
def idp(provider: IdentityProvider, tmp_path: Path) -> SamlIdp:
    ours = Client().get(f"{BASE}/metadata/")
    assert ours.status_code == 200
    made = SamlIdp.make(tmp_path, ours.content.decode())
    edit_provider(provider, values={"metadata": made.metadata()}, by=system_actor("tests"))
    return made


def post(client: Client, answer: str) -> Any:
    """As the browser posts it, from another site: without our session; then the redirect, with it."""
    session = client.cookies.pop("sessionid", None)
    put_aside = client.post(f"{BASE}/answer/", {"SAMLResponse": answer})
    if session is not None:
        client.cookies["sessionid"] = session.value
    return client.get(put_aside["Location"])


def refused(client: Client, answer: str, words: str = "did not fit", status: int = 401) -> None:
    response = post(client, answer)
    assert response.status_code == status, response.content.decode()
    assert words in response.content.decode()
    assert client.get("/people/me/").status_code == 302
    assert not LinkedIdentity.objects.exists()


def test_saml_signs_in_and_goes_on_to_where_one_wanted(idp: SamlIdp, cast: Cast) -> None:
    client = Client()
    question = client.get(f"{BASE}/?next=/people/me/")["Location"]
    assert question.startswith(f"{SSO}?SAMLRequest=")
    back = post(client, idp.answer(question))
    assert (back.status_code, back["Location"]) == (302, "/people/me/")
    link = LinkedIdentity.objects.get()
    assert (link.subject, link.account) == ("persistent-1", cast.tess.account)
    assert AuditEntry.objects.filter(verb="signin.identity.linked").count() == 1


def test_an_answer_is_good_once(idp: SamlIdp) -> None:
    client = Client()
    answer = idp.answer(client.get(f"{BASE}/")["Location"])
    assert post(client, answer).status_code == 302
    assert post(client, answer).status_code == 401


def test_an_answer_to_another_browser_s_question_is_refused(idp: SamlIdp) -> None:
    answer = idp.answer(Client().get(f"{BASE}/")["Location"])
    thief = Client()
    thief.get(f"{BASE}/")
    refused(thief, answer)


def test_an_answer_to_no_question_is_refused(idp: SamlIdp) -> None:
    client = Client()
    answer = idp.answer(client.get(f"{BASE}/")["Location"], in_response_to=None)
    refused(client, answer)


def strip_signatures(text: str) -> str:
    return re.sub(r"<ns\d+:Signature .*?</ns\d+:Signature>", "", text, flags=re.DOTALL)


def raise_oneself(text: str) -> str:
    return text.replace("tess@example.org", "dita@example.org")


def another_audience(text: str) -> str:
    return text.replace("/metadata/<", "/somebody-else/<")


@pytest.mark.parametrize("edit", [strip_signatures, raise_oneself, another_audience])
def test_an_edited_answer_is_refused(idp: SamlIdp, edit: Callable[[str], str]) -> None:
    client = Client()
    untouched = idp.answer(client.get(f"{BASE}/")["Location"])
    answer = idp.answer(client.get(f"{BASE}/")["Location"], edit=edit)
    assert answer != untouched
    refused(client, answer)


def test_an_unsigned_assertion_in_an_unsigned_answer_is_refused(idp: SamlIdp) -> None:
    client = Client()
    refused(client, idp.answer(client.get(f"{BASE}/")["Location"], sign_assertion=False, sign_response=False))


def test_an_assertion_signed_by_another_key_is_refused(idp: SamlIdp, tmp_path: Path) -> None:
    impostor = SamlIdp.make(tmp_path, Client().get(f"{BASE}/metadata/").content.decode(), name="impostor")
    client = Client()
    refused(client, impostor.answer(client.get(f"{BASE}/")["Location"]))


def with_key_of(provider: IdentityProvider, idp: SamlIdp) -> SamlIdp:
    """From now on this one is the provider's."""
    edit_provider(provider, values={"metadata": idp.metadata()}, by=system_actor("tests"))
    return idp


def test_an_assertion_for_another_service_is_refused(provider: IdentityProvider, tmp_path: Path) -> None:
    ours = Client().get(f"{BASE}/metadata/").content.decode()
    other = re.sub(r'entityID="[^"]+"', 'entityID="https://other.example/metadata"', ours)
    idp = with_key_of(provider, SamlIdp.make(tmp_path, ours, other))
    client = Client()
    answer = idp.answer(client.get(f"{BASE}/")["Location"], sp_entity_id="https://other.example/metadata")
    refused(client, answer)


def test_an_assertion_that_is_over_is_refused(provider: IdentityProvider, tmp_path: Path) -> None:
    ours = Client().get(f"{BASE}/metadata/").content.decode()
    idp = with_key_of(provider, SamlIdp.make(tmp_path, ours, minutes=-30))
    client = Client()
    refused(client, idp.answer(client.get(f"{BASE}/")["Location"]))


def test_a_signature_of_yesterday_s_kind_is_refused(idp: SamlIdp) -> None:
    client = Client()
    answer = idp.answer(client.get(f"{BASE}/")["Location"], sign_alg=SHA1_SIGNATURE, digest_alg=SHA1_DIGEST)
    refused(client, answer)


def test_a_wrapped_assertion_is_refused(idp: SamlIdp) -> None:
    """Signature wrapping: a second assertion of one's own in front of the signed one."""

    def wrap(text: str) -> str:
        found = re.search(r"<(ns\d+):Assertion .*?</\1:Assertion>", text, flags=re.DOTALL)
        assert found
        fake = strip_signatures(found.group()).replace("tess@", "dita@").replace('ID="', 'ID="fake-', 1)
        return text.replace(found.group(), fake + found.group())

    client = Client()
    refused(client, idp.answer(client.get(f"{BASE}/")["Location"], sign_response=False, edit=wrap))


def test_a_foreign_address_opens_nothing(idp: SamlIdp) -> None:
    client = Client()
    answer = idp.answer(client.get(f"{BASE}/")["Location"], email="tess@evil.example")
    refused(client, answer, "may not vouch", 403)


def test_addresses_count_only_where_the_provider_is_trusted_with_them(idp: SamlIdp, provider: IdentityProvider) -> None:
    edit_provider(provider, values={"trusts_addresses": False}, by=system_actor("tests"))
    client = Client()
    refused(client, idp.answer(client.get(f"{BASE}/")["Location"]), "has not verified", 403)


@pytest.mark.parametrize("answer", ["", "not base64 !", "PHhtbD48L3htbD4=", "A" * 500_000])
def test_rubbish_is_refused(idp: SamlIdp, answer: str) -> None:
    client = Client()
    put_aside = client.post(f"{BASE}/answer/", {"SAMLResponse": answer})
    if put_aside.status_code == 302:
        assert client.get(put_aside["Location"]).status_code == 401
    else:
        assert put_aside.status_code == 400


def test_both_certificates_count_while_the_provider_changes_its_key(
    idp: SamlIdp, provider: IdentityProvider, tmp_path: Path
) -> None:
    text = provider.metadata
    _, other = write_pair(tmp_path, "next")
    body = "".join(line for line in other.read_text().splitlines() if "-----" not in line)
    descriptor = re.search(r"<ns\d+:KeyDescriptor use=\"signing\">.*?</ns\d+:KeyDescriptor>", text, flags=re.DOTALL)
    assert descriptor
    second = re.sub(r"(X509Certificate>)[^<]+", rf"\g<1>{body}", descriptor.group(), count=1)
    edit_provider(
        provider,
        values={"metadata": text.replace(descriptor.group(), second + descriptor.group())},
        by=system_actor("tests"),
    )
    client = Client()
    assert post(client, idp.answer(client.get(f"{BASE}/")["Location"])).status_code == 302


def test_the_test_button_reads_the_certificate(idp: SamlIdp, provider: IdentityProvider, cast: Cast) -> None:
    check_provider(provider, callback="", by=cast.dita.actor)
    said = [f"{one['verdict']}: {one['text']}" for one in provider.test_findings]
    assert said[1] == f"pass: The metadata is of {ENTITY}"
    assert said[2].startswith("pass: Its certificate is good until")
    IdentityProvider.objects.update(trusts_addresses=False)
    provider.refresh_from_db()
    check_provider(provider, callback="", by=cast.dita.actor)
    assert provider.test_findings[-1]["verdict"] == "fail"


@pytest.mark.parametrize(
    "metadata",
    [
        "<html></html>",
        "no xml at all",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><EntityDescriptor>&e;</EntityDescriptor>',
    ],
)
def test_what_is_no_metadata_is_said(cast: Cast, set_up: SetUp, metadata: str) -> None:
    with pytest.raises(Invalid, match="not the metadata"):
        set_up("saml", name="Wrong", metadata=metadata)
