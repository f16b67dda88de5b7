"""What an asset tag must be: long enough, and on no other item that is still in the house."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from firstbell.core.errors import Conflict, Invalid
from firstbell.core.scan import Scan
from firstbell.inventory import lifecycle
from firstbell.inventory.models import Item, TagRule

LONGEST = 60


@dataclass(frozen=True, slots=True)
class TagCheck:
    """The tag rule of this installation, read once."""

    min_length: int
    pattern: str = ""
    example: str = ""

    @classmethod
    def current(cls) -> TagCheck:
        rule = TagRule.objects.first()
        return cls(1) if rule is None else cls(rule.min_length, rule.pattern, rule.example)

    def well_formed(self, text: str, *, field: str = "barcode") -> Scan:
        """The tag as written and as compared. Raises Invalid."""
        tag = Scan.of(text)
        if len(tag.code) < self.min_length or len(tag.text) > LONGEST:
            raise Invalid(
                f"The tag “{tag.text}” has {len(tag.code)} characters.",
                remedy=f"Tags have {self.min_length} to {LONGEST}"
                + (f", e.g. {self.example}." if self.example else ".")
                + " Leading zeros count.",
                field=field,
            )
        if self.pattern and re.fullmatch(self.pattern, tag.code) is None:
            raise Invalid(
                f"The tag “{tag.text}” does not look like one of ours.",
                remedy=f"It should look like {self.example}." if self.example else "Look at the tag rule.",
                field=field,
            )
        return tag

    def accepted(self, text: str, *, item_id: int | None, field: str = "barcode") -> Scan:
        """Well formed and free. Raises Invalid, or Conflict naming the item that carries it."""
        tag = self.well_formed(text, field=field)
        others = Item.objects.filter(barcode_norm=tag.code).exclude(status__in=lifecycle.GONE)
        other = others.exclude(Q(pk=item_id)).select_related("product", "organisation").first()
        if other is not None:
            raise self.taken(other, field=field)
        return tag

    @staticmethod
    def taken(other: Item, *, field: str) -> Conflict:
        """The tag or serial is on another item."""
        return Conflict(
            f"{other.label} is already on another item: {other.product} at {other.organisation.short}, "
            f"{other.get_status_display()}.",
            remedy="Scan the label again. If two labels carry the same number, print a new one for one of them.",
            field=field,
        )
