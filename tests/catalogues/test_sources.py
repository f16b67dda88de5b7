"""Records from other catalogues: real servers of Z39.50 and SRU, and servers that are slow, huge, strange or lie."""

from __future__ import annotations

import http.server
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.connectors.catalogues.sources import TargetSource
from firstbell.connectors.catalogues.speaking import sru_answers, web
from firstbell.library.marc.codec import read_record
from firstbell.library.ports import CatalogueAnswer, CatalogueQuery
from tests.catalogues.servers import HINT, Fake, fake, zebra, ztest
from tests.idp.processes import needed

HATCHET = CatalogueQuery(isbn="9781416936473", limit=5)


@pytest.fixture(scope="module")
def zebra_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with zebra(tmp_path_factory.mktemp("zebra")) as port:
        yield port


@pytest.fixture
def z3950_port(zebra_port: int) -> int:
    """Zebra, where the program that asks it is as well: a machine may have either alone."""
    needed("zoomsh", hint=HINT)
    return zebra_port


@pytest.fixture(scope="module")
def server() -> Iterator[Fake]:
    with fake() as made:
        yield made


def sru_target(url: str, **more: Any) -> CatalogueTarget:
    return CatalogueTarget(pk=1, name="Next town", url=url, **{"is_private_allowed": True, "seconds": 3, **more})


def z_target(port: int, **more: Any) -> CatalogueTarget:
    given = {
        "protocol": "z3950", "host": "127.0.0.1", "port": port, "database": "Default", "isbn_index": "7", "title_index": "4",
        "author_index": "1003", "is_private_allowed": True, "seconds": 5,
    }  # fmt: skip
    return CatalogueTarget(pk=2, name="Next town", **{**given, **more})


def ask(target: CatalogueTarget, query: CatalogueQuery = HATCHET, seconds: float = 5) -> CatalogueAnswer:
    return TargetSource(target).search(query, seconds)


def titles(answer: CatalogueAnswer) -> list[str]:
    read = [read_record(one.data, one.form, one.encoding or None) for one in answer.records]
    return [record.value("245", "a") for record in read]


# --- Z39.50 ------------------------------------------------------------------------------------------------------------


def test_z3950_brings_records_as_they_are_in_marc_8_and_utf_8(z3950_port: int) -> None:
    # One ISBN: the new form stands in one record, the old one in another.
    answer = ask(z_target(z3950_port), CatalogueQuery(isbn="9780306406157"))
    assert (answer.total, sorted(titles(answer))) == (2, ["El niño y el té", "La jirafa ámbar"])
    assert not answer.errors
    assert {one.form for one in answer.records} == {"iso2709"}


def test_z3950_by_words_where_the_isbn_is_not_known(z3950_port: int) -> None:
    query = CatalogueQuery(isbn="9780000000002", title="hatchet", author="paulsen")
    assert titles(ask(z_target(z3950_port), query)) == ["Hatchet"]
    assert ask(z_target(z3950_port), replace(query, author="nobody")).total == 0


def test_z3950_of_another_server_says_how_much_there_is() -> None:
    with ztest() as port:
        answer = ask(z_target(port), CatalogueQuery(title="computer", limit=3))
    assert (answer.total, len(answer.records)) == (23, 3)
    assert titles(answer)[0] == "How to program a computer"


def test_z3950_words_cannot_become_commands(z3950_port: int) -> None:
    for words in ('x"\nshell touch /tmp/never', 'quit"', "@or @and", "a" * 5000, "\\", "{", "\x00"):
        answer = ask(z_target(z3950_port), CatalogueQuery(title=words))
        assert not answer.records


def test_z3950_errors_are_sentences(z3950_port: int) -> None:
    assert "Unsupported Use attribute" in ask(z_target(z3950_port, isbn_index="9999")).errors[0]
    assert "Connect failed" in ask(z_target(1)).errors[0]
    assert (
        "127.0.0.1, which is not on the public internet"
        in ask(z_target(z3950_port, is_private_allowed=False)).errors[0]
    )
    assert "names no index" in ask(z_target(z3950_port, isbn_index="")).errors[0]


