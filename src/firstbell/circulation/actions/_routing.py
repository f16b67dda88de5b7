"""Where a copy goes from here: to whoever waits for it, home, or nowhere. For this folder only.

Whoever decides holds the product's row: two desks that scan two copies at one moment never give both to one hold.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet
from django.utils import timezone

from firstbell.circulation import notices
from firstbell.circulation.actions._told import LIBRARY_ITEM, UNNAMED
from firstbell.circulation.due_dates import day_text
from firstbell.circulation.events import HoldReady, ItemArrived, ItemSent
from firstbell.circulation.models import Hold, Transit
from firstbell.circulation.queries.holds import free_copies, next_hold, related
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.events import Change
from firstbell.core.notifications.actions.notices import send_notice
from firstbell.core.notifications.languages import Value
from firstbell.core.refs import Ref
from firstbell.inventory.models import Item, Product
from firstbell.people.models import Organisation
from firstbell.people.queries import person_key
from firstbell.rooms.queries import school_days_of, zone_of

Kind = Literal["shelf", "pickup", "transit_hold", "transit_home", "aside"]
_AHEAD = dt.timedelta(days=120)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Where the thing goes now, in words for the desk; nobody is named. ``hold`` is the number of the hold it is for.

    ``shelf``: its place; ``pickup``: the pick-up shelf; ``transit_hold`` and ``transit_home``: to ``target``;
    ``aside``: it cannot be lent (triage, quarantine).
    """

    kind: Kind
    text: str
    hold: int | None = None
    target: Organisation | None = None


def today_at(organisation: Organisation) -> dt.date:
    return timezone.now().astimezone(zone_of(organisation)).date()


def lock_queue(product_id: int) -> None:
    """Whoever changes a product's queue waits here for the other who does."""
    Product.objects.select_for_update(no_key=True).get(pk=product_id)


def route(unit: Change, item: Item, *, at: Organisation, by: Actor) -> NextStep:
    """Send a copy that is in hand at ``at`` where it belongs, and write that down.

    Needs ``item_type``, ``organisation`` and ``product`` of the item.
    """
    if item.merged_into_id is not None or not free_copies(item.product_id).filter(pk=item.pk).exists():
        claimed = related().open().filter(copy=item).first()
        if claimed is None or item.status not in IN_STOCK:
            return NextStep("aside", f"{item.label}: {item.get_status_display().lower()}.")
    lock_queue(item.product_id)
    hold = related().open().filter(copy=item).first() or next_hold(item, today=today_at(at))
    if hold is not None:
        return _to_hold(unit, item, hold, at, by)
    if at.pk != item.organisation_id and effective_rules(item.organisation, None, item).text("return_to") == "home":
        send(unit, item, at, item.organisation, Transit.Why.HOME, by)
        text = f"{item.label} belongs to {item.organisation.name}: put it into transit."
        return NextStep("transit_home", text, target=item.organisation)
    where = f" {item.place}" if item.place is not None else ""
    return NextStep("shelf", f"{item.label} goes back to its place{where}.")


def _to_hold(unit: Change, item: Item, hold: Hold, at: Organisation, by: Actor) -> NextStep:
    if hold.organisation_id != at.pk:
        Hold.objects.filter(pk=hold.pk).update(copy=item, state=Hold.State.TRANSIT, ready_on=None, keep_until=None)
        send(unit, item, at, hold.organisation, Transit.Why.HOLD, by)
        text = f"{item.label} is wanted at {hold.organisation.name} for hold {hold.pk}: put it into transit."
        return NextStep("transit_hold", text, hold.pk, hold.organisation)
    make_ready(unit, hold, item, by)
    until = f" until {day_text(hold.keep_until)}" if hold.keep_until is not None else ""
    return NextStep("pickup", f"{item.label} goes to the pick-up shelf for hold {hold.pk}{until}.", hold.pk)


def make_ready(unit: Change, hold: Hold, item: Item, by: Actor) -> None:
    """The copy lies on the pick-up shelf, for so many school days; the reader is told."""
    today = today_at(hold.organisation)
    hold.copy, hold.state = item, Hold.State.READY
    hold.ready_on, hold.keep_until = today, shelf_until(hold, today)
    hold.save(update_fields=["copy", "state", "ready_on", "keep_until"])
    unit.publish(HoldReady(**told_hold(hold), hold_id=hold.pk, copy=item.label))
    tell(
        hold,
        notices.HOLD_READY.key,
        f"ready {today.isoformat()} {item.pk}",
        by,
        until=hold.keep_until or today + _AHEAD,
    )


def shelf_until(hold: Hold, since: dt.date) -> dt.date | None:
    """The last open day of a copy on the pick-up shelf, by the calendar as it is known now; None: without end."""
    wait = effective_rules(hold.organisation, None, hold.product.item_type).number("hold_shelf_days")
    if wait is None:
        return None
    days = school_days_of(hold.organisation, first=since, last=since + _AHEAD)
    return days.add_open_days(since, wait) or since + dt.timedelta(days=wait)


def send(unit: Change, item: Item, source: Organisation, target: Organisation, why: str, by: Actor) -> None:
    """One open transit per thing; where it goes may change on the way."""
    now = timezone.now()
    Transit.objects.open().filter(item=item).update(ended_at=now, ended_by=by.name[:200])
    Transit.objects.create(item=item, source=source, target=target, why=why, sent_at=now, sent_by=by.name[:200])
    unit.publish(ItemSent(subject=item.ref, org_path=item.organisation.scope_path, to=target.name))


def arrive(unit: Change, item: Item, where: Organisation, by: Actor) -> Transit | None:
    """What was on its way turns up at ``where``: the transit ends, and is told as arrived if it was sent here.

    Where it goes from here is decided anew. Gives the transit that ended.
    """
    travelling = prepared.row(_travelling, item=item.pk)
    if travelling is None:
        return None
    Transit.objects.filter(pk=travelling.pk).update(ended_at=timezone.now(), ended_by=by.name[:200])
    if travelling.target_id == where.pk:
        unit.publish(ItemArrived(subject=item.ref, org_path=item.organisation.scope_path, at=where.name))
    return travelling


def _travelling(item: int) -> QuerySet[Transit]:
    return Transit.objects.open().filter(item_id=item).select_related("target").order_by()[:1]


def told_hold(hold: Hold) -> dict[str, Any]:
    """What every event about a hold carries; nobody's timeline for private types."""
    is_private = hold.product.item_type.holder_is_private
    return {
        "subject": hold.ref,
        "org_path": hold.organisation.scope_path,
        "about": () if is_private else (hold.person.ref,),
    }


def tell(hold: Hold, kind: str, occasion: str, by: Actor, **values: Value) -> None:
    """A notice to who waits; of private types not even the log of deliveries knows for what."""
    is_private = hold.product.item_type.holder_is_private
    thing: Value = LIBRARY_ITEM if is_private else hold.product.name
    send_notice(
        Ref(Hold.KIND_REF, hold.pk, UNNAMED if is_private else hold.product.name[:200]),
        kind=kind,
        to=[person_key(hold.person_id)],
        occasion=occasion,
        values={"thing": thing, "school": hold.organisation.name, **values},
        org_path=hold.organisation.scope_path,
        link=f"/circulation/holds/{hold.pk}/",
        by=by,
    )
