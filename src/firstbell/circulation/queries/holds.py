"""Who waits for what: the queue, which hold a copy goes to, and whether the free copies are enough for everybody.

Enough is a matching, not a count: a hold on one very item, or one picked up at another school, cannot take any copy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from firstbell.circulation.models import Hold, Loan, Reservation, Transit
from firstbell.circulation.models.holds import HoldQuerySet
from firstbell.circulation.models.seen import library_scope
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries.kits import IN_STOCK
from firstbell.circulation.queries.policies import effective_rules
from firstbell.core.actor import Actor
from firstbell.inventory.models import Item, ItemQuerySet, Product, Status
from firstbell.people.models import Organisation, Person

GONE = (Status.RETIRING, Status.DONOR, Status.DISPOSED, Status.SOLD, Status.LOST, Status.STOLEN, Status.MISSING)
"""A copy in one of these states fills no hold; it may come back from some of them."""
RELATED = ("product__item_type", "item__item_type", "copy__item_type", "person", "organisation")


def related() -> HoldQuerySet:
    return Hold.objects.select_related(*RELATED)


def queue_of(product: Product) -> list[Hold]:
    """Everybody who waits, first things first: those with a copy set aside, then in the order of the queue."""
    found = list(related().open().in_order().filter(product=product))
    return sorted(found, key=lambda hold: hold.copy_id is None)


class Sharing:
    """Whether a school's copies go to other schools' holds; asks the rules once for each school and type."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bool] = {}

    def fits(self, hold: Hold, item: Item) -> bool:
        """Whether this copy may be set aside for this hold, were it free."""
        if hold.product_id != item.product_id or hold.item_id not in (None, item.pk):
            return False
        return hold.organisation_id == item.organisation_id or self._is_shared(item)

    def _is_shared(self, item: Item) -> bool:
        key = (item.organisation_id, item.item_type_id)
        if key not in self._known:
            self._known[key] = effective_rules(item.organisation, None, item).flag("hold_other_schools")
        return self._known[key]


def free_copies(product: Product | int, *, but: int | None = None) -> ItemQuerySet:
    """Copies on their shelf: in stock, neither set aside nor on their way."""
    key = product if isinstance(product, int) else product.pk
    set_aside = Hold.objects.open().filter(copy=OuterRef("pk"))
    travelling = Transit.objects.open().filter(item=OuterRef("pk"))
    found = Item.objects.filter(product_id=key, status__in=IN_STOCK, merged_into=None)
    found = found.filter(~Exists(set_aside), ~Exists(travelling))
    if but is not None:
        found = found.exclude(pk=but)
    return found.select_related("organisation", "item_type").order_by("barcode_norm", "pk")


def next_hold(item: Item, *, today: dt.date) -> Hold | None:
    """Who gets this copy: the first of the queue that it fits. What is reserved for today is nobody else's.

    Needs ``organisation`` and ``item_type`` of the item.
    """
    sharing = Sharing()
    waiting = related().waiting(today).in_order().filter(product_id=item.product_id)
    fitting = [hold for hold in waiting if sharing.fits(hold, item)]
    if not fitting:
        return None
    reserved = Reservation.objects.standing(today).filter(item=item, first_day__lte=today)
    whose = reserved.values_list("person_id", flat=True).first()
    return next((hold for hold in fitting if whose in (None, hold.person_id)), None)


def filled(holds: Sequence[Hold], copies: Sequence[Item], sharing: Sharing | None = None) -> dict[int, Item]:
    """As many holds as these copies can fill, earlier ones before later ones: hold id → copy (augmenting paths)."""
    sharing = sharing or Sharing()
    given: dict[int, Hold] = {}

    def give(hold: Hold, seen: set[int]) -> bool:
        for copy in copies:
            if copy.pk in seen or not sharing.fits(hold, copy):
                continue
            seen.add(copy.pk)
            other = given.get(copy.pk)
            if other is None or give(other, seen):
                given[copy.pk] = hold
                return True
        return False

    for hold in holds:
        give(hold, set())
    by_pk = {copy.pk: copy for copy in copies}
    return {hold.pk: by_pk[pk] for pk, hold in given.items()}


def waiting_for(product_id: int, today: dt.date) -> list[Hold]:
    return list(related().waiting(today).in_order().filter(product_id=product_id))


def is_needed(item: Item, today: dt.date, *, but: Person | None = None, strictly: bool = False) -> Hold | None:
    """The hold that would go without, were this copy not there; None when the other free copies are enough.

    ``strictly``: any hold that it fits counts, however many others are free. Holds of ``but`` do not.
    """
    holds = [hold for hold in waiting_for(item.product_id, today) if but is None or hold.person_id != but.pk]
    sharing = Sharing()
    fitting = [hold for hold in holds if sharing.fits(hold, item)]
    if not fitting:
        return None
    if strictly:
        return fitting[0]
    others = list(free_copies(item.product_id, but=item.pk))
    without, with_it = filled(holds, others, sharing), filled(holds, [*others, item], sharing)
    if len(with_it) <= len(without):
        return None
    return next((hold for hold in holds if hold.pk in with_it and hold.pk not in without), fitting[0])


# --- for lending ---


def has_holds() -> Exists:
    """For items: whether anybody waits for the product. Saves the questions when nobody does."""
    return Exists(Hold.objects.open().filter(product=OuterRef("product_id")))


def is_travelling() -> Exists:
    return Exists(Transit.objects.open().filter(item=OuterRef("pk")))


@dataclass(frozen=True, slots=True)
class HoldTerms:
    """What holds mean for lending one copy: ``mine`` is what the borrower waited for and now gets, ``other`` whose
    it is instead; ``is_set_aside``: it lies on the pick-up shelf for them."""

    mine: Hold | None = None
    other: Hold | None = None
    is_set_aside: bool = False
    transit: Transit | None = None


