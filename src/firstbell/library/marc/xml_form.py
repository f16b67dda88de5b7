"""MARCXML, one record (Library of Congress, marcxml namespace ``http://www.loc.gov/MARC21/slim``).

XML from outside is hostile: read by expat itself, without a document type, entities or anything fetched, and with limits on
depth and size. Prefixes are not looked at, so that a record cut out of its collection is read as well.
"""

from __future__ import annotations

from html import escape  # what xml.sax has for this brings half the network along, in every process that reads records
from xml.parsers import expat

from firstbell.library.marc.record import BLANK_LEADER, SUBFIELD, Field, Record, Remark, Unreadable, strange_code

NAMESPACE = "http://www.loc.gov/MARC21/slim"
DEEPEST = 12
LONGEST = 5_000_000
MOST_FIELDS = 10_000
# XML 1.0 has no place for these, not even as a number.
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF], "�") | dict.fromkeys(
    range(0xD800, 0xE000), "�"
)
# A reader makes blanks of these in an attribute.
_IN_ATTRIBUTE = str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


class _Reader:
    def __init__(self) -> None:
        self.record: Record | None = None
        self.records = 0
        self.depth = 0
        self.tag = ""
        self.parts: list[str] = []
        self.text: list[str] = []
        self.is_text = False
        self.code = ""
        self.indicators = "  "
        self.strange: list[str] = []
        self.codes: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unreadable("xml_deep", f"The XML is nested more than {DEEPEST} deep; MARCXML never is.")
        name = name.rpartition(":")[2]
        if name == "record":
            self.records += 1
            if self.records == 1:
                self.record = Record("")
        if self.records != 1 or self.record is None:
            return
        if name in ("leader", "controlfield", "subfield"):
            self.text = []
            self.is_text = True
        if name in ("controlfield", "datafield"):
            self.tag = attributes.get("tag", "")
            if not self.tag:
                self.strange.append(f"a {name} without a tag")
        if name == "datafield":
            self.indicators = (attributes.get("ind1") or " ")[:1] + (attributes.get("ind2") or " ")[:1]
            self.parts = []
        elif name == "subfield":
            self.code = attributes.get("code", "")

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.records != 1 or self.record is None:
            return
        name = name.rpartition(":")[2]
        text = "".join(self.text)
        if name == "leader":
            self.record.leader = text
        elif name == "controlfield":
            self._add(Field(self.tag, text))
        elif name == "subfield":
            self.parts.append(SUBFIELD + self._code(text) + text)
        elif name == "datafield":
            self._add(Field(self.tag, self.indicators + "".join(self.parts)))
        self.is_text = self.is_text and name not in ("leader", "controlfield", "subfield")

    def _code(self, text: str) -> str:
        """One sign; without one the text's first letter would be taken for it."""
        if len(self.code) > 1 or (text and not self.code):
            self.codes.append((self.tag, self.code))
        return self.code[:1] or (" " if text else "")

    def _add(self, field: Field) -> None:
        assert self.record is not None
        if len(self.record.fields) >= MOST_FIELDS:
            raise Unreadable("too_many_fields", f"The record has more than {MOST_FIELDS:,} fields.")
        if len(field.tag) != 3:
            self.strange.append(f"the tag “{field.tag[:20]}”")
        if field.tag:
            self.record.fields.append(field)

    def characters(self, text: str) -> None:
        if self.is_text:
            self.text.append(text)


def _no_document_type(*_: object) -> None:
    raise Unreadable(
        "xml_doctype", "The XML declares a document type; MARCXML has none.", "Ask for plain MARCXML, without DOCTYPE."
    )


def read_xml(data: bytes) -> Record:
    """The first record of an XML document or of a part cut out of one. Raises :class:`Unreadable`."""
    if len(data) > LONGEST:
        raise Unreadable("too_long", f"The record has {len(data):,} bytes of XML; at most {LONGEST:,} are read.")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _no_document_type
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Unreadable(
            "bad_xml",
            f"The XML is broken in line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}.",
            "Export the file again with a program that writes XML; a text editor may have damaged it.",
        ) from None
    except (ValueError, LookupError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("bad_xml", f"The XML cannot be read: {error}.") from None
    if reader.record is None:
        raise Unreadable("no_record", "There is no <record> in this XML.")
    record = reader.record
    if not record.fields:
        raise Unreadable("no_fields", "The record has no fields.")
    _mend_leader(record)
    for words in reader.strange:
        record.remarks.append(Remark("bad_tag", f"The record holds {words}.", "Give the field its three-figure tag."))
    record.remarks += [strange_code(*one) for one in reader.codes]
    return record


def _mend_leader(record: Record) -> None:
    if len(record.leader) == 24:
        return
    if record.leader.strip():
        words = f"The leader has {len(record.leader)} characters instead of 24."
    else:
        words = "The record has no leader; the one of a printed book was put in."
    record.leader = (record.leader + BLANK_LEADER[len(record.leader) :])[:24] if record.leader else BLANK_LEADER
    record.remarks.append(Remark("bad_leader", words, "Look at the leader in the editor.", "LDR"))


def _clean(text: str) -> str:
    # As a number: a bare one would be read as a line feed.
    return escape(text.translate(_NOT_IN_XML), quote=False).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return f'"{_clean(text).translate(_IN_ATTRIBUTE)}"'


def write_xml(record: Record, *, namespace: bool = True) -> str:
    """A ``<record>``; with its namespace unless it stands in a collection that has it."""
    out = [f'<record xmlns="{NAMESPACE}">' if namespace else "<record>", f"<leader>{_clean(record.leader)}</leader>"]
    for field in record.fields:
        tag = _attribute(field.tag)
        if field.is_control:
            out.append(f"<controlfield tag={tag}>{_clean(field.body)}</controlfield>")
            continue
        marks = f"ind1={_attribute(field.indicator1)} ind2={_attribute(field.indicator2)}"
        parts = "".join(
            f"<subfield code={_attribute(code)}>{_clean(text)}</subfield>" for code, text in field.subfields
        )
        out.append(f"<datafield tag={tag} {marks}>{parts}</datafield>")
    out.append("</record>")
    return "".join(out)


COLLECTION_START = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'
COLLECTION_END = "</collection>\n"
