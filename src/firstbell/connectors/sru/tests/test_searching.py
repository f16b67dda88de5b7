"""SRU: what others find, how they get it, and what they are told when they ask wrongly."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.models import PublicCatalogue
from firstbell.connectors.sru.searching.answering import Service
from firstbell.connectors.sru.tests.asking import MARC, OASIS, SRW, ZEEREX, ask, diagnosed, make_shelf, search, titles
from firstbell.connectors.sru.tests.factories import keep_record
from firstbell.core.actor import system_actor
from firstbell.core.errors import Forbidden, Invalid
from firstbell.library.models import Title
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import make_cast, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> dict[str, Title]:
    return make_shelf()


FOUND = [
        ("dc.title = hatchet", ["Hatchet"]),
        ("title all hatchet", ["Hatchet"]),
        ("hatchet", ["Hatchet"]),
        ('dc.title = "wimpy kid"', ["Diary of a wimpy kid"]),
        ('dc.title = "kid wimpy"', []),
        ('dc.title all "kid wimpy"', ["Diary of a wimpy kid"]),
        ('dc.title any "river kid"', ["Diary of a wimpy kid", "The river"]),
        ('dc.title == "the river"', ["The river"]),
        ('dc.title exact "river"', []),
        ('dc.title = "^The river^"', ["The river"]),
        ("dc.title = hatch*", ["Hatchet"]),
        ("dc.creator = paulsen", ["Hatchet", "The river"]),
        ('bath.author exact "Paulsen, Gary"', ["Hatchet", "The river"]),
        ("dc.creator = paulsen not dc.title = river", ["Hatchet"]),
        ("dc.creator = paulsen and dc.title = river or dc.title = kid", ["Diary of a wimpy kid", "The river"]),
        ("dc.creator = paulsen and (dc.title = river or dc.title = kid)", ["The river"]),
        ('dc.subject exact "Survival" and dc.creator exact "Paulsen, Gary"', ["Hatchet"]),
        ("bath.isbn = 978-1-4169-3647-3", ["Hatchet"]),
        ("bath.isbn = 1416936475", ["Hatchet"]),
        ("dc.date > 1990 and dc.date < 2000", ["El niño y el té", "The river"]),
        ('dc.date within "1990 1995"', ["The river"]),
        ("dc.date <> 1987 and dc.creator = paulsen", ["The river"]),
        ("dc.title = NINO", ["El niño y el té"]),
        ("cql.allRecords = 1", ["Diary of a wimpy kid", "El niño y el té", "Hatchet", "The river"]),
        ('> x = "info:srw/cql-context-set/1/dc-v1.1" x.title = river', ["The river"]),
        ('> "http://zing.z3950.org/cql/bath/2.0/" isbn = 9781416936473', ["Hatchet"]),
        ('dc.description = "lost in the wilds"', ["Hatchet"]),
        ("dc.description any canada", ["Hatchet"]),
        ("dc.description = hatchet", []),
        ("dc.creator = paulsen sortBy dc.date/sort.descending", ["The river", "Hatchet"]),
        (r'dc.title = "what\?"', []),
]  # fmt: skip


def test_others_find_what_they_ask_for() -> None:
    for query, found in FOUND:
        root = search(query)
        assert (query, titles(root)) == (query, found)
        assert root.findtext(f"{SRW}numberOfRecords") == str(len(found))


DIAGNOSED: list[tuple[dict[str, str], str, str]] = [
        ({"operation": "update"}, "4", "update"),
        ({"operation": "searchRetrieve", "query": "a"}, "7", "version"),
        ({"operation": "searchRetrieve", "version": "1.2"}, "7", "query"),
        ({"operation": "searchRetrieve", "version": "1.0", "query": "a"}, "5", "2.0"),
        ({"operation": "", "version": "1.2", "query": "a"}, "7", "operation"),
        ({"query": "a", "colour": "red"}, "8", "colour"),
        ({"query": "a", "sortKeys": "title"}, "8", "sortKeys"),
        ({"query": "a", "startRecord": "0"}, "6", "startRecord"),
        ({"query": "a", "maximumRecords": "many"}, "6", "maximumRecords"),
        ({"query": "hatchet", "startRecord": "2"}, "61", ""),
        ({"query": "a", "recordSchema": "mods"}, "66", "mods"),
        ({"query": "a", "recordPacking": "zip"}, "71", "zip"),
        ({"query": "a", "recordXPath": "/x"}, "72", ""),
        ({"query": "a", "stylesheet": "/x"}, "110", ""),
        ({"query": ""}, "10", "The query is empty (character 1)"),
        ({"query": "a and"}, "10", "Expected a term, not the end (character 6)"),
        ({"query": "(a"}, "13", "This parenthesis is not closed (character 1)"),
        ({"query": '"a'}, "14", "The quotation mark is not closed (character 1)"),
        ({"query": "x" * 4001}, "12", "4000"),
        ({"query": "marc.title = a"}, "15", "marc"),
        ({"query": "dc.colour = a"}, "16", "dc.colour"),
        ({"query": "dc.title near a"}, "19", "near"),
        ({"query": "dc.title =/stem a"}, "20", "stem"),
        ({"query": "dc.title =/regexp a"}, "20", "regexp"),
        ({"query": "dc.title all/respectCase a"}, "20", "respectCase"),
        ({"query": "dc.title =/word=2 a"}, "20", "word"),
        ({"query": "dc.title encloses a"}, "22", "encloses dc.title"),
        ({"query": "dc.description == a"}, "22", "== dc.description"),
        ({"query": "dc.title < a"}, "22", "< dc.title"),
        (
            {"query": r"dc.title = a\b"},
            "26",
            'A backslash stands before * ? ^ " or another backslash only (character 12)',
        ),
        ({"query": 'dc.title = ""'}, "27", ""),
        ({"query": "dc.title = w?mpy"}, "28", "?"),
        ({"query": 'dc.title == "wim*"'}, "28", "*"),
        ({"query": "dc.title = *ing"}, "49", "*"),
        ({"query": "dc.title = w*my"}, "49", "*"),
        ({"query": "bath.isbn = 978*"}, "28", "*"),
        ({"query": "dc.date = ^1987"}, "31", "^"),
        ({"query": "dc.title = a*"}, "29", "2"),
        ({"query": "dc.title = ^a"}, "32", "0"),
        ({"query": 'dc.title = "the river^"'}, "32", "1"),
        ({"query": 'dc.title = "wim* kid"'}, "33", ""),
        ({"query": "dc.date = soon"}, "36", "soon"),
        ({"query": " or ".join("a" * 70)}, "38", "60"),
        ({"query": "a prox b"}, "39", ""),
        ({"query": "a prox/distance<3/unit=word/ordered b"}, "39", ""),
        ({"query": "a or/rel.combine=sum b"}, "46", "rel.combine"),
        ({"query": "a and/x b"}, "46", "x"),
        ({"query": "cql.resultSetId = 1"}, "50", "1"),
        ({"query": "a sortBy dc.colour"}, "16", "dc.colour"),
        ({"query": "a sortBy dc.subject"}, "80", "dc.subject"),
        ({"query": "a sortBy dc.title/sort.missingLow"}, "92", "sort.missingLow"),
        ({"query": "a sortBy dc.title/sort.respectCase"}, "91", "sort.respectCase"),
        ({"operation": "searchRetrieve", "version": "1.1", "query": "a", "sortKeys": "colour"}, "88", "colour"),
        ({"query": "a sortBy dc.date/random"}, "82", "random"),
        ({"operation": "scan", "scanClause": "bath.isbn = 1"}, "16", "bath.isbn"),
        ({"operation": "scan", "scanClause": "dc.title = a", "responsePosition": "5"}, "120", "0 and 1 are supported"),
]  # fmt: skip


def test_what_is_asked_wrongly_is_diagnosed() -> None:
    for sent, number, details in DIAGNOSED:
        usual = {"operation": "searchRetrieve", "version": "1.2"} if "operation" not in sent else {}
        usual = {"version": "1.2"} if sent.get("operation") == "scan" else usual
        root = ask(**{key: value for key, value in {**usual, **sent}.items() if value or key != "operation"})
        assert (sent, diagnosed(root)) == (sent, [(number, details)])
        assert not [one for one in root.iter() if one.tag.endswith("}record")] or root.tag.endswith("explainResponse")


def test_what_belongs_to_the_library_stays_at_home(shelf: dict[str, Title]) -> None:
    cast = make_cast()
    make_copy(cast.school, shelf["hatchet"], "30009999")
    for more in ({}, {"recordSchema": "dc"}):
        body = (
            Client().get("/sru", {"operation": "searchRetrieve", "version": "1.1", "query": "hatchet", **more}).content
        )
        assert b"Hatchet" in body
        for secret in (b"30001234", b"30009999", b"18.99", b"17.95", b"Gift", b"hidden"):
            assert secret not in body
    # Not by its number, by a phrase of its own, or by what it is not.
    for query in (
        f"rec.identifier = {shelf['hidden'].pk}",
        'dc.title = "hatchet, hidden"',
        "cql.allRecords=1 not dc.title=kid",
    ):
        assert "Hatchet, hidden" not in titles(search(query, maximumRecords="50"))


def test_pages_follow_each_other_and_have_an_end() -> None:
    first = search("cql.allRecords = 1", maximumRecords="3", recordSchema="dc")
    assert first.findtext(f"{SRW}nextRecordPosition") == "4"
    assert [one.text for one in first.iter(f"{SRW}recordPosition")] == ["1", "2", "3"]
    last = search("cql.allRecords = 1", maximumRecords="3", startRecord="4")
    assert (titles(last), last.findtext(f"{SRW}nextRecordPosition")) == (["The river"], None)
    assert list(search("cql.allRecords = 1", maximumRecords="0").iter(f"{SRW}record")) == []
    edit_catalogue_access(values={"most_records": 2}, by=system_actor("tests"))
    assert len(titles(search("cql.allRecords = 1", maximumRecords="500"))) == 2


def test_elements_stand_in_the_order_of_the_schema() -> None:
    names = [child.tag.removeprefix(SRW) for child in search("cql.allRecords = 1", maximumRecords="1")]
    assert names == ["version", "numberOfRecords", "records", "nextRecordPosition", "echoedSearchRetrieveRequest"]
    record = next(search("hatchet").iter(f"{SRW}record"))
    assert [child.tag.removeprefix(SRW) for child in record] == [
        "recordSchema", "recordPacking", "recordData", "recordIdentifier", "recordPosition",
    ]  # fmt: skip


def test_records_packed_as_text_are_the_same_records(shelf: dict[str, Title]) -> None:
    as_xml = next(search("hatchet").iter(f"{MARC}record"))
    packed = str(next(search("hatchet", recordPacking="string").iter(f"{SRW}recordData")).text)
    inner = fromstring(packed)  # noqa: S314  our own answer
    assert [(one.tag, one.text) for one in inner.iter()] == [(one.tag, one.text) for one in as_xml.iter()]


def test_an_older_version_is_answered_in_kind() -> None:
    root = ask(operation="searchRetrieve", version="1.1", query="dc.creator = paulsen", sortKeys="dc.date,,0")
    assert titles(root) == ["The river", "Hatchet"]
    assert (root.findtext(f"{SRW}version"), list(root.iter(f"{SRW}recordIdentifier"))) == ("1.1", [])
    assert ask(operation="searchRetrieve", version="1.9", query="hatchet").findtext(f"{SRW}version") == "1.2"
    both = ask(
        operation="searchRetrieve", version="1.1", query="dc.creator = paulsen sortBy dc.title", sortKeys="dc.date,,0"
    )
    assert (both.findtext(f"{SRW}numberOfRecords"), diagnosed(both)) == ("2", [("94", "")])


def test_a_form_may_be_posted() -> None:
    sent = {"operation": "searchRetrieve", "version": "1.2", "query": "dc.title = té"}
    answer = Client(enforce_csrf_checks=True).post("/sru", sent)
    assert titles(fromstring(answer.content)) == ["El niño y el té"]  # noqa: S314  our own answer


def test_a_record_that_nobody_can_read_does_not_spoil_the_others() -> None:
    broken = make_title("Hatchet broken")
    keep_record(broken, b"\x00" * 30)
    root = search(f"rec.identifier = {broken.pk} or dc.title = river")
    assert [one[0] for one in diagnosed(root)] == ["67"]
    assert [one.text for one in root.iter(f"{SRW}recordSchema")] == [
        "info:srw/schema/1/diagnostics-v1.1", "info:srw/schema/1/marcxml-v1.1",
    ]  # fmt: skip


def test_a_title_without_a_record_is_told_from_its_columns() -> None:
    bare = make_title("Added in a hurry", isbn="9780306406157")
    assert titles(search(f"rec.identifier = {bare.pk}")) == ["Added in a hurry"]


def test_explain_describes_what_there_is() -> None:
    for sent in ({}, {"operation": "explain", "version": "1.1"}):
        root = ask(**sent)
        assert root.tag == f"{SRW}explainResponse"
        assert root.findtext(f".//{ZEEREX}host") == "testserver"
        assert root.find(f".//{ZEEREX}setting[@type='maximumRecords']") is not None


def test_what_explain_promises_is_kept_and_nothing_else_is() -> None:
    """Every index, relation, modifier, schema, order and list that it names, asked for; and the others refused."""
    service = Service(PublicCatalogue(pk=1), "http://elm.example.org/sru")

    def told(**sent: str) -> list[tuple[str, str]]:
        usual = (
            {"operation": "searchRetrieve", "version": "1.2", "maximumRecords": "1"}
            if "query" in sent
            else {"version": "1.2"}
        )
        return diagnosed(fromstring(service.answer({**usual, **sent})))  # noqa: S314  our own answer

    root = ask()
    terms = {"date": "1987", "creationDate": "2026-01-01", "lastModificationDate": "2026-01-01"}
    for index in root.iter(f"{ZEEREX}index"):
        called = index.find(f"{ZEEREX}map/{ZEEREX}name")
        assert called is not None
        name = f"{called.get('set')}.{called.text}"
        searched = told(query=f"{name} = {terms.get(str(called.text), 'hatchet')}")
        sorted_by = told(query=f"cql.allRecords = 1 sortBy {name}")
        listed = told(operation="scan", scanClause=f"{name} = h")
        can = [not said for said in (searched, listed, sorted_by)]
        assert (name, can) == (name, [index.get(key) == "true" for key in ("search", "scan", "sort")])
    promised = {(one.get("type"), one.text) for one in root.iter(f"{ZEEREX}supports")}
    relations = {said for kind, said in promised if kind == "relation"}
    for relation in relations:
        is_of_words = relation in ("==", "exact", "any", "all", "adj")
        fit = (
            "dc.title {} a" if is_of_words else 'dc.date {} "1980 1990"' if relation == "within" else "dc.date {} 1987"
        )
        assert (relation, told(query=fit.format(relation))) == (relation, [])
    assert {"=", "==", "all", "any", "adj", "within"} <= relations
    for kind, said in promised:
        if kind == "relationModifier":
            assert (said, told(query=f"dc.title =/{said} a")) == (said, [])
    for schema in root.iter(f"{ZEEREX}schema"):
        assert not told(query="hatchet", recordSchema=str(schema.get("name")))
        assert not told(query="hatchet", recordSchema=str(schema.get("identifier")))


def test_scan_lists_what_an_index_holds() -> None:
    root = ask(operation="scan", version="1.1", scanClause="dc.creator = k", maximumTerms="2")
    terms = [(one.findtext(f"{SRW}value"), one.findtext(f"{SRW}numberOfRecords")) for one in root.iter(f"{SRW}term")]
    assert terms == [("kinney, jeff", "1"), ("paulsen, gary", "2")]


def test_it_can_be_switched_off_and_is_counted(settings: Any) -> None:
    settings.FIRSTBELL_API_RATES = {**settings.FIRSTBELL_API_RATES, "systems": (1, 3600)}
    client = Client(REMOTE_ADDR="198.51.100.7")
    assert client.get("/sru").status_code == 200
    slowed = client.get("/sru", {"query": "a"})
    assert (slowed.status_code, "Retry-After" in slowed) == (429, True)
    assert diagnosed(fromstring(slowed.content))[0][0] == "2"  # noqa: S314  our own answer
    edit_catalogue_access(values={"sru_is_on": False}, by=system_actor("tests"))
    assert Client().get("/sru").status_code == 404


def test_who_opens_it_and_what_the_page_says() -> None:
    cast = make_cast()
    with pytest.raises(Forbidden):
        edit_catalogue_access(values={"name": "x"}, by=cast.tia.actor)
    with pytest.raises(Invalid):
        edit_catalogue_access(values={"most_records": 5000}, by=cast.lib.actor)
    client = signed_in(cast.lib)
    values = {"name": "Elm library", "most_records": "20", "sru_is_on": "on", "contact": "lib@elm.example.org"}
    assert client.post("/catalogue-for-others/", {**values, "contact": "no"}).status_code == 422
    assert client.post("/catalogue-for-others/", values).status_code == 302
    page = client.get("/catalogue-for-others/").content.decode()
    assert "http://testserver/sru" in page
    kept = PublicCatalogue.objects.get()
    assert (kept.name, kept.oai_is_on, kept.source) == ("Elm library", False, f"Set by {cast.lib.actor.name}")


def test_the_number_of_statements_does_not_grow(django_assert_num_queries: Any) -> None:
    service = Service(PublicCatalogue(pk=1), "http://elm.example.org/sru")
    for size in ("1", "4"):
        for schema in ("dc", "marcxml"):
            with django_assert_num_queries(5):
                service.answer({
                    "operation": "searchRetrieve", "version": "1.2", "query": "cql.allRecords=1", "maximumRecords": size,
                    "recordSchema": schema,
                })  # fmt: skip


_names = st.sampled_from(
    ["operation", "version", "query", "scanClause", "startRecord", "recordSchema", "x", "sortKeys"]
)
_values = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["searchRetrieve", "scan", "1.1", "1.2", "dc.title = a*", "dc.date > 1", "rec.identifier=9" * 3, "dc"]
    ),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_names, _values, max_size=6))
def test_whatever_is_sent_the_answer_is_xml(sent: dict[str, str]) -> None:
    service = Service(PublicCatalogue(pk=1), "http://elm.example.org/sru")
    assert fromstring(service.answer(sent)).tag.startswith((SRW, f"{{{OASIS}"))  # noqa: S314  our own answer
