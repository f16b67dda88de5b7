"""The mailboxes: a list, a form each, and what came of the last try."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.connectors.mail.actions.mailboxes import add_mailbox, edit_mailbox, try_mailbox
from firstbell.connectors.mail.forms import MailboxForm, school_of
from firstbell.connectors.mail.models import Mailbox
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast

MAY = MailPermission.MAILBOX_EDIT


def state_of(row: Mailbox) -> str:
    if not row.is_on:
        return "Off"
    return "Cannot be read" if row.problem else "On"


def state_badge(row: Mailbox) -> SafeString:
    said = state_of(row)
    tone = {"Off": "neutral", "On": "good"}.get(said, "bad")
    return badge(said, tone=tone, icon="error" if tone == "bad" else "power")


class MailboxList(Listing[Mailbox]):
    name = "mail.mailboxes"
    title = "Mailboxes"
    default_sort = "name"
    empty = Empty(
        "mail", "No mailbox yet", "With one, a mail to the help desk becomes a ticket.", "Add a mailbox", "add/"
    )
    columns: ClassVar = (
        Column[Mailbox]("name", "Mailbox", value=lambda row: row.name, primary=True, sort=("name", "pk")),
        Column[Mailbox]("address", "Address", value=lambda row: row.address, code=True),
        Column[Mailbox]("for", "For", value=lambda row: row.organisation.name),
        Column[Mailbox]("state", "State", value=state_of, html=state_badge),
        Column[Mailbox](
            "looked",
            "Last looked",
            value=lambda row: row.looked_at or row.taken_at,
            html=lambda row: ago(row.looked_at or row.taken_at),
        ),
        Column[Mailbox]("problem", "Problem", value=lambda row: row.problem),
    )

    def queryset(self, actor: Actor) -> QuerySet[Mailbox]:
        return Mailbox.objects.visible_to(actor).select_related("organisation")

    def searched(self, queryset: QuerySet[Mailbox], text: str, actor: Actor) -> QuerySet[Mailbox]:
        return queryset.filter(name__icontains=text) | queryset.filter(address__icontains=text)

    def url(self, row: Mailbox) -> str:
        return reverse("mail:mailbox", args=[row.pk])


@page(MAY)
def mailboxes(request: Request) -> HttpResponseBase:
    return list_page(request, MailboxList(), template="mail/mailboxes.html")


@page(MAY)
def mailbox_add(request: Request) -> HttpResponseBase:
    form = MailboxForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: add_mailbox(school_of(form), values=form.values(), by=request.actor))
        if made is not None:
            url = reverse("mail:mailbox", args=[made.pk])
            return redirect_with_toast(request, url, Toast("The mailbox is set up. Try it now."))
    return _form_page(request, form, "Add a mailbox", None)


@page(MAY)
def mailbox(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    # The form writes into its instance while validating; the action compares with the stored one.
    form = MailboxForm(request.POST or None, actor=request.actor, instance=_visible(request.actor, pk))
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_mailbox(found, values=form.values(), by=request.actor))
        if saved is not None:
            return redirect_with_toast(request, reverse("mail:mailbox", args=[pk]), Toast("The mailbox is saved."))
    return _form_page(request, form, found.name, found)


@require_POST
@page(MAY)
def mailbox_try(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    url = reverse("mail:mailbox", args=[pk])
    return go_after(request, url, lambda: try_mailbox(found, by=request.actor), "Tried: see what was found.")


def _visible(actor: Actor, pk: int) -> Mailbox:
    return get_object_or_404(Mailbox.objects.visible_to(actor).select_related("organisation"), pk=pk)


def _form_page(request: Request, form: MailboxForm, title: str, found: Mailbox | None) -> HttpResponseBase:
    context = {
        "page_title": title,
        "breadcrumbs": [Crumb("Mailboxes", reverse("mail:mailboxes"))],
        "form": form,
        "mailbox": found,
        "state": state_badge(found) if found is not None else "",
        "facts": _facts(found) if found is not None else [],
    }
    return render(request, "mail/mailbox.html", context, status=422 if form.errors else 200)


def _facts(found: Mailbox) -> list[Fact]:
    return [
        Fact("Last looked", _moment(found.looked_at) or "Not yet"),
        Fact("Last mail", _moment(found.taken_at) or "None yet"),
        Fact("Source", found.source),
        Fact("Last checked", f"{found.last_checked:%b %-d, %Y}" if found.last_checked else ""),
    ]


def _moment(when: dt.datetime | None) -> str:
    return f"{timezone.localtime(when):%b %-d, %Y, %H:%M}" if when is not None else ""
