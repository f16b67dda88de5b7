"""The pages around the counter, and REST."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.circulation.permissions import CirculationPermission
from firstbell.core.models import AuditEntry
from firstbell.counter.models import LoanerPool, Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.tests.factories import Counter, make_counter, swap_at
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.actions.tokens import create_token
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Member, make_guardian

pytestmark = pytest.mark.django_db

_NEEDED = (
    CounterPermission.COUNTER_USE, CounterPermission.SWAP_CONFIRM, CirculationPermission.LOAN_LEND,
    CirculationPermission.LOAN_VIEW, CirculationPermission.POLICY_VIEW, InventoryPermission.ITEM_VIEW,
    InventoryPermission.ITEM_MOVE, InventoryPermission.ITEM_TRIAGE, HelpdeskPermission.TICKET_OPEN_FOR_OTHERS,
    PeoplePermission.PERSON_VIEW,
)  # fmt: skip


@pytest.fixture
def counter() -> Counter:
    cache.clear()
    return make_counter()


def _client(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def test_the_slip_is_bilingual_only_for_families_who_read_spanish(counter: Counter) -> None:
    swap, client = swap_at(counter), _client(counter.cast.tess)
    url = reverse("counter:slip", args=[swap.pk])
    page = client.get(url).content.decode()
    assert "Bring the loaner back by" in page
    assert "Devuelve" not in page
    assert 'aria-label="Code of loaner L-2001"' in page
    make_guardian(counter.stu, language="es-MX")
    page = client.get(url).content.decode()
    assert "Devuelve el equipo prestado" in page
    assert "Sigue usando tu propio cargador" in page
    assert "paper-receipt.css" in client.get(url, {"paper": "receipt"}).content.decode()


def test_swaps_are_listed_found_and_shown_to_their_school_only(counter: Counter) -> None:
    swap = swap_at(counter)
    client, stranger = _client(counter.cast.tess), _client(counter.cast.sam)
    assert "Stu Dent" in client.get(reverse("counter:swaps")).content.decode()
    assert "Stu Dent" in client.get(reverse("counter:swaps"), {"q": "l-2001"}).content.decode()
    assert "Stu Dent" not in client.get(reverse("counter:swaps"), {"state": "finished"}).content.decode()
    assert "Stu Dent" not in stranger.get(reverse("counter:swaps")).content.decode()
    assert "L-2001" in client.get(reverse("counter:swap", args=[swap.pk])).content.decode()
    assert "Stu Dent" in client.get(reverse("counter:today")).content.decode()
    assert "Stu Dent" not in stranger.get(reverse("counter:today")).content.decode()


def test_the_minimum_of_a_pool_is_set_on_screen_and_audited(counter: Counter) -> None:
    url, school = reverse("counter:pools"), counter.cast.school
    client = _client(counter.cast.tess)
    assert client.post(url, {"organisation": school.pk, "minimum": 7}).status_code == 302
    assert LoanerPool.objects.get().minimum == 7
    assert AuditEntry.objects.get(verb="counter.pool_minimum_set").changes == {"minimum": [None, 7]}
    assert client.post(url, {"organisation": school.pk, "minimum": -1}).status_code == 422
    assert _client(counter.cast.lib).post(url, {"organisation": school.pk, "minimum": 1}).status_code == 422
    assert _client(counter.cast.sam).post(url, {"organisation": school.pk, "minimum": 1}).status_code == 422
    assert LoanerPool.objects.get().minimum == 7


def _post(member: Member, body: dict[str, Any], key: str = "") -> Any:
    secret = create_token(member.account, name="tests", permissions=_NEEDED, by=member.actor).text
    headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
    return Client().post("/api/v1/counter/swaps", body, content_type="application/json", headers=headers)


def test_rest_makes_one_swap_for_one_key(counter: Counter) -> None:
    body = {
        "person_id": counter.stu.pk,
        "device_id": counter.own.pk,
        "loaner_id": counter.loaner.pk,
        "symptom": "screen",
    }
    assert _post(counter.cast.tess, body).status_code == 422
    assert _post(counter.cast.tess, {**body, "symptom": "nonsense"}, "k").status_code == 422
    assert _post(counter.cast.sam, body, "k").status_code == 404
    first = _post(counter.cast.tess, body, "swap-1")
    assert first.status_code == 201, first.content
    assert _post(counter.cast.tess, body, "swap-1").json()["id"] == first.json()["id"]
    assert Swap.objects.count() == 1
    other = {**body, "loaner_id": counter.loaner.pk, "device_id": counter.spare.pk}
    assert _post(counter.cast.lib, other, "swap-2").status_code == 409
    listed = _client(counter.cast.tess).get("/api/v1/counter/swaps").json()["items"]
    assert [row["id"] for row in listed] == [first.json()["id"]]
    assert _client(counter.cast.sam).get("/api/v1/counter/swaps").json()["items"] == []
