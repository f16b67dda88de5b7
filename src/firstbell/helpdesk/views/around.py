"""What stands around the conversation on a ticket's page, and its buttons: watch, rate, link, split, merge, files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from firstbell.core.actor import system_actor
from firstbell.core.answers import go_after
from firstbell.core.errors import FirstbellError, Forbidden
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.merging import merges_into
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.conversation import attach_to_ticket
from firstbell.helpdesk.actions.links import follow_up, link_tickets, split_reply, unlink_tickets
from firstbell.helpdesk.actions.people import note_presence, rate_by_token, rate_ticket, stop_watching, watch_ticket
from firstbell.helpdesk.forms.around import HelperForm, LinkForm, SignOffForm
from firstbell.helpdesk.models import CannedAnswer, Ticket, TicketEntry, TicketState, TicketWatcher
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.helpdesk.queries import (
    files_by_entry,
    filled,
    helper_job_of,
    language_for,
    links_of,
    may_reopen,
    others_present,
    planned_visit,
    rating_of,
    read_rating_token,
    readers_who_work,
)
from firstbell.helpdesk.views.articles import link_text, offered_articles
from firstbell.helpdesk.views.requester_words import words_for


def around(request: Request, found: Ticket, entries: list[TicketEntry], *, can_work: bool) -> dict[str, Any]:
    """What the page shows besides the talk; what needs work on tickets only for those who do it."""
    actor = request.actor
    is_requester = actor.person_id is not None and actor.person_id == found.requester_id
    kept = files_by_entry(entries)
    for entry in entries:
        entry.files = kept.get(entry.pk, [])  # type: ignore[attr-defined]
    watchers = list(found.watchers.filter(why=TicketWatcher.Why.WATCHES).select_related("person"))
    rating = rating_of(found)
    context: dict[str, Any] = {
        "w": words_for(language_for(found)) if is_requester else words_for("en"),
        "is_requester": is_requester,
        "related": links_of(found, actor),
        "watchers": watchers,
        "is_watching": any(one.person_id == actor.person_id for one in watchers),
        "rating": rating,
        "can_rate": is_requester and found.resolved_at is not None and rating is None,
        "visit": planned_visit(found) if found.state == TicketState.SCHEDULED else None,
        "can_follow_up": is_requester and not found.is_open and not may_reopen(found, timezone.now()),
    }
    if can_work:
        context |= _for_workers(request, found, entries)
    return context


def _for_workers(request: Request, found: Ticket, entries: list[TicketEntry]) -> dict[str, Any]:
    actor = request.actor
    answers = list(CannedAnswer.objects.all().usable_at(found.organisation, actor))
    asked = next((one for one in answers if str(one.pk) == request.GET.get("answer")), None)
    offered = offered_articles(found)
    linked = next((one for one in offered if str(one.pk) == request.GET.get("article")), None)
    job = helper_job_of(found)
    may_help = not found.is_private and found.is_open and found.symptom is not None and found.symptom.for_helpers
    return {
        "minutes": sum(one.minutes or 0 for one in entries),
        "answers": answers,
        "answer_language": language_for(found),
        "articles": offered,
        "reply_text": filled(asked, found, _asked_language(request, found))
        if asked is not None
        else link_text(linked)
        if linked is not None
        else "",
        "colleagues": readers_who_work(found),
        "link_form": LinkForm(actor=actor),
        "merges": merges_into(Ticket.KIND_REF, found.pk),
        "job": job,
        "sign_off_form": SignOffForm() if job is not None else None,
        "helper_form": HelperForm(ticket=found) if may_help and job is None else None,
    }


def _asked_language(request: HttpRequest, found: Ticket) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in ("en", "es") else language_for(found)


def the_ticket(request: Request, pk: int) -> Ticket:
    """The ticket if the actor may see it; 404 otherwise."""
    related = ("organisation", "requester", "place", "symptom")
    return get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*related), pk=pk)


def own_page(ticket: Ticket) -> str:
    return reverse("helpdesk:ticket", args=[ticket.pk])


@require_POST
@page()
def ticket_watch(request: Request, pk: int) -> HttpResponseBase:
    """Watch, or stop."""
    ticket = the_ticket(request, pk)
    if request.POST.get("stop"):
        return go_after(
            request, own_page(ticket), lambda: stop_watching(ticket, by=request.actor), "You are told no more."
        )
    return go_after(
        request,
        own_page(ticket),
        lambda: watch_ticket(ticket, by=request.actor),
        "You are told of replies and of the end.",
    )


@require_POST
@page()
def ticket_attach(request: Request, pk: int) -> HttpResponseBase:
    """Photos or documents of the ticket itself."""
    ticket = the_ticket(request, pk)
    files = list(request.FILES.getlist("files"))
    if not files:
        return redirect_with_toast(request, own_page(ticket), Toast("Choose a file first.", tone="bad"))
    return go_after(request, own_page(ticket), lambda: attach_to_ticket(ticket, files, by=request.actor), "Kept.")


@never_cache
@require_POST
@page()
def ticket_presence(request: Request, pk: int) -> HttpResponseBase:
    """A sign of life of an open page; answers who else is on it. The same few statements, whatever the size."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related("organisation"), pk=pk)
    note_presence(ticket, is_typing=request.POST.get("typing") == "1", by=request.actor)
    others = others_present(ticket, request.actor, timezone.now())
    return JsonResponse({"here": [{"name": one.account.display_name, "typing": one.is_typing} for one in others]})


