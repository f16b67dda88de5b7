"""What bulk writers of new and changed things share: models by name, search documents, entries of the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.utils import timezone

from firstbell.core import audit, search
from firstbell.core.events import Change
from firstbell.core.imports.spool import Spool
from firstbell.core.models import AuditEntry, AuditLink
from firstbell.core.refs import Ref
from firstbell.inventory.events import ItemEdited
from firstbell.inventory.models import DeviceModel, Item
from firstbell.inventory.queries import search_terms

SEARCH_COLUMNS = ("kind", "object_id", "title", "terms", "scope")
_CHUNK = 1000


class ModelNeeded(NamedTuple):
    """A model by the name a file gives it; ``id`` None when it is new here. ``aue`` is ISO text.

    ``category`` "" is that of the plan.
    """

    id: int | None
    name: str
    manufacturer: str
    aue: str | None
    item_type_id: int
    category: str = ""
    model_number: str = ""


@dataclass(kw_only=True)
class Compared:
    """What a compared file comes to, before any of it is written; ``folder`` is where the rows wait, a spool for each kind.

    ``owner_names``: whose a new thing becomes in the same transaction, by -1 for the first new one, -2 for the
    second: search finds it by that name.
    """

    root_path: str
    source: str
    models: dict[str, ModelNeeded]
    folder: InitVar[Path]
    owner_names: dict[int, str] = field(default_factory=dict)

    def __post_init__(self, folder: Path) -> None:
        self.new = Spool(folder / "new")
        self.recorded = Spool(folder / "recorded")
        self.refreshed = Spool(folder / "refreshed")
        self.edited = Spool(folder / "edited")
        self.gone = Spool(folder / "gone")

    @property
    def writes(self) -> int:
        return sum(map(len, (self.new, self.recorded, self.refreshed, self.edited, self.gone)))


def ready_models(needed: Mapping[str, ModelNeeded], category: str, source: str) -> dict[str, int]:
    """Ids of the models, those that are new here created."""
    today = timezone.localdate()
    return {
        key: one.id
        or DeviceModel.objects.create(
            name=one.name,
            manufacturer=one.manufacturer,
            item_type_id=one.item_type_id,
            category=one.category or category,
            model_number=one.model_number,
            aue_date=one.aue,
            aue_source=source if one.aue else "",
            aue_checked_on=today if one.aue else None,
        ).pk
        for key, one in needed.items()
    }


def document_row(item_id: int, barcode: str, serial: str, model: str, owner: str, path: str) -> tuple[Any, ...]:
    """As ``inventory.search`` would make it, without a model instance; in the order of :data:`SEARCH_COLUMNS`."""
    return search.row_of(
        Item.KIND_REF,
        search.Document(
            object_id=item_id,
            title=f"{barcode or serial} {model}",
            terms=search_terms(barcode, serial, [owner] if owner else []),
            org_paths=(path,),
        ),
    )


Edit = tuple[int, str, int, Iterable[tuple[str, Any, Any]]]
"""(item id, label, organisation id, (field, old, new) ...)."""


def tell_edits(unit: Change, edits: Iterable[Edit], paths: Mapping[int, str], *, note: str, at: dt.datetime) -> None:
    """An entry in the trail for each item that was here before, and its search document anew."""
    rows = iter(edits)
    while part := list(islice(rows, _CHUNK)):
        entries = [
            audit.entry_for(
                ItemEdited(
                    subject=Ref(Item.KIND_REF, pk, label),
                    org_path=paths[organisation_id],
                    changes={name: (old, new) for name, old, new in changes},
                    note=note,
                ),
                unit,
                at,
            )
            for pk, label, organisation_id, changes in part
        ]
        AuditEntry.objects.bulk_create(entries)
        AuditLink.objects.bulk_create(
            AuditLink(entry=entry, kind=entry.subject_kind, object_id=entry.subject_id) for entry in entries
        )
        search.index(Item.KIND_REF, [row[0] for row in part])
