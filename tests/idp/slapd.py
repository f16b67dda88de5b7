"""Debian's slapd on a free port, with its own folder and certificate, for as long as the tests need it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tests.idp.processes import free_port, needed

BASE = "dc=example,dc=org"
READER = f"cn=reader,{BASE}"
READER_PASSWORD = "the reader's password"

CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
maxsize 10485760
suffix "{base}"
rootdn "cn=admin,{base}"
rootpw admin
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by * none
"""
LDIF = """dn: {base}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: {reader}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {reader_password}

dn: ou=people,{base}
objectClass: organizationalUnit
ou: people
"""
PERSON = """
dn: uid={uid},ou=people,{base}
objectClass: inetOrgPerson
uid: {uid}
cn: {uid}
sn: {uid}
mail: {mail}
userPassword: {password}
"""


@dataclass(frozen=True)
class Directory:
    port: int
    secure_port: int
    authority: str

    @property
    def url(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def secure_url(self) -> str:
        return f"ldaps://127.0.0.1:{self.secure_port}"


@contextmanager
def slapd(folder: Path, people: dict[str, tuple[str, str]]) -> Iterator[Directory]:
    """``people``: uid -> (mail, password)."""
    server = needed("slapd", "slapadd", hint="apt install slapd")
    adder = needed("slapadd", hint="apt install slapd")
    (folder / "data").mkdir()
    authority = make_certificate(folder)
    config = folder / "slapd.conf"
    config.write_text(CONFIG.format(folder=folder, base=BASE, reader=READER))
    text = LDIF.format(base=BASE, reader=READER, reader_password=READER_PASSWORD)
    for uid, (mail, password) in people.items():
        text += PERSON.format(uid=uid, mail=mail, password=password, base=BASE)
    subprocess.run([adder, "-f", str(config)], input=text, text=True, check=True, capture_output=True)
    found = Directory(free_port(), free_port(), authority)
    urls = f"{found.url}/ {found.secure_url}/"
    with (folder / "log").open("w") as log:
        command = [server, "-d", "0", "-h", urls, "-f", str(config)]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(found, process, folder / "log")
        yield found
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait(found: Directory, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", found.port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"slapd does not answer: {log.read_text()}")


def make_certificate(folder: Path) -> str:
    """A certificate for 127.0.0.1, signed by itself; returned as the authority to trust."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM).decode()
    (folder / "server.pem").write_text(text)
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    return text
