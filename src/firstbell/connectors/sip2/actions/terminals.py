"""Set terminals up, change them, give them a new password, and settle what they left to look at."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import Field
from django.utils import timezone

from firstbell.connectors.sip2.actions._digests import digest_of
from firstbell.connectors.sip2.events import NoteSettled, TerminalPasswordMade, TerminalSaved
from firstbell.connectors.sip2.models import SWITCHED, Terminal, TerminalNote
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Invalid
from firstbell.core.events import change
from firstbell.inventory.models import ItemType
from firstbell.people.models import Organisation

#: What a form gives; the rest is the program's own.
FIELDS = (
    "name", "uid", "place", "is_on", "institution", "encoding", "line_end", "error_detection", "due_form", "language",
    "allowed", "pin", "takes_numbers", "tells_names", "tells_emails", "tells_fees", "asks_about_fees",
    "most_connections", "most_misses",
)  # fmt: skip
_UID = re.compile(r"[A-Za-z0-9._-]{2,40}")
#: No letter or digit that is read as another, and none that a terminal's setup screen will not take.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PASSWORD_LENGTH = 22
_CHOICES = ("encoding", "line_end", "error_detection", "due_form", "language", "pin", "tells_names", "tells_emails")
_NUMBERS = {"most_connections": (1, 200), "most_misses": (3, 1000)}


@dataclass(frozen=True, slots=True)
class NewPassword:
    """``password`` is shown once and kept nowhere."""

    terminal: Terminal
    password: str


def add_terminal(
    organisation: Organisation, *, values: Mapping[str, Any], other_types: Iterable[ItemType] = (), by: Actor
) -> NewPassword:
    """Raises Forbidden (``sip2.terminal.edit`` there), Invalid, Conflict for a user name that is taken."""
    by.require(Sip2Permission.TERMINAL_EDIT, at=organisation.scope_path)
    with change(by):
        terminal = _save(Terminal(organisation=organisation), values, other_types, by)
        return make_password(terminal, by=by)


def edit_terminal(
    terminal: Terminal, *, values: Mapping[str, Any], other_types: Iterable[ItemType] | None = None, by: Actor
) -> Terminal:
    """``values`` may leave fields out. What changes holds from the terminal's next message. Raises as :func:`add_terminal`."""
    by.require(Sip2Permission.TERMINAL_EDIT, at=terminal.organisation.scope_path)
    with change(by):
        return _save(Terminal.objects.select_related("organisation").get(pk=terminal.pk), values, other_types, by)


def make_password(terminal: Terminal, *, by: Actor) -> NewPassword:
    """A new password; connections that signed in with the old one end. Raises Forbidden."""
    by.require(Sip2Permission.TERMINAL_EDIT, at=terminal.organisation.scope_path)
    password = "".join(secrets.choice(_LETTERS) for _ in range(_PASSWORD_LENGTH))
    with change(by) as unit:
        terminal.digest, terminal.password_made_at = digest_of(password), timezone.now()
        terminal.save(update_fields=["digest", "password_made_at"])
        unit.publish(TerminalPasswordMade(subject=terminal.ref, org_path=terminal.organisation.scope_path))
    return NewPassword(terminal, password)


def settle_note(note: TerminalNote, *, by: Actor) -> TerminalNote:
    """Somebody has looked at it. Raises Forbidden, Conflict when somebody else was first."""
    path = note.terminal.organisation.scope_path
    by.require(Sip2Permission.TERMINAL_EDIT, at=path)
    with change(by) as unit:
        done = (
            TerminalNote.objects.open().filter(pk=note.pk).update(settled_at=timezone.now(), settled_by=by.name[:200])
        )
        if not done:
            raise Conflict("This was settled already.", remedy="Nothing more to do.")
        unit.publish(NoteSettled(subject=note.terminal.ref, org_path=path, note=note.text))
    return note


def _save(terminal: Terminal, values: Mapping[str, Any], other_types: Iterable[ItemType] | None, by: Actor) -> Terminal:
    given = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if unknown := given.keys() - set(FIELDS):
        raise Invalid(f"A self-check has no {min(unknown)}.", field=min(unknown))
    old = {name: getattr(terminal, name) for name in given}
    is_new = terminal.pk is None
    for name, value in given.items():
        setattr(terminal, name, value)
    _check(terminal)
    changes = {name: (None if is_new else old[name], getattr(terminal, name)) for name in given}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    taken = Conflict(f"Another self-check signs in as {terminal.uid}.", remedy="Choose another user name.", field="uid")
    if Terminal.objects.filter(uid__iexact=terminal.uid).exclude(pk=terminal.pk).exists():
        raise taken
    try:
        with change(by) as unit:
            terminal.save()
            if other_types is not None:
                changes |= _set_types(terminal, list(other_types))
            unit.publish(
                TerminalSaved(subject=terminal.ref, org_path=terminal.organisation.scope_path, changes=changes)
            )
    except IntegrityError as error:
        raise taken from error
    return terminal


def _set_types(terminal: Terminal, wanted: list[ItemType]) -> dict[str, tuple[Any, Any]]:
    before = sorted(one.name for one in terminal.other_types.all())
    after = sorted(one.name for one in wanted)
    if before == after:
        return {}
    terminal.other_types.set(wanted)
    return {"other_types": (before, after)}


def _check(terminal: Terminal) -> None:
    if not terminal.name:
        raise Invalid("The name is missing.", remedy="For example “Library, by the door”.", field="name")
    if not _UID.fullmatch(terminal.uid):
        raise Invalid(
            "The user name has 2 to 40 letters, digits, dots, dashes or underscores.",
            remedy="Terminals take little else.",
            field="uid",
        )
    if terminal.place is not None and terminal.place.organisation_id != terminal.organisation_id:
        raise Invalid(
            f"{terminal.place} is not in {terminal.organisation}.",
            remedy="Choose a room of that school.",
            field="place",
        )
    if len(terminal.institution) > 40 or not terminal.institution.isprintable() or "|" in terminal.institution:
        raise Invalid("That is no institution id.", remedy="At most 40 letters, and no bar.", field="institution")
    if not isinstance(terminal.allowed, list) or (unknown := {str(one) for one in terminal.allowed} - set(SWITCHED)):
        words = ", ".join(sorted(unknown)) if isinstance(terminal.allowed, list) else "that"
        raise Invalid(f"There is no message {words}.", remedy=f"Known: {', '.join(SWITCHED)}.", field="allowed")
    terminal.allowed = [code for code in SWITCHED if code in terminal.allowed]
    _check_choices(terminal)


def _check_choices(terminal: Terminal) -> None:
    for name in _CHOICES:
        field = Terminal._meta.get_field(name)
        assert isinstance(field, Field)
        known = [key for key, _ in field.flatchoices]
        if getattr(terminal, name) not in known:
            raise Invalid(
                f"“{getattr(terminal, name)}” is no choice.", remedy=f"One of: {', '.join(known)}.", field=name
            )
    for name, (least, most) in _NUMBERS.items():
        value = getattr(terminal, name)
        if not isinstance(value, int) or not least <= value <= most:
            raise Invalid("That is too few or too many.", remedy=f"From {least} to {most}.", field=name)
