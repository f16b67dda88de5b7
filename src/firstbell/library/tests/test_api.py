"""The catalogue over REST: the same actions, the same rules."""

from __future__ import annotations

import base64

import pytest
from django.test import Client

from firstbell.library.models import Copy, Title
from firstbell.library.permissions import LibraryPermission
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.actions.tokens import create_token
from firstbell.people.tests.factories import Cast, Member, make_cast, signed_in

pytestmark = pytest.mark.django_db
API = "/api/v1/library"
MRK = "=LDR  00000nam a2200000 i 4500\n=020  \\\\$a9780689840920\n=245  10$aHatchet"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


MINE = (*LibraryPermission, "inventory.item.add", "inventory.item.edit", "inventory.item.retire", "inventory.item.move")


def client_of(member: Member, *permissions: str) -> Client:
    issued = create_token(member.account, name="Test", permissions=["core.api.use", *permissions], by=member.actor)
    return Client(headers={"authorization": f"Bearer {issued.text}"})


def test_a_record_becomes_a_title_is_changed_and_says_who_was_first(cast: Cast) -> None:
    lib = client_of(cast.lib, *MINE)
    made = lib.post(f"{API}/titles", {"mrk": MRK, "source": "script"}, "application/json")
    assert made.status_code == 201, made.content
    title = made.json()
    assert title["title"] == "Hatchet"
    assert title["numbers"][0]["value"] == "9780689840920"
    record = lib.get(f"{API}/titles/{title['id']}/record").json()
    assert "$aHatchet" in record["mrk"]
    body = {"mrk": MRK + " again", "expected_digest": record["digest"]}
    assert lib.put(f"{API}/titles/{title['id']}/record", body, "application/json").json()["title"] == "Hatchet again"
    assert lib.put(f"{API}/titles/{title['id']}/record", body, "application/json").status_code == 409
    raw = {"data": record["data"], "form": record["form"]}
    assert lib.put(f"{API}/titles/{title['id']}/record", raw, "application/json").json()["title"] == "Hatchet"
    for wrong in (
        {"data": "%"},
        {"data": base64.b64encode(b"x").decode(), "form": "pdf"},
        {"mrk": "=500  \\\\$aNo title"},
    ):
        assert lib.post(f"{API}/titles", wrong, "application/json").status_code == 422
    assert lib.get(f"{API}/titles", {"text": "978-0-689-84092-0"}).json()["items"][0]["id"] == title["id"]
    hidden = lib.patch(
        f"{API}/titles/{title['id']}", {"is_hidden": True, "is_temporary": True}, "application/json"
    ).json()
    assert (hidden["is_hidden"], hidden["is_temporary"]) == (True, True)
    assert lib.delete(f"{API}/titles/{title['id']}").status_code == 204
    assert not Title.objects.exists()


def test_copies_and_shelves(cast: Cast) -> None:
    lib, title = client_of(cast.lib, *MINE), make_title()
    shelf = {"organisation_id": cast.school.pk, "name": "Mystery"}
    place = lib.post(f"{API}/shelving-places", shelf, "application/json").json()
    assert place["code"] == "mystery"
    body = {
        "title_id": title.pk, "organisation_id": cast.school.pk, "barcode": "30001", "call_number": "MYS PAU",
        "shelving_place_id": place["id"], "price_cents": 1899, "wants_labels": True,
    }  # fmt: skip
    copy = lib.post(f"{API}/copies", body, "application/json").json()
    assert (copy["call_number"], copy["price_cents"], copy["status"]) == ("MYS PAU", 1899, "available")
    assert lib.delete(f"{API}/shelving-places/{place['id']}").status_code == 409
    changed = lib.patch(
        f"{API}/copies/{copy['id']}", {"shelving_place_id": None, "volume": "2"}, "application/json"
    ).json()
    assert (changed["shelving_place_id"], changed["volume"]) == (None, "2")
    assert lib.delete(f"{API}/shelving-places/{place['id']}").status_code == 204
    other = make_title()
    assert (
        lib.post(f"{API}/copies/{copy['id']}/move", {"title_id": other.pk}, "application/json").json()["title_id"]
        == other.pk
    )
    assert (
        lib.post(f"{API}/copies/{copy['id']}/withdraw", {"reason": "worn"}, "application/json").json()["status"]
        == "retiring"
    )
    assert lib.post(f"{API}/copies/{copy['id']}/reinstate", {}, "application/json").json()["status"] == "available"
    assert "holder" not in str(lib.get(f"{API}/copies", {"title_id": other.pk}).json())


def test_who_does_not_work_on_the_catalogue_reads_none_of_it(cast: Cast) -> None:
    copy = make_copy(cast.school)
    for client in (client_of(cast.tess, "inventory.item.view"), signed_in(cast.stu)):
        assert client.get(f"{API}/titles").status_code == 403
        assert client.get(f"{API}/copies/{copy.pk}").status_code == 403
        assert client.post(f"{API}/copies/{copy.pk}/withdraw", {"reason": "x"}, "application/json").status_code == 403
    assert Copy.objects.get(pk=copy.pk).status == "available"
