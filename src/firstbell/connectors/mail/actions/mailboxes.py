"""Set mailboxes up, change them, and try them."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils import timezone

from firstbell.connectors.mail import client
from firstbell.connectors.mail.client import Unreachable
from firstbell.connectors.mail.events import MailboxSaved, MailboxTried
from firstbell.connectors.mail.models import Mailbox
from firstbell.connectors.mail.models.mailboxes import MEGABYTE
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.people.models import Organisation

#: What a form gives; the rest is the program's own.
FIELDS = (
    "name", "address", "way", "is_on", "host", "port", "tls", "ca_certificate", "username", "password", "folder",
    "done_folder", "has_plus", "server_name", "group_id", "unknown", "private_for", "most_per_hour", "most_bytes",
    "most_files",
)  # fmt: skip
#: Where the password goes: changed, it has to be entered again, or whoever may edit could have it sent to themselves.
_WHERE = ("host", "port", "tls", "username", "ca_certificate")
_MOST_BYTES = 100 * MEGABYTE


def add_mailbox(organisation: Organisation, *, values: Mapping[str, Any], by: Actor) -> Mailbox:
    """Raises Forbidden (``mail.mailbox.edit`` there), Invalid, Conflict for an address that has a mailbox."""
    by.require(MailPermission.MAILBOX_EDIT, at=organisation.scope_path)
    return _save(Mailbox(organisation=organisation), values, by)


def edit_mailbox(mailbox: Mailbox, *, values: Mapping[str, Any], by: Actor) -> Mailbox:
    """``values`` may leave fields out; an empty password keeps the stored one. Raises as :func:`add_mailbox`."""
    by.require(MailPermission.MAILBOX_EDIT, at=mailbox.organisation.scope_path)
    return _save(Mailbox.objects.select_related("organisation").get(pk=mailbox.pk), values, by)


def try_mailbox(mailbox: Mailbox, *, by: Actor) -> list[dict[str, str]]:
    """Sign in, look, change nothing but the folder for read mail; the findings stay with the mailbox.

    Raises Forbidden (``mail.mailbox.edit`` there).
    """
    path = mailbox.organisation.scope_path
    by.require(MailPermission.MAILBOX_EDIT, at=path)
    findings = _look(mailbox) if mailbox.way == Mailbox.Way.IMAP else _look_at_listener(mailbox)
    with change(by) as unit:
        mailbox.tested_at, mailbox.test_findings = timezone.now(), findings
        mailbox.save(update_fields=["tested_at", "test_findings"])
        verdict = "fails" if any(one["verdict"] == "fail" for one in findings) else "works"
        unit.publish(MailboxTried(subject=mailbox.ref, org_path=path, note=verdict))
    return findings


def _save(mailbox: Mailbox, values: Mapping[str, Any], by: Actor) -> Mailbox:
    given = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if unknown := given.keys() - set(FIELDS):
        raise Invalid(f"A mailbox has no {min(unknown)}.", field=min(unknown))
    password = given.pop("password", "")
    old = {name: getattr(mailbox, name) for name in given}
    for name, value in given.items():
        setattr(mailbox, name, value.lower() if name == "address" else value)
    changes = {name: (old[name] if mailbox.pk else None, getattr(mailbox, name)) for name in given}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    _check(mailbox, password, moved=bool(mailbox.pk) and any(name in changes for name in _WHERE))
    if password:
        mailbox.password, changes["password"] = password, ("", "entered anew")
    mailbox.source, mailbox.last_checked = f"Set by {by.name}"[:200], timezone.localdate()
    if mailbox.pk and any(name in changes for name in (*_WHERE, "folder", "way", "is_on")):
        mailbox.problem = mailbox.remedy = ""
    taken = Conflict(
        f"{mailbox.address} has a mailbox here already.", remedy="Change that one, or give another.", field="address"
    )
    if Mailbox.objects.filter(address=mailbox.address).exclude(pk=mailbox.pk).exists():
        raise taken
    try:
        with change(by) as unit:
            mailbox.save()
            path = mailbox.organisation.scope_path
            unit.publish(MailboxSaved(subject=mailbox.ref, org_path=path, changes=changes))
    except IntegrityError as error:
        raise taken from error
    return mailbox


def _check(mailbox: Mailbox, password: str, *, moved: bool) -> None:
    _check_words(mailbox)
    if mailbox.way != Mailbox.Way.IMAP:
        return
    for name, label in (("host", "host name"), ("username", "user name"), ("folder", "folder")):
        if not getattr(mailbox, name):
            raise Invalid(f"The {label} is missing.", remedy="Ask who runs the mail server.", field=name)
    if mailbox.done_folder in {"", mailbox.folder}:
        raise Invalid("Read mail needs a folder of its own.", remedy="Give another name.", field="done_folder")
    if mailbox.tls == Mailbox.Tls.NONE and mailbox.host not in {"localhost", "127.0.0.1", "::1"}:
        raise Invalid("The password would travel in clear.", remedy="Choose TLS or STARTTLS.", field="tls")
    if not password and (moved or not mailbox.password):
        raise Invalid(
            "The password is missing.",
            remedy="Enter it; where it is sent to another server it has to be entered anew.",
            field="password",
        )
    if mailbox.ca_certificate:
        try:
            ssl.create_default_context(cadata=mailbox.ca_certificate)
        except (ssl.SSLError, ValueError) as error:
            raise Invalid(
                "That is no certificate.", remedy="Paste it from BEGIN to END CERTIFICATE.", field="ca_certificate"
            ) from error


def _check_words(mailbox: Mailbox) -> None:
    local, at, domain = mailbox.address.rpartition("@")
    if not (local and at and "." in domain) or "+" in local or any(char.isspace() for char in mailbox.address):
        raise Invalid("That is no address of a mailbox.", remedy="For example help@elm.example.org.", field="address")
    if not mailbox.name:
        raise Invalid("The name is missing.", remedy="For example Help desk.", field="name")
    if not MEGABYTE <= mailbox.most_bytes <= _MOST_BYTES:
        raise Invalid("A mail may have from 1 to 100 MB.", remedy="Usual is 30.", field="most_bytes")


def _look(mailbox: Mailbox) -> list[dict[str, str]]:
    findings = []
    try:
        with client.opened(mailbox) as connection:
            findings.append(_found("pass", f"{mailbox.host} lets us in as {mailbox.username}."))
            waiting = client.waiting_in(connection, mailbox)
            there = client.ensure_done_folder(connection, mailbox)
            words = "is there" if there else "was made"
            findings.append(_found("pass", f"The folder “{mailbox.done_folder}” for read mail {words}."))
            count = len(waiting.uids)
            if count > 50:
                text = f"{count} mails lie in “{mailbox.folder}”; each becomes a ticket once the mailbox is on."
                findings.append(_found("unknown", text, "Move old mail away first."))
            else:
                findings.append(_found("pass", f"{count} mails wait in “{mailbox.folder}”."))
    except Unreachable as problem:
        findings.append(_found("fail", str(problem), problem.remedy))
    return [*findings, *_look_at_trust(mailbox)]


def _look_at_listener(mailbox: Mailbox) -> list[dict[str, str]]:
    if mailbox.taken_at is None:
        text = "No mail has been handed over yet."
        return [_found("unknown", text, "Run “firstbell mail-in” and send a mail."), *_look_at_trust(mailbox)]
    words = f"The last mail was handed over on {timezone.localtime(mailbox.taken_at):%b %-d, %Y, %H:%M}."
    return [_found("pass", words), *_look_at_trust(mailbox)]


def _look_at_trust(mailbox: Mailbox) -> list[dict[str, str]]:
    if mailbox.server_name:
        return []
    text = "No server is trusted to check senders, so every sender shows as not verified."
    return [_found("unknown", text, "Name the server that writes Authentication-Results into your mail.")]


def _found(verdict: str, text: str, remedy: str = "") -> dict[str, str]:
    return {"verdict": verdict, "text": text, "remedy": remedy}
