"""Articles and tickets: one made from a ticket, and the link to one in a reply."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.notifications.mail import absolute
from firstbell.core.ui.toasts import Toast
from firstbell.guides.models import Article, Audience
from firstbell.guides.permissions import GuidesPermission
from firstbell.guides.queries.articles import fitting_articles, readable_at
from firstbell.helpdesk.actions.articles import article_from_ticket
from firstbell.helpdesk.models import Ticket
from firstbell.helpdesk.permissions import HelpdeskPermission as May
from firstbell.people.models import Person

_RELATED = ("organisation", "requester__account", "assignee__person", "place", "walk__card")
#: Offered beside the reply box.
MOST_OFFERED = 8


@require_POST
@page(May.TICKET_WORK)
def ticket_article(request: Request, pk: int) -> HttpResponseBase:
    """“Write an article from it”: a draft, opened in the editor."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*_RELATED), pk=pk)
    try:
        made = article_from_ticket(ticket, by=request.actor)
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, reverse("helpdesk:ticket", args=[pk]), Toast(str(error), tone="bad"))
    name = "guides:article_edit" if made.published_at is None else "guides:article"
    return redirect_with_toast(request, reverse(name, args=[made.pk]), Toast("A draft: read it before you publish it."))


def offered_articles(ticket: Ticket) -> list[Article]:
    """Those that the requester may read and that have to do with the ticket. Two queries."""
    readable = readable_at(ticket.organisation, _audience_of(ticket))
    text = ticket.title if ticket.is_private else f"{ticket.title}\n{ticket.description}"
    spoken = ticket.requester.language if ticket.requester is not None else ""
    language = "es" if spoken.lower().startswith("es") else "en"
    return fitting_articles(text, readable, language=language, most=MOST_OFFERED, only_sure=False)


def _audience_of(ticket: Ticket) -> Audience:
    kinds = {Person.Kind.STUDENT.value: Audience.STUDENTS, Person.Kind.STAFF.value: Audience.TEACHERS}
    return kinds.get(ticket.requester.kind, Audience.EVERYBODY) if ticket.requester is not None else Audience.EVERYBODY


def link_text(article: Article) -> str:
    """As it stands in a reply and in the mail of it: title and whole address."""
    return f"{article.title}: {absolute(reverse('guides:article', args=[article.pk]))}"


@page(May.TICKET_WORK)
def article_link(request: Request, pk: int, article_pk: int) -> HttpResponseBase:
    """The link as plain text, to insert where one types."""
    ticket = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*_RELATED), pk=pk)
    may = request.actor.can(May.TICKET_WORK, at=ticket.organisation.scope_path)
    if not may or not request.actor.can(GuidesPermission.ARTICLE_READ):
        raise Http404
    article = get_object_or_404(readable_at(ticket.organisation, _audience_of(ticket)), pk=article_pk)
    return HttpResponse(link_text(article), content_type="text/plain; charset=utf-8")
