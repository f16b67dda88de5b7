"""Self-checks: a list, a form each, the password that is shown once, today's use, and what there is to look at."""

from __future__ import annotations

from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.connectors.sip2.actions import (
    NewPassword,
    add_terminal,
    edit_terminal,
    make_password,
    settle_note,
)
from firstbell.connectors.sip2.forms import TerminalForm
from firstbell.connectors.sip2.models import Terminal, TerminalNote
from firstbell.connectors.sip2.permissions import Sip2Permission
from firstbell.connectors.sip2.queries import KindCount, is_paused, todays_counts
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast

MAY = Sip2Permission.TERMINAL_EDIT
NOTES_SHOWN = 20

_CONDITIONS = {"1": "Out of paper", "2": "About to stop"}


def state_of(row: Terminal) -> str:
    if not row.is_on:
        return "Off"
    if is_paused(row):
        return "Paused"
    if row.seen_at is None:
        return "Never seen"
    return _CONDITIONS.get(row.condition, "On")


def state_badge(row: Terminal) -> SafeString:
    said = state_of(row)
    tone = {"Off": "neutral", "On": "good", "Never seen": "neutral"}.get(said, "warn")
    return badge(said, tone=tone, icon={"warn": "warning", "good": "check"}.get(tone, "power"))


def problem_of(row: Terminal) -> str:
    """The last problem, unless the machine has been well since."""
    is_over = row.problem_at is None or (row.seen_at is not None and row.seen_at > row.problem_at)
    return "" if is_over else row.problem


class TerminalList(Listing[Terminal]):
    name = "sip2.terminals"
    title = "Self-checks"
    default_sort = "name"
    empty = Empty(
        "scan",
        "No self-check yet",
        "A machine that speaks SIP2 can lend and take back here.",
        "Add a self-check",
        "add/",
    )
    columns: ClassVar = (
        Column[Terminal]("name", "Self-check", value=lambda row: row.name, primary=True, sort=("name", "pk")),
        Column[Terminal]("for", "For", value=lambda row: row.organisation.name),
        Column[Terminal]("place", "Place", value=lambda row: str(row.place) if row.place is not None else ""),
        Column[Terminal]("uid", "User name", value=lambda row: row.uid, code=True),
        Column[Terminal]("state", "State", value=state_of, html=state_badge),
        Column[Terminal]("seen", "Last seen", value=lambda row: row.seen_at, html=lambda row: ago(row.seen_at)),
        Column[Terminal]("problem", "Problem", value=problem_of),
    )

    def queryset(self, actor: Actor) -> QuerySet[Terminal]:
        return Terminal.objects.visible_to(actor).select_related("organisation", "place")

    def searched(self, queryset: QuerySet[Terminal], text: str, actor: Actor) -> QuerySet[Terminal]:
        return queryset.filter(name__icontains=text) | queryset.filter(uid__icontains=text)

    def url(self, row: Terminal) -> str:
        return reverse("sip2:terminal", args=[row.pk])


@page(MAY)
def terminals(request: Request) -> HttpResponseBase:
    context = {"may_edit_texts": request.actor.can(Sip2Permission.TEXT_EDIT)}
    return list_page(request, TerminalList(), template="sip2/terminals.html", context=context)


@never_cache
@page(MAY)
def terminal_add(request: Request) -> HttpResponseBase:
    form = TerminalForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _add(form, request.actor))
        if made is not None:
            return _password_page(request, made)
    return _form_page(request, form, "Add a self-check", None)


def _add(form: TerminalForm, actor: Actor) -> NewPassword:
    types = form.cleaned_data["other_types"]
    return add_terminal(form.school(), values=form.values(), other_types=types, by=actor)


@page(MAY)
def terminal(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = TerminalForm(request.POST or None, actor=request.actor, instance=_visible(request.actor, pk))
    if request.method == "POST" and form.is_valid():
        types = form.cleaned_data["other_types"]
        saved = attempt(form, lambda: edit_terminal(found, values=form.values(), other_types=types, by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("sip2:terminal", args=[pk]), Toast("The self-check is saved."))
    return _form_page(request, form, found.name, found)


@never_cache
@require_POST
@page(MAY)
def terminal_password(request: Request, pk: int) -> HttpResponseBase:
    """A new password, on this page and never again."""
    return _password_page(request, make_password(_visible(request.actor, pk), by=request.actor))


@require_POST
@page(MAY)
def note_settle(request: Request, pk: int) -> HttpResponseBase:
    notes = TerminalNote.objects.visible_to(request.actor).select_related("terminal__organisation")
    note = get_object_or_404(notes, pk=pk)
    url = reverse("sip2:terminal", args=[note.terminal_id])
    return go_after(request, url, lambda: settle_note(note, by=request.actor), "Settled.")


def _visible(actor: Actor, pk: int) -> Terminal:
    return get_object_or_404(Terminal.objects.visible_to(actor).select_related("organisation", "place"), pk=pk)


def _password_page(request: Request, made: NewPassword) -> HttpResponseBase:
    context = {
        "page_title": f"Password of {made.terminal.name}",
        "breadcrumbs": [
            Crumb("Self-checks", reverse("sip2:terminals")),
            Crumb(made.terminal.name, reverse("sip2:terminal", args=[made.terminal.pk])),
        ],
        "terminal": made.terminal,
        "password": made.password,
    }
    return render(request, "sip2/password.html", context)


def _form_page(request: Request, form: TerminalForm, title: str, found: Terminal | None) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("Self-checks", reverse("sip2:terminals"))],
        "form": form,
        "terminal": found,
    }
    if found is not None:
        notes = TerminalNote.objects.open().filter(terminal=found).select_related("item")[: NOTES_SHOWN + 1]
        context |= {
            "state": state_badge(found),
            "problem": problem_of(found),
            "facts": _facts(found),
            "counts": [Fact(one.label, _number(one)) for one in todays_counts(found)],
            "notes": list(notes)[:NOTES_SHOWN],
            "has_more_notes": len(notes) > NOTES_SHOWN,
        }
    return render(request, "sip2/terminal.html", context, status=422 if form.errors else 200)


def _number(one: KindCount) -> str:
    return f"{one.count:,}, {one.refused:,} answered no" if one.refused else f"{one.count:,}"


def _facts(found: Terminal) -> list[Fact]:
    return [
        Fact("Calls from", found.seen_from or "Nowhere yet"),
        Fact("Institution id", found.institution_id),
        Fact("Wrong cards and PINs", str(found.misses)),
    ]
