"""What stands on the card: the student with everything a technician looks for, the devices, the lending check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.circulation.permissions import CirculationPermission
from firstbell.circulation.queries import LendingCheck, Standing, check_lending
from firstbell.circulation.queries.accessories import UNSETTLED
from firstbell.circulation.queries.borrowers import read_standing, with_standing
from firstbell.core.actor import Actor
from firstbell.counter.desk import Desk, Step
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.counter.queries.accessories import Piece, going_along, pieces_out
from firstbell.counter.queries.pools import Pool, next_best_loaner, pools
from firstbell.counter.queries.seen import desk_items, persons_at_desk, where_own_device_is
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.queries import concrete
from firstbell.people.models import Person
from firstbell.people.permissions import PeoplePermission
from firstbell.people.queries import photo_of, photo_urls, with_photos

_GONE = (Status.DISPOSED, Status.SOLD)


@dataclass(frozen=True, slots=True)
class Line:
    """Something a student owns or has."""

    item: Item
    is_own: bool
    is_loaner: bool
    due_at: dt.datetime | None
    is_late: bool

    @property
    def tone(self) -> str:
        if self.is_late:
            return "bad"
        return "neutral" if self.item.status in {Status.ASSIGNED, Status.ON_LOAN} else "warn"


@dataclass(slots=True)
class Card:
    """Everything shown beside the field at one step. What the actor may not know is not here."""

    desk: Desk
    person: Person | None = None
    name: str = ""
    photo: str = ""
    lines: list[Line] = field(default_factory=list)
    standing: Standing | None = None
    shows_amount: bool = False
    device: Item | None = None
    asked: Item | None = None
    loaner: Item | None = None
    tiles: list[Symptom] = field(default_factory=list)
    check: LendingCheck | None = None
    instead: Item | None = None
    pool: Pool | None = None
    swap: Swap | None = None
    own_device_text: str = ""
    loan: Loan | None = None
    accessory: LoanAccessory | None = None
    pieces: list[Piece] = field(default_factory=list)
    goes_along: list[tuple[str, str]] = field(default_factory=list)
    may_confirm: bool = False
    may_override: bool = False


def card_for(desk: Desk, actor: Actor, *, known: Sequence[Item] = (), checks: bool = True) -> Card:
    """Load what the desk names, again through ``visible_to``; what is out of reach stays empty.

    ``known`` are items this turn has loaded by :func:`seen.desk_items` already; ``checks`` False
    leaves the lending check to the action that follows.
    """
    card = Card(desk=desk)
    if desk.is_return:
        return _return_card(card, actor)
    if desk.person is not None:
        _load_person(card, desk.person, actor)
    if card.person is not None and (desk.device or desk.asked or desk.loaner):
        _load_items(card, actor, known)
    step = desk.step
    if step == Step.SYMPTOM:
        card.tiles = list(Symptom.objects.filter(is_active=True))
    if step == Step.LOANER and card.device is not None:
        card.pool = next(iter(pools(actor, organisation_id=card.device.organisation_id)), None)
    if step == Step.CONFIRM:
        _check(card, actor, checks=checks)
    return card


def _load_person(card: Card, person_id: int, actor: Actor) -> None:
    people = persons_at_desk(actor).select_related("organisation", "homeroom").filter(pk=person_id)
    person = with_photos(with_standing(people, today=timezone.localdate()), actor).first()
    if person is None:
        return
    card.person = person
    card.photo = photo_of(person)
    sees_people = actor.can(PeoplePermission.PERSON_VIEW)
    card.name = person.name if sees_people else f"{person.preferred_given_name or person.given_name}"
    if card.desk.step in {Step.DEVICE, Step.WHOSE}:
        card.lines = _lines(person, actor)
        if actor.can(CirculationPermission.LOAN_VIEW, at=person.organisation.scope_path):
            card.standing = read_standing(person)
            card.shows_amount = actor.can(CirculationPermission.FEE_VIEW, at=person.organisation.scope_path)


def _lines(person: Person, actor: Actor) -> list[Line]:
    """Own devices and open loans in one query, own devices first."""
    loans = Loan.objects.open().filter(item=OuterRef("pk"), borrower=person)
    items = (
        Item.objects.visible_to(actor)
        .filter(Q(assigned_to=person) | Q(holder=person))
        .exclude(status__in=_GONE)
        .exclude(item_type__holder_is_private=True)
        .select_related("product", "item_type", "device", "place")
        .annotate(due_at=Subquery(loans.values("due_at")[:1]))
        .order_by("barcode_norm", "pk")
    )
    now = timezone.now()
    # The annotation is unknown to the type checker.
    found: list[Any] = list(items)
    lines = [
        Line(
            item=concrete(item),
            is_own=item.assigned_to_id == person.pk,
            is_loaner=item.item_type.purpose == ItemType.Purpose.LOANER,
            due_at=item.due_at,
            is_late=item.due_at is not None and item.due_at < now,
        )
        for item in found
    ]
    return sorted(lines, key=lambda line: not line.is_own)


def _load_items(card: Card, actor: Actor, known: Sequence[Item]) -> None:
    desk = card.desk
    wanted = [pk for pk in (desk.device, desk.asked, desk.loaner) if pk is not None]
    found = {item.pk: item for item in known}
    if not found.keys() >= set(wanted):
        found = {item.pk: item for item in desk_items(actor).filter(pk__in=wanted)}
    card.device = found.get(desk.device) if desk.device else None
    card.asked = found.get(desk.asked) if desk.asked else None
    card.loaner = found.get(desk.loaner) if desk.loaner else None


def _check(card: Card, actor: Actor, *, checks: bool) -> None:
    """The due date, what stands against it and what to know; nothing for who may only prepare."""
    if card.person is None or card.loaner is None:
        return
    path = card.loaner.organisation.scope_path
    card.may_confirm = actor.can(CounterPermission.SWAP_CONFIRM, at=path)
    card.may_override = actor.can(CirculationPermission.LOAN_OVERRIDE, at=path)
    if card.may_confirm and checks:
        card.goes_along = going_along(card.loaner, charger_stays=card.desk.charger_stays)
        card.check = check_lending(card.loaner, card.person, by=actor, standing=read_standing(card.person))
        if card.check.warnings and card.check.is_allowed and card.check.reservation is None:
            card.instead = next_best_loaner(card.loaner, actor)


def _return_card(card: Card, actor: Actor) -> Card:
    desk = card.desk
    if desk.swap is not None:
        related = (
            "person__organisation",
            "person__homeroom",
            "device__product",
            "device__place",
            "loaner__product",
            "loan__item__item_type",
        )
        found = Swap.objects.visible_to(actor).open().filter(pk=desk.swap)
        card.swap = found.select_related(*related, "ticket", "symptom", "organisation").first()
        if card.swap is not None:
            card.person = card.swap.person
            card.name = card.swap.person.name
            card.photo = photo_urls([card.swap.person_id], actor).get(card.swap.person_id, "")
            card.own_device_text = where_own_device_is(card.swap)
            path = card.swap.organisation.scope_path
            card.may_confirm = actor.can(CounterPermission.SWAP_CONFIRM, at=path)
    elif desk.loan is not None:
        loans = Loan.objects.visible_to(actor).open().filter(pk=desk.loan)
        card.loan = loans.select_related(
            "item__product", "item__item_type", "item__device", "borrower", "organisation"
        ).first()
        if card.loan is not None:
            if card.loan.borrower_id is not None:
                card.photo = photo_urls([card.loan.borrower_id], actor).get(card.loan.borrower_id, "")
            card.may_confirm = actor.can(CounterPermission.SWAP_CONFIRM, at=card.loan.organisation.scope_path)
    elif desk.accessory is not None:
        held = ("loan__item__device", "loan__item__product", "loan__borrower", "loan__place", "loan__organisation")
        lines = LoanAccessory.objects.visible_to(actor).filter(pk=desk.accessory, state__in=UNSETTLED)
        card.accessory = lines.select_related(*held, "item").first()
        if card.accessory is not None:
            path = card.accessory.loan.organisation.scope_path
            card.may_confirm = actor.can(CounterPermission.SWAP_CONFIRM, at=path)
    card.pieces = pieces_out(card.loan or (card.swap.loan if card.swap is not None else None))
    return card


def is_whole(card: Card) -> bool:
    """Whether everything the desk names could be loaded; a loan may have ended on another counter meanwhile."""
    desk = card.desk
    return (
        (desk.person is None or card.person is not None)
        and (desk.device is None or card.device is not None)
        and (desk.asked is None or card.asked is not None)
        and (desk.loaner is None or card.loaner is not None)
        and (desk.swap is None or card.swap is not None)
        and (desk.loan is None or card.loan is not None)
        and (desk.accessory is None or card.accessory is not None)
    )
