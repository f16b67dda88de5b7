"""What a code is, in the words :mod:`counter.desk` decides with. At most five statements a scan."""

from __future__ import annotations

from django.db.models import Q, Subquery
from django.utils import timezone

from firstbell.circulation.models import Loan, LoanAccessory
from firstbell.circulation.queries.accessories import UNSETTLED
from firstbell.circulation.queries.lending import lendable_items
from firstbell.core.actor import Actor
from firstbell.core.scan import Match, Scan, resolve
from firstbell.counter.desk import Desk, Seen, SeenItem, SeenNothing, SeenOther, SeenPerson, SeenPiece, Step
from firstbell.counter.models import Swap
from firstbell.counter.permissions import CounterPermission
from firstbell.helpdesk.models import Ticket
from firstbell.inventory.models import Item, ItemQuerySet, ItemType, Status
from firstbell.inventory.queries import concrete, device_of, is_called, items_by_code
from firstbell.people.models import Membership, Person, PersonIdentifier
from firstbell.people.models.persons import PersonQuerySet
from firstbell.people.permissions import PeoplePermission
from firstbell.rooms.models import Place

_ITEMS_FIRST = frozenset(Step) - {Step.PERSON}
_IN_OUR_HANDS = frozenset({Status.IN_TRIAGE, Status.IN_REPAIR, Status.AT_VENDOR, Status.QUARANTINE})
_GONE = frozenset({Status.DISPOSED, Status.SOLD})
_WORDS = {Ticket.KIND_REF: "ticket", Place.KIND_REF: "the place"}


def see(text: str, desk: Desk, actor: Actor) -> Seen:
    """What the code names, by what the counter waits for: a badge first, or an item first."""
    kinds = (Item.KIND_REF, Person.KIND_REF) if desk.step in _ITEMS_FIRST else (Person.KIND_REF, Item.KIND_REF)
    for kind in kinds:
        matches = resolve(text, actor, kinds=[kind])
        if matches:
            return seen_match(matches[0], desk, actor)
        if kind == Person.KIND_REF and (helper := _badge_for_helper(text, actor)) is not None:
            return helper
    others = resolve(text, actor, kinds=_WORDS)
    if others:
        return SeenOther(others[0].label, _WORDS[others[0].kind])
    return SeenNothing(text[:60])


def desk_items(actor: Actor) -> ItemQuerySet:
    """Items with all that the card and the lending check look at."""
    return lendable_items().visible_to(actor).select_related("holder", "place")


def see_loaner(text: str, desk: Desk, actor: Actor) -> tuple[Seen | None, list[Item]]:
    """The loaner's scan: the scanned item and those on the desk in one query; None when it is no item."""
    code = Scan.of(text).code
    scanned = items_by_code(Item.objects.all(), [code]).order_by().values("pk")
    on_desk = [pk for pk in (desk.device, desk.loaner) if pk is not None]
    items = list(desk_items(actor).filter(Q(pk__in=on_desk) | Q(pk__in=scanned)))
    called = [item for item in items if is_called(item, code)] or [item for item in items if item.pk not in on_desk]
    match = [item for item in called if item.status not in _GONE]
    return (seen_item(match[0], desk, actor) if match else None), items


def seen_match(match: Match, desk: Desk, actor: Actor) -> Seen:
    thing = match.object
    return seen_person(thing) if isinstance(thing, Person) else seen_item(thing, desk, actor)


def seen_person(person: Person) -> SeenPerson:
    return SeenPerson(person.pk, person.name, person.is_student, person.withdrawn_on is not None)


