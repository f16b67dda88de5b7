"""Who checked the sender, and what they found: Authentication-Results (RFC 8601) of the one server we trust.

Anybody can write such a header. Only the first of the server named in the mailbox counts: it writes it on top, and
takes out what others wrote in its name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.message import Message

from firstbell.connectors.mail.reading.texts import one_line

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_SIGNED_BY = re.compile(r"header\.(?:d|i)\s*=\s*@?([a-z0-9.-]+)", re.IGNORECASE)
_FROM = re.compile(r"header\.from\s*=\s*([a-z0-9.@_+-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Findings:
    """``verdict`` is ``passed``, ``failed`` or ``unknown``; ``checks`` the words of the server."""

    verdict: str
    checks: dict[str, str] = field(default_factory=dict)


def findings_of(message: Message, *, server: str, sender: str) -> Findings:
    """What the trusted server found about this sender. Without a server, or a word of it: unknown."""
    said = _said_by(message, server)
    domain = sender.rpartition("@")[2].lower()
    if not said or not domain:
        return Findings("unknown")
    checks: dict[str, str] = {}
    is_aligned = False
    for part in said.split(";")[1:]:
        found = _RESULT.match(part)
        if found is None:
            continue
        name, result = found.group(1).lower(), found.group(2).lower()
        if name == "dmarc" and not _is_about(part, domain):
            continue
        if name == "dkim" and result == "pass" and _signed_for(part, domain):
            is_aligned = True
        if checks.get(name) != "pass":
            checks[name] = result
    return Findings(_verdict(checks, is_aligned=is_aligned), checks)


def _said_by(message: Message, server: str) -> str:
    wanted = server.strip().lower()
    if not wanted:
        return ""
    for value in message.get_all("Authentication-Results", []):
        # Quoted strings and comments hold what the sender chose, such as a mail address with "; dmarc=pass" in it.
        text = _COMMENT.sub(" ", _QUOTED.sub(" ", one_line(str(value))[:4000]))
        words = text.partition(";")[0].split()
        if words and words[0].lower() == wanted:
            return text
    return ""


def _is_about(part: str, domain: str) -> bool:
    found = _FROM.search(part)
    return found is None or found.group(1).rpartition("@")[2].lower() == domain


def _signed_for(part: str, domain: str) -> bool:
    found = _SIGNED_BY.search(part)
    signer = found.group(1).lower().strip(".") if found else ""
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))


def _verdict(checks: dict[str, str], *, is_aligned: bool) -> str:
    if checks.get("dmarc") == "pass" or ("dmarc" not in checks and is_aligned):
        return "passed"
    if checks.get("dmarc") in {"fail", "reject", "quarantine"}:
        return "failed"
    if checks.get("dmarc") in {None, "none"} and is_aligned:
        return "passed"
    bad = {"fail", "softfail", "permerror", "policy"}
    if checks.get("spf") in bad and checks.get("dkim", "none") != "pass":
        return "failed"
    return "unknown"
