"""People over REST, and with them the manners of every room: cursors and idempotency keys."""

from __future__ import annotations

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import timezone

from firstbell.core.models import AuditEntry, IdempotentReply
from firstbell.people.actions.tokens import create_token
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.tests.factories import Cast, Member, make_cast, make_person, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return make_cast()


class Program:
    """A program with a token of everything its owner may do."""

    def __init__(self, member: Member) -> None:
        held = {permission for grant in member.actor.grants for permission in grant.permissions}
        self.token = create_token(member.account, name="Program", permissions=held, by=member.actor).text

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})
        data = json.dumps(body) if body is not None else ""
        return Client().generic(method, f"/api/v1/{path}", data, content_type="application/json", headers=headers)


def newcomer(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"given_name": "Nia", "family_name": "New", "organisation_id": cast.school.pk} | more


def test_a_newcomer_is_entered_read_changed_and_withdrawn(cast: Cast) -> None:
    tess = Program(cast.tess)
    made = tess.ask("POST", "people", newcomer(cast, badge="N-1", grade="09"))
    assert made.status_code == 201, made.content
    person = made.json()
    assert person["identifiers"] == [{"kind": "badge", "value": "N-1", "is_good": True}]
    assert person["memberships"][0]["role"] == "student"
    assert tess.ask("GET", f"people/{person['id']}").json()["name"] == "Nia New"
    changed = tess.ask("PATCH", f"people/{person['id']}", {"preferred_given_name": "Nina"})
    assert changed.json()["name"] == "Nina New"
    left = tess.ask("POST", f"people/{person['id']}/withdraw", {"reason": "Moved"})
    assert left.json()["withdrawn_on"] == timezone.localdate().isoformat()
    assert tess.ask("POST", f"people/{person['id']}/readmit").json()["withdrawn_on"] is None
    assert tess.ask("GET", "scan/N-1").json()[0]["id"] == person["id"]
    assert [hit["hits"][0]["title"] for hit in tess.ask("GET", "search?q=nina").json()] == ["Nina New"]
    assert AuditEntry.objects.filter(verb="people.person.added").get().via == "api"


