"""A SAML identity provider made of pysaml2 and xmlsec1, which share no code with what checks its answers here."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server

from tests.idp.processes import needed

SSO = "https://idp.example.org/sso"
ENTITY = "https://idp.example.org/metadata"
SHA256_SIGNATURE = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256_DIGEST = "http://www.w3.org/2001/04/xmlenc#sha256"
SHA1_SIGNATURE = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
SHA1_DIGEST = "http://www.w3.org/2000/09/xmldsig#sha1"


def write_pair(folder: Path, name: str, *, days: int = 365) -> tuple[Path, Path]:
    """A key and a certificate signed by itself, as files."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1000))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    key_file, certificate_file = folder / f"{name}.key", folder / f"{name}.pem"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return key_file, certificate_file


@dataclass
class SamlIdp:
    """``sp_metadata`` is what our own address answers; the provider reads it like any other."""

    server: Server

    @classmethod
    def make(cls, folder: Path, *sp_metadata: str, name: str = "idp", minutes: int = 5) -> SamlIdp:
        xmlsec = needed("xmlsec1", hint="apt install xmlsec1")
        key, certificate = write_pair(folder, name)
        config = IdPConfig().load(
            {
                "entityid": ENTITY,
                "xmlsec_binary": xmlsec,
                "key_file": str(key),
                "cert_file": str(certificate),
                "metadata": {"inline": list(sp_metadata)} if sp_metadata else {},
                "service": {
                    "idp": {
                        "endpoints": {"single_sign_on_service": [(SSO, BINDING_HTTP_REDIRECT)]},
                        "policy": {"default": {"lifetime": {"minutes": minutes}, "attribute_restrictions": None}},
                    }
                },
            }
        )
        return cls(Server(config=config))

    def metadata(self) -> str:
        return str(entity_descriptor(self.server.config))

    def answer(
        self, location: str, *, subject: str = "persistent-1", email: str = "tess@example.org", **how: Any
    ) -> str:
        """The signed answer to the question in the address our login view sends the browser to, as a form posts it."""
        asked = parse_qs(urlsplit(location).query)["SAMLRequest"][0]
        question = self.server.parse_authn_request(asked, BINDING_HTTP_REDIRECT)
        to = self.server.response_args(question.message, [BINDING_HTTP_POST])
        name_id = NameID(format=NAMEID_FORMAT_PERSISTENT, text=subject)
        values = {
            "in_response_to": to["in_response_to"],
            "destination": to["destination"],
            "sp_entity_id": to["sp_entity_id"],
            "sign_assertion": True,
            "sign_response": True,
            "sign_alg": SHA256_SIGNATURE,
            "digest_alg": SHA256_DIGEST,
            **{key: value for key, value in how.items() if key != "edit"},
        }
        made = self.server.create_authn_response(
            {"mail": [email]} if email else {},
            userid=subject,
            name_id=name_id,
            authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
            **values,
        )
        text = str(made)
        if "edit" in how:
            text = how["edit"](text)
        return base64.b64encode(text.encode()).decode()
