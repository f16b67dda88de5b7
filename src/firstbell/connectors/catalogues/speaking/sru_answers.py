"""Reading what an SRU server answered. Names are compared without their namespace: servers differ in it, and lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, tostring

from firstbell.connectors.catalogues.speaking.problems import Unanswered
from firstbell.connectors.catalogues.speaking.trees import parsed

MARCXML = "http://www.loc.gov/MARC21/slim"
MOST_RECORD_BYTES = 1024 * 1024
MOST_RECORDS = 100
_SAID = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One diagnostic: ``number`` of the SRU list, "" where it is of another."""

    number: str
    message: str
    details: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.message} ({self.details})" if self.details else self.message


@dataclass(frozen=True, slots=True)
class SruAnswer:
    """``records``: place in the answer and one MARCXML record each. ``diagnostics``: of the whole answer; ``surrogates``: those
    that stand in place of a record. ``strange``: what there is to say of records that did not come or are no MARC.
    """

    total: int | None
    records: list[tuple[int, bytes]] = field(default_factory=list)
    diagnostics: list[Problem] = field(default_factory=list)
    surrogates: list[Problem] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def read_answer(body: bytes) -> SruAnswer:
    """Raises Unanswered when it is no SRU answer at all."""
    root = parsed(body)
    if root is None or _name(root) not in ("searchRetrieveResponse", "explainResponse", "diagnostics", "diagnostic"):
        raise Unanswered("What it answers is not SRU.", "Check that the address is that of its SRU service.")
    answer = SruAnswer(_total(root))
    # Those inside a record speak of that record only.
    outside = [one for child in root if _name(child) != "records" for one in child.iter()]
    answer.diagnostics.extend(_problem(one) for one in (root, *outside) if _name(one) == "diagnostic")
    for number, holder in enumerate(_records(root), start=1):
        if number > MOST_RECORDS:
            break
        _read_record(holder, number, answer)
    return answer


def marcxml_of(body: bytes) -> bytes | None:
    """The one MARCXML record in what a stranger sent, with nothing else in it; None when there is none."""
    root = parsed(body)
    marc = _marc_in(root) if root is not None else None
    data = _clean(marc) if marc is not None else b""
    return data if 0 < len(data) <= MOST_RECORD_BYTES else None


def _read_record(holder: Element, number: int, answer: SruAnswer) -> None:
    payload = _payload(holder)
    if payload is None:
        answer.strange.append(f"Record {number} is empty or cannot be read.")
    elif _name(payload) == "diagnostic":
        answer.surrogates.append(_problem(payload))
        answer.strange.append(f"Record {number}: {answer.surrogates[-1].sentence}")
    elif (marc := _marc_in(payload)) is None:
        kind = _name(payload)[:40]
        answer.strange.append(f"Record {number} is “{kind}”, not MARC: set the record schema to what it calls MARCXML.")
    elif len(data := _clean(marc)) > MOST_RECORD_BYTES:
        answer.strange.append(f"Record {number} is larger than {MOST_RECORD_BYTES // 1024} kB.")
    else:
        answer.records.append((number, data))


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if _name(child) == name)


def _text(element: Element, name: str) -> str:
    found = next(_children(element, name), None)
    return " ".join("".join(found.itertext()).split())[:_SAID] if found is not None else ""


def _total(root: Element) -> int | None:
    said = _text(root, "numberOfRecords")
    return int(said) if re.fullmatch(r"\d{1,12}", said, re.ASCII) else None


def _records(root: Element) -> Iterator[Element]:
    for group in _children(root, "records"):
        yield from _children(group, "record")


def _problem(element: Element) -> Problem:
    found = re.search(r"srw/diagnostic/1/(\d+)$|^1/(\d+)$", _text(element, "uri"))
    number = (found.group(1) or found.group(2)) if found else ""
    message = _text(element, "message") or f"Diagnostic {_text(element, 'uri') or 'without a number'}"
    return Problem(number, message, _text(element, "details"))


def _payload(holder: Element) -> Element | None:
    """What stands in recordData: XML, or XML that was packed as text, whatever the label says."""
    data = next(_children(holder, "recordData"), None)
    if data is None:
        return None
    inside = next((child for child in data if _name(child)), None)
    return inside if inside is not None else parsed("".join(data.itertext()).strip())


def _marc_in(payload: Element) -> Element | None:
    if _name(payload) == "collection":
        payload = next(_children(payload, "record"), payload)
    fields = {_name(child) for child in payload}
    return payload if _name(payload) == "record" and fields & {"controlfield", "datafield"} else None


def _clean(record: Element) -> bytes:
    """The record again with nothing in it but MARC, in the namespace of MARCXML."""
    made = Element("record", xmlns=MARCXML)
    for child in record:
        name = _name(child)
        if name in ("leader", "controlfield"):
            kept = {"tag": child.get("tag", "")} if name == "controlfield" else {}
            SubElement(made, name, kept).text = child.text or ""
        elif name == "datafield":
            indicators = {key: child.get(key, " ") for key in ("ind1", "ind2")}
            data = SubElement(made, name, {"tag": child.get("tag", ""), **indicators})
            for part in _children(child, "subfield"):
                SubElement(data, "subfield", {"code": part.get("code", "")}).text = part.text or ""
    written: bytes = tostring(made, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written
