"""REST for self-checks: list, read, set up, change, a new password; what they left to look at, and what they say."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from ninja import Query

from firstbell.connectors.sip2.actions import (
    add_terminal,
    edit_terminal,
    make_password,
    set_screen_text,
    settle_note,
)
from firstbell.connectors.sip2.models import Terminal, TerminalNote
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.queries.lines import screen_lines
from firstbell.connectors.sip2.schemas import (
    NewTerminalIn,
    ScreenTextIn,
    ScreenTextOut,
    TerminalIn,
    TerminalNoteOut,
    TerminalOut,
    TerminalWithPassword,
)
from firstbell.core.api import ApiRequest, Page, Paging, Router, created, found, paginate
from firstbell.people.queries import schools_for

router = Router(tags=["Self-checks"])
_RELATED = ("organisation", "place")


@router.get("/self-checks", response=Page[TerminalOut])
def list_self_checks(request: ApiRequest, paging: Query[Paging]) -> Any:
    """Self-check machines you may edit, by name."""
    request.actor.require(Sip2Permission.TERMINAL_EDIT)
    return paginate(Terminal.objects.visible_to(request.actor), paging, order=("name", "pk"))


@router.get("/self-checks/{pk}", response=TerminalOut)
def read_self_check(request: ApiRequest, pk: int) -> Any:
    """One machine, when it was last seen, and its last problem."""
    return found(Terminal.objects.visible_to(request.actor), pk)


@router.post("/self-checks", response={201: TerminalWithPassword})
def add_self_check(request: ApiRequest, body: NewTerminalIn) -> Any:
    """Set a machine up. Its password is in this answer and nowhere else."""
    school = found(schools_for(request.actor, Sip2Permission.TERMINAL_EDIT), body.organisation_id)
    return created(add_terminal(school, values=body.values(), by=request.actor))


@router.patch("/self-checks/{pk}", response=TerminalOut)
def edit_self_check(request: ApiRequest, pk: int, body: TerminalIn) -> Any:
    """Change a machine; what changes holds from its next message."""
    terminal = found(Terminal.objects.visible_to(request.actor).select_related(*_RELATED), pk)
    return edit_terminal(terminal, values=body.values(), by=request.actor)


@router.post("/self-checks/{pk}/password", response=TerminalWithPassword)
def renew_self_check_password(request: ApiRequest, pk: int) -> Any:
    """A new password; with the old one it cannot sign in any more."""
    terminal = found(Terminal.objects.visible_to(request.actor).select_related(*_RELATED), pk)
    return make_password(terminal, by=request.actor)


@router.get("/self-check-notes", response=Page[TerminalNoteOut])
def list_self_check_notes(
    request: ApiRequest, paging: Query[Paging], terminal_id: int | None = None, settled: bool = False
) -> Any:
    """What machines left to look at, the newest first; what is settled when asked for."""
    request.actor.require(Sip2Permission.TERMINAL_EDIT)
    notes = TerminalNote.objects.visible_to(request.actor).filter(settled_at__isnull=not settled)
    return paginate(notes if terminal_id is None else notes.filter(terminal=terminal_id), paging, order=("-pk",))


@router.post("/self-check-notes/{pk}/settle", response=TerminalNoteOut)
def settle_self_check_note(request: ApiRequest, pk: int) -> Any:
    """Somebody has looked at it."""
    notes = TerminalNote.objects.visible_to(request.actor).select_related("terminal__organisation")
    note = settle_note(found(notes, pk), by=request.actor)
    note.refresh_from_db(fields=["settled_at", "settled_by"])
    return note


@router.get("/screen-texts", response=list[ScreenTextOut])
def list_screen_texts(request: ApiRequest) -> Any:
    """What borrowers read on the machines, in both languages."""
    request.actor.require(Sip2Permission.TEXT_EDIT)
    return screen_lines()


@router.put("/screen-texts/{name}", response=ScreenTextOut)
def put_screen_text(request: ApiRequest, name: str, body: ScreenTextIn) -> Any:
    """Say it so from now on, everywhere in the district."""
    request.actor.require(Sip2Permission.TEXT_EDIT)
    with transaction.atomic():
        for language, text in body.dict().items():
            set_screen_text(name, language, text=text, by=request.actor)
    return next(line for line in screen_lines() if line.key == name)