def seen_item(item: Item, desk: Desk, actor: Actor) -> SeenItem:
    """The item with its open swap (one query) and, when it is plainly on loan, the loan (one more)."""
    swap = None if desk.step in {Step.SYMPTOM, Step.LOANER, Step.CONFIRM} else _open_swap(item, actor)
    loan = _open_loan(item, actor) if swap is None and item.status == Status.ON_LOAN and not desk.person else None
    return SeenItem(
        id=item.pk,
        label=concrete(item).label,
        status=item.status,
        status_label=item.get_status_display(),
        is_device=device_of(item) is not None,
        is_loaner=item.item_type.purpose == ItemType.Purpose.LOANER,
        owner=seen_person(item.assigned_to) if item.assigned_to is not None else None,
        holder_name=item.holder.name if item.holder is not None else "",
        loan=loan.pk if loan is not None else None,
        swap=swap.pk if swap is not None else None,
        swap_person=swap.person.name if swap is not None else "",
        is_swap_loaner=swap is not None and swap.loaner_id == item.pk,
        detail=where_own_device_is(swap) if swap is not None else "",
        piece=_piece(item, loan, actor),
    )


def _piece(item: Item, loan: Loan | None, actor: Actor) -> SeenPiece | None:
    """A part of a kit that is out with it; an accessory with its own barcode that is out: on whose loan."""
    if loan is not None and loan.part_of_id is not None:
        return SeenPiece(0, f"#{item.pk}", item.label, "", "", loan.part_of_id)
    if item.item_type.purpose != ItemType.Purpose.ACCESSORY:
        return None
    lines = LoanAccessory.objects.visible_to(actor).filter(item_id=item.pk, state__in=UNSETTLED)
    line = lines.select_related("loan__item__device", "loan__borrower", "loan__place", "loan__swap").first()
    if line is None:
        return None
    swap = getattr(line.loan, "swap", None)
    return SeenPiece(
        line=line.pk,
        code=line.code,
        name=line.name,
        with_label=concrete(line.loan.item).label,
        whose=str(line.loan.borrower or line.loan.place),
        loan=line.loan_id,
        swap=swap.pk if swap is not None else None,
    )


def _open_swap(item: Item, actor: Actor) -> Swap | None:
    swaps = Swap.objects.visible_to(actor).open().filter(Q(device_id=item.pk) | Q(loaner_id=item.pk))
    for swap in swaps.select_related("person", "device__place", "loaner", "loan"):
        is_out = swap.loan is not None and swap.loan.is_open
        if swap.device_id == item.pk or is_out:
            return swap
    return None


def _open_loan(item: Item, actor: Actor) -> Loan | None:
    return Loan.objects.visible_to(actor).open().filter(item_id=item.pk).first()


def where_own_device_is(swap: Swap) -> str:
    """ "Own device 1042 is ready on Shelf B3. Scan it.", or why it does not go back yet."""
    device = swap.device
    place = f" on {device.place.name}" if device.place is not None else ""
    if device.status == Status.READY_RETURN:
        return f"Own device {device.label} is ready{place}. Scan it."
    if device.status in _IN_OUR_HANDS:
        days = (timezone.now() - device.status_since).days
        since = "today" if days == 0 else f"{days} day{'s' if days > 1 else ''}"
        word = device.get_status_display()
        return f"Own device {device.label} is not ready: {word.lower()}, {since}{place and f' ({device.place})'}."
    return f"Own device {device.label} is “{device.get_status_display()}”."


def _badge_for_helper(text: str, actor: Actor) -> SeenPerson | None:
    """Who may use the counter but not look people up still reads an exact badge: a first name and no more."""
    if actor.can(PeoplePermission.PERSON_VIEW):
        return None
    scan = Scan.of(text)
    badges = PersonIdentifier.objects.filter(code=scan.code, retired_at=None).values("person_id")
    found = persons_at_desk(actor).filter(Q(identifier=scan.text) | Q(pk__in=Subquery(badges)))[:2]
    return SeenPerson(found[0].pk, found[0].name, found[0].is_student) if len(found) == 1 else None


def persons_at_desk(actor: Actor) -> PersonQuerySet:
    """People the counter may put on its desk: those one may look up, or whose badge lies here."""
    if actor.can(PeoplePermission.PERSON_VIEW):
        return Person.objects.visible_to(actor)
    here = Membership.objects.filter(actor.scope(CounterPermission.COUNTER_USE).q("organisation__path"))
    return Person.objects.filter(pk__in=here.values("person_id"), kind=Person.Kind.STUDENT)
