"""The queue, a ticket's page, and the form that opens one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.core.actor import Actor
from firstbell.core.attachments import attachments_of
from firstbell.core.errors import FirstbellError
from firstbell.core.events import change
from firstbell.core.http import Request, page, redirect_with_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.search import matching_ids, words
from firstbell.core.ui import marks
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.helpdesk.actions.conversation import attach_to_ticket
from firstbell.helpdesk.actions.tickets import open_ticket
from firstbell.helpdesk.forms.narrowing import narrowed
from firstbell.helpdesk.forms.states import StateForm
from firstbell.helpdesk.forms.tickets import OpenTicketForm, TicketFilterForm
from firstbell.helpdesk.lifecycle import DONE, transitions_from
from firstbell.helpdesk.models import Ticket, TicketState
from firstbell.helpdesk.permissions import HelpdeskPermission
from firstbell.helpdesk.queries import entries_for, hints, language_for, merged_into, possible_assignees, ticket_number
from firstbell.helpdesk.views.around import around
from firstbell.inventory.models import Item
from firstbell.people.models import Person

TONES = {
    TicketState.NEW: "info",
    TicketState.TRIAGED: "info",
    TicketState.IN_PROGRESS: "brass",
    TicketState.SCHEDULED: "brass",
    TicketState.RESOLVED: "good",
    TicketState.CLOSED: "neutral",
}
_URGENCY_TONES = {Ticket.Urgency.CANNOT_TEACH: "bad", Ticket.Urgency.SLOWED: "warn"}


def state_badge(ticket: Ticket, words: str = "") -> SafeString:
    """The state as a pill, in other ``words`` where given; waiting states look alike."""
    tone = TONES.get(TicketState(ticket.state), "warn" if ticket.is_open else "neutral")
    return marks.badge(words or ticket.get_state_display(), tone)


def urgency_badge(ticket: Ticket) -> SafeString | str:
    tone = _URGENCY_TONES.get(Ticket.Urgency(ticket.urgency))
    return marks.badge(ticket.get_urgency_display(), tone) if tone else ticket.get_urgency_display()


def due_badge(moment: dt.datetime | None, *, is_open: bool = True) -> SafeString | str:
    """The moment in few words; red when it is past."""
    if moment is None or not is_open:
        return ""
    local, today = timezone.localtime(moment), timezone.localdate()
    text = (
        f"{local:%H:%M}"
        if local.date() == today
        else f"{local:%a %H:%M}"
        if 0 < (local.date() - today).days < 7
        else f"{local:%b %-d, %H:%M}"
    )
    if moment <= timezone.now():
        return marks.badge(text, "bad", icon="clock")
    return marks.badge(text, "warn", icon="clock") if local.date() == today else text


def _local_text(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment is not None else ""


def _requester(ticket: Ticket) -> str:
    return ticket.requester.name if ticket.requester is not None else ticket.requester_label


class TicketList(Listing[Ticket]):
    """Open tickets, what hurts first on top."""

    name = "helpdesk.tickets"
    title = "Tickets"
    default_sort = "hurts"
    about = ("requester_id",)
    columns: ClassVar = (
        Column[Ticket]("number", "Number", value=lambda t: t.number, sort=("pk",), code=True),
        Column[Ticket]("title", "What", value=lambda t: t.title, primary=True),
        Column[Ticket]("state", "State", value=lambda t: t.get_state_display(), html=state_badge),
        Column[Ticket](
            "hurts",
            "Hurts",
            value=lambda t: _local_text(t.hurts_at),
            html=lambda t: due_badge(t.hurts_at, is_open=t.is_open),
            sort=("priority_at", "priority", "pk"),
        ),
        Column[Ticket](
            "due",
            "Due",
            value=lambda t: _local_text(t.due_at),
            html=lambda t: due_badge(t.due_at, is_open=t.is_open),
            shown=False,
        ),
        Column[Ticket](
            "priority",
            "Priority",
            value=lambda t: f"P{t.priority}",
            sort=("priority", "priority_at", "pk"),
            shown=False,
        ),
        Column[Ticket]("urgency", "Urgency", value=lambda t: t.get_urgency_display(), html=urgency_badge),
        Column[Ticket]("requester", "Requester", value=_requester),
        Column[Ticket]("assignee", "Assignee", value=lambda t: str(t.assignee) if t.assignee else ""),
        Column[Ticket]("school", "School", value=lambda t: t.organisation.short),
        Column[Ticket](
            "opened",
            "Opened",
            value=lambda t: timezone.localtime(t.opened_at).isoformat(timespec="minutes"),
            html=lambda t: marks.ago(t.opened_at),
            sort=("opened_at", "pk"),
            shown=False,
        ),
        Column[Ticket](
            "up",
            "Last asked",
            value=lambda t: timezone.localtime(t.up_at).isoformat(timespec="minutes"),
            html=lambda t: marks.ago(t.up_at),
            sort=("up_at", "pk"),
            shown=False,
        ),
        Column[Ticket]("symptom", "Symptom", value=lambda t: t.symptom.label if t.symptom else "", shown=False),
        Column[Ticket]("wake_on", "Asks again", value=lambda t: t.wake_on, shown=False),
    )
    empty: ClassVar = Empty("ticket", "No open tickets", "Nothing waits for you here.", "Open a ticket", "open/")

    def queryset(self, actor: Actor) -> QuerySet[Ticket]:
        return Ticket.objects.visible_to(actor).select_related(
            "organisation", "requester", "assignee__person", "symptom"
        )

    def form(self, data: QueryDict, actor: Actor) -> forms.Form:
        return TicketFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Ticket], data: Mapping[str, Any], actor: Actor) -> QuerySet[Ticket]:
        state = data.get("state") or ""
        if state == "":
            queryset = queryset.filter(resolved_at=None, closed_at=None)
        elif state == "done":
            queryset = queryset.filter(state__in=DONE)
        elif state != "all":
            queryset = queryset.filter(state=state)
        if data.get("school"):
            queryset = queryset.filter(organisation=data["school"])
        if data.get("symptom"):
            queryset = queryset.filter(symptom=data["symptom"])
        if data.get("assignee") == "me":
            queryset = queryset.filter(assignee_id=actor.account_id)
        elif data.get("assignee") == "none":
            queryset = queryset.filter(assignee=None)
        if data.get("age"):
            queryset = queryset.filter(opened_at__lt=timezone.now() - dt.timedelta(days=int(data["age"])))
        return narrowed(queryset, data)

    def searched(self, queryset: QuerySet[Ticket], text: str, actor: Actor) -> QuerySet[Ticket]:
        number = ticket_number(text)
        if number is not None:
            return queryset.filter(pk=number)
        asked = words(text)
        scope = actor.scope(HelpdeskPermission.TICKET_VIEW)
        ids = matching_ids(Ticket.KIND_REF, asked, scope, limit=1000) if asked else []
        return queryset.filter(pk__in=ids)

    def url(self, row: Ticket) -> str:
        return reverse("helpdesk:ticket", args=[row.pk])


@page(HelpdeskPermission.TICKET_VIEW, HelpdeskPermission.TICKET_OPEN)
def tickets(request: Request) -> HttpResponseBase:
    context = {"hints": hints(request.actor, timezone.now())}
    return list_page(request, TicketList(), template="helpdesk/tickets.html", context=context)


@page()
def ticket(request: Request, pk: int) -> HttpResponseBase:
    related = (
        "organisation", "requester__homeroom", "assignee__person", "symptom", "place", "duplicate_of", "incident",
        "walk__card",
    )  # fmt: skip
    found = get_object_or_404(Ticket.objects.visible_to(request.actor).select_related(*related), pk=pk)
    if found.state == TicketState.DUPLICATE and (goes_on := merged_into(found, request.actor)) is not None:
        text = f"{found.number} goes on as {goes_on.number}."
        return redirect_with_toast(request, reverse("helpdesk:ticket", args=[goes_on.pk]), Toast(text, tone="info"))
    return render_ticket(request, found, ticket_context(request, found))


def render_ticket(request: Request, found: Ticket, context: dict[str, Any], *, status: int = 200) -> HttpResponseBase:
    """The page of those who work on it, or the requester's: plain words, in the requester's language."""
    if context["can_work"] or not context["is_requester"]:
        return render(request, "helpdesk/ticket.html", context, status=status)
    w = context["w"]
    for form in context["steps"]:
        form.said = w.get(f"to_{form.step.to}", form.step.label)
        if "text" in form.fields:
            form["text"].label = w.get(f"text_{form.step.to}", form["text"].label)
    own = {
        "breadcrumbs": [Crumb(w["tickets"], reverse("helpdesk:tickets"))],
        "state_badge": state_badge(found, w[found.state]),
        "facts": _own_facts(found, w),
        "language": language_for(found),
    }
    return render(request, "helpdesk/ticket_own.html", context | own, status=status)


def ticket_context(request: Request, found: Ticket, bound: StateForm | None = None) -> dict[str, Any]:
    """What a ticket's page shows; ``bound`` is a step's form that came back with faults."""
    actor = request.actor
    can_work = actor.can(HelpdeskPermission.TICKET_WORK, at=found.organisation.scope_path)
    steps = [
        bound if bound is not None and bound.step == step else StateForm(step=step, ticket=found, actor=actor)
        for step in transitions_from(found, actor)
    ]
    reports = list(found.reports.select_related("requester", "place")[:50]) if found.is_incident else []
    links = found.ticket_items.select_related("item__product", "item__organisation", "item__device")
    entries = entries_for(found, actor)
    return {
        **around(request, found, entries, can_work=can_work),
        "page_title": found.title,
        "breadcrumbs": [Crumb("Tickets", reverse("helpdesk:tickets"))],
        "ticket": found,
        "facts": _facts(found, actor),
        "entries": entries,
        "links": links,
        "reports": reports,
        "too": found.watchers.count() if found.is_incident else 0,
        "steps": steps,
        "open_step": bound.step.to if bound is not None else request.GET.get("step", ""),
        "assignees": possible_assignees(found.organisation) if can_work else [],
        "can_work": can_work,
        "can_note": actor.can(HelpdeskPermission.TICKET_VIEW, at=found.organisation.scope_path),
        "can_reply": can_work or actor.person_id == found.requester_id,
        "attachments": attachments_of(found.ref),
        "state_badge": state_badge(found),
    }


def _own_facts(found: Ticket, w: dict[str, str]) -> list[Fact]:
    """What a requester wants to know; nothing that only the program needs."""
    opened = timezone.localtime(found.opened_at)
    facts = [Fact(w["opened"], f"{opened:%Y-%m-%d %H:%M}, {w['by']} {found.opened_by}")]
    if found.place is not None:
        facts.append(Fact(w["where"], found.place.name))
    facts.append(Fact(w["who_works"], str(found.assignee) if found.assignee else w["nobody"]))
    if found.incident is not None:
        facts.append(Fact(w["part_of"], str(found.incident), url=reverse("helpdesk:ticket", args=[found.incident.pk])))
    if found.duplicate_of_id:
        url = reverse("helpdesk:ticket", args=[found.duplicate_of_id])
        facts.append(Fact(w["goes_on"], f"T-{found.duplicate_of_id}", url=url))
    return facts


def _facts(found: Ticket, actor: Actor) -> list[Fact]:
    requester_url = ""
    if found.requester is not None and Person.objects.visible_to(actor).filter(pk=found.requester.pk).exists():
        requester_url = reverse("people:person", args=[found.requester.pk])
    grade = f", grade {found.requester.grade}" if found.requester is not None and found.requester.grade else ""
    facts = [
        Fact("Requester", f"{_requester(found)}{grade}", url=requester_url),
        Fact("Opened", f"{timezone.localtime(found.opened_at):%a %b %-d, %Y, %H:%M} by {found.opened_by}"),
        Fact("School", found.organisation.name),
        Fact("Where", found.place.name if found.place else "", url=_place_url(found)),
        Fact("Symptom", found.symptom.label if found.symptom else ""),
        Fact("Urgency", found.get_urgency_display()),
        Fact("Impact", found.get_impact_display()),
        Fact("Assignee", str(found.assignee) if found.assignee else "Nobody yet"),
    ]
    if found.wake_on:
        facts.append(Fact("Asks again", f"{found.wake_on:%a %b %-d}"))
    if found.resolution:
        facts.append(Fact("Resolution", found.get_resolution_display()))
    if found.incident is not None:
        facts.append(
            Fact("Part of", str(found.incident), url=reverse("helpdesk:ticket", args=[found.incident.pk]), tone="warn")
        )
    if found.duplicate_of_id:
        other = f"T-{found.duplicate_of_id}"
        facts.append(Fact("Duplicate of", other, url=reverse("helpdesk:ticket", args=[found.duplicate_of_id])))
    return facts


def _place_url(found: Ticket) -> str:
    return reverse("rooms:place", args=[found.place_id]) if found.place_id else ""


@page(HelpdeskPermission.TICKET_OPEN, HelpdeskPermission.TICKET_OPEN_FOR_OTHERS)
def ticket_open(request: Request) -> HttpResponseBase:
    """Open a ticket: one's own, or for somebody else. ``?person=`` and ``?item=`` fill the form in."""
    actor = request.actor
    people = Person.objects.select_related("organisation")
    me = people.filter(pk=actor.person_id).first() if actor.person_id is not None else None
    own = list(_own_items(actor))
    initial = {"requester": request.GET.get("person", ""), "item": request.GET.get("item", "")}
    form = OpenTicketForm(request.POST or None, request.FILES or None, actor=actor, own_items=own, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            opened = _open_with_photos(form, me, actor)
        except FirstbellError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            url = reverse("helpdesk:ticket", args=[opened.pk])
            return redirect_with_toast(request, url, Toast(f"{opened.number} is open."))
    context = {
        "page_title": "Open a ticket",
        "form": form,
        "breadcrumbs": [Crumb("Tickets", reverse("helpdesk:tickets"))],
    }
    return render(request, "helpdesk/ticket_open.html", context, status=422 if form.errors else 200)


def _own_items(actor: Actor) -> QuerySet[Item]:
    if actor.person_id is None:
        return Item.objects.none()
    mine = Item.objects.filter(assigned_to_id=actor.person_id) | Item.objects.filter(holder_id=actor.person_id)
    return mine.select_related("product", "device")


def _open_with_photos(form: OpenTicketForm, me: Person | None, actor: Actor) -> Ticket:
    """A photo that is not kept here means no ticket yet: the form comes back with what was typed."""
    with change(actor):
        opened = _open(form, me, actor)
        attach_to_ticket(opened, form.cleaned_data["photos"], by=actor)
    return opened


def _open(form: OpenTicketForm, me: Person | None, actor: Actor) -> Ticket:
    data = form.cleaned_data
    walk_in = data.get("walk_in", "")
    requester = data.get("requester") or (None if walk_in else me)
    item: Item | None = data.get("item")
    place = data.get("place")
    home = requester.organisation if requester is not None else None
    organisation = home or (item.organisation if item else None) or (place.organisation if place else None)
    if organisation is None and me is not None:
        organisation = me.organisation
    if organisation is None:
        form.add_error("place", "Say where, so that the right school sees it.")
        raise FirstbellError("The ticket has no school yet.", remedy="Name a person, a device or a room.")
    is_own = requester is not None and requester.pk == actor.person_id
    return open_ticket(
        organisation,
        title=data["title"],
        description=data["description"],
        requester=requester,
        requester_label=walk_in,
        symptom=data["symptom"],
        items=[item] if item else [],
        place=place,
        urgency=Ticket.Urgency(data["urgency"] or Ticket.Urgency.SLOWED),
        impact=Ticket.Impact(data.get("impact") or Ticket.Impact.ONE),
        is_private=bool(data.get("is_private")),
        origin=Ticket.Origin.PORTAL if is_own else Ticket.Origin.ON_BEHALF,
        by=actor,
    )
