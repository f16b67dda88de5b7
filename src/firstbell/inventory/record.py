"""What the inventory knows of somebody: whose things they have, and whose they were when something happened to them."""

from __future__ import annotations

from django.db.models import Q

from firstbell.core.record import Part, record_section
from firstbell.inventory.models import Item, StatusChange
from firstbell.people.models import Person


@record_section(
    "inventory.items", "Devices and things", covers=("inventory.Item.assigned_to", "inventory.Item.holder"), order=30
)
def items(person: Person, _internal: bool) -> Part:
    rows = Item.objects.filter(Q(assigned_to=person) | Q(holder=person)).select_related("product", "item_type")
    return Part([{"Tag": one.label, "What": one.product.name, "Type": one.item_type.name, "Status": one.get_status_display(),
                  "Is their own": one.assigned_to_id == person.pk, "Have it now": one.holder_id == person.pk}
                 for one in rows.order_by("pk")])  # fmt: skip


@record_section(
    "inventory.history", "What happened to things in their hands", covers=("inventory.StatusChange.holder",), order=32
)
def history(person: Person, internal: bool) -> Part:
    rows = StatusChange.objects.filter(holder=person).select_related("item").order_by("pk")
    return Part([{"When": one.at, "Tag": one.item.label, "From": one.get_old_display(), "To": one.get_new_display(),
                  "Reason": one.reason if internal else ""} for one in rows])  # fmt: skip
