"""One line of SIP2: command, body, and the two fields of error detection at its end.

Source: 3M Standard Interchange Protocol 2.00, document revision 2.12 (2006-04-11), "Error detection" and "Message format".
A line ends with CR. Real terminals send CR LF, or a lone LF from a console; both end a line here and empty lines are nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_LINE = 4096
"""Bytes of one message. The longest request there is (a hold with every field filled) has about 2,300."""

_TRAILER = re.compile(rb"(?:AY([0-9]))?AZ([0-9A-Fa-f]{4})\|?$")
_SEQUENCE_ONLY = re.compile(rb"(?<=\|)AY([0-9])\|?$")
_COMMAND = re.compile(rb"[0-9]{2}")


class Unreadable(ValueError):
    """The bytes are no message we know. The reason names no value of any field."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A line taken apart. ``body`` is what stands between the command and the trailer; ``sequence`` is "" when there was no AY.

    ``is_intact`` is False when the checksum does not add up. ``checksum`` is as sent, "" when there was none.
    """

    command: str
    body: bytes
    sequence: str = ""
    checksum: str = ""
    is_intact: bool = True


def checksum_of(prefix: bytes) -> str:
    """Four hexadecimal digits: the two's complement of the sum of all bytes up to and including the letters ``AZ``."""
    return f"{-sum(prefix) & 0xFFFF:04X}"


def read_frame(line: bytes) -> Frame:
    """Take a line (without CR) apart. Raises Unreadable when it does not begin with two digits."""
    command = _COMMAND.match(line)
    if command is None:
        raise Unreadable("it does not begin with the two digits of a message")
    trailer = _TRAILER.search(line, 2)
    if trailer is None:
        alone = _SEQUENCE_ONLY.search(line, 2)
        if alone is None:
            return Frame(command[0].decode(), line[2:])
        return Frame(command[0].decode(), line[2 : alone.start()], alone[1].decode())
    prefix = line[: trailer.start(2)]
    adds_up = (sum(prefix) + int(trailer[2], 16)) & 0xFFFF == 0
    return Frame(
        command[0].decode(), line[2 : trailer.start()], (trailer[1] or b"").decode(), trailer[2].decode(), adds_up
    )


def seal(message: bytes, *, sequence: str = "", has_checksum: bool = False, line_end: bytes = b"\r") -> bytes:
    """Put the trailer and the line's end on: with the sequence of the request, and a checksum if it had one."""
    if sequence:
        message += b"AY" + sequence.encode("ascii")
    if has_checksum:
        message += b"AZ"
        message += checksum_of(message).encode("ascii")
    return message + line_end


RESEND = b"96AZFEF6"
"""Message 96: ask the terminal to send again. It carries no sequence."""


class Splitter:
    """Lines out of a stream that comes in pieces of any size. Holds at most one begun line of :data:`LONGEST_LINE`."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._is_skipping = False
        self.skipped = 0

    @property
    def is_within_line(self) -> bool:
        """Whether a line has begun and not ended."""
        return bool(self._begun) or self._is_skipping

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are whole now. What is too long is dropped up to its end and comes as an empty line, once.

        ``skipped`` counts its bytes until then: the caller hangs up when it grows without end.
        """
        lines = []
        for byte in data:
            if byte in b"\r\n":
                if self._is_skipping:
                    lines.append(b"")
                elif self._begun:
                    lines.append(bytes(self._begun))
                self._begun.clear()
                self._is_skipping, self.skipped = False, 0
            elif self._is_skipping:
                self.skipped += 1
            else:
                self._begun.append(byte)
                if len(self._begun) > LONGEST_LINE:
                    self._begun.clear()
                    self._is_skipping, self.skipped = True, LONGEST_LINE
        return lines


def masked(line: bytes) -> str:
    """A line for a log: command, length and the ids of its fields, none of their values. No log says who reads what."""
    fields = b" ".join(part[:2] for part in line[2:].split(b"|")[1:] if part[:2].isalnum())
    return f"{line[:2].decode('ascii', 'replace')} ({len(line)} bytes) .. {fields.decode('ascii', 'replace')}"
