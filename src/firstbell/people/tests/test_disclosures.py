"""Exports of people are in the disclosure log, and each person can read who got what about them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.core.models import ApiReading, Disclosure
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Account
from firstbell.people.queries import actor_of_account
from firstbell.people.tests.factories import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def export_people(client: Client, account: Account) -> str:
    client.force_login(account)
    response = client.get(reverse("people:persons"), {"format": "csv", "kind": "student"})
    return b"".join(response).decode()


def test_the_list_s_csv_names_its_people_in_the_log(client: Client, cast: Cast) -> None:
    text = export_people(client, cast.tess.account)

    kept = Disclosure.objects.get()
    assert (kept.what, kept.recipient) == ("people.persons", str(cast.tess.account))
    assert kept.rows == len(text.strip().splitlines()) - 1
    assert cast.stu.person.pk in kept.links.values_list("person_id", flat=True)


def test_stu_reads_on_his_own_page_who_got_data_about_him(client: Client, cast: Cast) -> None:
    export_people(client, cast.tess.account)

    client.force_login(cast.stu.account)
    page = client.get(reverse("people:me")).content.decode()

    assert "Who got data about me" in page
    assert "People, as CSV" in page
    assert f"to {cast.tess.account}" in page


def test_the_district_opens_the_entry_and_sees_whom_it_was_about(client: Client, cast: Cast) -> None:
    export_people(client, cast.tess.account)

    client.force_login(cast.dita.account)
    listed = client.get(reverse("core:disclosures")).content.decode()
    opened = client.get(reverse("core:disclosure", args=[Disclosure.objects.get().pk])).content.decode()

    assert "People, as CSV" in listed
    assert cast.stu.person.listed_name.replace("'", "&#x27;") in opened
    assert "34 CFR 99.31(a)(1)" in opened


def test_the_technician_does_not_read_the_log(client: Client, cast: Cast) -> None:
    client.force_login(cast.tess.account)

    assert client.get(reverse("core:disclosures")).status_code == 403
    assert "Who got data" not in client.get(reverse("people:person", args=[cast.stu.person.pk])).content.decode()


def test_reading_by_token_is_counted_and_by_session_is_not(client: Client, cast: Cast) -> None:
    dita = actor_of_account(cast.dita.account)
    made = create_token(cast.dita.account, name="Sync", permissions=["core.api.use", "people.person.view"], by=dita)

    answer = client.get("/api/v1/people", headers={"Authorization": f"Bearer {made.text}"})
    client.force_login(cast.dita.account)
    client.get("/api/v1/people")

    reading = ApiReading.objects.get()
    assert (reading.operation, reading.calls, reading.rows) == ("/api/v1/people", 1, len(answer.json()["items"]))
