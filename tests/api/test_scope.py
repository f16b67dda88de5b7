"""Every operation of the document, tried with tokens that have no business there: nothing is told, nothing changes."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.people.actions.tokens import create_token, revoke_token
from firstbell.people.models import Account, ApiToken
from firstbell.people.queries import actor_of_account
from tests.api.walk import Operation, hidden_values, operations
from tests.architecture import district
from tests.architecture.district import People

pytestmark = pytest.mark.django_db

#: Bookkeeping that a refused request may leave: when a token was used, how often it read, a key that was tried.
BOOKKEEPING = {"people.ApiToken", "core.ApiReading", "core.IdempotentReply"}
#: Open to every token: one's own name and notices, and lists that hold only what the token may see (then nothing).
OWN = {"read_me", "list_notices", "read_all_notices", "list_tokens"}


@pytest.fixture
def people(settings: Any) -> People:
    cache.clear()
    settings.FIRSTBELL_API_RATES = {"token": (100_000, 60), "stranger": (100_000, 60)}
    return district.furnish(3)


def rows_of_the_house() -> dict[str, str]:
    """A digest of every table, without bookkeeping."""
    digests = {}
    for model in apps.get_models():
        if model._meta.label in BOOKKEEPING or not model.__module__.startswith("firstbell"):
            continue
        rows = model._base_manager.order_by("pk").values_list()
        digests[model._meta.label] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return digests


def knock(token: str, actor: Actor | None) -> Iterator[tuple[Operation, Any]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client(headers=headers)
    for operation in operations():
        address = operation.address(hidden_values(operation, actor))
        body = json.dumps(operation.body())
        content_type = "application/json"
        if "multipart/form-data" in operation.spec.get("requestBody", {}).get("content", {}):
            body, content_type = MULTIPART, "multipart/form-data; boundary=x"
        yield operation, client.generic(operation.method, address, body, content_type=content_type)


MULTIPART = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--x--\r\n'


def token(account: Account, *permissions: str) -> str:
    return create_token(account, name="Narrow", permissions=permissions, by=actor_of_account(account)).text


def let_in(token_text: str, actor: Actor | None, *, allowed: set[int]) -> list[str]:
    """Operations that answered anything but a refusal. An empty list is none: it shows that there is nothing for one."""
    found = []
    for operation, response in knock(token_text, actor):
        if response.status_code in allowed or operation.id in OWN:
            continue
        if response.status_code == 200 and response.json() in ([], {"items": [], "next": None}):
            continue
        found.append(f"{operation.id}: {response.status_code} {response.content[:120]!r}")
    return found


def test_a_token_with_only_an_unrelated_permission_gets_nothing_and_changes_nothing(people: People) -> None:
    """District IT may do everything; this token of theirs only print labels."""
    text = token(people.dita, "core.api.use", "inventory.label.print")
    actor = actor_of_account(people.dita).limited_to(
        ["core.api.use", "inventory.label.print"], key="token:0", via="api"
    )
    before = rows_of_the_house()
    assert not let_in(text, actor, allowed={401, 403, 404})
    assert rows_of_the_house() == before


def test_a_technician_of_another_school_changes_nothing_of_ours(people: People) -> None:
    """Sam may do everything at his school: each object of an address, and each in a body, is one he must not see."""
    held = {permission for grant in people.actor(people.sam).grants for permission in grant.permissions}
    text = token(people.sam, *held)
    actor = people.actor(people.sam)
    before = ours(people)
    taken_in = []
    for operation, response in knock(text, actor):
        is_refused = response.status_code in {401, 403, 404, 409, 422}
        if operation.method != "GET" and not is_refused and operation.id not in OWN:
            taken_in.append(f"{operation.id}: {response.status_code} {response.content[:200]!r}")
        secrets = [secret for secret in people.secrets_of_our_school() if secret.encode() in response.content]
        assert not secrets, f"{operation.id} tells Sam of {secrets}"
    assert not [one for one in taken_in if one.partition(":")[0] not in HIS_OWN], taken_in
    assert ours(people) == before


#: What a technician does for the whole house, or at his own school, with a body of the least that is accepted.
HIS_OWN = {"create_ticket", "create_items_in_bulk", "create_devices_in_bulk", "add_people_in_bulk", "lend_in_bulk",
           "take_back_in_bulk"}  # fmt: skip


def ours(people: People) -> dict[str, list[Any]]:
    """Every row that says it belongs to our school."""
    found = {}
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if "organisation" in names and model.__module__.startswith("firstbell"):
            rows = model._base_manager.filter(organisation=people.school.pk).order_by("pk")
            found[model._meta.label] = list(rows.values_list())
    return found


@pytest.mark.parametrize("kind", ["none", "unknown", "expired", "revoked", "switched off"])
def test_what_is_no_token_opens_nothing(people: People, kind: str) -> None:
    text = "" if kind == "none" else "fb_0000_guess"
    if kind in ("expired", "revoked", "switched off"):
        text = token(people.dita, "core.api.use", "inventory.item.view")
        kept = ApiToken.objects.latest("pk")
        if kind == "expired":
            ApiToken.objects.filter(pk=kept.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
        elif kind == "revoked":
            revoke_token(kept, by=actor_of_account(people.dita))
        else:
            Account.objects.filter(pk=people.dita.pk).update(is_active=False)
    before = rows_of_the_house()
    others = [f"{one.id}: {response.status_code}" for one, response in knock(text, None) if response.status_code != 401]
    assert not others
    assert rows_of_the_house() == before


def test_the_walk_covers_the_document_on_both_databases() -> None:
    assert connection.vendor in {"sqlite", "postgresql"}
    assert len(list(operations())) >= 200