def test_z3950_without_its_program_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert "apt install yaz" in ask(z_target(210)).errors[0]


def test_z3950_that_says_nothing_is_given_up() -> None:
    needed("zoomsh", hint=HINT)
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        answer = ask(z_target(silent.getsockname()[1]), seconds=0.5)
    assert "did not answer within" in answer.errors[0]
    assert time.monotonic() - started < 3


def test_z3950_that_talks_nonsense_is_said(server: Fake) -> None:
    needed("zoomsh", hint=HINT)
    assert "Decoding failed" in ask(z_target(server.port)).errors[0]


# --- SRU ---------------------------------------------------------------------------------------------------------------


def test_sru_brings_marcxml(zebra_port: int) -> None:
    answer = ask(sru_target(f"http://127.0.0.1:{zebra_port}/Default"))
    assert (answer.total, titles(answer), answer.errors) == (1, ["Hatchet"], ())
    by_words = ask(
        sru_target(f"http://127.0.0.1:{zebra_port}/Default"), CatalogueQuery(title="hatchet", author="gary paulsen")
    )
    assert titles(by_words) == ["Hatchet"]


def test_sru_of_a_schema_that_is_called_otherwise_there(zebra_port: int) -> None:
    """Zebra puts the refusal in the record's place; asked without a schema, it sends MARCXML."""
    answer = ask(sru_target(f"http://127.0.0.1:{zebra_port}/Default", record_schema="MARC21-xml"))
    assert titles(answer) == ["Hatchet"]


def test_sru_of_an_index_that_is_not_there(zebra_port: int) -> None:
    answer = ask(sru_target(f"http://127.0.0.1:{zebra_port}/Default", isbn_index="cql.serverChoice"))
    assert (answer.records, answer.errors) == ([], ("Unsupported index",))


def response(
    *records: str, total: int | None = None, diagnostics: str = "", ns: str = "http://www.loc.gov/zing/srw/"
) -> str:
    inner = "".join(
        f"<record><recordSchema>dc</recordSchema><recordData>{one}</recordData></record>" for one in records
    )
    count = f"<numberOfRecords>{len(records) if total is None else total}</numberOfRecords>"
    return (
        f'<searchRetrieveResponse xmlns="{ns}">{count}<records>{inner}</records>{diagnostics}</searchRetrieveResponse>'
    )


def marcxml(title: str = "Hatchet", ns: str = ' xmlns="http://www.loc.gov/MARC21/slim"') -> str:
    return (
        f"<record{ns}><leader>00000nam a2200000 a 4500</leader><evil>x</evil>"
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield></record>'
    )


def diagnostic(number: int, details: str = "") -> str:
    return (
        '<diagnostics><diagnostic xmlns="http://www.loc.gov/zing/srw/diagnostic/">'
        f"<uri>info:srw/diagnostic/1/{number}</uri><details>{details}</details><message>No</message>"
        "</diagnostic></diagnostics>"
    )


DC = '<dc xmlns="info:srw/schema/1/dc-schema"><title>Hatchet</title></dc>'


def test_the_payload_is_looked_at_and_not_its_label(server: Fake) -> None:
    as_text = marcxml("El té").replace("<", "&lt;").replace(">", "&gt;")
    server.says(response(DC, as_text, marcxml("Bare", ns=""), "", "<diagnostic><message>Lost</message></diagnostic>"))
    answer = ask(sru_target(server.url))
    assert titles(answer) == ["El té", "Bare"]
    assert [one.number for one in answer.records] == [2, 3]
    assert "Record 1 is “dc”, not MARC" in answer.errors[0]
    assert list(answer.errors[1:]) == ["Record 4 is empty or cannot be read.", "Record 5: Lost"]
    assert all(b"evil" not in one.data for one in answer.records)