def test_errors_name_the_value_and_the_remedy(cast: Cast) -> None:
    tess = Program(cast.tess)
    answer = tess.ask("POST", "people", {"given_name": "", "organisation_id": "x"})
    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json()["errors"]}
    assert pointers == {"#/given_name", "#/family_name", "#/organisation_id"}
    answer = tess.ask("POST", "people", newcomer(cast, kind="robot"))
    assert answer.json()["errors"] == [{"pointer": "#/kind", "detail": "“robot” is not a kind of person."}]
    answer = tess.ask("PATCH", f"people/{cast.stu.person.pk}", {"family_name": "Other"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/family_name")
    tess.ask("POST", "people", newcomer(cast))
    twin = tess.ask("POST", "people", newcomer(cast))
    assert (twin.status_code, twin.json()["code"]) == (409, "similar_person")
    broken = Client().post(
        "/api/v1/people", "{", content_type="application/json", headers={"Authorization": f"Bearer {tess.token}"}
    )
    assert (broken.status_code, broken.json()["code"]) == (400, "not_json")


def test_a_stranger_finds_nobody(cast: Cast) -> None:
    sam = Program(cast.sam)
    section = make_section(cast.school)
    for path in (f"people/{cast.stu.person.pk}", f"organisations/{cast.school.pk}", f"sections/{section.pk}/members"):
        assert sam.ask("GET", path).status_code == 404, path
    assert sam.ask("PATCH", f"people/{cast.stu.person.pk}", {"language": "es"}).status_code == 404
    assert sam.ask("POST", "people", newcomer(cast)).status_code == 404
    assert [one["id"] for one in sam.ask("GET", "people").json()["items"]] == [cast.sam.person.pk]
    assert sam.ask("GET", "scan/001234").json() == []
    assert sam.ask("GET", f"people/{10**30}").status_code == 404


def test_cursors_show_everybody_once_whatever_happens_meanwhile(cast: Cast) -> None:
    for number in range(23):
        make_person(cast.school, f"Kid{number:02}", "Same" if number % 2 else "Other")
    tess = Program(cast.tess)
    expected = set(Person.objects.visible_to(cast.tess.actor).values_list("pk", flat=True))
    seen: list[int] = []
    cursor = ""
    while True:
        answer = tess.ask("GET", f"people?limit=4&cursor={cursor}").json()
        seen += [one["id"] for one in answer["items"]]
        # Somebody who sorts before all, and somebody gone: neither moves the rest.
        make_person(cast.school, "Aa", "Aaa")
        cursor = answer["next"]
        if not cursor:
            break
    assert len(seen) == len(set(seen))
    assert expected <= set(seen)


@pytest.mark.parametrize("cursor", ["x", "!!!", "e30", "bnVsbA", "W10", "WyJwayIsMV0"])
def test_a_wrong_cursor_is_told(cast: Cast, cursor: str) -> None:
    answer = Program(cast.tess).ask("GET", f"people?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")


def test_a_cursor_of_another_type_is_told(cast: Cast) -> None:
    import base64

    for values in (["sort_name,pk", "a", "b"], ["sort_name,pk", "a", [1]], ["sort_name,pk", "a"]):
        cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
        answer = Program(cast.tess).ask("GET", f"people?cursor={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor"), values


def test_a_list_costs_the_same_with_more_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(60):
        make_person(cast.school)
    tess = Program(cast.tess)
    tess.ask("GET", "people")
    with django_assert_max_num_queries(6):  # three for the caller, keys, rows, and the note that it was read
        assert len(tess.ask("GET", "people?limit=60").json()["items"]) == 60


def test_the_same_key_acts_once(cast: Cast) -> None:
    tess = Program(cast.tess)
    first = tess.ask("POST", "people", newcomer(cast), key="k-1")
    again = tess.ask("POST", "people", newcomer(cast), key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert Person.objects.filter(family_name="New").count() == 1
    # Another caller's key of the same name is another key.
    other = Program(cast.lib).ask("POST", "people", newcomer(cast, family_name="Newer"), key="k-1")
    assert other.status_code == 201


def test_the_same_key_with_another_body_is_refused(cast: Cast) -> None:
    tess = Program(cast.tess)
    tess.ask("POST", "people", newcomer(cast), key="k-1")
    answer = tess.ask("POST", "people", newcomer(cast, given_name="Noa"), key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert tess.ask("POST", "people", newcomer(cast), key="k" * 121).json()["code"] == "bad_idempotency_key"


def test_a_request_that_failed_may_be_tried_again_with_its_key(cast: Cast) -> None:
    tess = Program(cast.tess)
    assert tess.ask("POST", "people", newcomer(cast, kind="robot"), key="k-1").status_code == 422
    assert not IdempotentReply.objects.exists()
    assert tess.ask("POST", "people", newcomer(cast), key="k-1").status_code == 201


def test_a_key_in_work_waits_and_a_dead_one_is_free_again(cast: Cast) -> None:
    tess = Program(cast.tess)
    tess.ask("POST", "people", newcomer(cast), key="k-1")
    IdempotentReply.objects.update(status=None, body="")
    answer = tess.ask("POST", "people", newcomer(cast), key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "in_progress")
    assert answer.headers["Retry-After"] == "1"
    IdempotentReply.objects.update(created_at=timezone.now() - dt.timedelta(minutes=6))
    assert tess.ask("POST", "people", newcomer(cast, even_if_similar=True), key="k-1").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_twins_sent_at_the_same_moment_act_once(transactional_db: None) -> None:
    cache.clear()
    cast = make_cast()
    tess = Program(cast.tess)
    answers: list[Any] = []
    start = threading.Barrier(4)

    def send() -> None:
        try:
            start.wait()
            answers.append(tess.ask("POST", "people", newcomer(cast, even_if_similar=True), key="twin"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(family_name="New").count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1


def test_without_the_permission_over_the_place_nothing_is_written(cast: Cast) -> None:
    limited = create_token(
        cast.tess.account,
        name="Reader",
        permissions=[PeoplePermission.PERSON_VIEW, PeoplePermission.ORGANISATION_VIEW],
        by=cast.tess.actor,
    ).text
    program = Program(cast.tess)
    program.token = limited
    answer = program.ask("POST", "people", newcomer(cast))
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "people.person.add_provisional" in answer.json()["remedy"]
    assert not Person.objects.filter(family_name="New").exists()
