"""Holds: waiting for a copy, moving in the queue, and what becomes of the copy when somebody no longer waits."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions._recalls import recall_for
from firstbell.circulation.actions._routing import lock_queue, route, shelf_until, tell, today_at, told_hold
from firstbell.circulation.actions._told import unnamed
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.events import HoldCancelled, HoldChanged, HoldExpired, HoldPlaced, HoldUndone
from firstbell.circulation.models import Hold, Loan, Transit
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.borrowers import standing_of
from firstbell.circulation.queries.guards import Asked, guarded
from firstbell.circulation.queries.holds import copies_that_fit, free_copies, related
from firstbell.circulation.queries.overrides import require_override
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core.actor import Actor
from firstbell.core.errors import Conflict, Forbidden, Invalid, NotFound
from firstbell.core.events import Change, change
from firstbell.core.notifications.languages import Said, Value
from firstbell.core.undo import offer_undo, undo_handler
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Organisation, Person
from firstbell.rooms.queries import zone_of

State = Hold.State
FURTHEST = dt.timedelta(days=550)
NOT_PICKED_UP = Said("It was not picked up in time.", "No se recogió a tiempo.")
NO_COPY = Said("There is no copy any more.", "Ya no queda ningún ejemplar.")
BY_DESK = Said("The school cancelled it.", "La escuela lo canceló.")


def place_hold(
    product: Product,
    *,
    to: Person,
    item: Item | None = None,
    pick_up: Organisation | None = None,
    starts_on: dt.date | None = None,
    need_by: dt.date | None = None,
    note: str = "",
    override_reason: str = "",
    by: Actor,
) -> Hold:
    """``to`` waits for any copy of the product, or for this very ``item``, to pick it up at ``pick_up`` (the own school).

    ``starts_on``: not wanted before; ``need_by``: of no use after. Where the rules say so, a loan is recalled. Everybody
    may wait for themselves; for others it takes ``circulation.hold.place``, and for library material
    ``circulation.library_loan.view``. Offers undo.

    Raises Forbidden; Conflict with a code: ``holds_not_allowed``, ``hold_exists``, ``has_it``, ``no_copy``, ``on_shelf``,
    ``blocked``, ``max_holds`` (the last two pass with a reason and ``circulation.loan.override``), and the codes of rooms above
    (``queries.guards``; with a reason and the right they name); Invalid for days.
    """
    where = pick_up or to.organisation
    is_self = by.person_id == to.pk
    if not is_self:
        by.require(CirculationPermission.HOLD_PLACE, at=where.scope_path)
        _require_may_know(product, where, by)
    if item is not None and item.product_id != product.pk:
        raise Invalid(f"{item.label} is no copy of {product}.", remedy="Choose one of its copies.", field="item")
    today = today_at(where)
    _check_days(today, starts_on, need_by)
    rules = effective_rules(where, to, product.item_type)
    if not rules.flag("holds_allowed"):
        text = f"Nobody waits for a {product.item_type.name.lower()} ({rules.because('holds_allowed')})."
        raise Conflict(text, remedy="Take one that is here.", code="holds_not_allowed")
    _require_possible(product, item, to, where, can_be_on_shelf=rules.flag("hold_from_shelf"))
    _require_unguarded(Asked(product.pk, item, to, where, today, by), product, override_reason)
    refusal = _refusal(to, where, rules.number("max_holds"), rules.because("max_holds"))
    if refusal is not None:
        if not override_reason.strip():
            raise refusal
        require_override(by, product.item_type, at=where.scope_path)
    now = timezone.now()
    with change(by) as unit:
        asked_by, by = by, unnamed(unit, by, product.item_type, to)
        hold = Hold(
            product=product, item=item, person=to, organisation=where, weight=rules.number("hold_weight") or 0,
            queued_at=now, placed_at=now, placed_by=by.name[:200], starts_on=starts_on, need_by=need_by,
            note=note.strip()[:200],
        )  # fmt: skip
        try:
            with transaction.atomic():
                hold.save(force_insert=True)
        except IntegrityError:
            raise _exists(to, product) from None
        unit.publish(HoldPlaced(**told_hold(hold)))
        recall_for(unit, hold, by=by)
        offer_undo(undo_place, {"hold": hold.pk}, label="Hold placed", by=asked_by)
    return hold


def cancel_hold(hold: Hold, *, reason: str = "", by: Actor) -> Hold:
    """It is not wanted any more; what was set aside goes to the next. Offers undo. One's own, or with
    ``circulation.hold.arrange``. Raises Forbidden, Conflict when it is over."""
    with change(by) as unit:
        held = _locked(hold)
        _require_right(held, by)
        asked_by, is_self = by, by.person_id == held.person_id
        by = unnamed(unit, by, held.product.item_type, held.person)
        payload = {"hold": held.pk, "state": held.state, "copy": held.copy_id, "at": timezone.now().isoformat()}
        _end(held, State.CANCELLED, by)
        is_private = held.product.item_type.holder_is_private
        unit.publish(HoldCancelled(**told_hold(held), hold_id=held.pk, note="" if is_private else reason.strip()[:200]))
        if not is_self:
            _tell_ended(held, BY_DESK, by)
        _release(unit, held, by)
        offer_undo(undo_cancel_hold, payload, label="Hold cancelled", by=asked_by)
    _keep_in_step(hold, held)
    return hold


def suspend_hold(hold: Hold, *, until: dt.date | None, by: Actor) -> Hold:
    """Passed over through that day, without losing its place; None: no longer. What was set aside goes to the next.

    Raises Forbidden, Conflict when it is over, Invalid for a day in the past.
    """
    with change(by) as unit:
        held = _locked(hold)
        _require_right(held, by)
        if until is not None:
            _check_days(today_at(held.organisation), until, None)
        by = unnamed(unit, by, held.product.item_type, held.person)
        old, held.suspended_until = held.suspended_until, until
        held.save(update_fields=["suspended_until"])
        unit.publish(HoldChanged(**told_hold(held), changes={"Suspended until": (old, until)}))
        if until is not None:
            _release(unit, held, by)
    _keep_in_step(hold, held)
    return hold


def move_hold_ahead(hold: Hold, *, reason: str, by: Actor) -> Hold:
    """Cut in line: before everybody who waits, in the order of those who were moved.

    Raises Forbidden (``circulation.hold.arrange``), Conflict when it is over, Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("Why does it go first?", remedy="Say it in a few words.", field="reason")
    with change(by) as unit:
        held = _locked(hold)
        by.require(CirculationPermission.HOLD_ARRANGE, at=held.organisation.scope_path)
        old = held.weight
        held.weight, held.queued_at, held.cut_reason = 0, timezone.now(), reason.strip()[:200]
        held.save(update_fields=["weight", "queued_at", "cut_reason"])
        is_private = held.product.item_type.holder_is_private
        note = "" if is_private else held.cut_reason
        unit.publish(HoldChanged(**told_hold(held), changes={"Place in the queue": (old, 0)}, note=note))
    _keep_in_step(hold, held)
    return hold


