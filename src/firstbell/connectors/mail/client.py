"""Speaking IMAP with a mailbox: https://www.rfc-editor.org/rfc/rfc9051, through ``imap-tools``.

Nothing here writes to our database. A mail is taken as bytes, so that one the library cannot read is kept all the same.
"""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, MailboxLoginError

from firstbell.connectors.mail.models import Mailbox

SECONDS = 30.0
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class Unreachable(Exception):
    """The mailbox cannot be read. ``remedy`` says what a person can do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Waiting:
    """What lies in the folder: its UIDVALIDITY, and the UIDs in the order they came."""

    validity: int
    uids: tuple[int, ...]


@contextmanager
def opened(mailbox: Mailbox) -> Iterator[BaseMailBox]:
    """Signed in, with the folder open. Raises Unreachable, also for what goes wrong while it is open."""
    with _in_words(mailbox):
        connection = _connected(mailbox)
        try:
            try:
                connection.login(mailbox.username, mailbox.password, initial_folder=None)
            except (MailboxLoginError, UnicodeEncodeError, imaplib.IMAP4.error) as error:
                raise Unreachable(
                    f"The server does not take the user name “{mailbox.username}” with this password: {_said(error)}",
                    "Enter them again. Google and Microsoft want an app password, or IMAP to be allowed for the account.",
                ) from error
            _open_folder(connection, mailbox)
            yield connection
        finally:
            try:
                connection.logout()
            except (ImapToolsError, imaplib.IMAP4.error, OSError):
                pass  # it is over either way


def waiting_in(connection: BaseMailBox, mailbox: Mailbox) -> Waiting:
    """What is to be read."""
    status = connection.folder.status(mailbox.folder, ["UIDVALIDITY"])
    return Waiting(int(status["UIDVALIDITY"]), tuple(sorted(int(uid) for uid in connection.uids("ALL"))))


def size_of(connection: BaseMailBox, uid: int) -> int | None:
    """In bytes; None when the mail has gone meanwhile."""
    _, found = connection.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    for part in found or ():
        line = part[0] if isinstance(part, tuple) else part
        if isinstance(line, bytes) and (size := _SIZE.search(line)):
            return int(size.group(1))
    return None


def fetch(connection: BaseMailBox, uid: int, *, head_only: bool = False) -> bytes | None:
    """The mail as it lies there, unread; None when it has gone meanwhile."""
    _, found = connection.client.uid("FETCH", str(uid), "(BODY.PEEK[HEADER])" if head_only else "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in found or () if isinstance(part, tuple) and len(part) > 1), None)


def put_away(connection: BaseMailBox, uid: int, mailbox: Mailbox) -> None:
    """Into the folder for mail that was read, marked as read."""
    connection.client.uid("STORE", str(uid), "+FLAGS", r"(\Seen)")
    connection.move(str(uid), mailbox.done_folder)


def ensure_done_folder(connection: BaseMailBox, mailbox: Mailbox) -> bool:
    """Make the folder for mail that was read; whether it was there already."""
    if connection.folder.exists(mailbox.done_folder):
        return True
    connection.folder.create(mailbox.done_folder)
    return False


def folder_names(connection: BaseMailBox) -> list[str]:
    return [one.name for one in connection.folder.list()][:50]


def _connected(mailbox: Mailbox) -> BaseMailBox:
    host, port = mailbox.host, mailbox.port
    if mailbox.tls == Mailbox.Tls.NONE:
        return MailBoxUnencrypted(host, port, timeout=SECONDS)
    context = ssl.create_default_context(cadata=mailbox.ca_certificate or None)
    if mailbox.tls == Mailbox.Tls.STARTTLS:
        return MailBoxStartTls(host, port, timeout=SECONDS, ssl_context=context)
    return MailBox(host, port, timeout=SECONDS, ssl_context=context)


def _open_folder(connection: BaseMailBox, mailbox: Mailbox) -> None:
    if not connection.folder.exists(mailbox.folder):
        names = ", ".join(folder_names(connection)) or "none"
        raise Unreachable(f"There is no folder “{mailbox.folder}”.", f"Choose one of these: {names}.")
    connection.folder.set(mailbox.folder)


@contextmanager
def _in_words(mailbox: Mailbox) -> Iterator[None]:
    """What the network and the server say, as a person can use it."""
    where = f"{mailbox.host}:{mailbox.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"The certificate of {where} is not to be trusted: {error.verify_message}.",
            "Check the host name; for a certificate of the school's own, paste its authority into the mailbox.",
        ) from error
    except ssl.SSLError as error:
        raise Unreachable(
            f"{where} does not speak TLS that way: {error.reason or error}.",
            "Try the other kind of encryption: 993 speaks TLS from the first byte, 143 STARTTLS.",
        ) from error
    except socket.gaierror as error:
        raise Unreachable(f"There is no host “{mailbox.host}”.", "Check the name of the mail server.") from error
    except ConnectionRefusedError as error:
        raise Unreachable(f"Nothing answers at {where}.", "Check the port, and that IMAP is switched on.") from error
    except TimeoutError as error:
        raise Unreachable(
            f"{where} did not answer within {SECONDS:.0f} seconds.", "Check host and port, and the firewall between."
        ) from error
    except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError) as error:
        raise Unreachable(
            f"{where} said: {_said(error)}", "It is tried again by itself. If it stays, ask who runs the server."
        ) from error


def _said(error: Exception) -> str:
    result = getattr(error, "command_result", None)
    text = result[1][0] if isinstance(result, tuple) and len(result) > 1 and result[1] else error
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(words.replace("\x00", "").split())[:200] or type(error).__name__