def test_a_refused_version_schema_and_relation_are_asked_otherwise(server: Fake) -> None:
    no = [
        response(total=0, diagnostics=diagnostic(number, said)) for number, said in ((5, "1.1"), (66, "x"), (19, "all"))
    ]
    server.says(*no, response(marcxml()))
    answer = ask(sru_target(server.url, version="1.2"), CatalogueQuery(title="Hatchet"))
    assert titles(answer) == ["Hatchet"]
    assert [one.get("version") for one in server.asked] == ["1.2", "1.1", "1.1", "1.1"]
    assert [one.get("recordSchema") for one in server.asked] == ["marcxml", "marcxml", None, None]
    assert [one["query"] for one in server.asked[2:]] == ['dc.title all "Hatchet"', 'dc.title = "Hatchet"']


def test_sru_2_0_is_asked_in_its_own_words(server: Fake) -> None:
    server.says(response(marcxml(), ns="http://docs.oasis-open.org/ns/search-ws/sruResponse"))
    target = sru_target(server.url + "?x-key=1", version="2.0", username="", title_index="t")
    assert titles(ask(target, CatalogueQuery(title='The "best" *'))) == ["Hatchet"]
    assert server.asked == [{
        "x-key": "1", "query": r't all "The \"best\" \*"', "startRecord": "1", "maximumRecords": "10", "queryType": "cql",
        "recordXMLEscaping": "xml", "recordSchema": "marcxml",
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "headers", "said"),
    [
        ("<html><p>Welcome", 200, {}, "not SRU"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><searchRetrieveResponse>&b;</searchRetrieveResponse>', 200, {}, "not SRU"),
        ("<a>" * 300 + "</a>" * 300, 200, {}, "not SRU"),
        ("", 200, {}, "not SRU"),
        ("", 302, {"Location": "http://169.254.169.254/latest"}, "sends us to http://169.254.169.254/latest"),
        ("", 401, {}, "does not let us in"),
        ("no", 503, {}, "answers 503"),
    ],
)
def test_what_is_no_answer_is_said(server: Fake, body: str, status: int, headers: dict[str, str], said: str) -> None:
    server.says(body, status=status, **headers)
    answer = ask(sru_target(server.url))
    assert (list(answer.records), answer.total) == ([], None)
    assert said in answer.errors[0]
    assert len(server.asked) == 1, "Nothing is asked twice, and no redirect is followed"


def test_a_huge_answer_is_cut_off(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MOST_BYTES", 200_000)
    server.says(response("x" * 300_000))
    assert "more than" in ask(sru_target(server.url)).errors[0]


def test_records_without_end_are_cut_off(server: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sru_answers, "MOST_RECORD_BYTES", 1000)
    server.says(response(marcxml("x" * 2000), *[marcxml()] * 300))
    answer = ask(sru_target(server.url))
    assert len(answer.records) == HATCHET.limit
    assert "larger than" in answer.errors[0]


def test_a_server_that_drips_is_given_up_in_time(server: Fake) -> None:
    ended, started = threading.Event(), time.monotonic()

    def drip(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not ended.wait(0.05) and time.monotonic() - started < 5:
            handler.wfile.write(b" ")

    server.answers = [drip]
    answer = ask(sru_target(server.url), seconds=0.5)
    ended.set()
    assert answer.errors[0].startswith("127.0.0.1 did not answer within 0.5 seconds.")
    assert time.monotonic() - started < 2


def test_the_own_network_is_not_asked_unless_that_was_allowed(server: Fake) -> None:
    server.says(response(marcxml()))
    for url in (server.url, f"http://localhost:{server.port}/db", "http://[::1]:80/", "http://10.0.0.1/"):
        assert "not on the public internet" in ask(sru_target(url, is_private_allowed=False)).errors[0]
    assert not server.asked
    assert "There is no host" in ask(sru_target("http://nowhere.invalid/x")).errors[0]


def test_a_password_goes_along_as_the_web_has_it(server: Fake) -> None:
    server.says(response(marcxml()))
    ask(sru_target(server.url, username="lib", password="ñ"))
    assert server.headers[-1]["Authorization"] == "Basic bGliOsOx"
