"""What the counter learns: families are told of swaps, and a loaner that comes or goes may cross the level of its pool."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.core.notifications.actions.notices import send_notice, withdraw_notices
from firstbell.core.notifications.languages import Value
from firstbell.core.notifications.recipients import holders
from firstbell.counter import notices
from firstbell.counter.actions.pools import watch_pool
from firstbell.counter.events import LoanerPoolLow, SwapFinished, SwapPerformed, SwapReopened, SwapUndone
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.inventory.events import ItemEdited, ItemRestored, ItemStatusChanged
from firstbell.inventory.models import Status
from firstbell.people.models import Person
from firstbell.people.queries import family_keys
from firstbell.rooms.queries import zone_of

_LABEL = Status.LOANER_AVAILABLE.label


@listens(SwapPerformed)
def tell_of_loaner(event: SwapPerformed, by: Actor) -> None:
    swap = _swap(event.subject.id)
    due = swap.loan.due_at.astimezone(zone_of(swap.organisation)).date() if swap.loan and swap.loan.due_at else ""
    _tell(swap, notices.LOANER_LENT.key, _family(swap), "", {"due": due}, by)


@listens(SwapUndone)
def tell_that_it_was_undone(event: SwapUndone, by: Actor) -> None:
    """Usually nothing was sent yet, and nobody hears of it; only who was told already is told again."""
    swap = _swap(event.subject.id)
    reason = "The swap was undone before this was sent."
    reached = withdraw_notices(swap.ref, kind=notices.LOANER_LENT.key, reason=reason, by=by)
    _tell(swap, notices.SWAP_UNDONE.key, reached, "", {}, by)


@listens(SwapFinished)
def tell_that_all_is_well(event: SwapFinished, by: Actor) -> None:
    swap = _swap(event.subject.id)
    finished = swap.finished_at.isoformat(timespec="seconds") if swap.finished_at is not None else ""
    _tell(swap, notices.SWAP_FINISHED.key, _family(swap), finished, {}, by)


@listens(SwapReopened)
def take_that_back(event: SwapReopened, by: Actor) -> None:
    reason = "The return was undone before this was sent."
    withdraw_notices(event.subject, kind=notices.SWAP_FINISHED.key, reason=reason, by=by)


@listens(LoanerPoolLow)
def tell_that_few_are_left(event: LoanerPoolLow, by: Actor) -> None:
    """Once a day at most, however often the level is crossed."""
    send_notice(
        event.subject,
        kind=notices.POOL_LOW.key,
        to=holders(CounterPermission.SWAP_CONFIRM, event.org_path),
        occasion=timezone.localdate().isoformat(),
        values={
            "school": event.subject.label,
            "available": str(event.available),
            "minimum": str(event.minimum),
            "overdue": str(event.overdue),
        },
        org_path=event.org_path,
        link="/counter/pools/",
        by=by,
    )


def _swap(pk: int) -> Swap:
    return Swap.objects.select_related("organisation", "person", "device", "loaner", "loan").get(pk=pk)


def _family(swap: Swap) -> list[str]:
    return family_keys(swap.person) if swap.person.kind == Person.Kind.STUDENT else []


def _tell(swap: Swap, kind: str, to: Iterable[str], occasion: str, more: dict[str, Value], by: Actor) -> None:
    values: dict[str, Value] = {
        "child": swap.person.preferred_given_name or swap.person.given_name,
        "loaner": swap.loaner.label,
        "device": swap.device.label,
        "school": swap.organisation.name,
    }
    send_notice(
        swap.ref,
        kind=kind,
        to=to,
        occasion=occasion,
        values=values | more,
        org_path=swap.organisation.scope_path,
        by=by,
    )


@listens(ItemStatusChanged)
def watch_level(event: ItemStatusChanged, by: Actor) -> None:
    if Status.LOANER_AVAILABLE in (event.old, event.new):
        watch_pool(event.org_path, by=by)


@listens(ItemRestored)
def watch_level_after_undo(event: ItemRestored, by: Actor) -> None:
    if _LABEL in event.changes.get("Status", ()):
        watch_pool(event.org_path, by=by)


@listens(ItemEdited)
def watch_level_after_edit(event: ItemEdited, by: Actor) -> None:
    """What is reserved by hand does not count, and neither does what is no loaner any more."""
    if event.changes.keys() & {"Reserved for", "Type"}:
        watch_pool(event.org_path, by=by)
