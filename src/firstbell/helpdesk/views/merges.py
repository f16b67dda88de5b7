"""Two tickets that are one: give the other's number, compare, make them one, take them apart."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.merge_pages import MergePages
from firstbell.core.models import Merge
from firstbell.core.ui.shapes import Crumb, MergeRow
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.links import merge_tickets, take_tickets_apart
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import ticket_number


@page(May.TICKET_WORK)
def merge_pick(request: Request, pk: int) -> HttpResponseBase:
    """``?other=T-12`` leads to the comparison; nothing happens yet."""
    keeper = _mergeable(request.actor, pk)
    text = request.GET.get("other", "").strip()[:30]
    number = ticket_number(text)
    other = Ticket.objects.visible_to(request.actor).filter(pk=number).first() if number is not None else None
    if other is None or other.pk == keeper.pk:
        problem = f"There is no other ticket “{text}”. Write its number, e.g. T-123."
        return redirect_with_toast(request, reverse("helpdesk:ticket", args=[pk]), Toast(problem, tone="bad"))
    return HttpResponseRedirect(reverse("helpdesk:merge", args=[pk, other.pk]))


@page(May.TICKET_WORK)
def merge(request: Request, pk: int, other_pk: int) -> HttpResponseBase:
    """Both side by side; POST makes them one."""
    return PAGES.compare(request, pk, other_pk)


@page(May.TICKET_WORK)
def split(request: Request, pk: int) -> HttpResponseBase:
    """What a merge moved, and the button that gives it back."""
    return PAGES.apart(request, pk)


def rows_of(keeper: Ticket, other: Ticket) -> list[MergeRow]:
    def row(label: str, text: object, theirs: object) -> MergeRow:
        return MergeRow("", label, str(text or ""), str(theirs or ""))

    return [
        row("What", keeper.title, other.title),
        row("Standing", keeper.get_state_display(), other.get_state_display()),
        row("Requester", keeper.requester or keeper.requester_label, other.requester or other.requester_label),
        row("Where", keeper.place, other.place),
        row("Symptom", keeper.symptom, other.symptom),
        row("Assignee", keeper.assignee, other.assignee),
        row("Opened", f"{keeper.opened_at:%b %-d, %Y}", f"{other.opened_at:%b %-d, %Y}"),
    ]


def _merge(keeper: Ticket, other: Ticket, *, reason: str, by: Actor, **_take: object) -> Merge:
    """No values are chosen: the keeper's stay."""
    return merge_tickets(keeper, other, reason=reason, by=by)


def _mergeable(actor: Actor, pk: int) -> Ticket:
    related = ("organisation", "requester", "place", "symptom", "assignee__person")
    found = Ticket.objects.visible_to(actor).select_related(*related).filter(pk=pk).first()
    if found is None or not actor.can(May.TICKET_WORK, at=found.organisation.scope_path):
        raise Http404
    return found


def _crumbs(ticket: Ticket) -> list[Crumb]:
    return [
        Crumb("Tickets", reverse("helpdesk:tickets")),
        Crumb(ticket.number, reverse("helpdesk:ticket", args=[ticket.pk])),
    ]


PAGES = MergePages(
    kind=Ticket.KIND_REF,
    find=_mergeable,
    label=lambda ticket: ticket.number,
    crumbs=_crumbs,
    rows=rows_of,
    facts={},
    merge=_merge,
    split=take_tickets_apart,
    page="helpdesk:ticket",
    pair="helpdesk:merge",
    own="of its own",
)