@page(May.TICKET_WORK)
def answer_text(request: Request, pk: int, answer_pk: int) -> HttpResponseBase:
    """A canned answer filled for this ticket, as plain text, to insert where one types."""
    ticket = the_ticket(request, pk)
    if not request.actor.can(May.TICKET_WORK, at=ticket.organisation.scope_path):
        raise Http404
    usable = CannedAnswer.objects.all().usable_at(ticket.organisation, request.actor)
    answer = get_object_or_404(usable, pk=answer_pk)
    text = filled(answer, ticket, _asked_language(request, ticket))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_POST
@page()
def ticket_rate(request: Request, pk: int) -> HttpResponseBase:
    """One tap of the requester on the ticket's page."""
    ticket = the_ticket(request, pk)
    is_good, why = request.POST.get("rating") == "good", request.POST.get("why", "")
    return go_after(
        request, own_page(ticket), lambda: rate_ticket(ticket, is_good=is_good, why=why, by=request.actor), "Thank you."
    )


@never_cache
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail, without signing in: asks on GET, keeps on POST, once. It names neither ticket nor person."""
    problem = "" if read_rating_token(token) is not None else "not whole"
    if request.method == "POST" and not problem:
        is_good, why = request.POST.get("rating") == "good", request.POST.get("why", "")
        try:
            rate_by_token(token, is_good=is_good, why=why, by=system_actor("link in a mail", via="web"))
        except FirstbellError:
            problem = "used"
    context = {"page_title": "Was it good? / ¿Estuvo bien?", "problem": problem, "is_done": request.method == "POST"}
    return render(request, "helpdesk/rate.html", context, status=404 if problem else 200)


@require_POST
@page()
def ticket_follow_up(request: Request, pk: int) -> HttpResponseBase:
    """Too old to reopen: a new one, linked to it."""
    ticket = the_ticket(request, pk)
    try:
        new = follow_up(ticket, text=request.POST.get("text", ""), by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, own_page(ticket), Toast(str(error), tone="bad"))
    return redirect_with_toast(request, own_page(new), Toast(f"{new.number} is open, linked to {ticket.number}."))


@require_POST
@page(May.TICKET_WORK)
def ticket_relate(request: Request, pk: int) -> HttpResponseBase:
    """Link two tickets."""
    ticket = the_ticket(request, pk)
    form = LinkForm(request.POST, actor=request.actor)
    if not form.is_valid():
        problem = " ".join(str(message) for messages in form.errors.values() for message in messages)
        return redirect_with_toast(request, own_page(ticket), Toast(problem, tone="bad"))
    other, kind = form.cleaned_data["other"], form.cleaned_data["kind"]
    return go_after(
        request,
        own_page(ticket),
        lambda: link_tickets(ticket, other, kind=kind, by=request.actor),
        f"Linked to {other.number}.",
    )


@require_POST
@page(May.TICKET_WORK)
def ticket_unrelate(request: Request, pk: int, link_pk: int) -> HttpResponseBase:
    """Take a link away, from either end."""
    ticket = the_ticket(request, pk)
    link = next((one for one, _, _ in links_of(ticket, request.actor) if one.pk == link_pk), None)
    if link is None:
        raise Http404
    return go_after(request, own_page(ticket), lambda: unlink_tickets(link, by=request.actor), "Not linked any more.")


@require_POST
@page(May.TICKET_WORK)
def ticket_split(request: Request, pk: int, entry_pk: int) -> HttpResponseBase:
    """A reply becomes a ticket of its own."""
    ticket = the_ticket(request, pk)
    entry = get_object_or_404(TicketEntry.objects.select_related("split_into"), pk=entry_pk, ticket=ticket)
    entry.ticket = ticket
    title = request.POST.get("title", "").strip() or entry.text.splitlines()[0][:120]
    try:
        new = split_reply(entry, title=title, by=request.actor)
    except Forbidden:
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, own_page(ticket), Toast(str(error), tone="bad"))
    return redirect_with_toast(request, own_page(new), Toast(f"{new.number} was split off {ticket.number}."))
