"""Programs of other makes ask our catalogue: YAZ's clients and sruthi by SRU, sickle and scythe by OAI-PMH."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.tests.factories import make_recorded_title
from firstbell.core.actor import system_actor
from tests.catalogues.servers import HINT
from tests.idp.processes import needed

pytestmark = pytest.mark.django_db(transaction=True)


def zoomsh(url: str, *commands: str) -> str:
    # “http:” makes it speak SRU; the query goes as CQL.
    lines = ["set sru get", "set sru_version 1.2", f"connect {url}/sru", *commands, "quit"]
    done = subprocess.run(
        [needed("zoomsh", hint=HINT)],
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return done.stdout


def test_others_ask_by_sru(live_server: Any) -> None:
    sruthi = pytest.importorskip("sruthi")
    for number in range(12):
        make_recorded_title(f"Hatchet {number:02}")
    make_recorded_title("El niño y el té", author="Peña, José")
    url = str(live_server.url)

    said = zoomsh(url, "search cql:dc.title=hatchet", "show 0 1", "search cql:dc.colour=red")
    assert ": 12 hits" in said
    assert "Hatchet 00" in said
    assert "Unsupported index" in said

    asked = f'open {url}/sru\nsru get 1.1\nfind dc.title = "el ni\u00f1o"\nshow 1\nquit\n'
    client = needed("yaz-client", hint=HINT)
    answer = subprocess.run([client], input=asked, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "Number of hits: 1" in answer
    assert "El niño y el té" in answer

    found = sruthi.searchretrieve(
        f"{url}/sru", query="dc.title = hatchet sortBy dc.title/sort.descending", maximum_records=5
    )
    assert found.count == 12
    assert len(list(found)) == 12, "sruthi goes from page to page"
    assert {one["schema"] for one in found[:3]} == {"info:srw/schema/1/marcxml-v1.1"}
    about = sruthi.explain(f"{url}/sru")
    assert about.server["database"] == "sru"
    assert "isbn" in about.index["bath"]
    with pytest.raises(sruthi.errors.SruthiError, match="Unsupported index"):
        sruthi.searchretrieve(f"{url}/sru", query="dc.colour = red")


def test_others_gather_by_oai_pmh(live_server: Any) -> None:
    sickle, scythe = pytest.importorskip("sickle"), pytest.importorskip("oaipmh_scythe")
    made = [make_recorded_title(f"Hatchet {number}") for number in range(7)]
    made[6].delete()
    edit_catalogue_access(values={"most_records": 3, "name": "Elm library"}, by=system_actor("tests"))
    url = f"{live_server.url}/oai"

    first = sickle.Sickle(url)
    assert first.Identify().repositoryName == "Elm library"
    records = list(first.ListRecords(metadataPrefix="oai_dc"))
    assert [one.header.deleted for one in records] == [False] * 6 + [True]
    assert records[0].metadata["title"] == ["Hatchet 0"]
    assert [one.metadataPrefix for one in first.ListMetadataFormats()] == ["oai_dc", "marcxml"]
    with pytest.raises(sickle.oaiexceptions.NoRecordsMatch):
        first.ListRecords(metadataPrefix="oai_dc", until="1999-01-01")

    with scythe.Scythe(url) as second:
        numbers = [one.identifier for one in second.list_identifiers(metadata_prefix="marcxml")]
        assert len(numbers) == 7
        assert "Hatchet 0" in str(second.get_record(identifier=numbers[0], metadata_prefix="marcxml"))
        assert len(list(second.list_records(metadata_prefix="marcxml", ignore_deleted=True))) == 6