def expire_holds(*, by: Actor, now: dt.datetime | None = None) -> int:
    """What nobody picked up goes to the next; holds past their last day end. Returns how many ended.

    The days on the shelf are counted by the calendar as it is now: a closing entered since gives the reader more days.
    Raises Forbidden (``circulation.hold.arrange`` at each school).
    """
    moment = now or timezone.now()
    latest = moment.date() + dt.timedelta(days=1)  # somewhere it may be tomorrow; each school is asked for its own day
    late = related().open().filter(state=State.READY, keep_until__lt=latest)
    useless = related().open().filter(copy=None, need_by__lt=latest)
    count = 0
    for hold in [*late.order_by("pk"), *useless.order_by("pk")]:
        by.require(CirculationPermission.HOLD_ARRANGE, at=hold.organisation.scope_path)
        with change(by) as unit:
            count += _expire(unit, hold, moment, by)
    return count


def _expire(unit: Change, hold: Hold, now: dt.datetime, by: Actor) -> int:
    lock_queue(hold.product_id)
    held = related().open().filter(pk=hold.pk, state=hold.state).first()
    if held is None:
        return 0
    today = now.astimezone(zone_of(held.organisation)).date()
    if held.ready_on is not None:
        until = shelf_until(held, held.ready_on)
        if until is None or until >= today:
            Hold.objects.filter(pk=held.pk).exclude(keep_until=until).update(keep_until=until)
            return 0
    elif held.need_by is not None and held.need_by >= today:
        return 0
    _end(held, State.EXPIRED, by)
    unit.publish(HoldExpired(**told_hold(held), hold_id=held.pk))
    _tell_ended(held, NOT_PICKED_UP, by)
    _release(unit, held, by)
    return 1


