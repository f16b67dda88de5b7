"""Other libraries' catalogues on free ports of this machine: YAZ's and Zebra's servers, and strict fakes that misbehave."""

from __future__ import annotations

import http.server
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from firstbell.library.marc.record import Field, Record
from firstbell.library.marc.writing import write_iso2709
from tests.idp.processes import free_port, needed

HINT = "apt install yaz idzebra-2.0"

ZEBRA = """
profilePath: {folder}:/usr/share/idzebra-2.0/tab
attset: bib1.att
recordtype: grs.marc.school
storeKeys: 1
storeData: 1
register: {folder}/reg:5M
lockDir: {folder}/reg
perm.anonymous: r
"""
INDEXED = """
name school
reference USmarc
attset bib1.att
tagset usmarc.tag
marc usmarc.mar
esetname F @
elm 020 ISBN -
elm 020/? ISBN -
elm 020/?/a ISBN !:w
elm 100 Author -
elm 100/? Author -
elm 100/?/a Author !:w
elm 245 Title -
elm 245/? Title -
elm 245/?/a Title !:w
"""
CQL_TO_RPN = """
set.cql = info:srw/cql-context-set/1/cql-v1.1
set.dc = info:srw/cql-context-set/1/dc-v1.1
set.bath = http://zing.z3950.org/cql/bath/2.0/
index.dc.title = 1=4
index.dc.creator = 1=1003
index.bath.isbn = 1=7
relation.scr = 2=3
relation.eq = 2=3
relation.all = 2=3
position.any = 3=3 6=1
structure.all = 4=6
structure.* = 4=1
"""
FRONT = """<yazgfs><listen id="main">tcp:127.0.0.1:{port}</listen><server id="main" listenref="main">
<directory>{folder}</directory><config>{folder}/zebra.cfg</config><cql2rpn>{folder}/pqf.properties</cql2rpn>
<retrievalinfo><retrieval syntax="usmarc"/><retrieval syntax="xml" identifier="info:srw/schema/1/marcxml-v1.1" name="marcxml">
<backend syntax="usmarc" name="F"><marc inputformat="marc" outputformat="marcxml" inputcharset="utf-8"/></backend></retrieval>
</retrievalinfo></server></yazgfs>"""


def marc_of(number: str, title: str, author: str, isbn: str) -> Record:
    fields = [
        Field("001", number),
        Field.of("020", "  ", ("a", isbn)),
        Field.of("100", "1 ", ("a", author)),
        Field.of("245", "10", ("a", title)),
    ]
    return Record("00000nam a2200000 a 4500", fields)


@contextmanager
def ztest() -> Iterator[int]:
    """YAZ's own test server; gives its port. It finds something for everything, and its records are English."""
    port = free_port()
    with _served([needed("yaz-ztest", hint=HINT), f"tcp:127.0.0.1:{port}"], port):
        yield port


@contextmanager
def zebra(folder: Path) -> Iterator[int]:
    """Zebra over three records, one of them in MARC-8; gives the port, for Z39.50 and SRU alike."""
    port = free_port()
    for name in ("reg", "records"):
        (folder / name).mkdir()
    texts = {"zebra.cfg": ZEBRA, "school.abs": INDEXED, "pqf.properties": CQL_TO_RPN}
    for name, text in texts.items():
        (folder / name).write_text(text.strip().format(folder=folder) + "\n")
    (folder / "front.xml").write_text(FRONT.format(folder=folder, port=port))
    records = {
        "a": write_iso2709(marc_of("a1", "El niño y el té", "Peña, José", "9780306406157"), "marc-8"),
        "b": write_iso2709(marc_of("b1", "La jirafa ámbar", "Niño, Eva", "0306406152"), "utf-8"),
        "c": write_iso2709(marc_of("c1", "Hatchet", "Paulsen, Gary", "9781416936473"), "utf-8"),
    }
    for name, data in records.items():
        (folder / "records" / f"{name}.mrc").write_bytes(data)
    indexer = needed("zebraidx", hint=HINT)
    for command in (["init"], ["update", "records"]):
        subprocess.run([indexer, "-c", "zebra.cfg", *command], cwd=folder, check=True, capture_output=True)
    with _served([needed("zebrasrv", hint=HINT), "-f", str(folder / "front.xml")], port):
        yield port


@contextmanager
def _served(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, f"{command[0]} does not start"
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


@dataclass
class Fake:
    """An SRU server that says what a test tells it to. ``asked``: the parameters of each request, ``paths`` as they came."""

    port: int
    answers: list[Callable[[http.server.BaseHTTPRequestHandler], None]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/db"

    def says(self, *bodies: str | bytes, status: int = 200, **headers: str) -> None:
        """One answer after the other; a request too many fails the test."""
        self.asked.clear()
        self.answers = [_plain(body if isinstance(body, bytes) else body.encode(), status, headers) for body in bodies]


def _plain(body: bytes, status: int, headers: dict[str, str]) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@contextmanager
def fake() -> Iterator[Fake]:
    made: Fake

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append({key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()})
            made.headers.append(dict(self.headers.items()))
            try:
                made.answers.pop(0)(self)
            except (BrokenPipeError, ConnectionResetError, IndexError):
                self.close_connection = True  # the other side has had enough, or asks too often

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Fake(server.server_port)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
