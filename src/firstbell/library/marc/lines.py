"""Records written as lines of text: MARCMaker (.mrk) and Aleph sequential.

MARCMaker (Library of Congress, also MarcEdit): ``=245  10$aHatchet /$cGary Paulsen.``, blanks in indicators and control fields
as ``\\``, characters that mean something as ``{dollar}`` and the like. Aleph: ``000000001 24510 L $$aHatchet``.
"""

from __future__ import annotations

import re

from firstbell.library.marc.record import BLANK_LEADER, SUBFIELD, Field, Record, Remark, Unreadable

MOST_FIELDS = 10_000
_MNEMONICS = {
    "dollar": "$", "lcub": "{", "rcub": "}", "bsol": "\\", "esc": "\x1b", "copy": "©", "deg": "°", "pound": "£",
    "flat": "♭", "sharp": "♯", "phono": "℗", "plusmn": "±", "iexcl": "¡", "iquest": "¿", "AElig": "Æ", "aelig": "æ",
    "OElig": "Œ", "oelig": "œ", "Ostrok": "Ø", "ostrok": "ø", "Lstrok": "Ł", "lstrok": "ł", "eszett": "ß", "euro": "€",
    # Marks stand before their letter in MARCMaker, as in MARC-8.
    "grave": "\u0300", "acute": "\u0301", "circ": "\u0302", "tilde": "\u0303", "macr": "\u0304", "breve": "\u0306",
    "uml": "\u0308", "caron": "\u030c", "ring": "\u030a", "cedil": "\u0327", "dot": "\u0307", "ogon": "\u0328",
}  # fmt: skip
# They would part fields where nobody meant to.
_SEPARATORS = dict.fromkeys((0x1D, 0x1E, 0x1F), " ")
_MNEMONIC = re.compile(r"\{([A-Za-z]{2,8})\}(.?)", re.DOTALL)
_MRK = re.compile(r"=(.{3}) {1,2}(.*)", re.DOTALL)
_ALEPH = re.compile(r"(\d{9}) (.{3})(.)(.) L (.*)", re.DOTALL)


def _text_of(data: bytes) -> tuple[str, bool]:
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), False


def _plain(match: re.Match[str]) -> str:
    found = _MNEMONICS.get(match.group(1))
    if found is None:
        return match.group()
    follows = match.group(2)
    return follows + found if "\u0300" <= found <= "\u036f" else found + follows


def _lines(data: bytes, start: str) -> tuple[list[str], list[Remark]]:
    """Logical lines: what does not begin like a field goes on with the one before."""
    text, is_utf8 = _text_of(data)
    remarks = [] if is_utf8 else [Remark("encoding", "The text is not UTF-8; it was read as Windows-1252.")]
    found: list[str] = []
    for line in re.split(r"\r\n|\n|\r", text.translate(_SEPARATORS)):
        if re.match(start, line):
            found.append(line)
        elif line.strip() and found:
            found[-1] += " " + line.strip()
        elif line.strip():
            remarks.append(Remark("stray_line", f"“{line[:60]}” stands before the first field."))
    return found, remarks


def _not_too_many(lines: list[str]) -> list[str]:
    if len(lines) > MOST_FIELDS + 1:  # and the leader
        raise Unreadable("too_many_fields", f"The record has more than {MOST_FIELDS:,} fields.")
    return lines


def read_mrk(data: bytes) -> Record:
    lines, remarks = _lines(data, r"=.{3}")
    record = Record("", remarks=remarks)
    for line in _not_too_many(lines):
        match = _MRK.match(line)
        tag, rest = (match.group(1), match.group(2)) if match else (line[1:4], "")
        if tag in ("LDR", "000"):
            record.leader = _MNEMONIC.sub(_plain, rest.replace("\\", " "))
        elif tag[:2] == "00":
            record.fields.append(Field(tag, _MNEMONIC.sub(_plain, rest.replace("\\", " "))))
        else:
            marks, parts = rest[:2].replace("\\", " "), rest[2:].split("$")[1:]
            body = "".join(SUBFIELD + _MNEMONIC.sub(_plain, part) for part in parts)
            record.fields.append(Field(tag, f"{marks:<2}{body}"))
    return _finished(record, "MARCMaker")


def read_aleph(data: bytes) -> Record:
    lines, remarks = _lines(data, r"\d{9} .{5} L ")
    record = Record("", remarks=remarks)
    for line in _not_too_many(lines):
        match = _ALEPH.match(line)
        if match is None:
            record.remarks.append(Remark("stray_line", f"“{line[:60]}” is no field."))
            continue
        number, tag, one, two, rest = match.groups()
        tag = tag.strip()
        if tag == "LDR":
            record.leader = rest.replace("^", " ")
        elif tag[:2] == "00":
            record.fields.append(Field(tag, rest.replace("^", " ")))
        elif tag != "FMT":
            body = "".join(SUBFIELD + part for part in rest.split("$$")[1:])
            record.fields.append(Field(tag, one + two + body))
        if not record.control("001") and tag != "001":
            record.fields.insert(0, Field("001", number))
    doubled = [one for one in record.fields if one.tag == "001"]
    if len(doubled) > 1:
        record.fields.remove(doubled[0])
    return _finished(record, "Aleph")


def _finished(record: Record, form: str) -> Record:
    if not record.fields:
        raise Unreadable("no_fields", f"There is no field of a record in {form} form here.")
    if len(record.leader) != 24:
        if record.leader:
            record.remarks.append(
                Remark("bad_leader", f"The leader has {len(record.leader)} characters instead of 24.", "", "LDR")
            )
        record.leader = (record.leader + BLANK_LEADER[len(record.leader) :])[:24]
    return record


def _escaped(text: str) -> str:
    return text.replace("{", "\x00").replace("}", "{rcub}").replace("\x00", "{lcub}").replace("$", "{dollar}")


def write_mrk(record: Record) -> str:
    """The record as MARCMaker lines; an empty line after it parts it from the next."""
    out = ["=LDR  " + record.leader.replace(" ", "\\")]
    for field in record.fields:
        if field.is_control:
            out.append(f"={field.tag}  {_escaped(field.body).replace(' ', chr(92))}")
            continue
        marks = (field.indicator1 + field.indicator2).replace(" ", "\\")
        parts = "".join(f"${code}{_escaped(text)}" for code, text in field.subfields)
        out.append(f"={field.tag}  {marks}{parts}")
    return "\n".join(one.replace("\n", " ").replace("\r", " ") for one in out) + "\n"
