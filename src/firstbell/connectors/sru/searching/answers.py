"""Answers of SRU as XML. The order of elements is the schema's; each comes from one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from firstbell.connectors.sru.problems import MESSAGES, URI
from firstbell.connectors.sru.searching.requests import NEW, RESPONSE
from firstbell.connectors.sru.writing import attribute, tag, text

NAMESPACE = "http://www.loc.gov/zing/srw/"
DIAGNOSTIC = "http://www.loc.gov/zing/srw/diagnostic/"
#: SRU 2.0 has a namespace for each, and its answers say no version but in explain.
_OF_NEW = {
    "searchRetrieveResponse": RESPONSE, "explainResponse": RESPONSE, "scanResponse": "http://docs.oasis-open.org/ns/search-ws/scan",
    "diagnostic": "http://docs.oasis-open.org/ns/search-ws/diagnostic",
}  # fmt: skip
EXACT = "info:srw/vocabulary/resultCountPrecision/1/exact"
SURROGATE = "info:srw/schema/1/diagnostics-v1.1"


@dataclass(frozen=True, slots=True)
class Shown:
    """One record as it goes out: ``data`` is XML. ``identifier`` and ``position`` are left out where they say nothing."""

    schema: str
    data: str
    identifier: str = ""
    position: int = 0


def diagnostic(number: int, details: str = "", *, version: str = "1.2") -> str:
    inner = (
        tag("uri", f"{URI}{number}") + (tag("details", details) if details else "") + tag("message", MESSAGES[number])
    )
    space = _OF_NEW["diagnostic"] if version == NEW else DIAGNOSTIC
    return f'<diagnostic xmlns="{space}">{inner}</diagnostic>'


def record(shown: Shown, *, packing: str, version: str) -> str:
    data = shown.data if packing == "xml" else text(shown.data)
    escaping = "recordXMLEscaping" if version == NEW else "recordPacking"
    inner = tag("recordSchema", shown.schema) + tag(escaping, packing) + f"<recordData>{data}</recordData>"
    if shown.identifier and version >= "1.2":
        inner += tag("recordIdentifier", shown.identifier)
    if shown.position:
        inner += tag("recordPosition", shown.position)
    return f"<record>{inner}</record>"


def search_answer(
    version: str, total: int, records: Iterable[str], *, following: int = 0, echo: str = "", diagnostics: str = ""
) -> str:
    """``following``: position of the next record, 0 when there is none."""
    inner = tag("numberOfRecords", total)
    if written := "".join(records):
        inner += f"<records>{written}</records>"
    if following:
        inner += tag("nextRecordPosition", following)
    inner += echo + _diagnostics(diagnostics)
    return _whole(
        "searchRetrieveResponse", version, inner + (tag("resultCountPrecision", EXACT) if version == NEW else "")
    )


def explain_answer(version: str, data: str, *, echo: str = "", diagnostics: str = "") -> str:
    return _whole("explainResponse", version, data + echo + _diagnostics(diagnostics))


def scan_answer(version: str, terms: Iterable[tuple[str, str, int]], *, echo: str = "", diagnostics: str = "") -> str:
    """``terms``: what to search for, how it reads, and in how many titles it is."""
    written = "".join(
        f"<term>{tag('value', value)}{tag('numberOfRecords', count)}{tag('displayTerm', shown)}</term>"
        for value, shown, count in terms
    )
    inner = f"<terms>{written}</terms>" if written else ""
    return _whole("scanResponse", version, inner + echo + _diagnostics(diagnostics))


def echoed(operation: str, version: str, sent: Mapping[str, str], names: Iterable[str]) -> str:
    """What was asked, as it was understood; parameters that nobody knows are not repeated."""
    inner = "" if version == NEW else tag("version", version)
    inner += "".join(tag(name, sent[name]) for name in names if sent.get(name))
    name = f"echoed{operation[0].upper()}{operation[1:]}Request"
    return f"<{name}>{inner}</{name}>"


def _diagnostics(written: str) -> str:
    return f"<diagnostics>{written}</diagnostics>" if written else ""


def _whole(name: str, version: str, inner: str) -> str:
    space = _OF_NEW[name] if version == NEW else NAMESPACE
    said = tag("version", version) if version != NEW or name == "explainResponse" else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{name} xmlns={attribute(space)}>{said}{inner}</{name}>\n'
