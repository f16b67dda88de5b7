"""What a target must say before it is saved."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from firstbell.connectors.catalogues.models import CatalogueTarget
from firstbell.core.errors import Invalid

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]+")
_DATABASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_CQL_INDEX = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_USE_ATTRIBUTE = re.compile(r"\d{1,5}", re.ASCII)
_ONE_WORD = re.compile(r"[!-~]+")
_INDEXES = ("isbn_index", "title_index", "author_index")


def check_target(target: CatalogueTarget, password: str, *, has_moved: bool) -> None:
    """Raises Invalid with the field at fault."""
    if not target.name:
        raise Invalid("The name is missing.", remedy="For example Library of Congress.", field="name")
    for field, least, most in (("seconds", 1, 30), ("port", 1, 65535), ("position", 0, 32767)):
        if not least <= getattr(target, field) <= most:
            raise Invalid(f"The {field} must be from {least} to {most}.", field=field)
    if not any(getattr(target, name) for name in _INDEXES):
        raise Invalid("There is nothing to search by.", remedy="Name one index at least.", field="isbn_index")
    if target.trial_isbn and not re.fullmatch(r"\d{9}[\dX]|\d{13}", target.trial_isbn, re.ASCII):
        raise Invalid("That is no ISBN.", remedy="Ten or thirteen digits without hyphens.", field="trial_isbn")
    if target.protocol == CatalogueTarget.Protocol.SRU:
        _check_sru(target)
    else:
        _check_z3950(target, password)
    if target.username and not password and (has_moved or not target.password):
        raise Invalid(
            "The password is missing.",
            remedy="Enter it; where it is sent to another place it has to be entered anew.",
            field="password",
        )


def _check_sru(target: CatalogueTarget) -> None:
    parts = urlsplit(target.url)
    try:
        usable = parts.scheme in ("http", "https") and bool(_HOST.fullmatch(parts.hostname or "")) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not all("!" <= char <= "~" for char in target.url) or parts.fragment:
        raise Invalid(
            "That is no address of a web service.", remedy="For example https://sru.example.org/db.", field="url"
        )
    if parts.username or parts.password:
        raise Invalid("The address holds a password.", remedy="Enter it in its own field.", field="url")
    if target.username and parts.scheme != "https":
        raise Invalid("The password would travel in clear.", remedy="Use an address with https.", field="url")
    _check_indexes(target, _CQL_INDEX, "is no index of CQL", "For example bath.isbn or dc.title.")


def _check_z3950(target: CatalogueTarget, password: str) -> None:
    if not _HOST.fullmatch(target.host):
        raise Invalid("The host name is missing or none.", remedy="For example z3950.example.org.", field="host")
    if not _DATABASE.fullmatch(target.database):
        raise Invalid(
            "The database is missing or has strange characters.", remedy="For example INNOPAC.", field="database"
        )
    for field, value in (("username", target.username), ("password", password)):
        if value and not _ONE_WORD.fullmatch(value):
            raise Invalid(f"The {field} may hold no spaces and no accented letters.", field=field)
    _check_indexes(target, _USE_ATTRIBUTE, "is no number of a use attribute", "ISBN is 7, title 4, author 1003.")


def _check_indexes(target: CatalogueTarget, shape: re.Pattern[str], what: str, remedy: str) -> None:
    for field in _INDEXES:
        value = getattr(target, field)
        if value and not shape.fullmatch(value):
            raise Invalid(f"“{value}” {what}.", remedy=remedy, field=field)