def copy_is_gone(item: Item, *, by: Actor) -> None:
    """A copy was lost or withdrawn: whoever it was set aside for waits for another one; who wanted this very one takes
    any; when there is none any more at all, the holds end and their readers are told."""
    lock_queue(item.product_id)
    with change(by) as unit:
        affected = list(related().open().filter(product_id=item.product_id))
        for hold in affected:
            if hold.copy_id == item.pk:
                _wait_again(hold)
            if hold.item_id == item.pk:
                Hold.objects.filter(pk=hold.pk).update(item=None)
        Transit.objects.open().filter(item=item).update(ended_at=timezone.now(), ended_by=by.name[:200])
        left = Item.objects.filter(product_id=item.product_id, merged_into=None).exclude(pk=item.pk)
        if not affected or left.exclude(status__in=_FOR_GOOD).exists() or item.status not in _FOR_GOOD:
            return
        for hold in affected:
            held = related().get(pk=hold.pk)
            _end(held, State.CANCELLED, by)
            unit.publish(HoldCancelled(**told_hold(held), hold_id=held.pk, note="No copy is left"))
            _tell_ended(held, NO_COPY, by)


_FOR_GOOD = ("retiring", "donor", "disposed", "sold")


@undo_handler
def undo_place(payload: dict[str, Any], *, by: Actor) -> None:
    """As if nobody had asked. Raises Conflict when a copy was set aside or it has ended."""
    with change(by) as unit:
        held = _locked(Hold(pk=payload["hold"]), may_be_over=True)
        _require_right(held, by)
        unnamed(unit, by, held.product.item_type, held.person)
        if held.ended_at is not None or held.copy_id is not None:
            raise Conflict("It has moved on since.", remedy="Cancel it on its page.")
        event = HoldUndone(**told_hold(held))
        held.delete()
        unit.publish(event)


@undo_handler
def undo_cancel_hold(payload: dict[str, Any], *, by: Actor) -> None:
    """They wait again, at their old place; with their copy only if nobody has it yet."""
    with change(by) as unit:
        held = _locked(Hold(pk=payload["hold"]), may_be_over=True)
        _require_right(held, by)
        by = unnamed(unit, by, held.product.item_type, held.person)
        if held.ended_at is None:
            raise Conflict("It stands again already.", remedy="Nothing more to do.")
        held.state, held.ended_at, held.ended_by = State.WAITING, None, ""
        try:
            with transaction.atomic():
                held.save(update_fields=["state", "ended_at", "ended_by"])
        except IntegrityError:
            raise _exists(held.person, held.product) from None
        copy = free_copies(held.product_id).filter(pk=payload["copy"]).select_related("product", "place").first()
        if copy is not None:
            route(unit, copy, at=held.organisation, by=by)
        unit.publish(HoldUndone(**told_hold(held)))


def _require_may_know(product: Product, where: Organisation, by: Actor) -> None:
    """A refusal says that somebody has a title, or waits for it; so only those ask who may know."""
    may_know = by.is_machine or library_scope(by).covers(where.scope_path)
    if product.item_type.holder_is_private and not may_know:
        raise Forbidden(CirculationPermission.LIBRARY_LOAN_VIEW, where.scope_path)


def _check_days(today: dt.date, starts_on: dt.date | None, need_by: dt.date | None) -> None:
    for day, field in ((starts_on, "starts_on"), (need_by, "need_by")):
        if day is not None and not today <= day <= today + FURTHEST:
            raise Invalid(f"{day_text(day, today)} is past or too far.", remedy="Choose a coming day.", field=field)
    if starts_on is not None and need_by is not None and need_by < starts_on:
        raise Invalid("It is of no use before it is wanted.", remedy="Turn the days round.", field="need_by")


