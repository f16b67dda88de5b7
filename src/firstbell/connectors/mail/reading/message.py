"""A mail from its bytes: who, what, which files. Reads what can be read; what cannot is a reason, never a crash.

RFC 5322 and 2045 say how it should look. Python's ``email`` takes the bytes apart by its lenient ``compat32`` policy; its
modern policy refuses headers that mail programs do send.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from firstbell.connectors.mail.reading.texts import clean, decoded, header_text, one_line, text_of_html

#: Parts of one mail that are looked at; a mail of more is kept aside.
MOST_PARTS = 5000
#: Deeper nesting is nobody's mail.
MOST_DEPTH = 50
#: A picture in the text below this is a logo of a signature, not a screenshot.
LOGO_BYTES = 10_000
_ID = re.compile(r"<([^<>\s]{1,240})>")
_ADDRESS = re.compile(r"^[^@\s<>,;:\"()\[\]\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$", re.IGNORECASE)


class Unreadable(Exception):
    """Nothing sensible can be made of it; ``remedy`` says what a person can do."""

    def __init__(
        self, message: str, remedy: str = "Open the source in a mail program, then make a ticket by hand."
    ) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class File:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadMail:
    """``senders`` are the addresses of all From headers; a proper mail has one. ``references`` has In-Reply-To first."""

    message: Message
    message_id: str
    references: tuple[str, ...]
    senders: tuple[str, ...]
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    files: tuple[File, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    @property
    def sender(self) -> str:
        return self.senders[0] if len(self.senders) == 1 else ""


def fingerprint(raw: bytes) -> str:
    """The same for the same mail: Message-ID and body. Servers add headers on the way; two mails may share a broken id."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = re.search(rb"(?im)^message-id:\s*(\S[^\n]{0,300})", head)
    marks = found.group(1).strip() if found else head
    return hashlib.sha256(marks + b"\x00" + hashlib.sha256(body.rstrip()).digest()).hexdigest()


def read_head(raw: bytes) -> Message:
    """The headers alone, of any bytes."""
    return BytesParser(policy=policy.compat32).parsebytes(raw[:1_000_000], headersonly=True)


def read_mail(raw: bytes, *, most_files: int) -> ReadMail:
    """Raises Unreadable."""
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(raw)
        return _read(message, most_files)
    except RecursionError as error:
        raise Unreadable("It is nested deeper than any mail program writes.") from error
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, AssertionError) as error:
        raise Unreadable(f"It is not built like a mail ({type(error).__name__}).") from error


def _read(message: Message, most_files: int) -> ReadMail:
    pairs = sender_pairs(message)
    plain: list[str] = []
    html: list[str] = []
    files: list[File] = []
    left_out: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and not _is_file(part):
            (plain if kind == "text/plain" else html).append(_text(part))
            continue
        name, data = file_name(part), _bytes(part)
        if _is_logo(part, data):
            continue
        if len(files) < most_files:
            files.append(File(name, data))
        else:
            left_out.append(name)
    body = clean("\n".join(text for text in plain if text.strip())).strip()
    return ReadMail(
        message=message,
        message_id=message_ids(message.get("Message-ID"))[0] if message_ids(message.get("Message-ID")) else "",
        references=tuple(dict.fromkeys(message_ids(message.get("In-Reply-To")) + message_ids(message.get("References"))[::-1])),
        senders=tuple(dict.fromkeys(address for _, address in pairs)),
        sender_name=pairs[0][0][:200] if len(pairs) == 1 else "",
        recipients=tuple(address for name in ("Delivered-To", "X-Original-To", "To", "Cc") for _, address in _pairs(message, name)),
        subject=subject_of(message),
        text=body or clean("\n\n".join(text_of_html(one) for one in html)).strip(),
        files=tuple(files),
        left_out=tuple(left_out),
    )  # fmt: skip


def sender_pairs(message: Message) -> list[tuple[str, str]]:
    """(name, address) of everybody the From headers name."""
    return _pairs(message, "From")


def values_of(message: Message, name: str) -> list[str]:
    """The first twenty headers of that name as they stand, bytes beyond ASCII as surrogates; ``get`` would lose those."""
    wanted = name.lower()
    return [str(value) for key, value in message.raw_items() if key.lower() == wanted][:20]


def subject_of(message: Message) -> str:
    """The subject, read, at most 300 characters."""
    return header_text(next(iter(values_of(message, "Subject")), ""))[:300]


def message_ids(value: object) -> list[str]:
    """The ids in a header, without their angle brackets; at most fifty."""
    return _ID.findall(one_line(str(value)))[:50] if value is not None else []


def _pairs(message: Message, name: str) -> list[tuple[str, str]]:
    raw = [
        one_line(decoded(value.encode("utf-8", "surrogateescape"), None))[:4000] for value in values_of(message, name)
    ]
    try:
        pairs = getaddresses(raw)
    except RecursionError:
        return []  # brackets within brackets: nobody's address
    found = []
    for said, address in pairs[:200]:
        plain = one_line(address).lower()
        if _ADDRESS.match(plain) and len(plain) <= 254:
            found.append((header_text(said), plain))
    return found


def _leaves(message: Message) -> Iterator[Message]:
    """Parts without parts of their own, in order. A mail within a mail counts as a file. Raises Unreadable for bombs."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop()
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise Unreadable(f"It has more than {MOST_PARTS} parts, or is nested more than {MOST_DEPTH} deep.")
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            inner = [one for one in payload if isinstance(one, Message)]
            waiting.extend((one, depth + 1) for one in reversed(inner))
        else:
            yield part


def _is_file(part: Message) -> bool:
    disposition = one_line(str(part.get("Content-Disposition", ""))).lower()
    return disposition.startswith("attachment") or (bool(part.get_filename()) and not disposition.startswith("inline"))


def _is_logo(part: Message, data: bytes) -> bool:
    disposition = one_line(str(part.get("Content-Disposition", ""))).lower()
    inline = disposition.startswith("inline") or part.get("Content-ID") is not None
    return inline and part.get_content_maintype() == "image" and len(data) < LOGO_BYTES


def file_name(part: Message) -> str:
    """Its name without any path; ``part.eml`` for a mail in a mail, ``file`` for a part that has none."""
    name = header_text(part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1].strip(". ")
    if name:
        return name[-200:]
    return (
        "mail.eml"
        if part.get_content_type() == "message/rfc822"
        else f"file.{one_line(part.get_content_subtype())[:20]}"
    )


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    if isinstance(inner, list) and inner and isinstance(inner[0], Message):
        return inner[0].as_bytes()
    return str(inner or "").encode("utf-8", "replace")


def _text(part: Message) -> str:
    charset = part.get_param("charset")
    named = charset if isinstance(charset, str) else charset[2] if isinstance(charset, tuple) else None
    return decoded(_bytes(part), named)
