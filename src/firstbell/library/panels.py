"""The library on other rooms' pages: who works on the catalogue sees a copy's own page where others see the thing."""

from __future__ import annotations

from django.urls import reverse

from firstbell.core.actor import Actor
from firstbell.inventory.models import ItemType
from firstbell.inventory.ports import register_page
from firstbell.library.models import Copy
from firstbell.library.permissions import LibraryPermission


def page_of_copy(item_id: int, actor: Actor) -> str:
    """A scan and every link to the thing lead to the copy; what is library material but no copy stays with inventory."""
    if (
        not actor.can(LibraryPermission.CATALOGUE_WORK)
        or not Copy.objects.visible_to(actor).filter(pk=item_id).exists()
    ):
        return ""
    return reverse("library:copy", args=[item_id])


register_page(ItemType.Purpose.LIBRARY, page_of_copy)