def hold_terms(item: Item, person: Person | None, *, today: dt.date) -> HoldTerms:
    """No query for what nobody waits for, where the item was loaded with ``has_holds`` and ``is_travelling``."""
    transit = None
    if getattr(item, "is_travelling", True):
        transit = Transit.objects.open().select_related("target").filter(item_id=item.pk).first()
    if not getattr(item, "has_holds", True):
        return HoldTerms(transit=transit)
    queue = list(related().open().in_order().filter(product_id=item.product_id))
    mine = _mine(queue, item, person)
    theirs = next((hold for hold in queue if hold.copy_id == item.pk and hold is not mine), None)
    if theirs is not None:
        return HoldTerms(mine, theirs, is_set_aside=True, transit=transit)
    if mine is not None:
        return HoldTerms(mine, transit=transit)
    return HoldTerms(other=is_needed(item, today, but=person), transit=transit)


def _mine(queue: Iterable[Hold], item: Item, person: Person | None) -> Hold | None:
    """Which hold lending fulfils: the one this copy is set aside for, one on this very item, else the oldest."""
    own = [hold for hold in queue if person is not None and hold.person_id == person.pk]
    fitting = [hold for hold in own if hold.item_id in (None, item.pk)]
    return min(fitting, key=lambda hold: (hold.copy_id != item.pk, hold.item_id is None, hold.queued_at), default=None)


# --- lists ---


def visible_holds(actor: Actor) -> HoldQuerySet:
    return related().visible_to(actor)


def pickup_shelf(actor: Actor) -> list[Hold]:
    """What lies ready, the first to go first."""
    ready = visible_holds(actor).open().filter(state=Hold.State.READY)
    return list(ready.order_by("organisation__name", "keep_until", "pk")[:500])


@dataclass(frozen=True, slots=True)
class Pull:
    """A copy to fetch from its shelf, and the hold it is for."""

    hold: Hold
    item: Item


MOST_PULLED = 300


def pull_list(actor: Actor, *, today: dt.date) -> list[Pull]:
    """Copies on the shelves of the actor's schools that somebody waits for, by place and name; in constant queries
    but for the rules of each school."""
    waiting = list(related().waiting(today).in_order()[:2000])
    products = {hold.product_id for hold in waiting}
    set_aside, travelling = Hold.objects.open().filter(copy=OuterRef("pk")), is_travelling()
    free = Item.objects.filter(product_id__in=products, status__in=IN_STOCK, merged_into=None)
    free = free.filter(~Exists(set_aside), ~travelling).select_related("organisation", "item_type", "product", "place")
    reserved = Reservation.objects.standing(today).filter(item=OuterRef("pk"), first_day__lte=today)
    copies: dict[int, list[Item]] = {}
    for item in free.exclude(Exists(reserved)).order_by("barcode_norm", "pk"):
        copies.setdefault(item.product_id, []).append(item)
    by_product: dict[int, list[Hold]] = {}
    for hold in waiting:
        by_product.setdefault(hold.product_id, []).append(hold)
    sharing, found = Sharing(), list[Pull]()
    for product_id, items in copies.items():
        given = filled(by_product[product_id], items, sharing)
        found += [Pull(hold, given[hold.pk]) for hold in by_product[product_id] if hold.pk in given]
    found = [one for one in found if _may_fetch(one.item, actor)]
    return sorted(found, key=lambda one: (str(one.item.place or ""), one.item.product.name, one.item.pk))[:MOST_PULLED]


def _may_fetch(item: Item, actor: Actor) -> bool:
    path = item.organisation.scope_path
    if item.item_type.holder_is_private:
        return library_scope(actor).covers(path)
    return actor.can(CirculationPermission.LOAN_VIEW, at=path)


def may_see_hold(hold: Hold, actor: Actor) -> bool:
    """Whether ``actor`` may be told whose hold it is."""
    if hold.person_id == actor.person_id and not actor.is_disguised:
        return True
    path = hold.organisation.scope_path
    if hold.product.item_type.holder_is_private:
        return library_scope(actor).covers(path)
    return actor.can(CirculationPermission.LOAN_VIEW, at=path)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: ``ahead`` wait before them; ``copies`` circulate."""

    ahead: int
    copies: int


def place_in_queue(hold: Hold) -> Place:
    """In two queries, for the reader's own page: numbers, nobody else."""
    before = Q(weight__lt=hold.weight) | Q(weight=hold.weight, queued_at__lt=hold.queued_at)
    ahead = Hold.objects.open().filter(before, product_id=hold.product_id, copy=None).count()
    copies = Item.objects.filter(product_id=hold.product_id, merged_into=None).exclude(status__in=GONE).count()
    return Place(ahead if hold.copy_id is None else 0, copies)


def copies_that_fit(product: Product, pick_up: Organisation, item: Item | None) -> list[Item]:
    """Circulating copies, here or out, that a hold with this pick-up could get."""
    wish = Hold(product=product, item=item, organisation=pick_up)
    sharing = Sharing()
    copies = Item.objects.filter(product=product, merged_into=None).exclude(status__in=GONE)
    return [one for one in copies.select_related("organisation", "item_type") if sharing.fits(wish, one)]


def loans_of(items: Sequence[Item]) -> list[Loan]:
    """Open loans of these copies to people, the longest held first."""
    loans = Loan.objects.open().filter(item__in=[item.pk for item in items], borrower__isnull=False)
    return list(
        loans.select_related("item__item_type", "item__product", "borrower", "organisation").order_by("lent_at", "pk")
    )
