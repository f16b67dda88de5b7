"""The thing with a barcode, as a terminal may speak of it. Who has it is not among the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from firstbell.circulation.models import Loan
from firstbell.connectors.sip2.models import Terminal
from firstbell.core.actor import Actor
from firstbell.core.scan import Scan
from firstbell.inventory.models import Item, ItemType, Status
from firstbell.inventory.queries import find_item
from firstbell.library.models import Copy, Title

#: Circulation status codes of the protocol, by the state of the item. A loan that is open is 04.
_STATUS = {
    Status.ORDERED: "02", Status.RECEIVED: "06", Status.STAGING: "06", Status.AVAILABLE: "03", Status.PLACED: "03",
    Status.LOANER_AVAILABLE: "03", Status.ASSIGNED: "04", Status.ON_LOAN: "04", Status.RECOVERED: "09",
    Status.LOST: "12", Status.STOLEN: "12", Status.MISSING: "13",
}  # fmt: skip
_OTHER = "01"

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


def thing_of(code: str, terminal: Terminal, actor: Actor) -> Thing | None:
    """What has this barcode, if the terminal deals with it: library material, and the other types it was given."""
    scan = Scan.of(code)
    if not scan.code or len(scan.code) > 60:
        return None
    item = find_item(scan.text, actor)
    if item is None or not _is_for(terminal, item.item_type):
        return None
    loan = Loan.objects.open().filter(item_id=item.pk).select_related(*_WITH_LOAN).first()
    copy: Copy | None = Copy.objects.filter(pk=item.pk).select_related("shelving_place", "product__title").first()  # type: ignore[assignment]
    return Thing(
        item=item,
        title=item.product.name,
        status="04" if loan is not None and item.status not in _GONE else _STATUS.get(Status(item.status), _OTHER),
        media=_media_of(copy),
        call_number=copy.call_number if copy is not None else "",
        collection=copy.shelving_place.name if copy is not None and copy.shelving_place is not None else "",
        owner=item.organisation.short,
        due_at=loan.due_at if loan is not None else None,
        loan=loan,
    )


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
