"""What the counts without persons are made of, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from firstbell.circulation.models import PatronGroup
from firstbell.inventory.models import Item
from firstbell.people.models import Person

Classifier = Callable[[Item], str]
_classifiers: dict[str, Classifier] = {}


def classifies(purpose: str) -> Callable[[Classifier], Classifier]:
    """Have the function say the class of things of this purpose (``ItemType.Purpose``): “590”, “Fiction”. Rooms above
    know what a shelf is; without one the class is empty."""

    def register(classifier: Classifier) -> Classifier:
        _classifiers[purpose] = classifier
        return classifier

    return register


def product_class_of(item: Item) -> str:
    """At most sixty characters; needs ``item_type``."""
    classifier = _classifiers.get(item.item_type.purpose)
    return classifier(item)[:60] if classifier is not None else ""


def group_of(person: Person, groups: Sequence[PatronGroup]) -> str:
    """The code of the first patron group that fits, else the kind of person: a band, never a grade or a name."""
    return next((group.code for group in groups if group.fits(person)), person.kind)
