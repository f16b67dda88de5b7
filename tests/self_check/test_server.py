"""The server on loopback: two strangers' clients, a nasty one of our own, slow terminals beside quick ones, TLS."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pysip2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.circulation.tests.factories import make_fee, make_loan
from firstbell.connectors.sip2.actions import NewPassword
from firstbell.connectors.sip2.cli import addresses_of
from firstbell.connectors.sip2.models import SWITCHED, DayCount, Terminal
from firstbell.connectors.sip2.server import Limits, Listening, tls_context
from firstbell.connectors.sip2.tests.factories import NOW, make_terminal, sent
from firstbell.library.tests.factories import make_copy, make_title
from firstbell.people.tests.factories import Cast, make_badge, make_cast
from tests.idp.processes import missing

pytestmark = pytest.mark.django_db(transaction=True)
CARD, BOOK = "B-STU-1", "30000001"
LEND = b"11YN" + NOW.encode() * 2 + b"AOX|AAB-STU-1|AB30000001|AC|"
LIMITS = Limits(threads=3, line_seconds=1.0, sign_in_seconds=1.0, write_seconds=1.0, most_strangers=5)


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    make_badge(made.stu.person, CARD)
    make_copy(made.school, make_title("El pequeño príncipe"), BOOK)
    return made


@pytest.fixture
def made(cast: Cast) -> NewPassword:
    return make_terminal(cast.school, allowed=list(SWITCHED), most_connections=60)


@pytest.fixture
def port(made: NewPassword) -> Iterator[int]:
    with Listening([("127.0.0.1", 0)], limits=LIMITS) as server:
        yield server.ports[0]


class Line:
    """A socket to the server; ``answer()`` waits for one line."""

    def __init__(self, port: int, made: NewPassword | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.rest = b""
        if made is not None:
            assert self.ask(b"9300CN%b|CO%b|" % (made.terminal.uid.encode(), made.password.encode())) == b"941"

    def ask(self, line: bytes) -> bytes:
        self.socket.sendall(line + b"\r")
        return self.answer()

    def answer(self) -> bytes:
        """One line, or what was there when the server hung up."""
        while b"\r" not in self.rest:
            try:
                data = self.socket.recv(65_536)
            except ConnectionResetError:
                data = b""
            if not data:
                return self.rest
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\r")
        return line

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


def sip2_client(port: int, folder: Path) -> Any:
    """``Sip2`` 1.1: blank due dates, 65 without a date, a log of its own."""
    try:
        from Sip2.sip2 import Sip2
    except ImportError:
        missing("Sip2 is not here: see requirements/peers.in")
        raise
    client = Sip2()
    client.hostName, client.hostPort, client.tlsEnable = "127.0.0.1", port, False
    client.institutionId, client.scLocation, client.hostEncoding = "EHS", "DOOR", "utf-8"
    client.patron, client.patronpwd = CARD, ""
    client.logfile_path, client.loglevel = str(folder), "CRITICAL"
    client.connect()
    return client


def test_the_client_sip2_does_a_whole_visit(port: int, made: NewPassword, cast: Cast, tmp_path: Path) -> None:
    client = sip2_client(port, tmp_path)

    def do(request: str, parse: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        found = parse(client.get_response(request))
        return found["fixed"], found["variable"]

    fixed, _ = do(client.sip_login_request(made.terminal.uid, made.password), client.sip_login_response)
    assert fixed["Ok"] == "1"
    fixed, _ = do(client.sip_sc_status_request(), client.sip_sc_status_response)
    assert fixed["OnlineStatus"] == "Y"
    fixed, variable = do(client.sip_checkout_request(BOOK, nbDueDate=""), client.sip_checkout_response)
    assert (fixed["Ok"], variable["AJ"]) == ("1", ["El pequeño príncipe"])
    _, variable = do(client.sip_patron_information_request("charged"), client.sip_patron_information_response)
    assert variable["AU"] == [BOOK]
    fixed, _ = do(client.sip_item_information_request(BOOK), client.sip_item_information_response)
    assert fixed["CirculationStatus"] == "04"
    Loan.objects.update(due_at=timezone.now() + dt.timedelta(hours=9))
    fixed, variable = do(client.sip_renew_all_request(), client.sip_renew_all_response)  # without a date
    assert (fixed["Ok"], variable["BM"]) == ("1", [BOOK])
    fixed, _ = do(client.sip_checkin_request(BOOK), client.sip_checkin_response)
    assert fixed["Ok"] == "1"
    make_fee(cast.stu.person, 500)
    fixed, _ = do(client.sip_fee_paid_request(4, 0, "1.25", currencyType="USD"), client.sip_fee_paid_response)
    assert fixed["PaymentAccepted"] == "Y"
    fixed, _ = do(client.sip_end_patron_session_request(), client.sip_end_patron_session_response)
    assert fixed["EndSession"] == "Y"
    client.disconnect()
    assert not Loan.objects.open().exists()


def test_pysip2_reads_every_answer(port: int, made: NewPassword, cast: Cast) -> None:
    terminal = made.terminal
    Terminal.objects.update(encoding="cp850")
    common = {"institution_id": "EHS", "transaction_date": NOW}
    asked = [
        pysip2.LoginRequest(uid_algorithm="0", pwd_algorithm="0", login_user_id=terminal.uid, login_password=made.password),
        pysip2.SCStatusRequest(status_code="0", max_print_width="080", protocol_version="2.00"),
        pysip2.PatronStatusRequest(language="001", patron_identifier=CARD, terminal_password="", patron_password="", **common),
        pysip2.ItemInformationRequest(item_identifier=BOOK, **common),
        pysip2.CheckoutRequest(sc_renewal_policy="Y", no_block="N", nb_due_date=NOW, patron_identifier=CARD, item_identifier=BOOK,
                               terminal_password="", **common),
        pysip2.PatronInformationRequest(language="008", summary="  Y       ", patron_identifier=CARD, **common),
        pysip2.RenewRequest(third_party_allowed="N", no_block="N", nb_due_date=NOW, patron_identifier=CARD, item_identifier=BOOK, **common),
        pysip2.CheckinRequest(no_block="N", return_date=NOW, current_location="", item_identifier=BOOK, terminal_password="", **common),
        pysip2.EndPatronSessionRequest(patron_identifier=CARD, **common),
    ]  # fmt: skip
    with Line(port) as line:
        answers: list[Any] = []
        for number, message in enumerate(asked):
            data = pysip2.encode_message(message, sequence_number=number, checksum=True)
            found = pysip2.decode_message(line.ask(data.rstrip(b"\r")) + b"\r")
            assert found.sequence_number == number
            answers.append(found.message)
    login, status, patron, item, lent, known, _, back, end = answers
    assert (login.ok, status.online_status, patron.valid_patron) == ("1", "Y", "Y")
    assert (item.circulation_status, item.title_identifier) == ("03", "El pequeño príncipe")
    assert (lent.ok, lent.title_identifier) == ("1", "El pequeño príncipe")
    assert (known.charged_items, known.screen_message) == ((BOOK,), ("Le damos la bienvenida",))
    assert (back.ok, end.end_session) == ("1", "Y")


def test_bytes_one_by_one_and_many_lines_in_one_packet(port: int, made: NewPassword) -> None:
    with Line(port, made) as line:
        for byte in sent(LEND, 1) + b"\r\n":
            line.socket.sendall(bytes([byte]))
        assert line.answer().startswith(b"121N")
        line.socket.sendall(
            sent(b"9900802.00", 2) + b"\r\n" + sent(b"17" + NOW.encode() + b"AOX|AB30000001|", 3) + b"\r97AZFEF5\r"
        )
        assert [line.answer()[:4] for _ in range(3)] == [b"98YY", b"1804", b"1804"]


def test_a_line_cut_off_in_the_middle_does_nothing(port: int, made: NewPassword) -> None:
    with Line(port, made) as line:
        line.socket.sendall(LEND[:-6])
    with Line(port, made) as line:
        assert line.ask(b"9900802.00").startswith(b"98Y")
    assert not Loan.objects.exists()


def test_silent_slow_and_mad_ones_stand_in_nobodys_way(port: int, made: NewPassword, cast: Cast) -> None:
    for number in range(120):
        make_loan(make_copy(cast.school, barcode=f"M-{number:04}-{'x' * 30}"), cast.stu.person)
    ask = b"63001" + NOW.encode() + b"  Y       AOX|AAB-STU-1|AD|\r"
    with contextlib.ExitStack() as open_lines:
        silent = open_lines.enter_context(Line(port))
        half = open_lines.enter_context(Line(port, made))
        half.socket.sendall(b"63001")
        deaf = open_lines.enter_context(Line(port, made))
        deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        deaf.socket.settimeout(0.05)
        with contextlib.suppress(OSError):  # it asks and never reads
            for _ in range(2000):
                deaf.socket.sendall(ask)
        mad = open_lines.enter_context(Line(port, made))
        with contextlib.suppress(OSError):
            mad.socket.sendall(b"z" * 300_000)
        with Line(port, made) as quick:
            begun = time.monotonic()
            for number in range(10):
                assert quick.ask(sent(b"9900802.00", number % 10)).startswith(b"98Y")
            assert time.monotonic() - begun < 5
        assert silent.answer() == b""  # was shown out after its time
        assert half.answer() == b""


def test_strangers_are_few_and_everybody_is_counted(port: int, made: NewPassword) -> None:
    with contextlib.ExitStack() as open_lines:
        for _ in range(LIMITS.most_strangers):
            open_lines.enter_context(Line(port))
        time.sleep(0.05)
        assert open_lines.enter_context(Line(port)).answer() == b""


def test_many_terminals_at_once_each_do_their_work(port: int, made: NewPassword, cast: Cast) -> None:
    failed: list[str] = []

    def work(number: int) -> None:
        with Line(port, made) as line:
            for turn in range(2):
                said = line.ask(sent(LEND.replace(BOOK.encode(), f"W-{number}".encode()), turn))
                back = line.ask(sent(b"09N" + NOW.encode() * 2 + f"AP|AOX|ABW-{number}|AC|".encode(), turn + 2))
                if not (said.startswith(b"121") and back.startswith(b"101")):
                    failed.append(f"{said!r} {back!r}")

    for number in range(4):
        make_copy(cast.school, barcode=f"W-{number}")
    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    assert Loan.objects.count() == 8
    assert not Loan.objects.open().exists()


def test_two_terminals_one_book(port: int, made: NewPassword, cast: Cast) -> None:
    make_badge(cast.tia.person, "B-TIA")
    said: list[bytes] = []
    gate = threading.Barrier(2)

    def work(card: bytes) -> None:
        with Line(port, made) as line:
            gate.wait(10)
            said.append(line.ask(sent(LEND.replace(b"B-STU-1", card), 1))[:3])

    threads = [threading.Thread(target=work, args=(card,)) for card in (b"B-STU-1", b"B-TIA")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(said) == [b"120", b"121"]
    assert Loan.objects.count() == 1


def test_what_was_counted_is_written_when_the_server_stops(made: NewPassword) -> None:
    with Listening([("127.0.0.1", 0)], limits=LIMITS) as server, Line(server.ports[0], made) as line:
        line.ask(b"9900802.00")
    assert dict(DayCount.objects.values_list("kind", "count")) == {"93": 1, "99": 1}


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(address, critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return pem, private


def test_with_tls_nothing_travels_in_clear(made: NewPassword, tmp_path: Path) -> None:
    pem, key = certificate(tmp_path)
    with Listening([("127.0.0.1", 0)], tls=tls_context(pem, key), limits=LIMITS) as server:
        with Line(server.ports[0]) as clear:
            assert b"98" not in clear.ask(b"9900802.00")
        trusting = ssl.create_default_context(cafile=pem)
        line = Line(server.ports[0])
        line.socket = trusting.wrap_socket(line.socket, server_hostname="127.0.0.1")
        with line:
            said = line.ask(b"9300CN%b|CO%b|" % (made.terminal.uid.encode(), made.password.encode()))
            assert said == b"941"


@pytest.mark.parametrize("text", ["", "6001", "host:", "host:0", "host:99999", "host:x"])
def test_an_address_that_is_none_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        addresses_of([text])
    assert addresses_of(["[::1]:6001", " 10.0.0.1:6001"]) == [("::1", 6001), ("10.0.0.1", 6001)]
