"""Swaps and returns that an ordinary counter recorded without network. For this folder only."""

from __future__ import annotations

from django.db.models import Q

from firstbell.circulation.models import Loan
from firstbell.core.errors import Conflict
from firstbell.counter.actions._applying import Applied, Case
from firstbell.counter.actions._entries import item_of, person_of
from firstbell.counter.actions.returns import check_in, finish_swap, take_back_loaner
from firstbell.counter.actions.swaps import perform_swap
from firstbell.counter.models import Swap
from firstbell.helpdesk.models import Symptom
from firstbell.inventory.models import Device, Item
from firstbell.inventory.queries import RELATED, concrete


def swap(case: Case) -> Applied:
    """The swap as the counter would have made it, at the moment it was made."""
    entry = case.entry
    person = person_of(entry, by=case.by)
    device = concrete(_whole(item_of(entry.item, entry.item_code, by=case.by)))
    loaner = item_of(entry.loaner, entry.loaner_code, by=case.by)
    symptom = Symptom.objects.filter(code=entry.symptom).first()
    if not isinstance(device, Device):
        raise Conflict(f"{device.label} is not a device.", remedy="Lend the loaner by hand.", code="not_a_device")
    if symptom is None:
        raise Conflict(f"There is no symptom “{entry.symptom[:40]}”.", remedy="Make the swap by hand.", code="symptom")
    made = perform_swap(
        person,
        device,
        symptom=symptom,
        loaner=loaner,
        key=entry.key.hex,
        is_damaged=entry.is_damaged,
        charger_stays=entry.charger_stays,
        brought_by_other=entry.brought_by_other,
        at=case.at,
        by=case.by,
    )
    text = f"{loaner.label} is lent to {person.name}, {device.label} came in. Ticket {made.ticket.number}."
    return Applied(text, person, device, {"swap": made.pk, "loaner": loaner.pk})


def swap_return(case: Case) -> Applied:
    """What came back decides: loaner and own device end the swap; the loaner alone, or any lent thing, comes back."""
    entry = case.entry
    item = item_of(entry.item, entry.item_code, by=case.by)
    open_swap = (
        Swap.objects.visible_to(case.by)
        .open()
        .filter(Q(loaner_id=item.pk) | Q(device_id=item.pk))
        .select_related("organisation", "person", "device", "loaner", "loan__organisation", "ticket")
        .first()
    )
    condition = "broken" if entry.is_damaged else "good"
    if open_swap is not None and (entry.loaner is not None or entry.loaner_code):
        finish_swap(open_swap, condition=condition, by=case.by)
        text = f"{open_swap.device.label} is back with {open_swap.person.name}, {open_swap.loaner.label} came back."
        return Applied(text, open_swap.person, item, {"swap": open_swap.pk})
    if open_swap is not None and open_swap.loaner_id == item.pk:
        take_back_loaner(open_swap, condition=condition, by=case.by)
        return Applied(f"{item.label} is back from {open_swap.person.name}.", open_swap.person, item)
    loan = Loan.objects.open().filter(item_id=item.pk).select_related("borrower", "organisation", "item").first()
    if loan is None:
        text = f"{item.label} is lent to nobody: {item.get_status_display().lower()}."
        raise Conflict(text, remedy="Put it where it belongs.", code="not_lent")
    check_in(loan, condition=condition, by=case.by)
    return Applied(
        f"{item.label} is back{f' from {loan.borrower.name}' if loan.borrower else ''}.", loan.borrower, item
    )


def _whole(item: Item) -> Item:
    return Item.objects.select_related(*RELATED).get(pk=item.pk)
