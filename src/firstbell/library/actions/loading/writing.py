"""A planned load written: titles, copies, and a note of both, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db.models import Q
from django.utils import timezone

from firstbell.core import bulk
from firstbell.core.actor import Actor
from firstbell.core.events import change
from firstbell.core.refs import Ref
from firstbell.core.scan import normalise
from firstbell.inventory.models import Condition, Item
from firstbell.inventory.queries import rest_statuses
from firstbell.library.actions._genre_shelves import settle_shelves
from firstbell.library.actions.labels import want_labels
from firstbell.library.actions.loading._plan import PENDING, LoadPlan
from firstbell.library.actions.records import write_titles
from firstbell.library.call_numbers import sort_key
from firstbell.library.events import TitlesLoaded
from firstbell.library.models import Copy, Load, LoadedCopy, LoadedTitle, ShelvingPlace
from firstbell.library.permissions import LibraryPermission

_ITEM = Item._meta.db_table
_ITEM_COLUMNS = (
    "id", "product_id", "item_type_id", "organisation_id", "barcode", "barcode_norm", "status", "status_since",
    "condition", "home_slot", "reserved_for", "cost_cents", "order_number", "notes", "created_at",
    "is_library",
)  # fmt: skip
_COPY_COLUMNS = (
    "item_ptr_id", "call_number", "call_sort", "cutter", "copy_number", "volume", "shelving_place_id", "vendor",
    "public_note", "genre_key",
)  # fmt: skip


def write_load(plan: LoadPlan, *, run_id: int, run_label: str, org_path: str, by: Actor) -> Load:
    """Write the plan inside the open change. Raises Forbidden (``library.title.edit``, ``library.copy.edit``)."""
    if plan.copies:
        by.require(LibraryPermission.COPY_EDIT, at=org_path)
    with change(by) as unit:
        ids = write_titles(plan.title_rows(), run_id=run_id, by=by)
        load = Load.objects.create(
            run=run_id, profile=plan.profile, profile_version=plan.profile_version, added=plan.added,
            replaced=plan.replaced, copies=len(plan.copies),
        )  # fmt: skip
        bulk.insert(
            LoadedTitle._meta.db_table,
            ("load_id", "title_id", "is_new", "digest"),
            ((load.pk, pk, *mark) for pk, mark in zip(ids, plan.marks, strict=True)),
        )
        if plan.copies:
            _write_copies(plan, ids, load)
            copies = LoadedCopy.objects.filter(load=load).order_by("item_id").values_list("item_id", flat=True)
            want_labels(list(copies), by=by)
        loaded = LoadedTitle.objects.filter(load=load)
        settle_shelves(Copy.objects.filter(product_id__in=loaded.order_by().values("title_id")))
        subject = Ref("core.import_run", run_id, run_label)
        unit.publish(
            TitlesLoaded(
                subject=subject,
                org_path=org_path,
                run_id=run_id,
                added=plan.added,
                replaced=plan.replaced,
                copies=len(plan.copies),
            )
        )
    return load


def _write_copies(plan: LoadPlan, ids: list[int], load: Load) -> None:
    places = _places(plan)
    first = bulk.reserve_ids(_ITEM, len(plan.copies))
    bulk.insert(_ITEM, _ITEM_COLUMNS, _item_rows(plan, ids, first))
    bulk.insert(
        Copy._meta.db_table,
        _COPY_COLUMNS,
        (
            (
                number, row.call_number, sort_key(row.call_number), "", row.copy_number, row.volume,
                places.get((row.organisation_id, row.place_code)), row.vendor, row.note, "",
            )
            for number, row in zip(count(first), plan.copy_rows(), strict=False)
        ),
    )  # fmt: skip
    bulk.insert(
        LoadedCopy._meta.db_table,
        ("load_id", "item_id"),
        ((load.pk, first + place) for place in range(len(plan.copies))),
    )


def _item_rows(plan: LoadPlan, ids: list[int], first: int) -> Iterator[tuple[Any, ...]]:
    now = bulk.moment(timezone.now())
    rest = rest_statuses()
    for number, row in zip(count(first), plan.copy_rows(), strict=False):
        yield (
            number, ids[row.title_at] if row.title_id == PENDING else row.title_id, row.item_type_id,
            row.organisation_id, row.barcode, normalise(row.barcode), rest[row.item_type_id, False], now,
            Condition.UNKNOWN.value, "", "", row.cents, "", row.staff_note, now, True,
        )  # fmt: skip


def _places(plan: LoadPlan) -> dict[tuple[int, str], int]:
    """(school, code) to the shelving place; those that a school has not had so far are made."""
    wanted: dict[tuple[int, str], str] = {}
    for row in plan.copy_rows():
        if row.place_code:
            wanted.setdefault((row.organisation_id, row.place_code), row.place_name)
    if not wanted:
        return {}
    asked = Q(organisation_id__in={key[0] for key in wanted}, code__in={key[1] for key in wanted})
    known = {(one.organisation_id, one.code): one.pk for one in ShelvingPlace.objects.filter(asked)}
    for (organisation_id, code), name in wanted.items():
        if (organisation_id, code) not in known:
            made = ShelvingPlace.objects.create(organisation_id=organisation_id, code=code, name=name[:100])
            known[organisation_id, code] = made.pk
    return known
