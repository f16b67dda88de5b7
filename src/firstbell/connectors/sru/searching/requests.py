"""What a request asks for: parameters as values, each refused with its diagnostic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firstbell.connectors.sru.problems import Diagnosed

#: 2.0 has no operation and no version, other names for packing, and namespaces of its own (OASIS searchRetrieve, part 3).
VERSIONS = ("1.1", "1.2", "2.0")
NEW = "2.0"
OPERATIONS = ("explain", "searchRetrieve", "scan")
MARCXML, DC = "info:srw/schema/1/marcxml-v1.1", "info:srw/schema/1/dc-v1.1"
#: Names by which the two schemas are asked for.
SCHEMAS = {
    "marcxml": MARCXML, MARCXML: MARCXML, "info:srw/schema/1/marcxml-1.1": MARCXML, "http://www.loc.gov/MARC21/slim": MARCXML,
    "marc21": MARCXML, "MARC21-xml": MARCXML, "dc": DC, DC: DC, "info:srw/schema/1/dc-schema": DC,
    "http://purl.org/dc/elements/1.1/": DC,
}  # fmt: skip
PACKINGS = ("xml", "string")
#: Ways of asking: CQL, or words as one types them, of which all must be there.
QUERY_TYPES = ("cql", "searchTerms")
RESPONSE = "http://docs.oasis-open.org/ns/search-ws/sruResponse"
_COMMON = frozenset(("operation", "version", "stylesheet", "extraRequestData"))
_OF_EXPLAIN = _COMMON | {"recordPacking"}
_OF_SEARCH = _COMMON | {
    "query", "startRecord", "maximumRecords", "recordPacking", "recordSchema", "resultSetTTL", "recordXPath",
}  # fmt: skip
_OF_SCAN = _COMMON | {"scanClause", "responsePosition", "maximumTerms"}
_OF_NEW = frozenset(
    ("queryType", "recordXMLEscaping", "recordPacking", "responseType", "renderedBy", "httpAccept", "sortKeys")
)
#: Parameters of 2.0 that have one value here.
_SAME = {"recordPacking": "packed", "responseType": RESPONSE, "renderedBy": "client"}
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
        """Whether records stand as XML or as text. Raises Diagnosed (71)."""
        said = self.sent.get("recordXMLEscaping" if self.version == NEW else "recordPacking", "xml") or "xml"
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


#: What an answer may be called; the first is for whoever takes anything.
MEDIA_TYPES = ("text/xml", "application/xml", "application/sru+xml")


def media_type(sent: Mapping[str, str], accepted: str) -> str:
    """What the answer is called: as 2.0's ``httpAccept`` wants it, else as the header does; "" when it can be none of it.

    Only what SRU 2.0 asks is taken at its word: older programs send headers of browsers and read anything.
    """
    if version_of(sent) != NEW:
        return MEDIA_TYPES[0]
    wanted = [one.split(";")[0].strip().lower() for one in (sent.get("httpAccept") or accepted).split(",")]
    if not any(wanted) or "*/*" in wanted or "text/*" in wanted:
        return next((one for one in wanted if one in MEDIA_TYPES), MEDIA_TYPES[0])
    known = [one for one in wanted if one in MEDIA_TYPES] or (["application/xml"] if "application/*" in wanted else [])
    return known[0] if known else "" if sent.get("httpAccept") else MEDIA_TYPES[0]


def version_of(sent: Mapping[str, str]) -> str:
    """The version to answer in, even if it is to say that the one asked for is not spoken: the highest up to it.

    Whoever sends neither version nor operation with a query speaks 2.0; a bare address is explained as 1.2 has it.
    """
    said = sent.get("version", "")
    if not said:
        return NEW if "operation" not in sent and ("query" in sent or "scanClause" in sent) else "1.2"
    return max((one for one in VERSIONS if one <= said), default=VERSIONS[0])


def operation_of(sent: Mapping[str, str]) -> str:
    """What kind of answer there is to be: a bare address, and what nobody knows, is explained."""
    said = sent.get("operation", "")
    if said in OPERATIONS:
        return said
    if said:
        return "explain"
    return "searchRetrieve" if "query" in sent else "scan" if "scanClause" in sent else "explain"


def read(sent: Mapping[str, str]) -> Asked:
    """Raises Diagnosed: 4, 5, 6, 7 (operation, version), 8, 72, 110."""
    said = sent.get("operation", "")
    if said and said not in OPERATIONS:
        raise Diagnosed(4, said)
    operation = operation_of(sent)
    version = sent.get("version")
    is_new = version_of(sent) == NEW
    if not said and operation != "explain" and not is_new:
        raise Diagnosed(7, "operation")
    if version is None and operation != "explain" and not is_new:
        raise Diagnosed(7, "version")
    if version is not None and (version < VERSIONS[0] or not version.replace(".", "").isdigit()):
        raise Diagnosed(5, VERSIONS[-1])
    asked = Asked(operation, version_of(sent), sent)
    _check_names(asked)
    return asked


def _check_names(asked: Asked) -> None:
    allowed = {"explain": _OF_EXPLAIN, "searchRetrieve": _OF_SEARCH, "scan": _OF_SCAN}[asked.operation]
    if asked.version == NEW:
        allowed = allowed | _OF_NEW
    elif asked.operation == "searchRetrieve" and asked.version == "1.1":
        allowed = allowed | {"sortKeys"}
    for name in asked.sent:
        if name not in allowed and not name.startswith("x-"):
            raise Diagnosed(8, name)
    if asked.version == NEW:
        for name, only in _SAME.items():
            if asked.sent.get(name, only) not in ("", only):
                raise Diagnosed(6, name)
        if asked.sent.get("queryType", "cql") not in QUERY_TYPES:
            raise Diagnosed(6, "queryType")
    if asked.sent.get("stylesheet"):
        raise Diagnosed(110)
    if asked.sent.get("recordXPath"):
        raise Diagnosed(72)
