"""Reservations: the list, the calendar, today's list, a new one, and the page of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import cancel_reservation, lend_cart, lend_item, reserve
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.forms.promises import ReservationFilterForm, ReservationForm
from firstbell.circulation.models import Reservation
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.reservations import (
    is_waiting,
    outstanding,
    promise_calendar,
    related,
    state_of,
    to_hand_out,
)
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.errors import FirstbellError, Forbidden, Invalid, NotFound
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.scan import normalise
from firstbell.core.ui.marks import badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.inventory.queries import find_item
from firstbell.people.models import Person

SPANS = (7, 14, 28)


def days_of(one: Reservation) -> str:
    first, last = day_text(one.first_day), day_text(one.last_day)
    return first if one.first_day == one.last_day else f"{first} – {last}"


class ReservationList(Listing[Reservation]):
    """Reservations, the soonest first; those that stand unless asked otherwise."""

    name = "circulation.reservations"
    title = "Reservations"
    default_sort = "first"
    columns: ClassVar = (
        Column[Reservation]("what", "What", value=lambda one: one.what, primary=True),
        Column[Reservation]("person", "For", value=lambda one: one.person.name),
        Column[Reservation]("first", "Days", value=days_of, sort=("first_day", "pk")),
        Column[Reservation](
            "state",
            "Stands",
            value=lambda one: state_of(one, today=timezone.localdate()).label,
            html=lambda one: badge((state := state_of(one, today=timezone.localdate())).label, tone=state.tone),
        ),
        Column[Reservation]("reason", "What for", value=lambda one: one.reason),
        Column[Reservation]("place", "Where", value=lambda one: one.place.name if one.place else ""),
        Column[Reservation]("school", "School", value=lambda one: one.organisation.short),
        Column[Reservation]("by", "Made by", value=lambda one: one.made_by, shown=False),
    )
    empty = Empty(
        "calendar", "Nothing is reserved", "Ten loaners for testing week, a cart, a camera kit.", "Reserve", "add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Reservation]:
        return related().visible_to(actor)

    def form(self, data: QueryDict, actor: Actor) -> ReservationFilterForm:
        return ReservationFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Reservation], data: Mapping[str, Any], actor: Actor) -> QuerySet[Reservation]:
        if data.get("school"):
            queryset = queryset.filter(organisation__path__startswith=data["school"].scope_path)
        today = timezone.localdate()
        waits = Q(collected_at__isnull=False) | Q(keep_until__gte=today)
        standing = Q(ended_at=None, last_day__gte=today) & waits
        if data.get("state") == "past":
            return queryset.exclude(standing)
        return queryset if data.get("state") == "all" else queryset.filter(standing)

    def searched(self, queryset: QuerySet[Reservation], text: str, actor: Actor) -> QuerySet[Reservation]:
        """A student or staff number, a tag, or a word of what for."""
        persons = Person.objects.filter(identifier=text.strip()).values("pk")
        code = normalise(text)
        fits = Q(person__in=persons) | Q(item__barcode_norm=code) | Q(cart__code_norm=code)
        return queryset.filter(fits | Q(reason__icontains=text.strip()))

    def url(self, row: Reservation) -> str:
        return reverse("circulation:reservation", args=[row.pk])


@page(May.LOAN_VIEW)
def reservations(request: Request) -> HttpResponseBase:
    context = {"can_reserve": request.actor.can(May.RESERVATION_EDIT)}
    return list_page(request, ReservationList(), template="circulation/reservations.html", context=context)


@page(May.LOAN_VIEW)
def reservation_calendar(request: Request) -> HttpResponseBase:
    """``?from=2026-11-30&days=14``: a line for each thing or type, a column for each day."""
    today = timezone.localdate()
    first = _day(request.GET.get("from", "")) or today - dt.timedelta(days=today.weekday())
    span = int(request.GET["days"]) if request.GET.get("days") in {str(one) for one in SPANS} else SPANS[1]
    step = dt.timedelta(days=span)
    days = [first + dt.timedelta(days=number) for number in range(span)]
    context = {
        "page_title": "Reservation calendar",
        "page_meta": f"{day_text(first)} to {day_text(days[-1])}",
        "breadcrumbs": [Crumb("Reservations", reverse("circulation:reservations"))],
        "days": days,
        "today": today,
        "lines": promise_calendar(request.actor, days, today=today),
        "before": (first - step).isoformat(),
        "after": (first + step).isoformat(),
        "span": span,
        "spans": SPANS,
        "first": first.isoformat(),
        "can_reserve": request.actor.can(May.RESERVATION_EDIT),
    }
    return render(request, "circulation/reservation_calendar.html", context)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs((day - timezone.localdate()).days) < 2000 else None


@page(May.LOAN_VIEW)
def reservations_today(request: Request) -> HttpResponseBase:
    """What is to be handed out today."""
    context = {
        "page_title": "To be handed out today",
        "breadcrumbs": [Crumb("Reservations", reverse("circulation:reservations"))],
        "waiting": to_hand_out(request.actor, today=timezone.localdate()),
    }
    return render(request, "circulation/reservations_today.html", context)


@page(May.RESERVATION_EDIT)
def reservation_add(request: Request) -> HttpResponseBase:
    form = ReservationForm(request.POST or None, actor=request.actor, initial=_asked(request.GET))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: reserve(form.cleaned_data["person"], **form.wish(), by=request.actor))
        if made is not None:
            url = reverse("circulation:reservation", args=[made.pk])
            text = f"{made.what} is reserved for {made.person.name}, {days_of(made)}."
            return redirect_with_toast(request, url, undo_toast(text, latest_offer(request.actor)))
    context = {
        "page_title": "Reserve",
        "breadcrumbs": [Crumb("Reservations", reverse("circulation:reservations"))],
        "form": form,
    }
    return render(request, "circulation/reservation_add.html", context, status=422 if form.errors else 200)


def _asked(data: QueryDict) -> dict[str, str]:
    return {name: str(data[name])[:120] for name in ("person", "thing", "first_day", "last_day") if data.get(name)}


@page()
def reservation(request: Request, pk: int) -> HttpResponseBase:
    """One reservation; people see their own."""
    found = _visible(request.actor, pk)
    today, actor = timezone.localdate(), request.actor
    state = state_of(found, today=today)
    path = found.organisation.scope_path
    is_standing = state.key in {"coming", "waiting", "out"}
    context = {
        "page_title": f"{found.what} for {found.person.name}",
        "breadcrumbs": [Crumb("Reservations", reverse("circulation:reservations"))] if actor.can(May.LOAN_VIEW) else [],
        "found": found,
        "state": state,
        "facts": _facts(found),
        "loans": list(found.loans.filter(part_of=None).select_related("item__product", "item__device")),
        "can_hand_out": state.key == "waiting" and is_waiting(found) and actor.can(May.LOAN_LEND, at=path),
        "left": outstanding(found) if found.item_type_id is not None else 0,
        "can_cancel": is_standing and actor.can(May.RESERVATION_EDIT, at=path),
        "sees_timeline": actor.can(May.LOAN_VIEW, at=path),
    }
    return render(request, "circulation/reservation.html", context)


def _facts(found: Reservation) -> list[Fact]:
    return [
        Fact("What", found.what),
        Fact("For", found.person.name, url=reverse("people:person", args=[found.person_id])),
        Fact("Class", found.section.title if found.section is not None else ""),
        Fact("Where", found.place.name if found.place is not None else ""),
        Fact("Days", days_of(found)),
        Fact("Waits until", day_text(found.keep_until)),
        Fact("What for", found.reason),
        Fact("School", found.organisation.name),
        Fact("Made", f"{found.made_by}, {timezone.localtime(found.made_at):%-d %b %Y}"),
    ]


@require_POST
@page(May.LOAN_LEND)
def reservation_hand_out(request: Request, pk: int) -> HttpResponseBase:
    """The thing itself by one button, or one more of the type by its scanned code."""
    found = _visible(request.actor, pk)
    back = reverse("circulation:reservation", args=[pk])
    try:
        text = _hand_out(found, request.POST.get("code", ""), request.actor)
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    return redirect_with_toast(request, back, undo_toast(text, latest_offer(request.actor)))


def _hand_out(found: Reservation, code: str, by: Actor) -> str:
    if found.cart is not None:
        loan = lend_cart(found.cart, to=found.person, by=by)
        return f"{found.cart} is lent with {loan.loans.count()} devices to {found.person.name}."
    item = found.item or find_item(code.strip()[:120], by)
    if item is None:
        raise Invalid(f"Nothing here has the code “{code.strip()[:120]}”.", remedy="Scan the label again.")
    if found.item_type_id is not None and item.item_type_id != found.item_type_id:
        raise Invalid(f"{item.label} is no {found.item_type}.", remedy="Scan one of the reserved type.")
    lend_item(item, to=found.person, by=by)
    return f"{item.label} is lent to {found.person.name}."


@require_POST
@page(May.RESERVATION_EDIT)
def reservation_cancel(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    back = reverse("circulation:reservation", args=[pk])
    try:
        cancel_reservation(found, by=request.actor)
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    return redirect_with_toast(request, back, undo_toast("It is cancelled.", latest_offer(request.actor)))


def _visible(actor: Actor, pk: int) -> Reservation:
    return get_object_or_404(related().visible_to(actor), pk=pk)
