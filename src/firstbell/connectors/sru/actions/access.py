"""Open the catalogue to others, or close it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from firstbell.connectors.sru.events import CatalogueAccessEdited
from firstbell.connectors.sru.models import PublicCatalogue, public_catalogue
from firstbell.connectors.sru.permissions import SruPermission
from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change

FIELDS = ("sru_is_on", "oai_is_on", "name", "description", "contact", "most_records")


def edit_catalogue_access(*, values: Mapping[str, Any], by: Actor) -> PublicCatalogue:
    """``values`` may leave fields out. Raises Forbidden (``sru.access.edit``), Invalid."""
    by.require(SruPermission.ACCESS_EDIT)
    if unknown := values.keys() - set(FIELDS):
        raise Invalid(f"The catalogue for others has no {min(unknown)}.", field=min(unknown))
    with change(by) as unit:
        kept = public_catalogue()
        changes = {name: (getattr(kept, name), value) for name, value in values.items() if getattr(kept, name) != value}
        for name, value in values.items():
            setattr(kept, name, value)
        kept.source, kept.last_checked = f"Set by {by.name}"[:200], timezone.localdate()
        try:
            kept.full_clean()
        except ValidationError as error:
            field, said = next(iter(error.message_dict.items()))
            raise Invalid(said[0], field=field) from error
        kept.save()
        unit.publish(CatalogueAccessEdited(subject=kept.ref, org_path="", changes=changes))
    return kept
