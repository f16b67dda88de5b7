"""What a request asks for: parameters as values, each refused with its diagnostic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstbell.connectors.sru.problems import Diagnosed

VERSIONS = ("1.1", "1.2")
OPERATIONS = ("explain", "searchRetrieve", "scan")
MARCXML, DC = "info:srw/schema/1/marcxml-v1.1", "info:srw/schema/1/dc-v1.1"
#: Names by which the two schemas are asked for.
SCHEMAS = {
    "marcxml": MARCXML, MARCXML: MARCXML, "info:srw/schema/1/marcxml-1.1": MARCXML, "http://www.loc.gov/MARC21/slim": MARCXML,
    "marc21": MARCXML, "MARC21-xml": MARCXML, "dc": DC, DC: DC, "info:srw/schema/1/dc-schema": DC,
    "http://purl.org/dc/elements/1.1/": DC,
}  # fmt: skip
PACKINGS = ("xml", "string")
_COMMON = frozenset(("operation", "version", "stylesheet", "extraRequestData"))
_OF_EXPLAIN = _COMMON | {"recordPacking"}
_OF_SEARCH = _COMMON | {
    "query", "startRecord", "maximumRecords", "recordPacking", "recordSchema", "resultSetTTL", "recordXPath",
}  # fmt: skip
_OF_SCAN = _COMMON | {"scanClause", "responsePosition", "maximumTerms"}
_LARGEST = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters that were sent, each once, and the version to answer in."""

    operation: str
    version: str
    sent: Mapping[str, str]

    def need(self, name: str) -> str:
        """Raises Diagnosed (7)."""
        if (value := self.sent.get(name)) is None:
            raise Diagnosed(7, name)
        return value

    def number(self, name: str, default: int, *, least: int) -> int:
        """Raises Diagnosed (6)."""
        said = self.sent.get(name, "").strip()
        if not said:
            return default
        if not (said.isascii() and said.isdigit() and len(said) < 10) or not least <= int(said) <= _LARGEST:
            raise Diagnosed(6, name)
        return int(said)

    @property
    def packing(self) -> str:
        """Raises Diagnosed (71)."""
        said = self.sent.get("recordPacking", "xml") or "xml"
        if said not in PACKINGS:
            raise Diagnosed(71, said)
        return said

    @property
    def schema(self) -> str:
        """Raises Diagnosed (66)."""
        said = self.sent.get("recordSchema", "") or MARCXML
        if said not in SCHEMAS:
            raise Diagnosed(66, said)
        return SCHEMAS[said]


def version_of(sent: Mapping[str, str]) -> str:
    """The version to answer in, even if it is to say that the one asked for is not spoken: the highest up to it."""
    said = sent.get("version", "")
    return max((one for one in VERSIONS if one <= said), default=VERSIONS[0] if said else VERSIONS[-1])


def operation_of(sent: Mapping[str, str]) -> str:
    """What kind of answer there is to be: a bare address, and what nobody knows, is explained."""
    said = sent.get("operation", "")
    return said if said in OPERATIONS else "searchRetrieve" if not said and "query" in sent else "explain"


def read(sent: Mapping[str, str]) -> Asked:
    """Raises Diagnosed: 4, 5, 7 (operation, version), 8, 72, 110."""
    said = sent.get("operation", "")
    if said and said not in OPERATIONS:
        raise Diagnosed(4, said)
    operation = operation_of(sent)
    if not said and operation != "explain":
        raise Diagnosed(7, "operation")
    version = sent.get("version")
    if version is None and operation != "explain":
        raise Diagnosed(7, "version")
    if version is not None and (version < VERSIONS[0] or not version.replace(".", "").isdigit()):
        raise Diagnosed(5, VERSIONS[-1])
    asked = Asked(operation, version_of(sent), sent)
    _check_names(asked)
    return asked


def _check_names(asked: Asked) -> None:
    allowed = {"explain": _OF_EXPLAIN, "searchRetrieve": _OF_SEARCH, "scan": _OF_SCAN}[asked.operation]
    if asked.operation == "searchRetrieve" and asked.version == "1.1":
        allowed = allowed | {"sortKeys"}
    for name in asked.sent:
        if name not in allowed and not name.startswith("x-"):
            raise Diagnosed(8, name)
    if asked.sent.get("stylesheet"):
        raise Diagnosed(110)
    if asked.sent.get("recordXPath"):
        raise Diagnosed(72)
