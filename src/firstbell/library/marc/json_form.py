"""MARC-in-JSON, one record (Ross Singer's layout, as pymarc and others write it)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from firstbell.library.marc.record import BLANK_LEADER, SUBFIELD, Field, Record, Remark, Unreadable, strange_code

LONGEST = 5_000_000
MOST_FIELDS = 10_000
_SEPARATORS = dict.fromkeys((0x1D, 0x1E, 0x1F), " ")


def read_json(data: bytes) -> Record:
    """Raises :class:`Unreadable` for what is no JSON, or JSON that is no record."""
    if len(data) > LONGEST:
        raise Unreadable("too_long", f"The record has {len(data):,} bytes of JSON; at most {LONGEST:,} are read.")
    try:
        found = json.loads(data)
    except RecursionError:
        raise Unreadable("bad_json", "The JSON is nested too deep for a MARC record.") from None
    except ValueError as error:  # not UTF-8, not JSON, or a number of too many digits
        raise Unreadable("bad_json", f"This is not JSON: {error}.", "Export the file again.") from None
    if isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict) or not isinstance(found.get("fields"), list):
        raise Unreadable("not_a_record", "The JSON has no list called “fields”.", "MARC-in-JSON is what is read here.")
    record = Record(_plain(found.get("leader") or ""))
    for one in found["fields"][:MOST_FIELDS]:
        _add(record, one)
    if len(found["fields"]) > MOST_FIELDS:
        raise Unreadable("too_many_fields", f"The record has more than {MOST_FIELDS:,} fields.")
    if not record.fields:
        raise Unreadable("no_fields", "The record has no fields.")
    if len(record.leader) != 24:
        record.remarks.append(
            Remark("bad_leader", f"The leader has {len(record.leader)} characters instead of 24.", "", "LDR")
        )
        record.leader = (record.leader + BLANK_LEADER[len(record.leader) :])[:24]
    return record


def _plain(value: object) -> str:
    """Text without the signs that part fields, and without halves of letters that no file can hold."""
    text = str(value).translate(_SEPARATORS)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _add(record: Record, one: Any) -> None:
    if not isinstance(one, dict):
        record.remarks.append(Remark("bad_field", f"“{_plain(one)[:60]}” is no field."))
        return
    for tag, value in one.items():
        if isinstance(value, dict):
            marks = "".join(_text(value.get(name))[:1] or " " for name in ("ind1", "ind2"))
            parts = _subfields(record, tag, value.get("subfields"))
            record.fields.append(Field(_plain(tag), marks + "".join(parts)))
        elif isinstance(value, str | int | float):
            record.fields.append(Field(_plain(tag), _plain(value)))
        else:
            shown = _plain(tag)[:20]
            record.remarks.append(Remark("bad_field", f"Field {shown} has no content.", "", shown[:3]))


def _text(value: object) -> str:
    """Of what JSON writes as a number, too; null is nothing, and 0 is something."""
    return "" if value is None else _plain(value)


def _subfields(record: Record, tag: str, parts: Any) -> Iterator[str]:
    """Subfields as they stand in a record. What is none is told with its words."""
    if isinstance(parts, dict):
        parts = [parts]  # some programs write one object where a list belongs
    shown = _plain(tag)[:20]
    if parts is not None and not isinstance(parts, list):
        parts = [parts]
    for part in parts or []:
        if not isinstance(part, dict):
            words = f"“{_plain(part)[:60]}” in field {shown} is no subfield."
            record.remarks.append(Remark("bad_field", words, "Add it in the editor if it belongs there.", shown[:3]))
            continue
        for code, content in part.items():
            texts = [_text(one) for one in (content if isinstance(content, list) else [content])]
            if len(code) > 1 or (not code and any(texts)):
                record.remarks.append(strange_code(shown, _plain(code)))
            for text in texts:
                yield SUBFIELD + (_plain(code)[:1] or (" " if text else "")) + text


def as_object(record: Record) -> dict[str, Any]:
    """The record as what :mod:`json` writes."""
    fields: list[dict[str, Any]] = []
    for field in record.fields:
        if field.is_control:
            fields.append({field.tag: field.body})
            continue
        parts = [{code: text} for code, text in field.subfields]
        fields.append({field.tag: {"subfields": parts, "ind1": field.indicator1, "ind2": field.indicator2}})
    return {"leader": record.leader, "fields": fields}


def write_json(record: Record) -> str:
    return json.dumps(as_object(record), ensure_ascii=False, separators=(",", ":"))
