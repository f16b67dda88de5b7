"""SAML 2.0 over python3-saml (an extra): what an identity provider's metadata says, and what we ask of its answers.

Assertions must be signed, with nothing older than SHA-256; what answers no question of ours is refused by the view.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from cryptography import x509

from firstbell.core.errors import Invalid
from firstbell.signin.models import IdentityProvider
from firstbell.signin.protocols import OutsideIdentity
from firstbell.signin.protocols.fetch import require_safe

EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
EMAIL_ATTRIBUTES = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "mail",
    "email",
)
SUBJECT_ATTRIBUTES = ("urn:oasis:names:tc:SAML:attribute:subject-id", "urn:oasis:names:tc:SAML:attribute:pairwise-id")
LONGEST_METADATA = 500_000


def is_installed() -> bool:
    """Whether the extra is there: ``pip install django-allauth[saml]``."""
    return find_spec("onelogin") is not None


@dataclass(frozen=True, slots=True)
class IdpDescription:
    """What the metadata says. Two certificates stand side by side while the provider changes its key."""

    entity_id: str
    sign_on_url: str
    certificates: tuple[str, ...]

    @property
    def good_until(self) -> dt.datetime:
        """The latest day on which a certificate is still good."""
        return max(load_certificate(one).not_valid_after_utc for one in self.certificates)


def read_metadata(xml: str) -> IdpDescription:
    """Raises Invalid in plain words when it is no identity provider's metadata."""
    if not is_installed():
        raise Invalid("SAML is not installed here.", remedy="Install the extras: python3-saml.", field="metadata")
    if len(xml) > LONGEST_METADATA:
        raise Invalid("The metadata is too long.", remedy="Give the metadata of one provider.", field="metadata")
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(xml).get("idp", {})
    except Exception as error:  # lxml and python3-saml raise a dozen kinds
        raise _no_metadata() from error
    keys = found.get("x509certMulti", {}).get("signing", []) or [found.get("x509cert", "")]
    url = found.get("singleSignOnService", {}).get("url", "")
    entity_id = found.get("entityId", "")
    if not entity_id or not url or not any(keys):
        raise _no_metadata()
    for key in keys:
        load_certificate(key)
    return IdpDescription(entity_id, require_safe(url, field="metadata"), tuple(keys))


def load_certificate(text: str) -> x509.Certificate:
    body = "".join(line for line in text.split() if "-----" not in line)
    try:
        return x509.load_pem_x509_certificate(
            f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
        )
    except ValueError as error:
        raise Invalid("A certificate in the metadata cannot be read.", field="metadata") from error


def _no_metadata() -> Invalid:
    return Invalid(
        "This is not the metadata of a SAML identity provider.",
        remedy="It begins with <EntityDescriptor and has an IDPSSODescriptor with a certificate.",
        field="metadata",
    )


def settings_for(provider: IdentityProvider, *, metadata_url: str, answer_url: str) -> dict[str, Any]:
    """python3-saml's settings: strict, signed assertions, nothing deprecated."""
    idp = read_metadata(provider.metadata)
    return {
        "strict": True,
        "sp": {
            "entityId": metadata_url,
            "assertionConsumerService": {
                "url": answer_url,
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
            },
            "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        },
        "idp": {
            "entityId": idp.entity_id,
            "singleSignOnService": {
                "url": idp.sign_on_url,
                "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            },
            "x509cert": idp.certificates[0],
            "x509certMulti": {"signing": list(idp.certificates)},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
        },
    }


def identity_from(
    provider: IdentityProvider, *, name_id: str, name_format: str, attributes: dict[str, list[str]]
) -> OutsideIdentity:
    """Whom a verified assertion speaks of. Raises Invalid when nothing in it stays the same from day to day."""

    def first(names: tuple[str, ...]) -> str:
        return next((attributes[name][0].strip() for name in names if attributes.get(name)), "")

    chosen_email = str(provider.settings.get("email_attribute") or "")
    chosen_subject = str(provider.settings.get("subject_attribute") or "")
    address = first((chosen_email,) if chosen_email else EMAIL_ATTRIBUTES)
    if not address and name_format == EMAIL:
        address = name_id
    subject = first((chosen_subject,) if chosen_subject else SUBJECT_ATTRIBUTES)
    if not subject and not chosen_subject and name_format != TRANSIENT:
        subject = name_id
    if not subject:
        raise Invalid(
            "The provider sends no lasting name for you.",
            remedy="Whoever runs it must release a persistent NameID or the attribute “subject-id”.",
        )
    # SAML has no word for “verified”: the provider is asked to vouch by “trusts_addresses”.
    return OutsideIdentity(subject[:255], address, False)
