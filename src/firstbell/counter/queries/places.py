"""Where and when a scan was, in words for the second who comes too late."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from firstbell.circulation.models import Loan
from firstbell.counter.models import Scan
from firstbell.inventory.models import Item
from firstbell.people.models import Organisation
from firstbell.rooms.queries import zone_of


def clock(moment: dt.datetime, where: Organisation) -> str:
    """ "10:05", with the day when it was not today."""
    zone = zone_of(where)
    local, today = moment.astimezone(zone), timezone.now().astimezone(zone).date()
    time = f"{local.hour}:{local:%M}"
    return time if local.date() == today else f"{local:%a} {local.day} {local:%b}, {time}"


def day_words(day: dt.date | None) -> str:
    """ "Tue Jan 12"; empty for no day."""
    return f"{day:%a} {day:%b} {day.day}" if day is not None else ""


def last_scan_of(item: Item) -> Scan | None:
    """The latest scan of the item that stands, with its station."""
    return Scan.objects.standing().filter(item_id=item.pk).select_related("station").order_by("-id").first()


def loan_text(loan: Loan, scan: Scan | None) -> str:
    """ "1042 is lent to Ana Gómez since 10:05 by Tess Tucker at Station 2."; ``scan`` is the item's last one."""
    at = ""
    if scan is not None and scan.details.get("loan") == loan.pk:
        at = f" at {scan.station.name}"
    since = clock(loan.lent_at, loan.organisation)
    if loan.item.item_type.holder_is_private:  # who reads it is the library's to know
        return f"{loan.item.label} is lent by the library since {since}."
    return f"{loan.item.label} is lent to {loan.borrower or loan.place} since {since} by {loan.lent_by}{at}."
