"""How labels are printed at a school: its printers, and what is said to whoever finds a thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.inventory.events import LabelPrintingChanged
from firstbell.inventory.models import FoundLine, LabelPrinter
from firstbell.inventory.permissions import InventoryPermission
from firstbell.people.models import Organisation

_MEASURES = ("shift_x", "shift_y", "ruler_x", "ruler_y")


def save_label_printer(printer: LabelPrinter | None, *, values: Mapping[str, Any], by: Actor) -> LabelPrinter:
    """Add a printer or keep what was measured. ``values``: organisation, name, shift_x, shift_y, ruler_x, ruler_y.

    Raises Invalid, Forbidden (``inventory.label.print`` at its school, and at the one it goes to).
    """
    kept = printer or LabelPrinter()
    if printer is not None:
        by.require(InventoryPermission.LABEL_PRINT, at=printer.organisation.scope_path)
    by.require(InventoryPermission.LABEL_PRINT, at=values["organisation"].scope_path)
    told = {}
    for name in ("organisation", "name", *_MEASURES):
        old = None if printer is None else getattr(kept, name)
        if old != values[name]:
            told[name.replace("_", " ").capitalize()] = (_shown(old), _shown(values[name]))
        setattr(kept, name, values[name])
    kept.last_checked = timezone.localdate()
    try:
        kept.full_clean()
    except ValidationError as wrong:
        field, messages = next(iter(wrong.message_dict.items()))
        raise Invalid(" ".join(messages), remedy="Change it, then save again.", field=field) from None
    with change(by) as unit:
        kept.save()
        if told:
            path = kept.organisation.scope_path
            unit.publish(LabelPrintingChanged(subject=kept.ref, org_path=path, changes=told))
    return kept


def save_found_line(organisation: Organisation, *, text: str, by: Actor) -> None:
    """Print this on labels of the organisation and those below it; empty: what the one above says.

    Raises Forbidden (``inventory.catalogue.edit``) there.
    """
    path = organisation.scope_path
    by.require(InventoryPermission.CATALOGUE_EDIT, at=path)
    text = " ".join(text.split())[:120]
    with change(by) as unit:
        standing = FoundLine.objects.filter(organisation=organisation).first()
        old = standing.text if standing is not None else ""
        if old == text:
            return
        if text:
            FoundLine.objects.update_or_create(organisation=organisation, defaults={"text": text})
        else:
            FoundLine.objects.filter(organisation=organisation).delete()
        subject = Ref(FoundLine.KIND_REF, organisation.pk, f"words for finders, {organisation.short}")
        unit.publish(
            LabelPrintingChanged(subject=subject, org_path=path, changes={"Text": (old or None, text or None)})
        )


def _shown(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
