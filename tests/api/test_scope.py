"""Every operation of the document, tried with tokens that have no business there: nothing is told, nothing changes."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.people.actions.tokens import create_token, revoke_token
from firstbell.people.models import Account, ApiToken
from firstbell.people.queries import actor_of_account
from tests.api.walk import Operation, hidden_values, operations
from tests.architecture import district, routes
from tests.architecture.district import People

pytestmark = pytest.mark.django_db

#: Bookkeeping that a refused request may leave: when a token was used, how often it read, a key that was tried.
BOOKKEEPING = {"people.ApiToken", "core.ApiReading", "core.IdempotentReply"}
#: Open to every token: one's own name and notices, and lists that hold only what the token may see (then nothing).
OWN = {
    "read_me", "list_notices", "read_all_notices", "read_notice_preferences", "choose_notice_preferences",
    "forget_notice_times", "end_own_sessions",
}  # fmt: skip
#: The catalogue is for everybody, also without an account: what there is and where it stands, never who has it.
PUBLIC = {"search_library"}


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


#: A file by the name of one, the same by the name of several, and words, for whatever form asks for them.
MULTIPART = (
    '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n'
    '--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\na,b\r\n'
    '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nHello\r\n--x--\r\n'
)


def token(account: Account, *permissions: str) -> str:
    return create_token(account, name="Narrow", permissions=permissions, by=actor_of_account(account)).text


def is_nothing(answer: Any, people: People) -> bool:
    """An empty list, oneself, or many entries each of which was refused."""
    if isinstance(answer, dict) and "outcomes" in answer:
        return answer["done"] == 0 and all(one["status"] in {403, 404} for one in answer["outcomes"])
    rows = answer["items"] if isinstance(answer, dict) and "items" in answer else answer
    if isinstance(rows, dict):
        return False
    return rows == [] or [row.get("id") for row in rows] == [people.dita.person_id]


def let_in(token_text: str, people: People, *, allowed: set[int]) -> list[str]:
    """Operations that answered anything but a refusal. An empty list is none: it shows that there is nothing for one."""
    found = []
    for operation, response in knock(token_text, None):
        if response.status_code in allowed or operation.id in OWN | PUBLIC:
            continue
        if response.status_code == 200 and is_nothing(response.json(), people):
            continue
        found.append(f"{operation.id}: {response.status_code} {response.content[:120]!r}")
    return found


def test_a_token_with_only_an_unrelated_permission_gets_nothing_and_changes_nothing(people: People) -> None:
    """District IT may do everything; this token of theirs only look as somebody else, which nobody can over REST."""
    text = token(people.dita, "core.api.use", "signin.account.view_as")
    before = rows_of_the_house()
    found = let_in(text, people, allowed={403, 404})
    assert not found, "\n".join(found)
    assert rows_of_the_house() == before


def test_a_technician_of_another_school_changes_nothing_of_ours(people: People) -> None:
    """Sam may do everything at his school; each object in an address is one he must not see.

    What belongs to the whole house (the catalogue, symptoms) he may change, so the rows of our school are compared.
    """
    held = {permission for grant in people.actor(people.sam).grants for permission in grant.permissions}
    text = token(people.sam, *held)
    before = ours(people)
    found = []
    for operation, response in knock(text, people.actor(people.sam)):
        if (
            operation.route.takes_object
            and routes.is_scoped(operation.route)
            and response.status_code not in {403, 404}
        ):
            found.append(f"{operation.id}: {response.status_code} {response.content[:120]!r}")
        found += [
            f"{operation.id} tells of {secret}"
            for secret in people.secrets_of_our_school()
            if secret.encode() in response.content
        ]
        assert response.status_code < 500, operation.id
    assert not found, "\n".join(found)
    assert ours(people) == before


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


def test_the_walk_covers_the_document() -> None:
    assert len(list(operations())) >= 200
