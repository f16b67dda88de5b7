"""Mail that no person wrote: automatic answers, lists, bounces, our own. It is ignored with the reason, never answered.

RFC 3834 (Auto-Submitted), RFC 2919 (List-Id), Microsoft's X-Auto-Response-Suppress.
"""

from __future__ import annotations

from email.message import Message

from firstbell.connectors.mail.reading.texts import one_line

_HOSTS = ("mailer-daemon@", "postmaster@", "noreply@", "no-reply@", "donotreply@", "do-not-reply@")
_BULK = {"bulk", "junk", "auto_reply", "auto-reply"}


def why_a_machine(message: Message, *, sender: str, own: set[str], group_id: str = "") -> str:
    """The reason, as a person reads it; empty for a person's mail.

    ``own`` are our addresses. ``group_id`` is the list through which the mailbox gets its mail: a school's help@ is
    often a group.
    """
    if sender and sender in own:
        return "It is a mail of our own."
    if is_bounce(message):
        return "It says that a mail could not be delivered."
    if reason := _by_program(message) or _by_list(message, group_id):
        return reason
    return f"Nobody reads mail at {sender}." if sender.startswith(_HOSTS) else ""


def is_bounce(message: Message) -> bool:
    """A report of delivery (RFC 3464), or a mail without an envelope sender."""
    if message.get_content_type() == "multipart/report":
        kind = str(message.get_param("report-type") or "delivery-status").lower()
        return kind in {"delivery-status", "disposition-notification", "feedback-report"}
    return _value(message, "Return-Path") == "<>"


def _by_program(message: Message) -> str:
    submitted = _value(message, "Auto-Submitted").partition(";")[0].strip()
    if submitted and submitted != "no":
        return f"A program wrote it (Auto-Submitted: {submitted})."
    suppressed = _value(message, "X-Auto-Response-Suppress")
    if suppressed and suppressed != "none":
        return f"A program wrote it (X-Auto-Response-Suppress: {suppressed})."
    answers = (name for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From") if message.get(name) is not None)
    name = next(answers, "")
    return f"It is an automatic answer ({name})." if name else ""


def _by_list(message: Message, group_id: str) -> str:
    listed, precedence = _value(message, "List-Id"), _value(message, "Precedence")
    is_our_group = bool(group_id.strip()) and group_id.strip().lower().strip("<>") in listed
    if precedence in _BULK:
        return f"It was sent to many (Precedence: {precedence})."
    if is_our_group:
        return ""
    if listed:
        return f"It came by a mailing list ({listed[:120]})."
    return "It came by a mailing list (Precedence: list)." if precedence == "list" else ""


def _value(message: Message, name: str) -> str:
    return one_line(str(message.get(name) or ""))[:300].lower()
