"""The self-check as an actor, whose card that is, and what its holder has of the library: never what somebody else has."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from firstbell.circulation.models import Hold, Loan
from firstbell.circulation.permissions import CirculationPermission as Circulation
from firstbell.circulation.queries.desks import thing_at_desk
from firstbell.core.actor import Actor, grants_from
from firstbell.core.notifications.languages import day_text
from firstbell.core.scan import Scan
from firstbell.inventory.models import Item, ItemType
from firstbell.inventory.permissions import InventoryPermission
from firstbell.kiosk.models import Kiosk
from firstbell.kiosk.permissions import KioskPermission
from firstbell.kiosk.queries.texts import Texts
from firstbell.people.models import Person, PersonIdentifier
from firstbell.people.permissions import PeoplePermission
from firstbell.rooms.queries import zone_of

ROLE = "self_check"
_MAY = frozenset(
    str(one)
    for one in (
        PeoplePermission.PERSON_VIEW,
        InventoryPermission.ITEM_VIEW,
        InventoryPermission.ITEM_MOVE,
        Circulation.LOAN_LEND,
        Circulation.LOAN_RETURN,
        Circulation.LOAN_RENEW,
        KioskPermission.PIN_TRY,
    )
)
_CARDS = (PersonIdentifier.Kind.BADGE, PersonIdentifier.Kind.LIBRARY_CARD)
MOST_SHOWN = 40


def actor_of_kiosk(kiosk: Kiosk) -> Actor:
    """The kiosk itself: the role of self-check machines at its school, without passing any rule. The trail names it, not the reader."""
    return Actor(
        key=f"kiosk:{kiosk.pk}",
        name=f"Self-check {kiosk.name}",
        grants=grants_from([(ROLE, kiosk.organisation.scope_path)]),
        via="kiosk",
        limit_to=_MAY,
    )


def card_holder(kiosk: Kiosk, card: str) -> Person | None:
    """The current person of the kiosk's school with this live badge or library card; a number or a name is no card."""
    code = Scan.of(card).code
    if not code or len(code) > 100:
        return None
    found = PersonIdentifier.objects.filter(code=code, retired_at=None, kind__in=_CARDS).first()
    here = Person.objects.visible_to(actor_of_kiosk(kiosk)).current().select_related("organisation")
    return here.filter(pk=found.person_id).first() if found is not None else None


def library_item(kiosk: Kiosk, code: str) -> Item | None:
    """The library's thing with this barcode, as far as the kiosk reaches."""
    scan = Scan.of(code)
    if not scan.code or len(scan.code) > 60:
        return None
    item = thing_at_desk(scan.text, actor_of_kiosk(kiosk), Circulation.LOAN_RETURN)
    return item if item is not None and item.item_type.purpose == ItemType.Purpose.LIBRARY else None


@dataclass(frozen=True, slots=True)
class Line:
    """A loan as its reader sees it."""

    loan_id: int
    title: str
    due: str


@dataclass(frozen=True, slots=True)
class OwnThings:
    """What one reader has of the library, the soonest due first, and what waits for them here."""

    loans: list[Line]
    ready: list[str]


def own_things(kiosk: Kiosk, person: Person, language: str, texts: Texts) -> OwnThings:
    """Two statements."""
    mine = Loan.objects.open().filter(borrower=person, part_of=None, item__item_type__purpose=ItemType.Purpose.LIBRARY)
    loans = list(mine.select_related("item__product").order_by("due_at", "pk")[:MOST_SHOWN])
    waiting = Hold.objects.open().filter(
        person=person, state=Hold.State.READY, organisation__path__startswith=kiosk.organisation.scope_path,
        product__item_type__purpose=ItemType.Purpose.LIBRARY,
    )  # fmt: skip
    return OwnThings(
        [Line(one.pk, one.item.product.name, _due_words(kiosk, one.due_at, language, texts)) for one in loans],
        list(waiting.order_by("keep_until", "pk").values_list("product__name", flat=True)[:MOST_SHOWN]),
    )


def _due_words(kiosk: Kiosk, due: dt.datetime | None, language: str, texts: Texts) -> str:
    if due is None:
        return texts.say("open", language)
    return texts.say("due", language, day=day_of(kiosk, due, language))


def day_of(kiosk: Kiosk, moment: dt.datetime, language: str) -> str:
    """The day at the kiosk's school, in words."""
    return day_text(moment.astimezone(zone_of(kiosk.organisation)).date(), language)
