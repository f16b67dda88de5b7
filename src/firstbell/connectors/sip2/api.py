"""REST for self-checks: list, read, set up, change, a new password."""

from __future__ import annotations

from typing import Any

from ninja import Query

from firstbell.connectors.sip2.actions import add_terminal, edit_terminal, make_password
from firstbell.connectors.sip2.models import Terminal
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.schemas import NewTerminalIn, TerminalIn, TerminalOut, TerminalWithPassword
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