def _require_possible(
    product: Product, item: Item | None, to: Person, where: Organisation, *, can_be_on_shelf: bool
) -> None:
    if Hold.objects.open().filter(person=to, product=product).exists():
        raise _exists(to, product)
    if Loan.objects.open().filter(borrower=to, item__product=product).exists():
        raise Conflict(f"{to.name} has {product} already.", remedy="Renew it instead.", code="has_it")
    fitting = copies_that_fit(product, where, item)
    if not fitting:
        text = f"No copy of {product} can be picked up at {where.name}."
        raise Conflict(text, remedy="Choose another school, or ask for it to be bought.", code="no_copy")
    if can_be_on_shelf:
        return
    free = {copy.pk: copy for copy in free_copies(product)}
    here = next((copy for copy in fitting if copy.pk in free and copy.organisation_id == where.pk), None)
    if here is not None:
        place = f" ({here.place})" if here.place is not None else ""
        raise Conflict(f"{here.label} is on the shelf{place}.", remedy="Fetch it and lend it.", code="on_shelf")


def _require_unguarded(asked: Asked, product: Product, reason: str) -> None:
    """What rooms above say. A hold keeps no reason: the desk is asked for one again when it lends."""
    for finding in guarded(asked, product.item_type):
        if not finding.overridable or not reason.strip():
            raise Conflict(finding.text, remedy=finding.remedy, code=finding.code)


def _refusal(to: Person, where: Organisation, most: int | None, because: str) -> Conflict | None:
    """What a person with the right may pass with a reason."""
    standing = standing_of(to, today=today_at(where))
    if standing.block_reason:
        text = f"{to.name} is blocked: {standing.block_reason}."
        return Conflict(text, remedy="Lift the block, or override it with a reason.", code="blocked")
    count = Hold.objects.open().filter(person=to).count()
    if most is not None and count >= most:
        text = f"{to.name} waits for {count} already; {most} allowed ({because})."
        return Conflict(text, remedy="Cancel one first, or override with a reason.", code="max_holds")
    return None


def _exists(to: Person, product: Product) -> Conflict:
    return Conflict(f"{to.name} waits for {product} already.", remedy="Nothing more to do.", code="hold_exists")


def _require_right(held: Hold, by: Actor) -> None:
    if by.person_id is None or by.person_id != held.person_id:
        by.require(CirculationPermission.HOLD_ARRANGE, at=held.organisation.scope_path)


def _locked(hold: Hold, *, may_be_over: bool = False) -> Hold:
    """The hold as it is now, its queue locked."""
    product_id = Hold.objects.filter(pk=hold.pk).values_list("product_id", flat=True).first()
    if product_id is None:
        raise NotFound("This hold does not exist any more.", remedy="It may have been undone, or is over.")
    lock_queue(product_id)
    held = related().get(pk=hold.pk)
    if held.ended_at is not None and not may_be_over:
        raise Conflict(f"It is over: {held.get_state_display().lower()}.", remedy="Nothing more to do.", code="over")
    return held


def _end(held: Hold, state: str, by: Actor) -> None:
    held.state, held.ended_at, held.ended_by = state, timezone.now(), by.name[:200]
    held.save(update_fields=["state", "ended_at", "ended_by"])


def _wait_again(held: Hold) -> None:
    held.copy, held.state, held.ready_on, held.keep_until = None, State.WAITING, None, None
    held.save(update_fields=["copy", "state", "ready_on", "keep_until"])


def _release(unit: Change, held: Hold, by: Actor) -> None:
    """What was set aside goes on: to the next who waits, or back to its shelf, from wherever it is now."""
    copy, was_on_its_way = held.copy, held.state == State.TRANSIT
    if copy is None:
        return
    travelling = Transit.objects.open().filter(item=copy).select_related("source", "target").first()
    if held.ended_at is None:
        _wait_again(held)
    else:
        held.copy = None
        held.save(update_fields=["copy"])
    item = Item.objects.select_related("organisation", "item_type", "product", "place").get(pk=copy.pk)
    if travelling is not None or was_on_its_way:
        return  # whoever takes it in where it arrives is told where it goes
    route(unit, item, at=held.organisation, by=by)


def _tell_ended(held: Hold, reason: Value, by: Actor) -> None:
    tell(held, notices.HOLD_ENDED.key, "ended", by, reason=reason)


def _keep_in_step(hold: Hold, held: Hold) -> None:
    for name in (field.attname for field in Hold._meta.concrete_fields):
        setattr(hold, name, getattr(held, name))
