"""Items in the search box: by tag, serial, the last characters of a serial, model, and who has them.

Library material has no document here: its titles are found by the catalogue, its barcodes by scanning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.core.search import Document, Hit, Searchable, register
from firstbell.inventory.models import Item
from firstbell.inventory.permissions import InventoryPermission
from firstbell.inventory.queries import RELATED, concrete, search_terms, without_library


def documents(ids: Sequence[int]) -> Iterable[Document]:
    for item in without_library(Item.objects.filter(pk__in=ids)).select_related(*RELATED).order_by():
        thing = concrete(item)
        names = () if thing.item_type.holder_is_private else (thing.holder, thing.assigned_to)
        yield Document(
            object_id=thing.pk,
            title=f"{thing.label} {thing.product.name}",
            terms=search_terms(thing.barcode, getattr(thing, "serial", ""), [p.name for p in names if p is not None]),
            org_paths=(thing.organisation.scope_path,),
        )


def hits(ids: Sequence[int], actor: Actor) -> Iterable[Hit]:
    for item in Item.objects.visible_to(actor).filter(pk__in=ids).select_related(*RELATED):
        thing = concrete(item)
        who = thing.holder or thing.assigned_to
        serial = getattr(thing, "serial", "")
        yield Hit(
            kind=Item.KIND_REF,
            id=thing.pk,
            title=thing.label,
            detail=" · ".join(part for part in (thing.product.name, serial, who.name if who else "") if part),
            url=reverse("inventory:item", args=[thing.pk]),
            icon=thing.item_type.icon,
            badge=thing.get_status_display(),
        )


register(Searchable(Item.KIND_REF, "Devices and items", InventoryPermission.ITEM_VIEW, documents, hits, order=20))
