"""Typed messages to bytes and back. Reads leniently, writes strictly."""

from __future__ import annotations

from typing import Any, TypeVar

from firstbell.connectors.sip2.codec.charsets import bytes_of, text_of
from firstbell.connectors.sip2.codec.fields import Fixed, Message, Named, layout
from firstbell.connectors.sip2.codec.frames import Frame, Unreadable
from firstbell.connectors.sip2.codec.requests import REQUESTS, Request
from firstbell.connectors.sip2.codec.responses import RESPONSES

M = TypeVar("M", bound=Message)

_DATE_WIDTH = 18


def encode(message: Message, *, charset: str = "cp850") -> bytes:
    """The message without trailer and line end. Fixed fields are cut or filled to their width."""
    places, names = layout(type(message))
    data = bytearray(message.code.encode("ascii"))
    for place in places:
        data += _of_width(getattr(message, place.name), place.width)
    for name in names:
        value = getattr(message, name.name)
        for one in value if name.is_many else (value,):
            if one is not None:
                data += name.id.encode("ascii") + bytes_of(one, charset) + b"|"
    return bytes(data)


def _of_width(value: str, width: int) -> bytes:
    return value.encode("ascii", "replace")[:width].ljust(width)


def decode(frame: Frame, *, charset: str = "cp850") -> Request:
    """What a terminal asks.

    Fields may come in any order, unknown ones are passed over, a missing one is empty, of one that comes twice the first
    counts, and the last bar may be missing. Raises Unreadable for a message we do not know and for fixed fields cut short.
    """
    kind = REQUESTS.get(frame.command)
    if kind is None:
        raise Unreadable(f"there is no message {frame.command}")
    return _read(kind, frame.body, charset)


def decode_response(frame: Frame, *, charset: str = "cp850") -> Message:
    """The same for an answer: for tests, and for whoever writes a terminal."""
    kind = RESPONSES.get(frame.command)
    if kind is None:
        raise Unreadable(f"there is no answer {frame.command}")
    return _read(kind, frame.body, charset)


def _read(kind: type[M], body: bytes, charset: str) -> M:
    places, names = layout(kind)
    body = _with_date(body, places, names)
    values: dict[str, Any] = {}
    at = 0
    for place in places:
        piece = body[at : at + place.width]
        if len(piece) < place.width:
            raise Unreadable(f"the fixed fields of {kind.code} are cut short")
        values[place.name] = piece.replace(b"\0", b"?").decode("ascii", "replace")
        at += place.width
    by_id = {name.id.encode("ascii"): name for name in names}
    for part in body[at:].split(b"|"):
        name = by_id.get(part[:2])
        if name is None:
            continue
        value = text_of(part[2:], charset)
        if name.is_many:
            values[name.name] = (*values.get(name.name, ()), value)
        else:
            values.setdefault(name.name, value)
    return kind(**values)


def _with_date(body: bytes, places: tuple[Fixed, ...], names: tuple[Named, ...]) -> bytes:
    """Some terminals leave out the date where it is all that stands before the fields (65 of ``Sip2`` 1.1): then it is blank."""
    if [place.width for place in places] != [_DATE_WIDTH]:
        return body
    ids = {name.id.encode("ascii") for name in names}
    is_left_out = body[:2] in ids and not body[:8].isdigit()
    return b" " * _DATE_WIDTH + body if is_left_out else body
