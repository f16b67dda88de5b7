"""Mail that came in: what became of each, its source, and what a person can do with one kept aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from firstbell.connectors.mail.actions.by_hand import drop_mail, join_mail, make_ticket_of_mail, retry_mail
from firstbell.connectors.mail.forms import ByHandForm, InboundFilter
from firstbell.connectors.mail.models import InboundMail
from firstbell.connectors.mail.permissions import MailPermission
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt, go_after
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.marks import ago, badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact, Tone
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission

MAY = MailPermission.INBOUND_VIEW
State, Verdict = InboundMail.State, InboundMail.Verdict
_TONES: dict[str, Tone] = {State.TICKET: "good", State.REPLY: "good", State.QUARANTINED: "warn", State.RECEIVED: "info"}
_SENDER_TONES: dict[str, Tone] = {Verdict.PASSED: "good", Verdict.FAILED: "bad", Verdict.UNKNOWN: "warn"}


def state_badge(row: InboundMail) -> SafeString:
    return badge(row.get_state_display(), tone=_TONES.get(row.state, "neutral"))


def verdict_badge(row: InboundMail) -> SafeString:
    return badge(row.get_verdict_display(), tone=_SENDER_TONES[row.verdict])


class InboundList(Listing[InboundMail]):
    name = "mail.inbound_mails"
    title = "Mail in"
    default_sort = "-received"
    filter_form = InboundFilter
    empty = Empty("mail", "No mail yet", "What is written to the help desk's mailboxes appears here as it comes.")
    columns: ClassVar = (
        Column[InboundMail]("subject", "Subject", value=lambda row: row.subject or "(no subject)", primary=True),
        Column[InboundMail]("sender", "From", value=lambda row: row.shown_sender),
        Column[InboundMail]("verdict", "Sender", value=lambda row: row.get_verdict_display(), html=verdict_badge),
        Column[InboundMail]("state", "State", value=lambda row: row.get_state_display(), html=state_badge),
        Column[InboundMail]("ticket", "Ticket", value=lambda row: row.ticket.number if row.ticket else "", code=True),
        Column[InboundMail]("reason", "Why", value=lambda row: row.reason),
        Column[InboundMail](
            "received",
            "Received",
            value=lambda row: row.received_at,
            html=lambda row: ago(row.received_at),
            sort=("received_at", "pk"),
        ),
        Column[InboundMail]("mailbox", "Mailbox", value=lambda row: row.mailbox.name, shown=False),
    )

    def queryset(self, actor: Actor) -> QuerySet[InboundMail]:
        return InboundMail.objects.visible_to(actor).select_related("mailbox", "ticket")

    def filtered(self, queryset: QuerySet[InboundMail], data: Mapping[str, Any], actor: Actor) -> QuerySet[InboundMail]:
        return queryset.filter(**{name: value for name, value in data.items() if value})

    def searched(self, queryset: QuerySet[InboundMail], text: str, actor: Actor) -> QuerySet[InboundMail]:
        return queryset.filter(subject__icontains=text) | queryset.filter(sender__icontains=text)

    def url(self, row: InboundMail) -> str:
        return reverse("mail:inbound_mail", args=[row.pk])


@page(MAY)
def inbound_mails(request: Request) -> HttpResponseBase:
    return list_page(request, InboundList())


@page(MAY)
def inbound_mail(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    return _mail_page(request, found, ByHandForm(actor=request.actor))


@page(MAY, HelpdeskPermission.TICKET_WORK)
def source(request: Request, pk: int) -> HttpResponseBase:
    """The mail as it came, always as a download: to those who see it here, and those who work on its ticket."""
    actor = request.actor
    found = InboundMail.objects.visible_to(actor).filter(pk=pk).first() or _of_own_ticket(actor, pk)
    if found is None or not found.source:
        raise Http404
    try:
        file = found.source.open("rb")
    except FileNotFoundError as error:
        raise Http404("The source is not in the data folder any more.") from error
    response = FileResponse(file, as_attachment=True, filename=f"{found.number}.eml")
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@require_POST
@page(MailPermission.INBOUND_SETTLE)
def retry(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    url = reverse("mail:inbound_mail", args=[pk])
    return go_after(request, url, lambda: retry_mail(found, by=request.actor), "It is read once more.")


@require_POST
@page(MailPermission.INBOUND_SETTLE)
def drop(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    url = reverse("mail:inbound_mails")
    return go_after(request, url, lambda: drop_mail(found, by=request.actor), f"{found.number} is dropped.")


@require_POST
@page(MailPermission.INBOUND_SETTLE)
def make_ticket(request: Request, pk: int) -> HttpResponseBase:
    """A new ticket of it, or a reply on the one that is named."""
    found = _visible(request.actor, pk)
    form = ByHandForm(request.POST, actor=request.actor)
    if form.is_valid():
        made = attempt(form, lambda: _by_hand(found, form.cleaned_data, request.actor))
        if made is not None:
            toast = Toast(f"{found.number} is on {made.number}.")
            return redirect_with_toast(request, reverse("helpdesk:ticket", args=[made.pk]), toast)
    return _mail_page(request, found, form)


def _by_hand(found: InboundMail, data: Mapping[str, Any], actor: Actor) -> Ticket:
    if data["ticket"] is not None:
        return join_mail(found, data["ticket"], by=actor)
    return make_ticket_of_mail(found, title=data["title"], requester=data["person"], by=actor)


def _of_own_ticket(actor: Actor, pk: int) -> InboundMail | None:
    """A ticket went to another school than its mailbox's: its technician may read the source."""
    tickets = Ticket.objects.visible_to(actor).filter(
        actor.scope(HelpdeskPermission.TICKET_WORK).q("organisation__path")
    )
    return InboundMail.objects.filter(pk=pk, ticket__in=tickets.order_by().values("pk")).first()


