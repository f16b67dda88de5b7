"""Many in one request: each for itself, and each only once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from firstbell.circulation.models import Loan
from firstbell.core.models import IdempotentReply
from firstbell.inventory.models import Device
from firstbell.inventory.tests.factories import make_device, make_loaner, make_model
from firstbell.people.actions.persons import add_provisional_person
from firstbell.people.models import Person
from firstbell.people.tests.factories import Cast, make_cast, make_person
from firstbell_client import Problem
from tests.api.callers import caller, token_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


def test_devices_are_taken_in_and_a_known_serial_stops_no_other(cast: Cast) -> None:
    model = make_model().pk
    make_device(cast.school, serial="KNOWN1")
    entries: Any = [
        {"model_id": model, "organisation_id": cast.school.pk, "serial": serial, "tag": tag}
        for serial, tag in (("FRESH1", "7001"), ("KNOWN1", "7002"), ("FRESH2", "7003"))
    ]
    answer = caller(cast.tess).create_devices_in_bulk({"entries": entries})
    assert (answer["done"], answer["refused"]) == (2, 1)
    assert [one["status"] for one in answer["outcomes"]] == [201, 409, 201]
    refused = answer["outcomes"][1]["problem"]
    assert refused is not None
    assert refused["remedy"]
    third = answer["outcomes"][2]["result"]
    assert third is not None
    assert (third["tag"], third["serial"]) == ("7003", "FRESH2")
    assert Device.objects.filter(serial__startswith="FRESH").count() == 2


def test_the_same_key_again_does_nothing_twice(cast: Cast) -> None:
    tess = caller(cast.tess)
    entries: Any = [
        {"given_name": name, "family_name": "New", "organisation_id": cast.school.pk} for name in ("Ada", "Ben")
    ]
    first = tess.add_people_in_bulk({"entries": entries}, key="morning")
    again = tess.add_people_in_bulk({"entries": entries}, key="morning")
    assert again == first
    assert Person.objects.filter(family_name="New").count() == 2


def test_after_a_server_died_half_way_only_the_rest_is_done(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first entry is stored with its outcome; the key of the whole is free again."""
    real = add_provisional_person

    def dies(**values: Any) -> Person:
        if values["given_name"] == "Ben":
            raise KeyboardInterrupt
        return real(**values)

    body = {
        "entries": [
            {"given_name": name, "family_name": "New", "organisation_id": cast.school.pk} for name in ("Ada", "Ben")
        ]
    }
    client = Client(headers={"Authorization": f"Bearer {token_of(cast.tess)}", "Idempotency-Key": "morning"})
    monkeypatch.setattr("firstbell.people.api.persons.add_provisional_person", dies)
    with pytest.raises(KeyboardInterrupt):
        client.post("/api/v1/people/bulk", json.dumps(body), content_type="application/json")
    ada = Person.objects.get(family_name="New")
    monkeypatch.undo()

    answer = client.post("/api/v1/people/bulk", json.dumps(body), content_type="application/json").json()

    assert (answer["done"], answer["refused"]) == (2, 0)
    assert answer["outcomes"][0]["result"]["id"] == ada.pk
    assert sorted(Person.objects.filter(family_name="New").values_list("given_name", flat=True)) == ["Ada", "Ben"]
    assert IdempotentReply.objects.filter(key="morning", status=200).exists()


def test_loans_are_made_and_taken_back_in_bulk(cast: Cast) -> None:
    tess = caller(cast.tess)
    students = [make_person(cast.school, f"Stu{number}", "Dent") for number in range(3)]
    loaners = [make_loaner(cast.school) for _ in students]
    lent = tess.lend_in_bulk(
        {
            "entries": [
                {"item_id": item.pk, "person_id": person.pk} for item, person in zip(loaners, students, strict=True)
            ]
        }
    )
    assert [one["status"] for one in lent["outcomes"]] == [201, 201, 201], lent
    back = tess.take_back_in_bulk({"entries": [{"item_id": item.pk} for item in [*loaners, loaners[0]]]})
    assert [one["status"] for one in back["outcomes"]] == [200, 200, 200, 404]
    assert not Loan.objects.open().exists()


def test_more_than_500_and_a_malformed_entry_refuse_the_whole(cast: Cast) -> None:
    tess = caller(cast.tess)
    entry: Any = {"item_id": 1, "person_id": 1}
    with pytest.raises(Problem) as refused:
        tess.lend_in_bulk({"entries": [entry] * 501})
    assert refused.value.status == 422
    wrong: Any = {"entries": [entry, {"item_id": "x", "person_id": 1}]}
    with pytest.raises(Problem) as refused:
        tess.lend_in_bulk(wrong)
    assert refused.value.errors[0]["pointer"] == "#/entries/1/item_id"


def test_a_right_at_another_school_is_refused_entry_by_entry(cast: Cast) -> None:
    """Sam may lend, but not this: the one entry says so, the other is done."""
    theirs, ours = make_loaner(cast.other_school), make_loaner(cast.school)
    person = make_person(cast.other_school)
    answer = caller(cast.sam).lend_in_bulk(
        {"entries": [{"item_id": item.pk, "person_id": person.pk} for item in (ours, theirs)]}
    )
    assert [one["status"] for one in answer["outcomes"]] == [404, 201]


def test_without_the_right_anywhere_the_whole_is_refused(cast: Cast) -> None:
    with pytest.raises(Problem) as refused:
        caller(cast.tess, "core.api.use", "inventory.item.view").lend_in_bulk(
            {"entries": [{"item_id": 1, "person_id": 1}]}
        )
    assert refused.value.status == 403
