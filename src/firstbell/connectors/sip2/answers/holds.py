"""15/16: a borrower waits for a title, or does not any more."""

from __future__ import annotations

import datetime as dt

from firstbell.circulation.actions import cancel_hold, place_hold
from firstbell.circulation.models import Hold as Waiting
from firstbell.circulation.queries.holds import place_in_queue
from firstbell.connectors.sip2.answers.call import Call
from firstbell.connectors.sip2.codec import dates
from firstbell.connectors.sip2.codec.requests import Hold
from firstbell.connectors.sip2.codec.responses import HoldResponse
from firstbell.connectors.sip2.queries import Thing, thing_of
from firstbell.core.errors import FirstbellError
from firstbell.inventory.models import Product
from firstbell.library.models import Title
from firstbell.library.queries.guards import KEPT_BACK
from firstbell.people.models import Organisation, Person

_PLACE, _CANCEL = "+", "-"
_THIS_COPY = "3"
"""Hold type (BY): 1 other, 2 any copy, 3 this very copy, 4 any copy at one place."""


def answer_hold(call: Call, request: Hold) -> HoldResponse:
    """By barcode of a copy, or by title. Changing one (“*”) is a person's to do: it would lose its place in the queue."""
    person = call.identify(request.patron, request.patron_password)
    if person is None:
        return _answer(call, request, "unknown_card")
    thing = thing_of(request.item, call.terminal, call.actor) if request.item else None
    product = thing.item.product if thing is not None else _titled(request)
    if product is None:
        return _answer(call, request, "unknown_item")
    try:
        if request.mode == _PLACE:
            return _placed(call, request, _place(call, request, product, thing, person))
        if request.mode == _CANCEL:
            return _cancel(call, request, product, person)
    except FirstbellError as refused:
        if refused.code in KEPT_BACK:
            return _answer(call, request, "ask", title=product.name)
        # Why is told at the desk.
    return _answer(call, request, "no_hold", title=product.name)


def _titled(request: Hold) -> Product | None:
    """The one title of that name in the public catalogue."""
    name = (request.title or "").strip()
    found = list(Title.objects.filter(name__iexact=name, is_hidden=False)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def _place(call: Call, request: Hold, product: Product, thing: Thing | None, person: Person) -> Waiting:
    until = dates.read(request.expires or "", call.zone)
    return place_hold(
        Product.objects.select_related("item_type").get(pk=product.pk),
        to=person,
        item=thing.item if thing is not None and request.kind == _THIS_COPY else None,
        pick_up=_pick_up(call, request, person),
        need_by=until.astimezone(call.zone).date() if until is not None else None,
        by=call.actor,
    )


def _pick_up(call: Call, request: Hold, person: Person) -> Organisation:
    """Where the terminal says (by code or name), else where it stands; at a district's terminal, the borrower's school."""
    here = call.terminal.organisation
    wanted = (request.pickup or "").strip()
    below = Organisation.objects.filter(path__startswith=here.scope_path, closed_at=None)
    found = list(below.filter(code__iexact=wanted)[:2]) or list(below.filter(name__iexact=wanted)[:2]) if wanted else []
    if len(found) == 1:
        return found[0]
    return here if here.kind == Organisation.Kind.SCHOOL else person.organisation


def _cancel(call: Call, request: Hold, product: Product, person: Person) -> HoldResponse:
    hold = Waiting.objects.open().filter(person=person, product_id=product.pk).first()
    if hold is None:
        return _answer(call, request, "no_hold", title=product.name)
    cancel_hold(hold, by=call.actor)
    return _answer(call, request, "hold_ended", ok="1", title=product.name)


def _placed(call: Call, request: Hold, hold: Waiting) -> HoldResponse:
    until = hold.need_by
    return _answer(
        call,
        request,
        "held",
        ok="1",
        title=hold.product.name,
        available="Y" if hold.state == Waiting.State.READY else "N",
        expires=dates.written(dt.datetime.combine(until, dt.time(23, 59), tzinfo=call.zone), call.zone)
        if until
        else None,
        position=str(place_in_queue(hold).ahead + 1),
        pickup=hold.organisation.short,
    )


def _answer(
    call: Call, request: Hold, key: str, *, ok: str = "0", title: str | None = None, **more: str | None
) -> HoldResponse:
    return HoldResponse(
        ok=ok,
        at=call.at,
        institution=call.institution,
        patron=request.patron,
        item=request.item,
        title=title if title is not None else request.title,
        screen=call.say(key),
        **more,  # type: ignore[arg-type]
    )
