"""Mail: how a notice becomes a message, and the way out.

``settings.FIRSTBELL_MAIL`` holds the transport made from ``FIRSTBELL_SMTP_URL``; empty means that mail is not set up.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse
from django.utils.html import escape

from firstbell.core.models import Delivery, Notice
from firstbell.core.notifications.kinds import NoticeKind
from firstbell.core.notifications.languages import FOOT, language_name

SALT = "firstbell.notifications.stop"
SECONDS = 20
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


class Refused(Exception):
    """The other end will not take it, today or tomorrow. ``remedy`` says what a person can do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def is_mail_set_up() -> bool:
    return bool(settings.FIRSTBELL_MAIL)


HeadersOf = Callable[[Notice], Mapping[str, str]]
_headers: dict[str, HeadersOf] = {}


def register_headers(subject_kind: str, headers_of: HeadersOf) -> None:
    """Have mails about this kind of subject carry more headers, such as where an answer to them goes (Reply-To)."""
    _headers[subject_kind] = headers_of


@contextmanager
def post_office() -> Iterator[BaseEmailBackend]:
    """One connection for a round of messages."""
    options: dict[str, Any] = dict(settings.FIRSTBELL_MAIL)
    connection = get_connection(options.pop("backend"), fail_silently=False, **options)
    try:
        yield connection
    finally:
        connection.close()


def absolute(path: str) -> str:
    """A page's whole address, for texts that are read outside of the program."""
    return f"{settings.FIRSTBELL_URL.rstrip('/')}{path}" if path.startswith("/") else path


def own_address() -> str:
    """What stands as the sender of our mails, without the name."""
    return parseaddr(settings.FIRSTBELL_MAIL_FROM)[1].lower()


def stop_token(recipient_key: str, kind: str) -> str:
    """Signed: whoever has it may switch this kind off for this recipient, and nothing else."""
    return signing.dumps([recipient_key, kind], salt=SALT)


@dataclass(frozen=True, slots=True)
class Stop:
    recipient_key: str
    kind: str


def read_stop_token(token: str) -> Stop | None:
    """What the token stands for; None when it was not signed by us. It does not run out: old mail must still work."""
    try:
        key, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stop(str(key), str(kind))


def message_id_of(delivery: Delivery) -> str:
    """The same on every try: answers and bounces name it, and nobody can guess it."""
    return f"{delivery.message_id}.{delivery.pk}@{domain()}"


def delivery_of(message_id: str) -> Delivery | None:
    """The mail of ours with this Message-ID (without angle brackets); None for anybody else's."""
    local, _, host = message_id.strip().partition("@")
    secret, _, pk = local.rpartition(".")
    if not secret or not pk.isascii() or not pk.isdigit() or len(pk) > 18 or host.lower() != domain().lower():
        return None
    return Delivery.objects.select_related("notice").filter(pk=int(pk), message_id=secret, channel="email").first()


def message_for(delivery: Delivery, kind: NoticeKind | None) -> EmailMultiAlternatives:
    """The mail of one notice, plain and HTML. ``kind`` None: its room is gone."""
    notice = delivery.notice
    stop_url = ""
    if kind is None or kind.is_optional:
        stop_url = absolute(reverse("core:notice_stop", args=[stop_token(notice.recipient_key, notice.kind)]))
    plain = _plain(notice, stop_url)
    headers = {"Message-ID": f"<{message_id_of(delivery)}>", "Auto-Submitted": "auto-generated"}
    if (more := _headers.get(notice.subject_kind)) is not None:
        headers |= more(notice)
    if stop_url:
        headers |= {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        notice.title, plain, settings.FIRSTBELL_MAIL_FROM, [delivery.address], headers=headers
    )
    mail.attach_alternative(_html(plain, notice), "text/html")
    return mail


def hand_over(connection: BaseEmailBackend, mail: EmailMultiAlternatives) -> None:
    """Give it to the server. Raises Refused when it never will be taken, OSError or SMTPException when it may be later."""
    try:
        mail.connection = connection
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, text = next(iter(error.recipients.values()))
        if code >= 500:
            raise Refused(
                f"The mail server refused the address: {code} {_said(text)}", "Correct the address in the roster."
            ) from error
        raise
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        if error.smtp_code >= 500:
            raise Refused(
                f"The mail server refused the message: {error.smtp_code} {_said(error.smtp_error)}",
                "Check that FIRSTBELL_MAIL_FROM is an address this server may send from.",
            ) from error
        raise
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(f"The mail server cannot do that: {error}", "Check FIRSTBELL_SMTP_URL.") from error


def _said(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text


def domain() -> str:
    """What stands behind the @ of our message ids."""
    return (
        settings.FIRSTBELL_MAIL_FROM.rpartition("@")[2].rstrip(">")
        or urlsplit(settings.FIRSTBELL_URL).hostname
        or "localhost"
    )


def _plain(notice: Notice, stop_url: str) -> str:
    foot = FOOT[notice.language]
    parts = [notice.body]
    if notice.link:
        parts.append(f"{foot['open']} {absolute(notice.link)}")
    parts.append("-- ")
    if notice.wanted:
        parts.append(foot["sorry"].format(language=language_name(notice.wanted)))
    parts.append(foot["why"])
    if stop_url:
        parts.append(f"{foot['stop']} {stop_url}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _html(plain: str, notice: Notice) -> str:
    """The same text as paragraphs. No pictures, no style: it reads in every mail program and in the dark."""
    shown = []
    for part in plain.split("\n\n"):
        if part.strip() == "--":
            shown.append("<hr>")
            continue
        text = _LINK.sub(lambda link: f'<a href="{link.group()}">{link.group()}</a>', escape(part.strip()))
        shown.append(f"<p>{'<br>'.join(text.splitlines())}</p>")
    return (
        f'<!doctype html><html lang="{notice.language}"><head><meta charset="utf-8">'
        f"<title>{escape(notice.title)}</title></head><body>{''.join(shown)}</body></html>"
    )
