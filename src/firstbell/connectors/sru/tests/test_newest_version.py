"""SRU 2.0: the same catalogue in the names of the newest version."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.connectors.sru.tests.asking import NEW, OASIS, ask, diagnosed, make_shelf, titles
from firstbell.library.models import Title

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf() -> dict[str, Title]:
    return make_shelf()


def test_the_newest_version_is_spoken_in_its_own_names(shelf: dict[str, Title]) -> None:
    """SRU 2.0 (OASIS searchRetrieve, part 3): no operation, no version, other namespaces."""
    root = ask(
        query="dc.creator = paulsen",
        maximumRecords="1",
        queryType="cql",
        recordXMLEscaping="string",
        sortKeys="dc.date,,0",
    )
    assert root.tag == f"{NEW}searchRetrieveResponse"
    assert [child.tag.removeprefix(NEW) for child in root] == [
        "numberOfRecords", "records", "nextRecordPosition", "echoedSearchRetrieveRequest", "resultCountPrecision",
    ]  # fmt: skip
    record = next(root.iter(f"{NEW}record"))
    assert [child.tag.removeprefix(NEW) for child in record] == [
        "recordSchema", "recordXMLEscaping", "recordData", "recordIdentifier", "recordPosition",
    ]  # fmt: skip
    assert record.findtext(f"{NEW}recordIdentifier") == str(shelf["river"].pk)
    assert str(record.findtext(f"{NEW}recordData")).startswith("<")
    assert titles(ask(query="kid* WIMPY?", queryType="searchTerms")) == ["Diary of a wimpy kid"], "nothing is a sign"
    assert ask(scanClause="dc.creator = k").tag == f"{{{OASIS}scan}}scanResponse"
    explained = ask(version="2.0")
    assert (explained.tag, explained.findtext(f"{NEW}version")) == (f"{NEW}explainResponse", "2.0")
    refused = {
        "queryType": "pqf", "recordPacking": "unpacked", "renderedBy": "server", "responseType": "x", "startRecord": "0",
    }  # fmt: skip
    for name, said in refused.items():
        assert diagnosed(ask(query="hatchet", **{name: said})) == [("6", name)]
    assert diagnosed(ask(query="hatchet", recordXMLEscaping="zip")) == [("71", "zip")]
    assert diagnosed(ask(query="hatchet", facetLimit="10:dc.subject")) == [("8", "facetLimit")]
    assert diagnosed(ask(query="dc.colour = red")) == [("16", "dc.colour")]


def test_the_newest_version_is_called_as_one_wants_it() -> None:
    def called(accept: str = "*/*", **sent: str) -> tuple[int, str]:
        answer = Client().get("/sru", {"query": "hatchet", **sent}, headers={"accept": accept})
        return answer.status_code, answer["Content-Type"].split(";")[0]

    assert called() == (200, "text/xml")
    assert called("application/sru+xml") == (200, "application/sru+xml")
    assert called("text/html", httpAccept="application/xml;q=0.9") == (200, "application/xml")
    assert called("text/html,application/xhtml+xml") == (200, "text/xml"), "a browser"
    assert called(httpAccept="application/json") == (406, "text/xml")
    assert called("application/json", operation="searchRetrieve", version="1.1") == (200, "text/xml")