def _visible(actor: Actor, pk: int) -> InboundMail:
    rows = InboundMail.objects.visible_to(actor).select_related("mailbox__organisation", "ticket", "person")
    return get_object_or_404(rows, pk=pk)


def _mail_page(request: Request, found: InboundMail, form: ByHandForm) -> HttpResponseBase:
    may_settle = request.actor.can(MailPermission.INBOUND_SETTLE, at=found.mailbox.organisation.scope_path)
    context = {
        "page_title": found.subject or "(no subject)",
        "breadcrumbs": [Crumb("Mail in", reverse("mail:inbound_mails"))],
        "mail": found,
        "state": state_badge(found),
        "sender": verdict_badge(found),
        "facts": _facts(found),
        "form": form,
        "may_settle": may_settle and found.state in InboundMail.OPEN,
    }
    return render(request, "mail/inbound_mail.html", context, status=422 if form.errors else 200)


def _facts(found: InboundMail) -> list[Fact]:
    said = ", ".join(f"{name.upper()} {result}" for name, result in sorted(found.checks.items()))
    who = f"{found.sender_name} <{found.sender}>" if found.sender_name else found.sender
    facts = [
        Fact("From", who or "Nobody is named"),
        Fact("Known as", found.person.name if found.person is not None else "Nobody known"),
        Fact("The mail server found", said or "Nothing, or it is not trusted to say"),
        Fact("To", f"{found.mailbox.name} ({found.mailbox.address})"),
        Fact("Size", f"{max(1, found.size // 1024):,} KB"),
    ]
    if found.ticket is not None:
        facts.append(Fact("Ticket", str(found.ticket), url=reverse("helpdesk:ticket", args=[found.ticket.pk])))
    if found.settled_at is not None:
        facts.append(Fact("Decided", f"{timezone.localtime(found.settled_at):%b %-d, %Y, %H:%M} by {found.settled_by}"))
    return facts
