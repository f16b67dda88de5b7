"""Programs of other makes ask our catalogue: YAZ's clients and sruthi by SRU, sickle and scythe by OAI-PMH."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from django.test import Client

from firstbell.connectors.catalogues.speaking.sru import Manner, address
from firstbell.connectors.catalogues.speaking.sru_answers import read_answer
from firstbell.connectors.sru.actions.access import edit_catalogue_access
from firstbell.connectors.sru.tests.factories import make_recorded_title
from firstbell.core.actor import system_actor
from tests.catalogues.servers import HINT
from tests.idp.processes import needed

pytestmark = pytest.mark.django_db(transaction=True)
VERSIONS = ("1.1", "1.2", "2.0")


def zoomsh(url: str, *commands: str) -> str:
    # “http:” makes it speak SRU; the query goes as CQL. One process speaks all three versions.
    lines = ["set sru get"]
    for version in VERSIONS:
        lines += [f"set sru_version {version}", f"connect {url}/sru", *commands]
    lines.append("quit")
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
    for seen in (": 12 hits", "Hatchet 00", "Unsupported index"):
        assert said.count(seen) == len(VERSIONS), seen

    asked = f"open {url}/sru\n" + "".join(
        f'sru get {version}\nfind dc.title = "el ni\u00f1o"\nshow 1\nscan dc.title=el\nexplain\n'
        for version in VERSIONS
    )
    client = needed("yaz-client", hint=HINT)
    answer = subprocess.run(
        [client], input=f"{asked}quit\n", capture_output=True, text=True, timeout=30, check=True
    ).stdout
    assert answer.count("El niño y el té") == len(VERSIONS)
    assert answer.count("el nino y el te: 1") == len(VERSIONS)
    for version in VERSIONS:  # what it was answered in: the description of the server tells
        assert f'protocol="SRU" version="{version}"' in answer

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


def test_our_own_client_reads_our_own_server_in_every_version(client: Client) -> None:
    make_recorded_title("Hatchet")
    for version in VERSIONS:
        asked = address("/sru", Manner(version, "marcxml"), "dc.title = hatchet", 5)
        assert ("version=" in asked) == (version != "2.0")
        answer = read_answer(client.get(asked).content)
        assert (version, answer.total, len(answer.records), answer.strange) == (version, 1, 1, [])
        refused = read_answer(client.get(address("/sru", Manner(version, "mods"), "hatchet", 5)).content)
        assert [(one.number, one.details) for one in refused.diagnostics] == [("66", "mods")]


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
