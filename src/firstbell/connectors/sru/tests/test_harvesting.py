"""OAI-PMH: others gather our records, come back for what changed, and learn what is gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from django.conf import settings as django_settings
from django.core import signing
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.harvesting.answering import Repository
from firstbell.connectors.sru.models import PublicCatalogue
from firstbell.connectors.sru.tests.factories import keep_record, make_recorded_title
from firstbell.core.actor import system_actor
from firstbell.library.models import Title, TitleGone
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import make_cast

pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
FIRST = dt.datetime(2026, 3, 1, 8, 0, 0, tzinfo=dt.UTC)


def ask(verb: str, **sent: str) -> Element:
    response = Client().get("/oai", {"verb": verb, **{name.rstrip("_"): value for name, value in sent.items()}})
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml; charset=utf-8")
    return fromstring(response.content)  # noqa: S314  our own answer


def errors(root: Element) -> list[str]:
    return [str(one.get("code")) for one in root.iter(f"{OAI}error")]


def headers(root: Element) -> list[tuple[int, bool]]:
    """Number and whether it is deleted."""
    return [
        (int(str(one.findtext(f"{OAI}identifier")).rpartition(":")[2]), one.get("status") == "deleted")
        for one in root.iter(f"{OAI}header")
    ]


def token_of(root: Element) -> str:
    return (root.findtext(f".//{OAI}resumptionToken") or "").strip()


def identifier_of(title: Title) -> str:
    return f"oai:{urlsplit(django_settings.FIRSTBELL_URL).hostname}:{title.pk}"


def shelve(count: int) -> list[Title]:
    """Titles that changed one hour after the other."""
    made = [make_title(f"Book {number}") for number in range(count)]
    for number, title in enumerate(made):
        Title.objects.filter(pk=title.pk).update(changed_at=FIRST + dt.timedelta(hours=number))
    return made


def harvest(verb: str = "ListRecords", **sent: str) -> tuple[list[tuple[int, bool]], int]:
    """All that comes, and in how many answers."""
    root, answers = ask(verb, metadataPrefix="oai_dc", **sent), 0
    found: list[tuple[int, bool]] = []
    while True:
        assert not errors(root)
        found, answers = [*found, *headers(root)], answers + 1
        if not (token := token_of(root)):
            return found, answers
        root = ask(verb, resumptionToken=token)


def test_a_harvest_brings_everything_once_and_what_is_gone() -> None:
    kept = shelve(7)
    gone = shelve(3)
    numbers = [title.pk for title in gone]
    kept[2].is_hidden = True
    kept[2].save()
    Title.objects.filter(pk__in=numbers).delete()
    edit_catalogue_access(values={"most_records": 2}, by=system_actor("tests"))
    found, answers = harvest()
    assert sorted(found) == sorted([(one.pk, one is kept[2]) for one in kept] + [(number, True) for number in numbers])
    assert answers == 5
    assert sorted(harvest("ListIdentifiers")[0]) == sorted(found)
    assert {row.title_id for row in TitleGone.objects.all()} == set(numbers)


def test_a_harvester_comes_back_for_what_changed() -> None:
    made = shelve(5)
    assert [number for number, _ in harvest(from_="2026-03-01T10:00:00Z", until="2026-03-01T11:00:00Z")[0]] == [
        made[2].pk, made[3].pk,
    ]  # fmt: skip
    assert len(harvest(until="2026-03-01")[0]) == 5
    assert errors(ask("ListRecords", metadataPrefix="oai_dc", from_="2026-03-02")) == ["noRecordsMatch"]
    number = made[0].pk
    made[0].delete()
    today = f"{timezone.now().astimezone(dt.UTC):%Y-%m-%d}"
    assert harvest(from_=today)[0] == [(number, True)]


def test_a_token_stands_where_it_stood_whatever_happens_meanwhile() -> None:
    made = shelve(6)
    edit_catalogue_access(values={"most_records": 2}, by=system_actor("tests"))
    first = ask("ListRecords", metadataPrefix="marcxml")
    token = first.find(f".//{OAI}resumptionToken")
    assert token is not None
    assert (token.get("completeListSize"), token.get("cursor")) == ("6", "0")
    made[0].delete()
    shelve(1)
    second = ask("ListRecords", resumptionToken=token_of(first))
    assert headers(second) == [(made[2].pk, False), (made[3].pk, False)]
    assert errors(ask("ListIdentifiers", resumptionToken=token_of(first))) == ["badResumptionToken"]
    assert errors(ask("ListRecords", resumptionToken=token_of(first)[:-1] + "x")) == ["badResumptionToken"]
    assert errors(ask("ListRecords", resumptionToken=signing.dumps({}, salt="firstbell.sru.harvesting"))) == [
        "badResumptionToken"
    ]


def test_sets_are_schools() -> None:
    cast = make_cast()
    here, both, _nowhere = shelve(3)
    make_copy(cast.school, here)
    make_copy(cast.school, here)
    make_copy(cast.school, both)
    make_copy(cast.other_school, both)
    specs = {one.text for one in ask("ListSets").iter(f"{OAI}setSpec")}
    assert specs == {f"school-{cast.school.pk}", f"school-{cast.other_school.pk}"}
    assert harvest(set=f"school-{cast.school.pk}")[0] == [(here.pk, False), (both.pk, False)]
    assert harvest(set=f"school-{cast.other_school.pk}")[0] == [(both.pk, False)]
    assert errors(ask("ListRecords", metadataPrefix="oai_dc", set="school-999999")) == ["noRecordsMatch"]
    assert errors(ask("ListRecords", metadataPrefix="oai_dc", set="science")) == ["noRecordsMatch"]
    root = ask("GetRecord", metadataPrefix="oai_dc", identifier=identifier_of(both))
    assert {one.text for one in root.iter(f"{OAI}setSpec")} == specs


def test_the_rules_of_tokens_dates_and_what_is_gone() -> None:
    """OAI-PMH 2.0: 3.5 (a token may be used again), 2.5 (schemas are named), 2.5.1 and 4.4 (deleted), 2.7.1, 3.3 (dates)."""
    made = shelve(3)
    edit_catalogue_access(values={"most_records": 2}, by=system_actor("tests"))
    first = ask("ListRecords", metadataPrefix="marcxml")
    again = [headers(ask("ListRecords", resumptionToken=token_of(first))) for _ in range(2)]
    assert again == [[(made[2].pk, False)]] * 2
    last = ask("ListRecords", resumptionToken=token_of(first)).find(f".//{OAI}resumptionToken")
    assert last is not None
    assert (last.text, last.get("cursor"), last.get("completeListSize")) == (None, "2", "3")
    schema = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
    for prefix in ("oai_dc", "marcxml"):
        body = ask("GetRecord", metadataPrefix=prefix, identifier=identifier_of(made[0])).find(f".//{OAI}metadata")
        assert body is not None
        namespace, _, where = str(body[0].get(schema)).partition(" ")
        assert (body[0].tag.startswith(f"{{{namespace}}}"), where.endswith(".xsd")) == (True, True)
    # Both ends count, by the second and by the day; datestamps are of the granularity that Identify names.
    hour = {"from_": "2026-03-01T09:00:00Z", "until": "2026-03-01T09:00:00Z"}
    assert harvest("ListIdentifiers", **hour)[0] == [(made[1].pk, False)]
    assert len(harvest("ListIdentifiers", from_="2026-03-01", until="2026-03-01")[0]) == 3
    identifier = identifier_of(made[1])
    made[1].delete()
    assert errors(ask("ListMetadataFormats", identifier=identifier)) == ["noMetadataFormats"]
    gone = ask("GetRecord", metadataPrefix="marcxml", identifier=identifier)
    assert headers(gone) == [(int(identifier.rpartition(":")[2]), True)]
    assert gone.find(f".//{OAI}metadata") is None


def test_records_come_in_both_formats_and_leave_home_what_is_ours() -> None:
    title = make_recorded_title("El niño y el té", author="Peña, José", isbn="9780306406157")
    identifier = identifier_of(title)
    for prefix, name in (
        ("oai_dc", "{http://purl.org/dc/elements/1.1/}title"),
        ("marcxml", "{http://www.loc.gov/MARC21/slim}subfield"),
    ):
        body = Client().get("/oai", {"verb": "GetRecord", "metadataPrefix": prefix, "identifier": identifier}).content
        assert "El niño y el té" in [one.text for one in fromstring(body).iter(name)]  # noqa: S314  our own answer
        for secret in (b"30001234", b"18.99", b"17.95", b"Gift"):
            assert secret not in body
    keep_record(broken := make_title("Columns only"), b"\x00" * 30)
    body = Client().get("/oai", {"verb": "ListRecords", "metadataPrefix": "marcxml"}).content
    assert b"Columns only" in body, f"title {broken.pk} is told from its columns"


REFUSED = [
    ("", {}, "badVerb"),
    ("Destroy", {}, "badVerb"),
    ("Identify", {"x": "1"}, "badArgument"),
    ("ListRecords", {}, "badArgument"),
    ("ListRecords", {"metadataPrefix": "mods"}, "cannotDisseminateFormat"),
    ("ListRecords", {"metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
    ("ListRecords", {"resumptionToken": "x"}, "badResumptionToken"),
    ("ListRecords", {"metadataPrefix": "oai_dc", "from_": "yesterday"}, "badArgument"),
    ("ListRecords", {"metadataPrefix": "oai_dc", "from_": "2026-13-01"}, "badArgument"),
    ("ListRecords", {"metadataPrefix": "oai_dc", "from_": "2026-03-02", "until": "2026-03-01"}, "badArgument"),
    (
        "ListRecords",
        {"metadataPrefix": "oai_dc", "from_": "2026-03-01", "until": "2026-03-02T00:00:00Z"},
        "badArgument",
    ),
    ("ListRecords", {"metadataPrefix": "oai_dc", "set": "school-999"}, "noSetHierarchy"),
    ("ListIdentifiers", {"metadataPrefix": "oai_dc", "from_": "2026-03-01T10:00Z"}, "badArgument"),
    ("ListIdentifiers", {"metadataPrefix": "oai_dc", "from_": "9999-12-31"}, "noRecordsMatch"),
    ("ListIdentifiers", {"metadataPrefix": "oai_dc", "until": "0001-01-01"}, "noRecordsMatch"),
    ("ListIdentifiers", {"metadataPrefix": "oai_dc", "identifier": "x"}, "badArgument"),
    ("ListSets", {"set": "school-1"}, "badArgument"),
    ("identify", {}, "badVerb"),
    ("GetRecord", {"metadataPrefix": "oai_dc"}, "badArgument"),
    ("GetRecord", {"metadataPrefix": "oai_dc", "identifier": "oai:elsewhere:1"}, "idDoesNotExist"),
    ("GetRecord", {"metadataPrefix": "oai_dc", "identifier": "oai:localhost:99999999"}, "idDoesNotExist"),
    ("ListMetadataFormats", {"identifier": "x"}, "idDoesNotExist"),
    ("ListSets", {"resumptionToken": "x"}, "badResumptionToken"),
    ("ListSets", {}, "noSetHierarchy"),
]


def test_what_is_asked_wrongly_is_told_in_the_protocol_s_words() -> None:
    for verb, sent, code in REFUSED:
        root = ask(verb, **sent)
        assert (verb, sent, errors(root)) == (verb, sent, [code])
        request = root.find(f"{OAI}request")
        assert request is not None
        assert bool(request.attrib) == (code not in ("badVerb", "badArgument"))
    twice = Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc").content
    assert errors(fromstring(twice)) == ["badArgument"]  # noqa: S314  our own answer


def test_identify_says_who_we_are_and_what_holds() -> None:
    shelve(1)
    edit_catalogue_access(values={"contact": "lib@elm.example.org", "name": "Elm"}, by=system_actor("tests"))
    root = ask("Identify")
    said = {one.tag.removeprefix(OAI): one.text for one in root.iter()}
    assert (said["repositoryName"], said["adminEmail"], said["deletedRecord"]) == (
        "Elm",
        "lib@elm.example.org",
        "persistent",
    )
    assert (said["baseURL"], said["earliestDatestamp"]) == ("http://testserver/oai", "2026-03-01T08:00:00Z")


def test_it_can_be_switched_off_and_is_counted(settings: Any) -> None:
    settings.FIRSTBELL_API_RATES = {**settings.FIRSTBELL_API_RATES, "systems": (1, 3600)}
    client = Client(REMOTE_ADDR="198.51.100.8")
    assert client.post("/oai", {"verb": "Identify"}).status_code == 200
    slowed = client.get("/oai", {"verb": "Identify"})
    assert (slowed.status_code, "Retry-After" in slowed) == (503, True)
    edit_catalogue_access(values={"oai_is_on": False}, by=system_actor("tests"))
    assert Client().get("/oai").status_code == 404


def test_the_number_of_statements_does_not_grow(django_assert_num_queries: Any) -> None:
    made = [make_recorded_title(f"Book {number}") for number in range(4)]
    for size in (1, 3):
        repository = Repository(PublicCatalogue(pk=1, most_records=size), "http://elm.example.org/oai", "a@b.example")
        for prefix in ("oai_dc", "marcxml"):
            with django_assert_num_queries(7):
                repository.answer([("verb", "ListRecords"), ("metadataPrefix", prefix)])
    assert len(made) == 4


_names = st.sampled_from(["verb", "metadataPrefix", "from", "until", "set", "resumptionToken", "identifier", "x"])
_values = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["ListRecords", "GetRecord", "oai_dc", "school-1", "9999-12-31", "0001-01-01"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_names, _values), max_size=5))
def test_whatever_is_sent_the_answer_is_xml(sent: Sequence[tuple[str, str]]) -> None:
    repository = Repository(PublicCatalogue(pk=1), "http://elm.example.org/oai", "a@b.example")
    assert fromstring(repository.answer(sent)).tag == f"{OAI}OAI-PMH"  # noqa: S314  our own answer
