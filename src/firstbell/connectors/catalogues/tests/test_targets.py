"""Who sets up which catalogues, what is refused, and what a try says."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from firstbell.connectors.catalogues.actions import _trials
from firstbell.connectors.catalogues.actions.targets import (
    add_target,
    check_targets,
    edit_target,
    remove_target,
    try_target,
)
from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.sources import TargetSource
from firstbell.connectors.catalogues.tests.factories import make_target
from firstbell.core.actor import system_actor
from firstbell.core.audit import timeline
from firstbell.core.errors import Conflict, Forbidden, Invalid
from firstbell.library.ports import CatalogueAnswer, CatalogueQuery, FoundRecord, registered_sources
from firstbell.people.tests.factories import Cast, make_cast, signed_in

pytestmark = pytest.mark.django_db

SRU = {"name": "Next town", "url": "https://sru.example.org/db"}
Z3950 = {
    "name": "Next town", "protocol": "z3950", "host": "z.example.org", "database": "Default",
    "isbn_index": "7", "title_index": "4", "author_index": "1003",
}  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_examples_come_along_switched_off_and_say_where_they_are_from_and_how_surely(cast: Cast) -> None:
    examples = list(CatalogueTarget.objects.all())
    assert [one.protocol for one in examples] == ["sru", "z3950", "sru", "sru", "sru"]
    assert not any(one.is_on or one.verdict for one in examples)
    assert all("https://" in one.source and one.last_checked for one in examples)
    # What could not be confirmed says so before somebody relies on it.
    assert [one.name for one in examples if "Unsure" in one.source] == [
        "Library of Congress (SRU)", "Library of Congress (Z39.50)", "National Library of Spain (SRU)",
    ]  # fmt: skip
    assert "Unsure, try it first." in signed_in(cast.lib).get(f"/catalogues/{examples[0].pk}/").content.decode()
    by = system_actor("tests")
    for one in examples:
        edit_target(one, values={"is_on": True}, by=by)  # what is shipped passes what is checked
    assert [source.label for source in registered_sources(cast.lib.actor)] == [one.name for one in examples]
    assert registered_sources(cast.tia.actor) == []


def test_who_may_and_what_is_told(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        add_target(values=SRU, by=cast.tia.actor)
    made = add_target(values={**SRU, "username": "elm", "password": "open sesame"}, by=cast.lib.actor)
    assert (made.password, made.source) == ("open sesame", f"Set by {cast.lib.actor.name}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM catalogues_cataloguetarget WHERE id = %s", [made.pk])
        assert "sesame" not in cursor.fetchone()[0]
    entry = timeline(CatalogueTarget.KIND_REF, made.pk)[0]
    assert "sesame" not in json.dumps(entry.changes)
    with pytest.raises(Conflict):
        add_target(values=SRU, by=cast.lib.actor)
    remove_target(made, by=cast.lib.actor)
    assert not CatalogueTarget.objects.filter(name="Next town").exists()


def test_the_own_network_is_for_the_district_s_it_to_open(cast: Cast) -> None:
    inside = {**SRU, "url": "http://10.0.0.5/sru", "is_private_allowed": True}
    with pytest.raises(Forbidden):
        add_target(values=inside, by=cast.lib.actor)
    made = add_target(values=inside, by=cast.dita.actor)
    # What was opened to one place is not open to another that a librarian thinks of.
    with pytest.raises(Forbidden):
        edit_target(made, values={"url": "http://10.0.0.6/sru"}, by=cast.lib.actor)
    assert edit_target(made, values={"seconds": 5}, by=cast.lib.actor).seconds == 5


def test_a_password_is_entered_anew_where_it_goes_elsewhere(cast: Cast) -> None:
    made = add_target(values={**SRU, "username": "elm", "password": "open sesame"}, by=cast.lib.actor)
    assert edit_target(made, values={"is_on": True, "password": ""}, by=cast.lib.actor).password == "open sesame"
    with pytest.raises(Invalid) as caught:
        edit_target(made, values={"url": "https://elsewhere.example.org/db"}, by=cast.lib.actor)
    assert caught.value.field == "password"
    assert edit_target(made, values={"username": ""}, by=cast.lib.actor).password == ""


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**SRU, "name": " "}, "name"),
    ({**SRU, "url": "ftp://example.org"}, "url"),
    ({**SRU, "url": "https://"}, "url"),
    ({**SRU, "url": "https://a b.example.org"}, "url"),
    ({**SRU, "url": "https://example.org:99999/"}, "url"),
    ({**SRU, "url": "https://me:secret@example.org/"}, "url"),
    ({**SRU, "url": "http://example.org/", "username": "a", "password": "b"}, "url"),
    ({**SRU, "username": "a"}, "password"),
    ({**SRU, "isbn_index": 'isbn="'}, "isbn_index"),
    ({**SRU, "isbn_index": "", "title_index": "", "author_index": ""}, "isbn_index"),
    ({**SRU, "seconds": 300}, "seconds"),
    ({**SRU, "trial_isbn": "hatchet"}, "trial_isbn"),
    ({**Z3950, "host": "z.example.org/x"}, "host"),
    ({**Z3950, "host": ""}, "host"),
    ({**Z3950, "database": "a\nshell id"}, "database"),
    ({**Z3950, "isbn_index": "bath.isbn"}, "isbn_index"),
    ({**Z3950, "username": "a b", "password": "c"}, "username"),
    ({**Z3950, "username": "a", "password": "b\nc"}, "password"),
    ({**Z3950, "port": 0}, "port"),
    ({**SRU, "colour": "red"}, "colour"),
]


def test_what_cannot_work_is_refused_at_its_field(cast: Cast) -> None:
    for values, field in REFUSED:
        with pytest.raises(Invalid) as caught:
            add_target(values=values, by=cast.lib.actor)
        assert (values, caught.value.field) == (values, field)
    add_target(values=Z3950, by=cast.lib.actor)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: CatalogueAnswer) -> list[CatalogueQuery]:
    """What the world outside would say; tests/catalogues asks real servers."""
    asked, left = [], list(answers)

    def search(_self: TargetSource, query: CatalogueQuery, _timeout: float) -> CatalogueAnswer:
        asked.append(query)
        return left.pop(0)

    monkeypatch.setattr(TargetSource, "search", search)
    return asked


def test_a_try_says_what_it_found_and_stays_with_the_target(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    found = FoundRecord(b"<record/>", "marcxml")
    asked = answering(
        monkeypatch,
        CatalogueAnswer([found], 1, ("Record 2: Lost",)),
        CatalogueAnswer([], 0),
        CatalogueAnswer([], 4),
        CatalogueAnswer(errors=("Nothing answers.",)),
    )
    target = make_target(is_on=True)
    verdicts = []
    for _ in range(4):
        try_target(target, by=cast.lib.actor)
        verdicts.append((target.verdict, target.findings[0]["text"].split(" ", 3)[:3]))
    assert verdicts == [
        ("look", ["It", "found", "ISBN"]),
        ("look", ["It", "answers,", "and"]),
        ("fail", ["It", "found", "ISBN"]),
        ("fail", ["Nothing", "answers."]),
    ]
    assert {query.isbn for query in asked} == {"9781416936473"}
    with pytest.raises(Forbidden):
        try_target(target, by=cast.tia.actor)


def test_the_daily_check_tries_what_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, CatalogueAnswer([FoundRecord(b"x", "marcxml")], 1), CatalogueAnswer(errors=("Silence.",)))
    for name, is_on in (("A", True), ("B", True), ("C", False)):
        make_target(name, is_on=is_on, position=1)
    assert check_targets(by=system_actor("tests")) == "2 catalogues tried, 1 fail"
    assert [one.verdict for one in CatalogueTarget.objects.filter(position=1)] == [_trials.PASS, _trials.FAIL, ""]


def test_nobody_answers_is_said_by_the_real_thing(cast: Cast) -> None:
    target = make_target(is_private_allowed=True)
    assert try_target(target, by=cast.lib.actor) == [
        {"verdict": "fail", "text": "Nothing answers at 127.0.0.1:1. Check the address and its port."}
    ]


def test_a_target_that_a_school_made_its_own_is_not_looked_up_for_it() -> None:
    shipped = import_module("firstbell.connectors.catalogues.migrations.0002_targets_looked_up")
    CatalogueTarget.objects.filter(name="Library of Congress (SRU)").update(
        source="Set by Lib", url="http://own.example.org/x"
    )
    CatalogueTarget.objects.filter(name__startswith="K10plus").delete()
    shipped.look_up(apps, None)
    own = CatalogueTarget.objects.get(name="Library of Congress (SRU)")
    assert (own.source, own.url) == ("Set by Lib", "http://own.example.org/x")
    assert CatalogueTarget.objects.filter(name__startswith="K10plus").count() == 1


def test_the_pages_add_change_try_and_remove(cast: Cast) -> None:
    client = signed_in(cast.lib)
    assert "Library of Congress (SRU)" in client.get("/catalogues/").content.decode()
    form = {
        **SRU, "protocol": "sru", "version": "1.1", "port": "210", "syntax": "usmarc", "position": "5", "seconds": "2",
        "isbn_index": "bath.isbn",
    }  # fmt: skip
    refused = client.post("/catalogues/add/", {**form, "url": "nowhere"})
    assert refused.status_code == 422
    assert "no address of a web service" in refused.content.decode()
    assert client.post("/catalogues/add/", form).status_code == 302
    made = CatalogueTarget.objects.get(name="Next town")
    assert (
        client.post(f"/catalogues/{made.pk}/", {**form, "url": "http://127.0.0.1:1/", "name": "Nearer"}).status_code
        == 302
    )
    assert client.post(f"/catalogues/{made.pk}/try/").status_code == 302
    page = client.get(f"/catalogues/{made.pk}/").content.decode()
    assert "not on the public internet" in page
    assert client.post(f"/catalogues/{made.pk}/remove/").status_code == 302
    assert client.get(f"/catalogues/{made.pk}/").status_code == 404
    assert signed_in(cast.tia).get("/catalogues/").status_code == 403
