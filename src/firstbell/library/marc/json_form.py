"""MARC-in-JSON, one record (Ross Singer's layout, as pymarc and others write it)."""

from __future__ import annotations

import json
from typing import Any

from firstbell.library.marc.record import BLANK_LEADER, SUBFIELD, Field, Record, Remark, Unreadable

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
            marks = "".join((_plain(value.get(name) or " "))[:1] for name in ("ind1", "ind2"))
            parts = value.get("subfields")
            text = "".join(
                f"{SUBFIELD}{_plain(code)[:1]}{_plain(content)}"
                for part in (parts if isinstance(parts, list) else [])
                if isinstance(part, dict)
                for code, content in part.items()
            )
            record.fields.append(Field(_plain(tag), marks + text))
        elif isinstance(value, str | int | float):
            record.fields.append(Field(_plain(tag), _plain(value)))
        else:
            shown = _plain(tag)[:20]
            record.remarks.append(Remark("bad_field", f"Field {shown} has no content.", "", shown[:3]))


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
