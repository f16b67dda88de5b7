"""Templates of records and of fields, and the services asked for covers: data that schools edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from firstbell.core.actor import Actor
from firstbell.core.errors import Invalid
from firstbell.core.events import change
from firstbell.library.events import CatalogueRuleSaved
from firstbell.library.models import CoverService, RecordTemplate
from firstbell.library.permissions import LibraryPermission
from firstbell.library.queries.editing import from_template, rows_of_text

EVERYWHERE = ""
M = TypeVar("M", RecordTemplate, CoverService)


def save_template(template: RecordTemplate | None, *, values: Mapping[str, Any], by: Actor) -> RecordTemplate:
    """Add a template (None) or change one. Raises Invalid when its text is no record, Forbidden (``library.rule.edit``)."""
    text = str(values.get("text", template.text if template is not None else ""))
    rows = rows_of_text(from_template(text, title="Title", author="Author", isbn="9780000000002"))
    is_field = values.get("is_field", template.is_field if template is not None else False)
    if not is_field and not any(row.tag == "245" for row in rows):
        raise Invalid("A template of a record needs its title.", remedy="Add a line =245  10$a{title}", field="text")
    return _saved(template or RecordTemplate(), values, by)


def remove_template(template: RecordTemplate, *, by: Actor) -> None:
    """It is not offered any more; records made of it stay. Raises Forbidden (``library.rule.edit``)."""
    by.require(LibraryPermission.RULE_EDIT)
    with change(by) as unit:
        subject = template.ref
        template.delete()
        unit.publish(CatalogueRuleSaved(subject=subject, org_path=EVERYWHERE, note="removed"))


def save_cover_service(service: CoverService | None, *, values: Mapping[str, Any], by: Actor) -> CoverService:
    """Add a service that knows covers, or change one. Raises Invalid for an address without ``{isbn}``, Forbidden."""
    address = str(values.get("url_pattern", service.url_pattern if service is not None else ""))
    if not address.startswith("https://") or address.count("{isbn}") != 1 or "{isbn}" in address.split("/")[2]:
        raise Invalid(
            "The address must begin with https:// and hold {isbn} once, behind the name of the machine.",
            remedy="e.g. https://covers.example.org/{isbn}.jpg", field="url_pattern",
        )  # fmt: skip
    return _saved(service or CoverService(), values, by)


def _saved(thing: M, values: Mapping[str, Any], by: Actor) -> M:
    """The catalogue belongs to the whole district, so one permission anywhere is asked for."""
    by.require(LibraryPermission.RULE_EDIT)
    told: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        field = thing._meta.get_field(name)
        old = None if thing._state.adding else getattr(thing, name)
        if old != value:
            told[str(getattr(field, "verbose_name", name)).capitalize()] = (_shown(old), _shown(value))
        setattr(thing, name, value)
    try:
        thing.full_clean()
    except ValidationError as wrong:
        field_name, messages = next(iter(wrong.message_dict.items()))
        raise Invalid(" ".join(messages), remedy="Change it, then save again.", field=field_name) from None
    with change(by) as unit:
        thing.save()
        if told:
            unit.publish(CatalogueRuleSaved(subject=thing.ref, org_path=EVERYWHERE, changes=told))
    return thing


def _shown(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
