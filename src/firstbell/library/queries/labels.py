"""What stands on the labels of copies, and which are to be printed."""

from __future__ import annotations

from collections.abc import Iterable

from firstbell.inventory.queries import Label
from firstbell.library.call_numbers import spine_lines
from firstbell.library.models import Copy, WantedLabel

Kind = WantedLabel.Kind
CODE_OF: dict[str, str] = {Kind.SPINE: "text", Kind.POCKET: "code128", Kind.BARCODE: "code128"}
"""How the label machine draws each kind."""
RELATED = ("product__title", "organisation", "genre_section")


def label_of(copy: Copy, kind: str) -> Label | None:
    """The label of one copy (loaded with :data:`RELATED`); None where there is nothing to print: no call number, no barcode."""
    spine = spine_lines(copy.call_number)
    if spine and copy.genre_section is not None:
        spine = [copy.genre_section.label, *spine]
    if kind == Kind.SPINE:
        spine += [
            text for text in (copy.volume, copy.copy_number) if text and text.upper() not in copy.call_number.upper()
        ]
        return Label("", tuple(spine)) if spine else None
    if not copy.barcode:
        return None
    if kind == Kind.POCKET:
        return Label(copy.barcode, (copy.product.name, copy.product.title.author, copy.call_number))
    return Label(copy.barcode, (copy.organisation.short, copy.call_number))


def labels_of(copies: Iterable[Copy], kind: str) -> list[Label]:
    return [label for copy in copies if (label := label_of(copy, kind)) is not None]
