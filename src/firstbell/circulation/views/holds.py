"""Holds: the queue, the page of one, the pick-up shelf, and what to fetch from the shelves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from firstbell.circulation.actions import cancel_hold, move_hold_ahead, place_hold, suspend_hold
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.forms.holds import AheadForm, HoldFilterForm, HoldForm, SuspendForm
from firstbell.circulation.models import Hold
from firstbell.circulation.permissions import CirculationPermission as May
from firstbell.circulation.queries.holds import pickup_shelf, place_in_queue, pull_list, visible_holds
from firstbell.core.actor import Actor
from firstbell.core.answers import attempt
from firstbell.core.errors import FirstbellError, Forbidden, NotFound
from firstbell.core.http import Request, page, redirect_with_toast, undo_toast
from firstbell.core.listing import Column, Listing, list_page
from firstbell.core.ui.marks import badge
from firstbell.core.ui.shapes import Crumb, Empty, Fact
from firstbell.core.ui.toasts import Toast
from firstbell.core.undo import latest_offer
from firstbell.people.models import Person

TONES = {"waiting": "neutral", "transit": "info", "ready": "brass", "fulfilled": "good", "expired": "warn"}


def state_text(hold: Hold) -> str:
    """ "On the pick-up shelf until Fri Dec 4", "Waiting, passed over until Mon Dec 7"."""
    today = timezone.localdate()
    text = hold.get_state_display()
    if hold.state == Hold.State.READY and hold.keep_until is not None:
        return f"{text} until {day_text(hold.keep_until, today)}"
    if hold.state != Hold.State.WAITING:
        return text
    if hold.suspended_until is not None and hold.suspended_until >= today:
        return f"{text}, passed over until {day_text(hold.suspended_until, today)}"
    if hold.starts_on is not None and hold.starts_on > today:
        return f"{text} from {day_text(hold.starts_on, today)}"
    return text


def _badge(hold: Hold) -> Any:
    return badge(state_text(hold), tone=TONES.get(hold.state, "neutral"))


class HoldList(Listing[Hold]):
    """Holds in the order of their queues; open ones unless asked otherwise."""

    name = "circulation.holds"
    title = "Holds"
    default_sort = "queue"
    about = ("person_id",)
    columns: ClassVar = (
        Column[Hold]("what", "What", value=lambda hold: hold.product.name, primary=True),
        Column[Hold]("copy", "Copy", value=lambda hold: str(hold.copy or hold.item or "any"), code=True),
        Column[Hold]("person", "For", value=lambda hold: hold.person.name),
        Column[Hold]("state", "Stands", value=state_text, html=_badge),
        Column[Hold]("queue", "Since", value=lambda hold: timezone.localtime(hold.placed_at).date(),
                     sort=("weight", "queued_at", "pk")),
        Column[Hold]("need_by", "Of no use after", value=lambda hold: hold.need_by or ""),
        Column[Hold]("school", "Picked up at", value=lambda hold: hold.organisation.short),
        Column[Hold]("number", "Number", value=lambda hold: hold.pk, numeric=True),
        Column[Hold]("note", "Note", value=lambda hold: hold.note, shown=False),
        Column[Hold]("by", "Placed by", value=lambda hold: hold.placed_by, shown=False),
    )  # fmt: skip
    empty = Empty(
        "clock", "Nobody waits", "A hold keeps the next copy for whoever asks for it.", "Place a hold", "add/"
    )

    def queryset(self, actor: Actor) -> QuerySet[Hold]:
        return visible_holds(actor)

    def form(self, data: QueryDict, actor: Actor) -> HoldFilterForm:
        return HoldFilterForm(data or None, actor=actor)

    def filtered(self, queryset: QuerySet[Hold], data: Mapping[str, Any], actor: Actor) -> QuerySet[Hold]:
        if data.get("school"):
            queryset = queryset.filter(organisation__path__startswith=data["school"].scope_path)
        state = data.get("state")
        if state in {"waiting", "transit", "ready"}:
            return queryset.filter(state=state)
        if state == "ended":
            return queryset.filter(ended_at__isnull=False)
        return queryset if state == "all" else queryset.filter(ended_at=None)

    def searched(self, queryset: QuerySet[Hold], text: str, actor: Actor) -> QuerySet[Hold]:
        """A student or staff number, the number of a hold, or words of the name."""
        persons = Person.objects.filter(identifier=text.strip()).values("pk")
        found = queryset.filter(person__in=persons) | queryset.filter(product__name__icontains=text.strip())
        if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 18:
            found |= queryset.filter(pk=int(text.strip()))
        return found

    def url(self, row: Hold) -> str:
        return reverse("circulation:hold", args=[row.pk])


@page(May.LOAN_VIEW)
def holds(request: Request) -> HttpResponseBase:
    context = {"can_place": request.actor.can(May.HOLD_PLACE)}
    return list_page(request, HoldList(), template="circulation/holds.html", context=context)


@page(May.HOLD_PLACE)
def hold_add(request: Request) -> HttpResponseBase:
    initial = {name: str(request.GET[name])[:120] for name in ("person", "item") if request.GET.get(name)}
    form = HoldForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = form.wish()
        product = wish.pop("product")
        made = attempt(form, lambda: place_hold(product, **wish, by=request.actor))
        if made is not None:
            text = f"{made.person.name} waits for {product.name}."
            url = reverse("circulation:hold", args=[made.pk])
            return redirect_with_toast(request, url, undo_toast(text, latest_offer(request.actor)))
    context = {"page_title": "Place a hold", "breadcrumbs": _crumbs(request.actor), "form": form}
    return render(request, "circulation/hold_add.html", context, status=422 if form.errors else 200)


@page()
def hold(request: Request, pk: int) -> HttpResponseBase:
    """One hold; people see their own."""
    return _hold_page(request, _visible(request.actor, pk))


def _hold_page(
    request: Request, found: Hold, *, suspend: SuspendForm | None = None, ahead: AheadForm | None = None
) -> HttpResponseBase:
    actor, path = request.actor, found.organisation.scope_path
    is_own = found.person_id == actor.person_id
    arranges = actor.can(May.HOLD_ARRANGE, at=path)
    failed = [form for form in (suspend, ahead) if form is not None and form.errors]
    context = {
        "page_title": f"{found.product.name} for {found.person.name}",
        "breadcrumbs": _crumbs(actor),
        "hold": found,
        "state": state_text(found),
        "tone": TONES.get(found.state, "neutral"),
        "facts": _facts(found, actor),
        "can_change": found.is_open and (is_own or arranges),
        "can_move": found.is_open and found.copy_id is None and arranges,
        "suspend_form": suspend or SuspendForm(initial={"until": found.suspended_until}),
        "ahead_form": ahead or AheadForm(),
        "sees_timeline": actor.can(May.LOAN_VIEW, at=path),
    }
    return render(request, "circulation/hold.html", context, status=422 if failed else 200)


def _facts(found: Hold, actor: Actor) -> list[Fact]:
    today = timezone.localdate()
    place = place_in_queue(found) if found.is_open else None
    copy_url = reverse("inventory:item", args=[found.copy_id]) if found.copy_id and actor.can(May.LOAN_VIEW) else ""
    days = (
        ("Not before", found.starts_on),
        ("Of no use after", found.need_by),
        ("Passed over until", found.suspended_until),
    )
    facts = [
        Fact("Number", found.pk),
        Fact("What", found.product.name),
        Fact("Which", str(found.item) if found.item is not None else "any copy"),
        Fact("For", found.person.name, url=reverse("people:person", args=[found.person_id])),
        Fact("Picked up at", found.organisation.name),
        Fact("Placed", f"{timezone.localtime(found.placed_at):%b %-d, %Y, %-H:%M} by {found.placed_by}"),
    ]
    if place is not None and found.copy_id is None:
        copies = "1 copy" if place.copies == 1 else f"{place.copies} copies"
        facts.append(Fact("Before them", f"{place.ahead} waiting, {copies}"))
    if found.copy is not None:
        facts.append(Fact("Copy", str(found.copy), url=copy_url))
    facts += [Fact(label, day_text(day, today)) for label, day in days if day is not None]
    if found.cut_reason:
        facts.append(Fact("Goes first", found.cut_reason, icon="warning"))
    if found.note:
        facts.append(Fact("Note", found.note))
    return facts


@require_POST
@page()
def hold_cancel(request: Request, pk: int) -> HttpResponseBase:
    found = _visible(request.actor, pk)
    back = reverse("circulation:hold", args=[pk])
    return _done(request, back, lambda: cancel_hold(found, by=request.actor), "It is cancelled.")


@require_POST
@page()
def hold_suspend(request: Request, pk: int) -> HttpResponseBase:
    found, form = _visible(request.actor, pk), SuspendForm(request.POST)
    if form.is_valid():
        until = form.cleaned_data["until"]
        if attempt(form, lambda: suspend_hold(found, until=until, by=request.actor)) is not None:
            text = f"Passed over until {day_text(until)}." if until is not None else "It waits again."
            return redirect_with_toast(request, reverse("circulation:hold", args=[pk]), Toast(text))
    return _hold_page(request, _visible(request.actor, pk), suspend=form)


@require_POST
@page(May.HOLD_ARRANGE)
def hold_ahead(request: Request, pk: int) -> HttpResponseBase:
    found, form = _visible(request.actor, pk), AheadForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: move_hold_ahead(found, reason=reason, by=request.actor)) is not None:
            return redirect_with_toast(request, reverse("circulation:hold", args=[pk]), Toast("It goes first now."))
    return _hold_page(request, _visible(request.actor, pk), ahead=form)


@page(May.LOAN_VIEW)
def shelf(request: Request) -> HttpResponseBase:
    """What lies ready, by school; what should have been picked up stands first."""
    context = {
        "page_title": "Pick-up shelf",
        "breadcrumbs": _crumbs(request.actor),
        "ready": pickup_shelf(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "circulation/hold_shelf.html", context)


@page(May.LOAN_VIEW)
def pull(request: Request) -> HttpResponseBase:
    """What to fetch from the shelves for somebody who waits; each is scanned at return."""
    context = {
        "page_title": "Pull list",
        "page_meta": "Fetch these, then scan each at return: it is set aside for who waits.",
        "breadcrumbs": _crumbs(request.actor),
        "pulls": pull_list(request.actor, today=timezone.localdate()),
        "can_take_in": request.actor.can(May.LOAN_RETURN),
    }
    return render(request, "circulation/hold_pull.html", context)


def _done(request: Request, back: str, act: Callable[[], object], text: str) -> HttpResponseBase:
    try:
        act()
    except (Forbidden, NotFound):
        raise
    except FirstbellError as error:
        return redirect_with_toast(request, back, Toast(str(error), tone="bad"))
    return redirect_with_toast(request, back, undo_toast(text, latest_offer(request.actor)))


def _crumbs(actor: Actor) -> list[Crumb]:
    return [Crumb("Holds", reverse("circulation:holds"))] if actor.can(May.LOAN_VIEW) else []


def _visible(actor: Actor, pk: int) -> Hold:
    return get_object_or_404(visible_holds(actor), pk=pk)
