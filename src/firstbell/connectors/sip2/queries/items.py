"""The thing with a barcode, as a terminal may speak of it. Who has it is not among the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from firstbell.circulation.models import Claim, Hold, Loan, Transit
from firstbell.circulation.queries.desks import thing_at_desk
from firstbell.connectors.sip2.models import Terminal
from firstbell.core import prepared
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.permissions import InventoryPermission
from firstbell.library.models import Copy, Title

#: Circulation status codes of the protocol, by the state of the item. A loan that is open is 04.
_STATUS = {
    Status.ORDERED: "02", Status.RECEIVED: "06", Status.STAGING: "06", Status.AVAILABLE: "03", Status.PLACED: "03",
    Status.LOANER_AVAILABLE: "03", Status.ASSIGNED: "04", Status.ON_LOAN: "04", Status.RECOVERED: "09",
    Status.LOST: "12", Status.STOLEN: "12", Status.MISSING: "13",
}  # fmt: skip
_OTHER, _CHARGED, _RECALLED, _ON_HOLD_SHELF, _IN_TRANSIT, _CLAIMED = "01", "04", "07", "08", "10", "11"

#: Media type codes of the protocol, by the format of the title.
_MEDIA = {
    Title.Format.BOOK: "001", Title.Format.LARGE_PRINT: "001", Title.Format.GRAPHIC: "001", Title.Format.SERIAL: "002",
    Title.Format.VIDEO: "005", Title.Format.AUDIOBOOK: "006", Title.Format.MUSIC: "006",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """``status`` is the protocol's circulation status, ``media`` its media type."""

    item: Item
    title: str
    status: str
    media: str
    call_number: str
    collection: str
    owner: str
    due_at: dt.datetime | None
    loan: Loan | None
    queue: int
    keep_until: dt.date | None


def thing_of(code: str, terminal: Terminal, actor: Actor) -> Thing | None:
    """What has this barcode, if the terminal deals with it: library material, and the other types it was given."""
    scan = Scan.of(code)
    if not scan.code or len(scan.code) > 60:
        return None
    item = thing_at_desk(scan.text, actor, InventoryPermission.ITEM_VIEW)
    if item is None or not _is_for(terminal, item.item_type):
        return None
    loan = prepared.row(_loan_of, item=item.pk)
    copy = prepared.row(_copy, item=item.pk)
    holds = prepared.rows(_holds_for, product=item.product_id)
    ready = next((one for one in holds if one[0] == item.pk and one[1] == Hold.State.READY), None)
    return Thing(
        item=item,
        title=item.product.name,
        status=_status(item, loan, is_ready=ready is not None),
        media=_media_of(copy),
        call_number=copy.call_number if copy is not None else "",
        collection=copy.shelving_place.name if copy is not None and copy.shelving_place is not None else "",
        owner=item.organisation.short,
        due_at=loan.due_at if loan is not None else None,
        loan=loan,
        queue=len(holds),
        keep_until=ready[2] if ready is not None else None,
    )


def _status(item: Item, loan: Loan | None, *, is_ready: bool) -> str:
    """What the protocol calls it: the shelf of holds and the way between schools before the rest."""
    if item.status in _GONE:
        return _STATUS[Status(item.status)]
    if loan is not None:
        if prepared.row(_claims_of, loan=loan.pk) is not None:
            return _CLAIMED
        return _RECALLED if loan.recalled_at is not None else _CHARGED
    if is_ready:
        return _ON_HOLD_SHELF
    if prepared.row(_transits_of, item=item.pk) is not None:
        return _IN_TRANSIT
    return _STATUS.get(Status(item.status), _OTHER)


def _loan_of(item: int) -> QuerySet[Loan]:
    return Loan.objects.open().filter(item_id=item).select_related(*_WITH_LOAN).order_by()[:1]


def _copy(item: int) -> QuerySet[Copy]:
    return Copy.objects.filter(pk=item).select_related("shelving_place", "product__title").order_by()[:1]


def _holds_for(product: int) -> QuerySet[Hold, tuple[int | None, str, dt.date | None]]:
    return Hold.objects.open().filter(product_id=product).values_list("copy_id", "state", "keep_until")


def _claims_of(loan: int) -> QuerySet[Claim, int]:
    return Claim.objects.open().filter(loan_id=loan).order_by().values_list("pk", flat=True)[:1]


def _transits_of(item: int) -> QuerySet[Transit, int]:
    return Transit.objects.open().filter(item_id=item).order_by().values_list("pk", flat=True)[:1]


_GONE = (Status.LOST, Status.STOLEN, Status.MISSING)
_WITH_LOAN = ("item__item_type", "item__product", "item__organisation", "borrower", "place", "organisation")


def _is_for(terminal: Terminal, item_type: ItemType) -> bool:
    if item_type.purpose == ItemType.Purpose.LIBRARY:
        return True
    return terminal.other_types.filter(pk=item_type.pk).exists()


def _media_of(copy: Copy | None) -> str:
    try:
        title = copy.product.title if copy is not None else None
    except Title.DoesNotExist:
        title = None
    return _MEDIA.get(Title.Format(title.format), "000") if title is not None else "000"
