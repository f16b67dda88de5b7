"""What a report of delivery says (RFC 3464): which of our mails, to whom, and why it did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from firstbell.connectors.mail.reading.message import message_ids
from firstbell.connectors.mail.reading.texts import one_line

#: Parts of a report that are looked at.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Bounce:
    """``is_final``: the other server gave up. A delay is no failure yet."""

    message_ids: tuple[str, ...]
    problem: str
    is_final: bool


def read_bounce(message: Message) -> Bounce:
    """The ids of the mails it may be about, the likeliest first."""
    ids: list[str] = []
    problem, action = "", ""
    for number, part in enumerate(message.walk()):
        if number > _MOST:
            break
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found_action, found_problem = _status(part)
            action, problem = action or found_action, problem or found_problem
        elif kind in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers"}:
            ids += _ids_within(part)
    ids += message_ids(message.get("In-Reply-To")) + message_ids(message.get("References"))
    return Bounce(tuple(dict.fromkeys(ids)), problem or "The other server sent it back.", action in {"failed", ""})


def _status(part: Message) -> tuple[str, str]:
    """(action, problem) of the first recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message) or block.get("Action") is None:
            continue
        action = one_line(str(block.get("Action"))).lower()
        code = one_line(str(block.get("Status") or ""))[:20]
        said = one_line(str(block.get("Diagnostic-Code") or "")).partition(";")[2].strip()[:300]
        return action, " ".join(word for word in (code, said) if word)
    return "", ""


def _ids_within(part: Message) -> list[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        return [
            one for inner in payload[:1] if isinstance(inner, Message) for one in message_ids(inner.get("Message-ID"))
        ]
    text = part.get_payload(decode=True)
    lines = text.decode("latin-1").splitlines() if isinstance(text, bytes) else []
    return [one for line in lines[:200] if line.lower().startswith("message-id:") for one in message_ids(line)]
