"""What the library tells the rooms below: of which class a thing is, for counts without persons; and who is forgotten."""

from __future__ import annotations

from firstbell.circulation.queries.numbers import classifies
from firstbell.core.actor import Actor
from firstbell.core.events import listens
from firstbell.inventory.models import Item, ItemType
from firstbell.library.actions.forgetting import forget_readers
from firstbell.library.models import Copy
from firstbell.library.queries.collection import class_of_key
from firstbell.people.events import PersonForgotten


@classifies(ItemType.Purpose.LIBRARY)
def class_of_copy(item: Item) -> str:
    """“Fiction”, “500 Science”: the part of the shelf; "" for what is no copy."""
    key = Copy.objects.filter(pk=item.pk).values_list("call_sort", flat=True).first()
    return class_of_key(key) if key is not None else ""


@listens(PersonForgotten)
def forget_what_they_kept(event: PersonForgotten, by: Actor) -> None:
    """Lists, searches and reviews go with the name."""
    forget_readers([event.subject.id], by=by)
